package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	environmentSpecification = "azure-rest-api-specs Microsoft.App 2024-03-01 ManagedEnvironments.json"
	containerSpecification   = "azure-rest-api-specs Microsoft.App 2024-03-01 ContainerApps.json"
	jobSpecification         = "azure-rest-api-specs Microsoft.App 2024-03-01 Jobs.json"
	mountSpecification       = "azure-rest-api-specs Microsoft.App 2024-03-01 ManagedEnvironmentsStorages.json"
	environmentDocument      = "Microsoft Learn, container-apps, networking and custom-virtual-networks"
	// containerNames are rules that Microsoft's table of names leaves out.
	containerNames = "terraform-provider-azurerm internal/services/containerapps/validate (supporting); Microsoft Learn, container-apps, troubleshooting (name of an app)"

	typeEnvironment            = "Microsoft.App/managedEnvironments"
	typeEnvironmentCertificate = "Microsoft.App/managedEnvironments/certificates"
	typeEnvironmentStorage     = "Microsoft.App/managedEnvironments/storages"
	typeContainerApp           = "Microsoft.App/containerApps"

	appPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.App/"
)

// containerTypes are Container Apps environments and what runs in them.
func containerTypes() []Type {
	return []Type{containerEnvironment(), environmentCertificate(), environmentStorage(), containerApp(), containerJob()}
}

func containerName(minimum, maximum int) NameRule {
	return NameRule{
		Min: minimum, Max: maximum, Pattern: `^[a-z]([-a-z0-9]*[a-z0-9])?$`,
		Allowed: "lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit", Source: containerNames,
	}
}

func containerEnvironment() Type {
	name := containerName(1, 60)
	name.Pattern, name.Allowed = `^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$`, "letters, digits and hyphens, beginning with a letter and ending with a letter or digit"
	return Type{
		Token:    "azure-native:app/v20240301:ManagedEnvironment",
		Path:     appPath + "managedEnvironments/{environmentName}",
		Source:   environmentSpecification,
		Location: FromGroup,
		Name:     name,
		Changes: together(
			replaces(trackedLocation, "location"),
			refused(environmentDocument+" (network, zones and infrastructure group are fixed at creation); terraform-provider-azurerm container_app_environment (ForceNew, supporting)",
				"vnetConfiguration", "zoneRedundant", "infrastructureResourceGroup"),
			updates(inPlaceByList(environmentSpecification), "appLogsConfiguration", "customDomainConfiguration", "daprAIConnectionString",
				"daprAIInstrumentationKey", "kind", "peerAuthentication", "peerTrafficConfiguration", "tags", "workloadProfiles"),
		),
		WriteOnly: facts(environmentSpecification+" (secrets of a GET are empty)", "appLogsConfiguration.logAnalyticsConfiguration.sharedKey",
			"customDomainConfiguration.certificatePassword", "customDomainConfiguration.certificateValue", "daprAIConnectionString", "daprAIInstrumentationKey"),
		References: []Reference{
			{Path: "vnetConfiguration.infrastructureSubnetId", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Code: "InUseSubnetCannotBeDeleted", Source: environmentDocument},
		},
		Outputs: []Output{
			succeeded(),
			generated("defaultDomain", "Microsoft Learn, container-apps, connect-apps (a unique name, the region, azurecontainerapps.io)", environmentDomain),
			generated("staticIp", environmentSpecification, func(r Request) string { return documentAddress(r, "staticIp") }),
			generated("customDomainConfiguration.customDomainVerificationId", environmentSpecification+", CustomDomainConfiguration", verificationID),
		},
		HeldBy: []Holder{
			{Type: typeContainerApp, Code: "ManagedEnvironmentHasContainerApps", Source: "Microsoft Learn, container-apps, environment (apps are deleted first)"},
		},
		Checks: []Check{checkLocationExists(), checkEnvironmentLogs(), checkEnvironmentZones(), checkEnvironmentSubnet(), checkFilled(environmentSpecification+", WorkloadProfile (its name, by which apps choose it, and its type)", "workloadProfiles[*].name", "workloadProfiles[*].workloadProfileType")},
	}
}

// environmentDomain is the domain of an environment's apps.
func environmentDomain(r Request) string {
	location, _ := r.Body.String("location")
	return "made-" + drawnHex(r, "defaultDomain", 8) + "." + world.Region(location) + ".azurecontainerapps.io"
}

// verificationID proves that a domain is of the same subscription: it is one for the whole of it.
func verificationID(r Request) string {
	return strings.ToUpper(drawnHex(Request{ID: "/subscriptions/" + world.Subscription(r.ID), Incarnation: 1}, "verification", 32))
}

// documentAddress is an address of a range that is kept for documents (RFC 5737, TEST-NET-2), the same for the same resource.
func documentAddress(r Request, name string) string {
	last := 0
	for _, digit := range drawnHex(r, name, 8) {
		last = (last*16 + int(digit)) % 254
	}
	return "198.51.100." + decimal(last+1)
}

func environmentCertificate() Type {
	return Type{
		Token:    "azure-native:app/v20240301:Certificate",
		Path:     appPath + "managedEnvironments/{environmentName}/certificates/{certificateName}",
		Source:   environmentSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 2, Max: 260, Pattern: `^[a-z0-9][-a-z0-9.]*[a-z0-9]$`,
			Allowed: "lower-case letters, digits, hyphens and periods, beginning and ending with a letter or digit", Source: containerNames,
		},
		Changes: together(
			replaces(trackedLocation, "location"),
			updates(inPlaceByList(environmentSpecification), "tags"),
			refused("terraform-provider-azurerm container_app_environment_certificate (ForceNew, supporting); ARM error CertificateMustBeReplaced", "properties"),
		),
		WriteOnly: facts(environmentSpecification+", Certificate (secrets of a GET are empty)", "properties.password", "properties.value"),
		Outputs: []Output{
			computed("properties.provisioningState", environmentSpecification+", CertificateProvisioningState", func(Request) string { return "Succeeded" }),
			generated("properties.thumbprint", environmentSpecification, func(r Request) string { return strings.ToUpper(drawnHex(r, "thumbprint", 32)) }),
		},
		Checks: []Check{checkCertificateValue()},
	}
}

func environmentStorage() Type {
	return Type{
		Token:     "azure-native:app/v20240301:ManagedEnvironmentsStorage",
		Path:      appPath + "managedEnvironments/{environmentName}/storages/{storageName}",
		Source:    mountSpecification,
		Name:      containerName(2, 32),
		Changes:   updates(inPlaceByList(mountSpecification), "properties"),
		WriteOnly: facts(mountSpecification+", AzureFileProperties (secrets of a GET are empty)", "properties.azureFile.accountKey"),
		Checks:    []Check{checkMountedShare()},
	}
}

func containerApp() Type {
	return Type{
		Token:    "azure-native:app/v20240301:ContainerApp",
		Path:     appPath + "containerApps/{containerAppName}",
		Source:   containerSpecification,
		Location: FromGroup,
		Name:     containerName(2, 32),
		Changes: together(
			replaces(trackedLocation, "location"),
			replaces(containerSpecification+", x-ms-mutability of ContainerApp environmentId; "+generatorRule, "environmentId", "managedEnvironmentId"),
			updates(inPlaceByList(containerSpecification), "configuration", "extendedLocation", "identity", "managedBy", "tags", "template", "workloadProfileName"),
		),
		WriteOnly: facts(containerSpecification+" (listSecrets alone returns values)", "configuration.secrets[*].value"),
		References: []Reference{
			{Path: "environmentId", Types: []string{typeEnvironment}, SameLocation: true, Source: containerSpecification},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: containerSpecification},
			{Path: "configuration.ingress.customDomains[*].certificateId", Types: []string{typeEnvironmentCertificate, "Microsoft.App/managedEnvironments/managedCertificates"}, Holds: true, Code: "CertificateInUse", Source: containerSpecification},
		},
		Outputs: []Output{
			succeeded(),
			{Name: "configuration.ingress.fqdn", Generated: true, Source: containerSpecification + ", Ingress; Microsoft Learn, container-apps, connect-apps", Make: func(r Request) resource.PropertyValue {
				if !r.Body.Has("configuration.ingress") {
					return resource.NewNullProperty()
				}
				return resource.NewStringProperty(appHost(r))
			}},
			generated("latestRevisionName", containerSpecification, func(r Request) string { return world.Name(r.ID) + "--" + drawnHex(r, "revision", 7) }),
			generated("latestRevisionFqdn", containerSpecification, appHost),
			generated("customDomainVerificationId", containerSpecification, verificationID),
			{Name: "outboundIpAddresses", Generated: true, Source: containerSpecification, Make: func(r Request) resource.PropertyValue {
				return resource.NewArrayProperty([]resource.PropertyValue{resource.NewStringProperty(documentAddress(r, "outbound"))})
			}},
		},
		Checks: []Check{
			checkLocationExists(), checkAppContainers(), checkAppTotal(), checkAppInit(), checkAppScale(), checkAppSecrets(), checkAppVolumes(), checkAppStorage(), checkAppDomains(), checkAppIngress(), checkAppRegistry(),
		},
	}
}

// appHost is the name of an app under its environment's domain, "" where that is not known.
func appHost(r Request) string {
	environment, _ := r.Body.String("environmentId")
	found, _ := r.View.Get(environment)
	domain, _ := OutputsOf(found).String("defaultDomain")
	return strings.ToLower(world.Name(r.ID)) + "." + domain
}

func containerJob() Type {
	return Type{
		Token:    "azure-native:app/v20240301:Job",
		Path:     appPath + "jobs/{jobName}",
		Source:   jobSpecification,
		Location: FromGroup,
		Name:     containerName(2, 32),
		Changes: together(
			replaces(trackedLocation, "location"),
			refused(jobSpecification+", JobPatchProperties; terraform-provider-azurerm container_app_job (ForceNew, supporting)", "environmentId"),
			updates(inPlaceByList(jobSpecification), "configuration", "identity", "tags", "template", "workloadProfileName"),
		),
		WriteOnly: facts(jobSpecification+" (listSecrets alone returns values)", "configuration.secrets[*].value"),
		References: []Reference{
			{Path: "environmentId", Types: []string{typeEnvironment}, SameLocation: true, Source: jobSpecification},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: jobSpecification},
		},
		Outputs: []Output{succeeded()},
		Checks:  []Check{checkLocationExists(), checkAppContainers(), checkAppTotal(), checkAppInit(), checkAppSecrets(), checkAppVolumes(), checkAppStorage(), checkJobTrigger(), checkAppRegistry()},
	}
}
