package addressplan

import (
	"fmt"
	"net/netip"
)

// The sizes of a watch network, as prefix lengths.
const (
	LargestWatchSpace  = 16 // fewest bits the space of a watch network may have
	SmallestWatchSpace = 26 // most bits it may have
)

// WatchSpaceAllowed says in words what the space of a watch network may be.
const WatchSpaceAllowed = "a private IPv4 prefix of /16 to /26 without host bits, such as 10.112.0.0/24"

// Watch is the division of a watch network's address space, whatever its size: the network is all of it, and its first half the
// subnet of the status page. The rest is not assigned.
type Watch struct {
	// Network is the virtual network: what was divided.
	Network netip.Prefix
	// AppSubnet is the subnet of the status page, at least a /27: the smallest that Container Apps takes with workload profiles
	// (Azure Container Apps documentation, custom-virtual-networks). No other service may be in it.
	AppSubnet netip.Prefix
}

// NewWatch divides the space of a watch network. It fails, saying what is allowed, when the space is not what WatchSpaceAllowed
// says.
func NewWatch(space netip.Prefix) (Watch, error) {
	if message := CheckWatchSpace(space); message != "" {
		return Watch{}, fmt.Errorf("watch space %s %s; allowed: %s", space, message, WatchSpaceAllowed)
	}
	return Watch{Network: space, AppSubnet: child(space, space.Bits()+1, 0)}, nil
}

// CheckWatchSpace says what is wrong with the space of a watch network, or "" if it can be divided.
func CheckWatchSpace(space netip.Prefix) string {
	if message := checkSpace(space, LargestWatchSpace, SmallestWatchSpace); message != "" {
		return message
	}
	if kept := netip.MustParsePrefix(keptByContainerApps); Overlaps(kept, space) {
		return fmt.Sprintf("overlaps %s, which Container Apps keeps for itself", kept)
	}
	return ""
}
