package arm

import (
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const subnetDocument = "Microsoft Learn, virtual-network, virtual-network-manage-subnet and virtual-networks-faq"

func checkNetworkPrefixes() Check {
	return Check{
		ID: "network-prefixes", Says: "Each address range of a network is written in CIDR notation with its first address, is one that networks may have, and overlaps no other of the network.",
		Source: reservedAddresses + "; ARM errors InvalidAddressPrefixFormat, InvalidCIDRNotation, AddressPrefixesOverlap",
		Run: func(r Request) []Problem {
			found := texts(r.Body, "addressSpace.addressPrefixes[*]")
			var problems []Problem
			var read []placedPrefix
			for _, path := range sortedNames(found) {
				placed, wrong := readPrefix(path, found[path])
				problems = append(problems, wrong...)
				if wrong != nil {
					continue
				}
				forbidden := forbiddenPrefixes()
				for _, name := range sortedNames(forbidden) {
					if forbidden[name].Overlaps(placed.prefix) {
						problems = append(problems, refusal(path, "", "The range %s overlaps %s (%s), which no network may have.", placed.prefix, forbidden[name], name))
					}
				}
				for _, earlier := range read {
					if earlier.prefix.Overlaps(placed.prefix) {
						problems = append(problems, refusal(path, "AddressPrefixesOverlap", "The range %s overlaps %s at %s.", placed.prefix, earlier.prefix, earlier.path))
					}
				}
				read = append(read, placed)
			}
			return problems
		},
	}
}

// subnetPatterns are the two ways a subnet's ranges are written.
func subnetPrefixes(subnet Body) []placedPrefix {
	return append(readPrefixes(subnet, "addressPrefix"), readPrefixes(subnet, "addressPrefixes[*]")...)
}

func checkSubnetPrefixes() Check {
	return Check{
		ID: "subnet-prefixes", Says: "Each subnet has an address range, in CIDR notation with its first address.",
		Source: subnetDocument + "; ARM errors InvalidAddressPrefixFormat, InvalidCIDRNotation",
		Run: func(r Request) []Problem {
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			for _, subnet := range subnets {
				if _, state := subnet.At(""); state != Known {
					continue
				}
				if !subnet.Has("addressPrefix") && !subnet.Has("addressPrefixes") && !subnet.Has("ipamPoolPrefixAllocations") {
					problems = append(problems, refusal(subnet.PathTo("addressPrefix"), "", "The subnet %s has no address range.", quoted(subnetName(subnet))))
				}
				for _, pattern := range []string{"addressPrefix", "addressPrefixes[*]"} {
					found := texts(subnet, pattern)
					for _, path := range sortedNames(found) {
						_, wrong := readPrefix(path, found[path])
						problems = append(problems, wrong...)
					}
				}
			}
			return problems
		},
	}
}

func subnetName(subnet Body) string {
	name, _ := subnet.String("name")
	return name
}

func checkSubnetInsideNetwork() Check {
	return Check{
		ID: "subnet-inside-network", Says: "A subnet's range lies inside one of its network's ranges.",
		Source: subnetDocument + "; ARM error NetcfgInvalidSubnet",
		Run: func(r Request) []Problem {
			if _, state := r.Body.Strings("addressSpace.addressPrefixes"); state != Known {
				return nil
			}
			spaces := readPrefixes(r.Body, "addressSpace.addressPrefixes[*]")
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			for _, subnet := range subnets {
				for _, placed := range subnetPrefixes(subnet) {
					inside := false
					for _, space := range spaces {
						inside = inside || space.prefix.Bits() <= placed.prefix.Bits() && space.prefix.Contains(placed.prefix.Addr())
					}
					problems = append(problems, one(inside, refusal(placed.path, "NetcfgInvalidSubnet",
						"Subnet %s is not valid in virtual network %s: %s lies outside the network's ranges.", quoted(subnetName(subnet)), quoted(world.Name(r.ID)), placed.prefix))...)
				}
			}
			return problems
		},
	}
}

func checkSubnetsDisjoint() Check {
	return Check{
		ID: "subnets-disjoint", Says: "The ranges of a network's subnets do not overlap.",
		Source: subnetDocument + "; ARM error NetcfgSubnetRangesOverlap",
		Run: func(r Request) []Problem {
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			var read []placedPrefix
			for _, subnet := range subnets {
				for _, placed := range subnetPrefixes(subnet) {
					for _, earlier := range read {
						if earlier.prefix.Overlaps(placed.prefix) {
							problems = append(problems, refusal(placed.path, "NetcfgSubnetRangesOverlap",
								"Subnet %s is not valid because its IP address range %s overlaps with that of an existing subnet in virtual network %s: %s at %s.",
								quoted(subnetName(subnet)), placed.prefix, quoted(world.Name(r.ID)), earlier.prefix, earlier.path))
						}
					}
					read = append(read, placed)
				}
			}
			return problems
		},
	}
}

func checkSubnetSize() Check {
	return Check{
		ID: "subnet-size", Says: "The smallest IPv4 subnet is /29, the largest /2; an IPv6 subnet is exactly /64.",
		Source: "Microsoft Learn, virtual-network, virtual-networks-faq, how small and how large can virtual networks and subnets be",
		Run: func(r Request) []Problem {
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			for _, subnet := range subnets {
				for _, placed := range subnetPrefixes(subnet) {
					bits := placed.prefix.Bits()
					fits := placed.prefix.Addr().Is4() && bits >= 2 && bits <= 29 || placed.prefix.Addr().Is6() && bits == 64
					problems = append(problems, one(fits, refusal(placed.path, "", "The subnet %s has a /%d; allowed are /2 to /29 for IPv4 and /64 for IPv6 (Azure keeps five addresses of each for itself).",
						quoted(subnetName(subnet)), bits))...)
				}
			}
			return problems
		},
	}
}

func checkSubnetNames() Check {
	return Check{
		ID: "subnet-names", Says: "Each subnet has a name of 1 to 80 characters, and no two of a network share one.",
		Source: nameRules + "; ARM error InvalidRequestFormat (duplicate names)",
		Run: func(r Request) []Problem {
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			seen := map[string]string{}
			for _, subnet := range subnets {
				name, state := subnet.String("name")
				path := subnet.PathTo("name")
				if _, element := subnet.At(""); element != Known || state == Unknown {
					continue
				}
				if len(name) < 1 || len(name) > 80 {
					problems = append(problems, refusal(path, "InvalidResourceName", "A subnet's name has 1 to 80 characters; this one has %d.", len(name)))
					continue
				}
				if earlier, twice := seen[strings.ToLower(name)]; twice {
					problems = append(problems, refusal(path, "InvalidRequestFormat", "The name %s is that of the subnet at %s already.", quoted(name), earlier))
				}
				seen[strings.ToLower(name)] = path
			}
			return problems
		},
	}
}

// reservedSubnet is what Azure demands of a subnet whose name it gives a meaning.
type reservedSubnet struct {
	smallest     int
	bareOfGroups bool
	source       string
}

func reservedSubnets() map[string]reservedSubnet {
	return map[string]reservedSubnet{
		"AzureBastionSubnet":            {smallest: 26, source: "Microsoft Learn, bastion, configuration-settings"},
		"AzureFirewallSubnet":           {smallest: 26, bareOfGroups: true, source: "Microsoft Learn, firewall, firewall-faq"},
		"AzureFirewallManagementSubnet": {smallest: 26, bareOfGroups: true, source: "Microsoft Learn, firewall, firewall-faq"},
		"GatewaySubnet":                 {smallest: 29, bareOfGroups: true, source: "Microsoft Learn, vpn-gateway, vpn-gateway-about-vpn-gateway-settings"},
		"RouteServerSubnet":             {smallest: 26, source: "Microsoft Learn, route-server, route-server-faq"},
	}
}

func checkReservedSubnets() Check {
	return Check{
		ID: "reserved-subnets", Says: "Subnets whose names Azure gives a meaning have the size that the service needs, and no security group where it may have none.",
		Source: "Microsoft Learn, bastion configuration-settings; firewall-faq; vpn-gateway settings; route-server-faq",
		Run: func(r Request) []Problem {
			subnets, _ := r.Body.Elements("subnets")
			var problems []Problem
			for _, subnet := range subnets {
				rule, reserved := reservedSubnets()[subnetName(subnet)]
				if !reserved {
					continue
				}
				for _, placed := range subnetPrefixes(subnet) {
					problems = append(problems, one(placed.prefix.Addr().Is6() || placed.prefix.Bits() <= rule.smallest, refusal(placed.path, "",
						"The name %s is reserved for a service that needs a /%s or larger (%s).", quoted(subnetName(subnet)), strconv.Itoa(rule.smallest), rule.source))...)
				}
				problems = append(problems, one(!rule.bareOfGroups || !subnet.Has("networkSecurityGroup"), refusal(subnet.PathTo("networkSecurityGroup"), "",
					"The subnet %s may have no network security group (%s).", quoted(subnetName(subnet)), rule.source))...)
			}
			return problems
		},
	}
}
