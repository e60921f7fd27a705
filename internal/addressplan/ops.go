package addressplan

import (
	"fmt"
	"net/netip"
)

// The sizes of an ops network, as prefix lengths.
const (
	LargestOpsSpace  = 16 // fewest bits the space of an ops network may have
	SmallestOpsSpace = 22 // most bits it may have

	opsEndpointBits = 27 // 27 usable addresses for the endpoints of the state store and the secrets vault
)

// keptByContainerApps holds the four ranges that Container Apps, in which the runners run, keeps for itself; they are nearly all of
// it (Azure Container Apps documentation, custom-virtual-networks, subnet address range restrictions).
const keptByContainerApps = "100.100.0.0/16"

// OpsSpaceAllowed says in words what the space of an ops network may be.
const OpsSpaceAllowed = "a private IPv4 prefix of /16 to /22 without host bits, such as 10.96.32.0/20"

// Ops is the division of an ops network's address space, whatever its size:
//
//	first quarter    the network; its first half is the runners' subnet, the first /27 of its second half the endpoints'
//	the rest         not assigned
type Ops struct {
	// Space is what was divided.
	Space netip.Prefix
	// Network is the virtual network: the first quarter of Space.
	Network netip.Prefix
	// RunnerSubnet is the subnet of the pipeline's runners: the first half of Network, at least a /25. Container Apps takes a
	// /27 or larger, and no other service may be in it.
	RunnerSubnet netip.Prefix
	// EndpointSubnet is the subnet of the private endpoints to the state store and the secrets vault: the first /27 of the
	// second half of Network.
	EndpointSubnet netip.Prefix
}

// NewOps divides the space of an ops network. It fails, saying what is allowed, when the space is not what OpsSpaceAllowed
// says.
func NewOps(space netip.Prefix) (Ops, error) {
	if message := CheckOpsSpace(space); message != "" {
		return Ops{}, fmt.Errorf("ops space %s %s; allowed: %s", space, message, OpsSpaceAllowed)
	}
	network := child(space, space.Bits()+2, 0)
	return Ops{
		Space:          space,
		Network:        network,
		RunnerSubnet:   child(network, network.Bits()+1, 0),
		EndpointSubnet: child(child(network, network.Bits()+1, 1), opsEndpointBits, 0),
	}, nil
}

// CheckOpsSpace says what is wrong with the space of an ops network, or "" if it can be divided.
func CheckOpsSpace(space netip.Prefix) string {
	if message := checkSpace(space, LargestOpsSpace, SmallestOpsSpace); message != "" {
		return message
	}
	if kept := netip.MustParsePrefix(keptByContainerApps); Overlaps(kept, space) {
		return fmt.Sprintf("overlaps %s, which Container Apps keeps for itself", kept)
	}
	return ""
}
