package topology

import (
	"net/netip"
	"strings"
)

// Network is a virtual network.
type Network struct {
	ID, Name, Region, Stack string
	Prefixes                []netip.Prefix
	Subnets                 []*Subnet
	// Halves are its halves of peerings.
	Halves []Half
}

// Half is one network's half of a peering.
type Half struct {
	Name   string
	Remote string // the other network's ID
	// Access is whether the tag VirtualNetwork stands for the other network's addresses too; Forwarded whether traffic comes
	// in that the other network only passes on; Gateway whether either uses the other's gateway.
	Access, Forwarded, Gateway match
}

// Subnet is a subnet of a network.
type Subnet struct {
	ID, Name string
	Network  *Network
	Prefixes []netip.Prefix
	// GroupID is its security group's; Group is nil where it has none, or where the state does not hold it.
	GroupID string
	Group   *SecurityGroup
	// Guarded is whether the group's rules are applied to private endpoints in the subnet.
	Guarded match
	// GatewayID and RouteTableID are those of its NAT gateway and its route table.
	GatewayID, RouteTableID string
	// DefaultOut is whether Azure gives its machines a way to the Internet that nobody declared.
	DefaultOut match
	// Delegated are the services that the subnet is delegated to; Endpoints those that it has service endpoints for.
	Delegated, Endpoints []string
	// Unknown is true where a range or the group is not known yet.
	Unknown bool
}

// newNetwork reads a network with the subnets and the peerings that are declared inside it.
func newNetwork(r Resource, id, stack string) *Network {
	in := r.input()
	n := &Network{ID: id, Name: in.text("virtualNetworkName"), Region: region(in.text("location")), Stack: stack}
	prefixes, _ := in.texts("addressSpace", "addressPrefixes")
	n.Prefixes, _ = parsePrefixes(prefixes)
	subnets, _ := in.objects("subnets")
	for _, subnet := range subnets {
		n.Subnets = append(n.Subnets, newSubnet(n, subnet, subnet.text("name")))
	}
	peerings, _ := in.objects("virtualNetworkPeerings")
	for _, peering := range peerings {
		n.Halves = append(n.Halves, newHalf(peering))
	}
	return n
}

// newSubnet reads a subnet. Without a word the group's rules pass private endpoints by (Microsoft Learn, Private Link,
// disable-private-endpoint-network-policy), and machines get a way out by default (Virtual network, default-outbound-access).
func newSubnet(n *Network, in object, name string) *Subnet {
	s := &Subnet{
		ID: n.ID + "/subnets/" + name, Name: name, Network: n,
		GroupID: in.text("networkSecurityGroup", "id"), GatewayID: in.text("natGateway", "id"),
		RouteTableID: in.text("routeTable", "id"), DefaultOut: in.flag(true, "defaultOutboundAccess"),
	}
	list, known := in.texts("addressPrefixes")
	one, oneKnown := in.textOr("", "addressPrefix")
	if one != "" {
		list = append(list, one)
	}
	var read bool
	s.Prefixes, read = parsePrefixes(list)
	s.Unknown = !known || !oneKnown || !read || isUnknown(in.at("networkSecurityGroup", "id"))
	switch policies, known := in.textOr("Disabled", "privateEndpointNetworkPolicies"); {
	case !known:
		s.Guarded = perhaps
	default:
		s.Guarded = matched(policies == "Enabled" || policies == "NetworkSecurityGroupEnabled")
	}
	delegations, _ := in.objects("delegations")
	for _, delegation := range delegations {
		s.Delegated = append(s.Delegated, delegation.text("serviceName"))
	}
	endpoints, _ := in.objects("serviceEndpoints")
	for _, endpoint := range endpoints {
		s.Endpoints = append(s.Endpoints, endpoint.text("service"))
	}
	return s
}

// newHalf reads a half of a peering, with the defaults of the portal and of the API: access, and nothing else.
func newHalf(in object) Half {
	name := in.text("virtualNetworkPeeringName")
	if name == "" {
		name = in.text("name")
	}
	return Half{
		Name: name, Remote: in.text("remoteVirtualNetwork", "id"),
		Access: in.flag(true, "allowVirtualNetworkAccess"), Forwarded: in.flag(false, "allowForwardedTraffic"),
		Gateway: oneOf(in.flag(false, "allowGatewayTransit"), in.flag(false, "useRemoteGateways")),
	}
}

// containerApps is who a subnet of Container Apps is delegated to.
const containerApps = "Microsoft.App/environments"

// hostsApps says whether the subnet belongs to Container Apps.
func (s *Subnet) hostsApps() bool {
	for _, name := range s.Delegated {
		if strings.EqualFold(name, containerApps) {
			return true
		}
	}
	return false
}

// guard is the subnet's group as a verdict may use it. missing is true where there is one that the state does not hold.
func (s *Subnet) guard() (group *SecurityGroup, missing bool) {
	return s.Group, s.Group == nil && (s.GroupID != "" || s.Unknown)
}

// region is a region's name as the API writes it: "East US 2" is eastus2.
func region(location string) string { return strings.ToLower(strings.ReplaceAll(location, " ", "")) }
