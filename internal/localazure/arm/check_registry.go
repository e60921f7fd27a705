package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

const registryTiers = "Microsoft Learn, container-registry, container-registry-skus, registry service tiers and limits"

// premiumOnly are the settings that only the Premium tier has, with the value that asks for them.
func premiumOnly() map[string]string {
	return map[string]string{
		"dataEndpointEnabled": "true", "publicNetworkAccess": "Disabled", "encryption.status": "enabled", "networkRuleSet.defaultAction": "Deny",
		"policies.exportPolicy.status": "disabled", "policies.retentionPolicy.status": "enabled", "policies.trustPolicy.status": "enabled",
	}
}

// registryCodes are Azure's codes for asking a lower tier for what only Premium has, where they are known.
func registryCodes() map[string]string {
	return map[string]string{"publicNetworkAccess": "DisablingPublicNetworkAccessNotSupported"}
}

func checkRegistryTier() Check {
	return Check{
		ID: "registry-tier", Says: "Closed networks, keys of one's own, data endpoints and the policies need the Premium tier.", Source: registryTiers,
		Run: func(r Request) []Problem {
			tier, state := r.Body.String("sku.name")
			if state != Known || strings.EqualFold(tier, "Premium") {
				return nil
			}
			var problems []Problem
			asking := premiumOnly()
			for _, path := range sortedNames(asking) {
				text, _ := r.Body.String(path)
				if on, _ := r.Body.Bool(path); on {
					text = "true"
				}
				problems = append(problems, one(!strings.EqualFold(text, asking[path]), refusal(path, registryCodes()[path], "The tier %s has no such setting; it needs Premium.", tier))...)
			}
			return problems
		},
	}
}

func checkRegistryExport() Check {
	return Check{
		ID: "registry-export", Says: "Exports can be off only while public network access is off.",
		Source: "Microsoft Learn, container-registry, data-loss-prevention; ARM error BadRequest (registry has exports disabled)",
		Run: func(r Request) []Problem {
			export, _ := r.Body.String("policies.exportPolicy.status")
			access, state := r.Body.String("publicNetworkAccess")
			closed := strings.EqualFold(access, "Disabled") || state == Unknown
			return one(!strings.EqualFold(export, "disabled") || closed, refusal("publicNetworkAccess", "BadRequest",
				"Enabling public network access is not supported because the registry %q has exports disabled.", world.Name(r.ID)))
		},
	}
}

func checkRegistryRetention() Check {
	return Check{
		ID: "registry-retention", Says: "Untagged manifests are kept for 0 to 365 days.", Source: "Microsoft Learn, container-registry, container-registry-retention-policy",
		Run: func(r Request) []Problem {
			return between(r.Body, "policies.retentionPolicy.days", 0, 365, "The retention of untagged manifests")
		},
	}
}

func checkRegistryZones() Check {
	return Check{
		ID: "registry-zones", Says: "Zone redundancy needs a region with zones.", Source: "Microsoft Learn, container-registry, zone-redundancy, regional support",
		Run: func(r Request) []Problem {
			wanted, _ := r.Body.String("zoneRedundancy")
			location, state := r.Body.String("location")
			region, known := regions.Lookup(world.Region(location))
			return one(wanted != "Enabled" || state != Known || !known || region.Zones > 0, refusal("zoneRedundancy", "",
				"The region %s has no zones.", region.Name))
		},
	}
}

// registryAbove is the registry a replica belongs to.
func registryAbove(r Request) (Body, bool) {
	registry, there := r.View.Get(world.Parent(r.ID))
	return InputsOf(registry), there
}

func checkReplicationTier() Check {
	return Check{
		ID: "replication-tier", Says: "Only a registry of the Premium tier has replicas.", Source: registryTiers + "; " + replicationDocument,
		Run: func(r Request) []Problem {
			registry, there := registryAbove(r)
			tier, state := registry.String("sku.name")
			return one(!there || state != Known || strings.EqualFold(tier, "Premium"), refusal("registryName", "",
				"The registry %s is of the tier %s; replicas need Premium.", world.Name(world.Parent(r.ID)), tier))
		},
	}
}

func checkReplicationHome() Check {
	return Check{
		ID: "replication-home", Says: "A replica lies in another region than its registry; one at home is accepted and is the registry itself.",
		Source: "azure-rest-api-specs issue 10233",
		Run: func(r Request) []Problem {
			registry, there := registryAbove(r)
			home, first := registry.String("location")
			location, second := r.Body.String("location")
			return one(!there || first != Known || second != Known || world.Region(home) != world.Region(location), warning("location",
				"The registry is at home in %s already; this replica makes nothing.", world.Region(home)))
		},
	}
}

func checkReplicationOnce() Check {
	return Check{
		ID: "replication-once", Says: "A registry has one replica in a region.", Source: replicationDocument,
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			if state != Known {
				return nil
			}
			for _, other := range replicasOf(r.View, world.Parent(r.ID)) {
				if world.Key(other.ID) != world.Key(r.ID) && world.Region(other.Location) == world.Region(location) {
					return []Problem{refusal("location", "", "The registry has the replica %q in %s already.", world.Name(other.ID), world.Region(location))}
				}
			}
			return nil
		},
	}
}

func checkReplicationEndpoints() Check {
	return Check{
		ID: "replication-endpoints", Says: "No replica can be added while a private endpoint of the registry has static addresses.",
		Source: replicationDocument + ", geo-replica creation fails on registries with a static-IP private endpoint",
		Run: func(r Request) []Problem {
			if r.Old != nil {
				return nil
			}
			for _, endpoint := range r.View.OfType(typeEndpoint) {
				body := InputsOf(endpoint)
				leads := slices.ContainsFunc(connections(body), func(c Body) bool {
					target, _ := c.String("privateLinkServiceId")
					return world.Key(target) == world.Key(world.Parent(r.ID))
				})
				if leads && filled(body, "ipConfigurations") {
					return []Problem{refusal("registryName", "", "The private endpoint %s has static addresses, and a replica needs one more.", world.Name(endpoint.ID))}
				}
			}
			return nil
		},
	}
}
