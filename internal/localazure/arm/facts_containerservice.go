package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	clusterSpecification = "azure-rest-api-specs Microsoft.ContainerService 2024-09-01 managedClusters.json"
	aksVersions          = "Microsoft Learn, AKS, supported-kubernetes-versions"

	typeCluster = "Microsoft.ContainerService/managedClusters"
	typePool    = "Microsoft.ContainerService/managedClusters/agentPools"

	clusterPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerService/managedClusters/{resourceName}"
	// fixedProperty is the error by which AKS refuses to change what is fixed at creation.
	fixedProperty = "AKS error PropertyChangeNotAllowed"
)

// clusterTypes are AKS clusters and their maintenance windows.
func clusterTypes() []Type { return []Type{managedCluster(), maintenanceConfiguration()} }

func managedCluster() Type {
	return Type{
		Token:    "azure-native:containerservice/v20240901:ManagedCluster",
		Path:     clusterPath,
		Source:   clusterSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 1, Max: 63, Pattern: `^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$`,
			Allowed: "letters, digits, underscores and hyphens, beginning and ending with a letter or digit",
			Source:  clusterSpecification + ", ResourceNameParameter",
		},
		Changes:    together(clusterChanges(), inlinePoolChanges()),
		Defaults:   clusterDefaults(),
		WriteOnly:  facts("Microsoft Learn, REST reference, Managed Clusters - Get (secrets are not returned)", "servicePrincipalProfile.secret", "windowsProfile.adminPassword", "aadProfile.serverAppSecret"),
		References: clusterReferences(),
		Parts:      []Part{{Path: "agentPoolProfiles", Type: typePool, Source: clusterSpecification}},
		Sets: facts("Microsoft Learn, AKS, availability-zones; api-server-authorized-ip-ranges (neither has an order)",
			"agentPoolProfiles[*].availabilityZones", "apiServerAccessProfile.authorizedIPRanges", "aadProfile.adminGroupObjectIDs"),
		Outputs: clusterOutputs(),
		Checks: together(
			[]Check{
				checkLocationExists(), checkKubernetesVersion(), checkUpgradePath(), checkLongTermSupport(), checkDNSPrefix(),
				checkLocalAccounts(), checkWorkloadIdentity(), checkOIDCStays(), checkAzureRBAC(), checkAuthorisedRanges(), checkClusterIdentity(), checkSupportedAddons(), checkImageCleaner(),
				checkClusterDiskSetRole(),
			},
			clusterNetworkChecks(), clusterRoleChecks(), inlinePoolChecks(),
		),
	}
}

func clusterChanges() []Change {
	return together(
		replaces(replacementList, "diskEncryptionSetID", "dnsPrefix", "fqdnSubdomain", "linuxProfile", "location", "networkProfile", "nodeResourceGroup", "windowsProfile"),
		updates(inPlace(clusterSpecification), "addonProfiles", "autoScalerProfile", "autoUpgradeProfile", "azureMonitorProfile", "disableLocalAccounts",
			"enablePodSecurityPolicy", "httpProxyConfig", "identity.type", "identity.userAssignedIdentities", "ingressProfile",
			"kubernetesVersion", "metricsProfile", "nodeResourceGroupProfile", "oidcIssuerProfile", "podIdentityProfile", "privateLinkResources",
			"publicNetworkAccess", "securityProfile", "serviceMeshProfile", "sku", "storageProfile", "supportPlan", "tags", "upgradeSettings",
			"workloadAutoScalerProfile"),
		updates("Microsoft Learn, AKS, api-server-authorized-ip-ranges and access-private-cluster; "+generatorRule,
			"apiServerAccessProfile.authorizedIPRanges", "apiServerAccessProfile.disableRunCommand", "apiServerAccessProfile.enablePrivateClusterPublicFQDN"),
		refused(fixedProperty+"; Microsoft Learn, AKS, private-clusters (set at creation)", "apiServerAccessProfile.enablePrivateCluster"),
		updates("Microsoft Learn, AKS, private-clusters (from BYO to none is possible); "+generatorRule, "apiServerAccessProfile.privateDNSZone"),
		updates("Microsoft Learn, AKS, managed-azure-ad and manage-azure-rbac; "+generatorRule, "aadProfile.adminGroupObjectIDs", "aadProfile.enableAzureRBAC", "aadProfile.tenantID"),
		refused("Microsoft Learn, AKS, managed-azure-ad (the integration cannot be switched off)", "aadProfile.managed"),
		refused(fixedProperty+"; terraform-provider-azurerm kubernetes_cluster (ForceNew, supporting)", "enableRBAC", "extendedLocation"),
		updates("Microsoft Learn, AKS, update-credentials and update-kubelet identity in use-managed-identity; "+generatorRule, "servicePrincipalProfile", "identityProfile"),
	)
}

func clusterDefaults() []Default {
	return together(
		defaults(clusterSpecification+", defaults of ContainerServiceNetworkProfile", map[string]any{
			"networkProfile.podCidr": "10.244.0.0/16", "networkProfile.serviceCidr": "10.0.0.0/16", "networkProfile.dnsServiceIP": "10.0.0.10",
			"networkProfile.outboundType": "loadBalancer", "networkProfile.loadBalancerSku": "standard",
		}),
		defaults("Microsoft Learn, REST reference, Managed Clusters - Create Or Update (defaults)", map[string]any{
			"sku.name": "Base", "sku.tier": "Free", "supportPlan": "KubernetesOfficial", "enableRBAC": true, "disableLocalAccounts": false,
			"nodeResourceGroupProfile.restrictionLevel": "Unrestricted",
		}),
		defaults(clusterSpecification+", defaults of ManagedClusterAgentPoolProfileProperties", map[string]any{
			"agentPoolProfiles[*].osType": "Linux", "agentPoolProfiles[*].scaleDownMode": "Delete",
			"agentPoolProfiles[*].enableAutoScaling": false, "agentPoolProfiles[*].enableEncryptionAtHost": false,
		}),
	)
}

func clusterReferences() []Reference {
	subnet := "Microsoft Learn, AKS, configure-azure-cni-overlay (bring your own subnet); ARM error InUseSubnetCannotBeDeleted"
	return []Reference{
		{Path: "agentPoolProfiles[*].vnetSubnetID", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Source: subnet},
		{Path: "agentPoolProfiles[*].podSubnetID", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Source: subnet},
		{Path: "agentPoolProfiles[*].capacityReservationGroupID", Types: []string{typeReservationGroup}, SameLocation: true, Holds: true, Source: reservationDocument},
		{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: "Microsoft Learn, AKS, use-managed-identity"},
		{Path: "identityProfile[*].resourceId", Types: []string{typeIdentity}, Source: "Microsoft Learn, AKS, use-managed-identity, pre-created kubelet identity"},
		{Path: "diskEncryptionSetID", Types: []string{typeDiskSet}, SameLocation: true, Holds: true, Source: "Microsoft Learn, AKS, azure-disk-customer-managed-keys"},
		{Path: "networkProfile.loadBalancerProfile.outboundIPs.publicIPs[*].id", Types: []string{typePublicIP}, SameLocation: true, Holds: true, Source: "Microsoft Learn, AKS, load-balancer-standard"},
		{Path: "securityProfile.defender.logAnalyticsWorkspaceResourceId", Types: []string{typeWorkspace}, Source: "Microsoft Learn, defender-for-cloud, kubernetes"},
		{Path: "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID", Types: []string{typeWorkspace}, Source: "Microsoft Learn, azure-monitor, kubernetes-monitoring-enable"},
		{Path: "securityProfile.azureKeyVaultKms.keyVaultResourceId", Types: []string{typeVault}, Source: "Microsoft Learn, AKS, use-kms-etcd-encryption"},
	}
}

func clusterOutputs() []Output {
	return []Output{
		succeeded(),
		generated("eTag", typings, func(r Request) string { return drawnUUID(r, "eTag") }),
		drawn("resourceUID"),
		generated("fqdn", "Microsoft Learn, AKS, core-aks-concepts (DNS prefix, eight generated characters, region)", clusterHost("")),
		generated("azurePortalFQDN", typings, clusterHost("portal.")),
		{Name: "currentKubernetesVersion", Generated: true, Source: clusterSpecification + ", currentKubernetesVersion", Make: func(r Request) resource.PropertyValue {
			wanted, state := r.Body.String("kubernetesVersion")
			if state != Known {
				return resource.NewStringProperty(defaultKubernetes)
			}
			return resource.NewStringProperty(patchOf(wanted))
		}},
		{Name: "oidcIssuerProfile.issuerURL", Generated: true, Source: "Microsoft Learn, AKS, use-oidc-issuer", Make: clusterIssuer},
		{Name: "identityProfile", Generated: true, Source: "Microsoft Learn, AKS, use-managed-identity (kubelet identity)", Make: kubeletProfile},
		computed("powerState.code", typings, func(Request) string { return "Running" }),
		number("maxAgentPools", "Microsoft Learn, AKS, quotas-skus-regions", 100),
	}
}

// clusterHost makes the name of the API server: the DNS prefix, eight characters of AKS's own, and the region.
func clusterHost(infix string) func(Request) string {
	return func(r Request) string {
		prefix, state := r.Body.String("dnsPrefix")
		if state != Known {
			prefix = world.Name(r.ID)
		}
		location, _ := r.Body.String("location")
		return strings.ToLower(prefix) + "-" + drawnHex(r, "fqdn", 8) + "." + infix + "hcp." + world.Region(location) + ".azmk8s.io"
	}
}

func clusterIssuer(r Request) resource.PropertyValue {
	if on, _ := r.Body.Bool("oidcIssuerProfile.enabled"); !on {
		return resource.NewNullProperty()
	}
	location, _ := r.Body.String("location")
	return resource.NewStringProperty("https://" + world.Region(location) + ".oic.prod-aks.azure.com/" + r.Tenant + "/" + drawnUUID(r, "issuer") + "/")
}

func maintenanceConfiguration() Type {
	return Type{
		Token:  "azure-native:containerservice/v20240901:MaintenanceConfiguration",
		Path:   clusterPath + "/maintenanceConfigurations/{configName}",
		Source: clusterSpecification,
		Name: NameRule{
			OneOf:  []string{"default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"},
			Source: maintenanceDocument,
		},
		Changes: updates(inPlace(clusterSpecification), "maintenanceWindow", "notAllowedTime", "timeInWeek"),
		Checks: []Check{
			checkMaintenanceShape(), checkMaintenanceSchedule(), checkMaintenanceDuration(), checkMaintenanceTimes(), checkMaintenanceDates(),
		},
	}
}
