package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	registrySpecification = "azure-rest-api-specs Microsoft.ContainerRegistry 2023-07-01 containerregistry.json"
	replicationDocument   = "Microsoft Learn, container-registry, container-registry-geo-replication"
	dataEndpointDocument  = "Microsoft Learn, container-registry, container-registry-dedicated-data-endpoints"
	// registryZones says when zone redundancy can be chosen.
	registryZones = "Microsoft Learn, reliability, reliability-container-registry (zone redundancy is configured when a registry or a replica is made); Azure/acr issue 590"

	typeRegistry    = "Microsoft.ContainerRegistry/registries"
	typeReplication = "Microsoft.ContainerRegistry/registries/replications"

	registryPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerRegistry/registries/{registryName}"
)

// registryTypes are container registries and their replicas in other regions.
func registryTypes() []Type { return []Type{containerRegistry(), registryReplication()} }

func containerRegistry() Type {
	return Type{
		Token:    "azure-native:containerregistry/v20230701:Registry",
		Path:     registryPath,
		Source:   registrySpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 5, Max: 50, Pattern: `^[a-zA-Z0-9]*$`, Allowed: "letters and digits", Global: true, Taken: "AlreadyInUse",
			Source: registrySpecification + ", RegistryNameParameter; " + nameRules,
		},
		Changes: together(
			replaces(registrySpecification+", x-ms-mutability of Resource.location; "+generatorRule, "location"),
			refused(registryZones+"; RegistryPropertiesUpdateParameters has no zoneRedundancy", "zoneRedundancy"),
			refused("Microsoft Learn, container-registry, tutorial-enable-customer-managed-keys (only while the registry is created, and for good)", "encryption.status"),
			updates(inPlace(registrySpecification)+"; RegistryPropertiesUpdateParameters", "adminUserEnabled", "dataEndpointEnabled", "encryption.keyVaultProperties",
				"identity", "networkRuleBypassOptions", "networkRuleSet", "policies", "publicNetworkAccess", "sku", "tags"),
		),
		Defaults: defaults(registrySpecification+", defaults of RegistryProperties and of the policies", map[string]any{
			"adminUserEnabled": false, "dataEndpointEnabled": false, "networkRuleBypassOptions": "AzureServices", "publicNetworkAccess": "Enabled",
			"zoneRedundancy": "Disabled", "policies.exportPolicy.status": "enabled", "policies.quarantinePolicy.status": "disabled",
			"policies.retentionPolicy.days": 7, "policies.retentionPolicy.status": "disabled", "policies.trustPolicy.status": "disabled",
			"policies.trustPolicy.type": "Notary",
		}),
		References: []Reference{
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: registrySpecification + ", IdentityProperties"},
		},
		Sets: facts(registrySpecification+", NetworkRuleSet (rules have no order)", "networkRuleSet.ipRules"),
		Outputs: []Output{
			computed("loginServer", "Microsoft Learn, container-registry, container-registry-endpoint-reference", func(r Request) string {
				return strings.ToLower(world.Name(r.ID)) + ".azurecr.io"
			}),
			generatedStamp("creationDate"),
			computed("sku.tier", registrySpecification+", Sku.tier", func(r Request) string {
				tier, _ := r.Body.String("sku.name")
				return tier
			}),
			dataEndpoints(),
			computed("status.displayStatus", typings, func(Request) string { return "Ready" }),
		},
		Checks: []Check{
			checkLocationExists(), checkRegistryTier(), checkRegistryExport(), checkRegistryRetention(), checkRegistryZones(),
		},
	}
}

// dataEndpoints are the hosts that serve a registry's layers, one for each region it is in.
func dataEndpoints() Output {
	return Output{Name: "dataEndpointHostNames", Source: dataEndpointDocument, Make: func(r Request) resource.PropertyValue {
		on, _ := r.Body.Bool("dataEndpointEnabled")
		home, state := r.Body.String("location")
		if !on || state != Known {
			return resource.NewArrayProperty(nil)
		}
		regions := []string{world.Region(home)}
		for _, replica := range replicasOf(r.View, r.ID) {
			regions = append(regions, world.Region(replica.Location))
		}
		hosts := make([]resource.PropertyValue, 0, len(regions))
		for _, region := range regions {
			hosts = append(hosts, resource.NewStringProperty(strings.ToLower(world.Name(r.ID))+"."+region+".data.azurecr.io"))
		}
		return resource.NewArrayProperty(hosts)
	}}
}

// replicasOf are the replicas of a registry, sorted by identifier.
func replicasOf(seen View, registry string) []world.Resource {
	var found []world.Resource
	for _, below := range seen.Under(registry) {
		if strings.EqualFold(below.Type, typeReplication) {
			found = append(found, below)
		}
	}
	return found
}

func registryReplication() Type {
	return Type{
		Token:    "azure-native:containerregistry/v20230701:Replication",
		Path:     registryPath + "/replications/{replicationName}",
		Source:   registrySpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 5, Max: 50, Pattern: `^[a-zA-Z0-9]*$`, Allowed: "letters and digits", Source: registrySpecification + ", ReplicationNameParameter",
		},
		Changes: together(
			replaces(registrySpecification+", x-ms-mutability of Resource.location; "+generatorRule, "location"),
			refused(registryZones+"; ReplicationUpdateParametersProperties has no zoneRedundancy", "zoneRedundancy"),
			updates(inPlace(registrySpecification)+"; ReplicationUpdateParametersProperties", "regionEndpointEnabled", "tags"),
		),
		Defaults: defaults(registrySpecification+", defaults of ReplicationProperties", map[string]any{
			"regionEndpointEnabled": true, "zoneRedundancy": "Disabled",
		}),
		Outputs: []Output{computed("status.displayStatus", typings, func(Request) string { return "Ready" })},
		Checks: []Check{
			checkLocationExists(), checkReplicationTier(), checkReplicationHome(), checkReplicationOnce(), checkReplicationEndpoints(), checkRegistryZones(),
		},
	}
}
