package arm

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	endpointDocument = "Microsoft Learn, private-link, private-endpoint-overview, private-link resource"
	zoneDocument     = "Microsoft Learn, private-link, private-endpoint-dns"
)

// endpointGroup is a part of a service that an endpoint can reach, and the zone its name belongs in. A zone may hold
// "{region}".
type endpointGroup struct{ group, zone string }

// endpointGroups are the parts of each type of resource.
func endpointGroups() map[string][]endpointGroup {
	return map[string][]endpointGroup{
		"microsoft.keyvault/vaults":                  {{"vault", "privatelink.vaultcore.azure.net"}},
		"microsoft.sql/servers":                      {{"sqlServer", "privatelink.database.windows.net"}},
		"microsoft.containerregistry/registries":     {{"registry", "privatelink.azurecr.io"}},
		"microsoft.containerservice/managedclusters": {{"management", "privatelink.{region}.azmk8s.io"}},
		"microsoft.storage/storageaccounts": {
			{"blob", "privatelink.blob.core.windows.net"}, {"blob_secondary", "privatelink.blob.core.windows.net"},
			{"dfs", "privatelink.dfs.core.windows.net"}, {"dfs_secondary", "privatelink.dfs.core.windows.net"},
			{"file", "privatelink.file.core.windows.net"}, {"queue", "privatelink.queue.core.windows.net"},
			{"queue_secondary", "privatelink.queue.core.windows.net"}, {"table", "privatelink.table.core.windows.net"},
			{"table_secondary", "privatelink.table.core.windows.net"}, {"web", "privatelink.web.core.windows.net"},
			{"web_secondary", "privatelink.web.core.windows.net"},
		},
		"microsoft.insights/privatelinkscopes": {{"azuremonitor", "privatelink.monitor.azure.com"}},
	}
}

// connections are an endpoint's connections, approved ones and requested ones.
func connections(b Body) []Body {
	automatic, _ := b.Elements("privateLinkServiceConnections")
	manual, _ := b.Elements("manualPrivateLinkServiceConnections")
	return append(slices.Clone(automatic), manual...)
}

func checkEndpointConnections() Check {
	return Check{
		ID: "endpoint-connections", Says: "An endpoint has exactly one connection, with a target and at most one group.",
		Source: endpointSpecification + "; " + endpointDocument,
		Run: func(r Request) []Problem {
			_, first := r.Body.Elements("privateLinkServiceConnections")
			_, second := r.Body.Elements("manualPrivateLinkServiceConnections")
			if first == Unknown || second == Unknown {
				return nil
			}
			all := connections(r.Body)
			if len(all) != 1 {
				return []Problem{refusal("privateLinkServiceConnections", "", "A private endpoint has exactly one connection; %d are given.", len(all))}
			}
			groups, state := all[0].Strings("groupIds")
			return one(state != Known || len(groups) <= 1, refusal(all[0].PathTo("groupIds"), "", "A connection names one group; %d are given.", len(groups)))
		},
	}
}

func checkEndpointGroup() Check {
	return Check{
		ID: "endpoint-group", Says: "The group of a connection is one that the target's type has.", Source: endpointDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, connection := range connections(r.Body) {
				target, state := connection.String("privateLinkServiceId")
				known, listed := endpointGroups()[strings.ToLower(world.TypeOf(target))]
				groups, groupState := connection.Elements("groupIds")
				if state != Known || !listed || groupState == Unknown {
					continue
				}
				var allowed []string
				for _, group := range known {
					allowed = append(allowed, group.group)
				}
				problems = append(problems, one(len(groups) > 0, refusal(connection.PathTo("groupIds"), "MissingParameterOnPrivateLinkServiceConnection",
					"The connection to %s is missing the required parameter 'group Id'; allowed are %s.", quoted(world.Name(target)), oneOf(allowed)))...)
				for _, element := range groups {
					group, elementState := element.String("")
					problems = append(problems, one(elementState != Known || foldContains(allowed, group), refusal(element.PathTo(""), "",
						"%q is no group of %s; allowed are %s.", group, world.TypeOf(target), oneOf(allowed)))...)
				}
			}
			return problems
		},
	}
}

func checkEndpointSubnet() Check {
	return Check{
		ID: "endpoint-subnet", Says: "The subnet of an endpoint is not delegated to a service.",
		Source: "ARM error PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("subnet.id")
			if state != Known {
				return nil
			}
			subnet, there := r.View.Get(id)
			return one(!there || !filled(InputsOf(subnet), "delegations"), refusal("subnet.id", "PrivateEndpointCreationNotAllowedAsSubnetIsDelegated",
				"Private endpoint %s cannot be created in subnet %s since it is delegated.", world.Name(r.ID), world.Name(id)))
		},
	}
}

// targetOf is the resource an endpoint connects to and the group of it, where both are known.
func targetOf(endpoint Body) (target, group string, known bool) {
	all := connections(endpoint)
	if len(all) != 1 {
		return "", "", false
	}
	target, state := all[0].String("privateLinkServiceId")
	groups, groupState := all[0].Strings("groupIds")
	if state != Known || groupState != Known || len(groups) != 1 {
		return "", "", false
	}
	return target, groups[0], true
}

func checkEndpointZoneCollision() Check {
	return Check{
		ID: "endpoint-zone-collision", Says: "Two endpoints of one resource do not write into the same private zone.",
		Source: "Microsoft Learn, azure-sql, transparent-data-encryption-byok-overview (two private endpoints to the same resource in the same DNS zone)",
		Run: func(r Request) []Problem {
			target, group, known := targetOf(r.Body)
			if !known {
				return nil
			}
			zones := zonesOfEndpoint(r.View, r.ID)
			for _, other := range others(r, typeEndpoint) {
				theirs, theirGroup, otherKnown := targetOf(InputsOf(other))
				if !otherKnown || !strings.EqualFold(theirs, target) || !strings.EqualFold(group, theirGroup) {
					continue
				}
				for _, zone := range zonesOfEndpoint(r.View, other.ID) {
					if slices.Contains(zones, zone) {
						return []Problem{refusal("privateLinkServiceConnections", "", "%s and %s both connect to %s and both write into the zone %s; each would overwrite the other's record.",
							world.Name(r.ID), world.Name(other.ID), target, zone)}
					}
				}
			}
			return nil
		},
	}
}

// zonesOfEndpoint are the zones that an endpoint's zone groups name, in lower case.
func zonesOfEndpoint(view View, endpoint string) []string {
	var zones []string
	for _, group := range view.OfType("Microsoft.Network/privateEndpoints/privateDnsZoneGroups") {
		if !strings.EqualFold(world.Parent(group.ID), endpoint) {
			continue
		}
		for _, id := range texts(InputsOf(group), "privateDnsZoneConfigs[*].privateDnsZoneId") {
			zones = append(zones, strings.ToLower(id))
		}
	}
	return zones
}

// endpointInterface is the network interface that Azure makes for an endpoint.
func endpointInterface() Output {
	return Output{Name: "networkInterfaces", Generated: true, Source: endpointSpecification + ", PrivateEndpointProperties.networkInterfaces", Make: func(r Request) resource.PropertyValue {
		name, state := r.Body.String("customNetworkInterfaceName")
		if state != Known || name == "" {
			name = world.Name(r.ID) + ".nic." + drawnUUID(r, "networkInterfaces")
		}
		group := strings.SplitN(r.ID, "/providers/", 2)[0]
		return resource.NewArrayProperty([]resource.PropertyValue{resource.NewObjectProperty(resource.PropertyMap{
			"id": resource.NewStringProperty(group + "/providers/Microsoft.Network/networkInterfaces/" + name),
		})})
	}}
}
