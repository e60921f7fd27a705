package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const typeZoneGroup = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups"

func checkZoneGroupConfigs() Check {
	return Check{
		ID: "zone-group-configs", Says: "A zone group has 1 to 5 zones, each under a name of its own.", Source: zoneDocument + ", private DNS zone group",
		Run: func(r Request) []Problem {
			configs, state := r.Body.Elements("privateDnsZoneConfigs")
			if state == Unknown {
				return nil
			}
			problems := one(len(configs) >= 1 && len(configs) <= 5, refusal("privateDnsZoneConfigs", "", "A zone group holds 1 to 5 zones; %d are given.", len(configs)))
			seen := map[string]string{}
			for _, config := range configs {
				name, nameState := config.String("name")
				if nameState != Known {
					continue
				}
				if earlier, twice := seen[strings.ToLower(name)]; twice {
					problems = append(problems, refusal(config.PathTo("name"), "", "The name %q stands at %s already.", name, earlier))
				}
				seen[strings.ToLower(name)] = config.PathTo("name")
			}
			return problems
		},
	}
}

func checkZoneGroupMatches() Check {
	return Check{
		ID: "zone-group-zone", Says: "The zone is the one in which clients look for the endpoint's target; another is accepted and resolves nothing.",
		Source: zoneDocument + ", Azure services DNS zone configuration",
		Run: func(r Request) []Problem {
			endpoint, there := r.View.Get(world.Parent(r.ID))
			if !there {
				return nil
			}
			target, group, known := targetOf(InputsOf(endpoint))
			if !known {
				return nil
			}
			var problems []Problem
			for _, part := range endpointGroups()[strings.ToLower(world.TypeOf(target))] {
				if !strings.EqualFold(part.group, group) {
					continue
				}
				wanted := strings.ReplaceAll(part.zone, "{region}", world.Region(endpoint.Location))
				found := texts(r.Body, "privateDnsZoneConfigs[*].privateDnsZoneId")
				for _, path := range sortedNames(found) {
					problems = append(problems, one(strings.EqualFold(world.Name(found[path]), wanted), warning(path,
						"The zone %q is not where clients look for the group %q of %s; it is %q.", world.Name(found[path]), group, world.TypeOf(target), wanted))...)
				}
			}
			return problems
		},
	}
}

func checkZoneGroupSingle() Check {
	return Check{
		ID: "zone-group-single", Says: "An endpoint has one zone group.", Source: zoneDocument + ", private DNS zone group (one per endpoint)",
		Run: func(r Request) []Problem {
			for _, other := range others(r, typeZoneGroup) {
				if strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) {
					return []Problem{refusal("privateDnsZoneGroupName", "", "Cannot create more than one private dns zone group in the private endpoint %s, which has %q already.", world.Name(world.Parent(r.ID)), world.Name(other.ID))}
				}
			}
			return nil
		},
	}
}

// zoneOfLink is the name of the zone that a link belongs to.
func zoneOfLink(id string) string { return strings.ToLower(world.Name(world.Parent(id))) }

func checkLinkOnce() Check {
	return Check{
		ID: "zone-link-once", Says: "A network is linked to one zone of a given name.", Source: privateDNSDocument + "; privatedns error on overlapping namespaces",
		Run: func(r Request) []Problem {
			network, state := r.Body.String("virtualNetwork.id")
			if state != Known {
				return nil
			}
			for _, other := range others(r, typeZoneLink) {
				if zoneOfLink(other.ID) == zoneOfLink(r.ID) && strings.EqualFold(knownText(other, "virtualNetwork.id"), network) {
					return []Problem{refusal("virtualNetwork.id", "BadRequest",
						"A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with %q and %q zones: %s links it already.",
						zoneOfLink(r.ID), zoneOfLink(other.ID), other.ID)}
				}
			}
			return nil
		},
	}
}

func checkRegistrationOnce() Check {
	return Check{
		ID: "zone-registration-once", Says: "The machines of a network register themselves in one zone.", Source: "Microsoft Learn, dns, private-dns-autoregistration, restrictions",
		Run: func(r Request) []Problem {
			network, state := r.Body.String("virtualNetwork.id")
			registers, _ := r.Body.Bool("registrationEnabled")
			if state != Known || !registers {
				return nil
			}
			for _, other := range others(r, typeZoneLink) {
				theirs, _ := InputsOf(other).Bool("registrationEnabled")
				if theirs && strings.EqualFold(knownText(other, "virtualNetwork.id"), network) {
					return []Problem{refusal("registrationEnabled", "", "The network %s registers its machines in %q already; a network has one registration zone.",
						world.Name(network), zoneOfLink(other.ID))}
				}
			}
			return nil
		},
	}
}

func checkResolutionPolicy() Check {
	return Check{
		ID: "zone-resolution-policy", Says: "Falling back to the internet is for privatelink zones only.", Source: "Microsoft Learn, dns, private-dns-fallback",
		Run: func(r Request) []Problem {
			policy, state := r.Body.String("resolutionPolicy")
			if state != Known || policy != "NxDomainRedirect" {
				return nil
			}
			return one(strings.HasPrefix(zoneOfLink(r.ID), "privatelink."), refusal("resolutionPolicy", "", "NxDomainRedirect is for zones whose name begins with \"privatelink.\"; this one is %q.", zoneOfLink(r.ID)))
		},
	}
}
