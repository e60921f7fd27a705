// Package addressplan divides the address space of one environment in one region into its networks and subnets.
//
// It is arithmetic on prefixes: no cloud, no state, no configuration. Settings call it to refuse a space that cannot
// be divided or ranges that collide, the network components to create what it computed, so nobody types a subnet
// twice.
//
// A space is a private IPv4 prefix of /16 to /20 and is divided like this, whatever its size:
//
//	first half       the cluster network; its first /23 is the node subnet, the rest is room for more node subnets
//	third quarter    the data network; its first /26 is the private-endpoint subnet, the rest is room for more subnets
//	fourth quarter   not assigned
//
// Not larger than /16, because a virtual network has at most 65,536 addresses (AKS documentation, IP address planning). Not
// smaller than /20, because then the cluster network is a /21: four node subnets, so that pools can be moved to a second
// generation of subnets, which cannot be resized while in use, without a new space.
package addressplan

import (
	"fmt"
	"net/netip"
)

// The sizes of the plan, as prefix lengths.
const (
	LargestSpace  = 16 // fewest bits a space may have
	SmallestSpace = 20 // most bits a space may have

	nodeSubnetBits     = 23 // 507 usable addresses
	endpointSubnetBits = 26 // 59 usable addresses; SQL, vault, registry, storage and their doubles in the other region need about a dozen
)

// reservedByAzure is how many addresses of every subnet Azure keeps: network, gateway, two for DNS, broadcast (Azure
// documentation, Virtual network FAQ).
const reservedByAzure = 5

// internalFrontends are the addresses of the node subnet left to internal load balancers, whose addresses come from it
// too (AKS documentation, IP address planning).
const internalFrontends = 7

// SpaceAllowed says in words what a space may be.
const SpaceAllowed = "a private IPv4 prefix of /16 to /20 without host bits, such as 10.64.0.0/16"

// Plan is the division of one address space. The four networks and subnets lie within Space, and Spare lies beside them.
type Plan struct {
	// Space is what was divided.
	Space netip.Prefix
	// ClusterNetwork is the virtual network of the cluster: the first half of Space.
	ClusterNetwork netip.Prefix
	// NodeSubnet is the subnet of every node pool: the first /23 of ClusterNetwork. Pods have addresses of their own.
	NodeSubnet netip.Prefix
	// DataNetwork is the virtual network of the private endpoints: the third quarter of Space.
	DataNetwork netip.Prefix
	// EndpointSubnet is the subnet of the private endpoints: the first /26 of DataNetwork.
	EndpointSubnet netip.Prefix
	// Spare is the last quarter of Space, which is not assigned.
	Spare netip.Prefix
}

// New divides a space. It fails, saying what is allowed, when the space is not what SpaceAllowed says.
func New(space netip.Prefix) (Plan, error) {
	if message := CheckSpace(space); message != "" {
		return Plan{}, fmt.Errorf("address space %s %s; allowed: %s", space, message, SpaceAllowed)
	}
	data := child(space, space.Bits()+2, 2)
	cluster := child(space, space.Bits()+1, 0)
	return Plan{
		Space:          space,
		ClusterNetwork: cluster,
		NodeSubnet:     child(cluster, nodeSubnetBits, 0),
		DataNetwork:    data,
		EndpointSubnet: child(data, endpointSubnetBits, 0),
		Spare:          child(space, space.Bits()+2, 3),
	}, nil
}

// CheckSpace says what is wrong with an address space, or "" if it can be divided.
func CheckSpace(space netip.Prefix) string {
	return checkSpace(space, LargestSpace, SmallestSpace)
}

// checkSpace is CheckSpace with the sizes given, as prefix lengths.
func checkSpace(space netip.Prefix, largest, smallest int) string {
	switch {
	case !space.IsValid():
		return "is no address range"
	case !space.Addr().Is4():
		return "is not an IPv4 range"
	case space != space.Masked():
		return fmt.Sprintf("has bits set behind its length; %s is meant", space.Masked())
	case space.Bits() < largest || space.Bits() > smallest:
		return fmt.Sprintf("is a /%d", space.Bits())
	case !Private(space):
		return "is not private"
	}
	if taken, ok := Forbidden(space); ok {
		return fmt.Sprintf("overlaps %s, which AKS keeps for itself", taken)
	}
	return ""
}

// MaxNodes is how many nodes the node subnet has room for, those that an upgrade adds included.
func (p Plan) MaxNodes() int { return Usable(p.NodeSubnet) - internalFrontends }

// Networks are the virtual networks of the plan: cluster, then data.
func (p Plan) Networks() []netip.Prefix { return []netip.Prefix{p.ClusterNetwork, p.DataNetwork} }
