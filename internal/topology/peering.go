package topology

import (
	"fmt"
	"net/netip"
)

// Connected says whether two networks route to each other. A peering works when both halves are there, and it is not
// transitive: each pair needs its own (Microsoft Learn, Virtual network, virtual-network-peering-overview and
// virtual-network-manage-peering, "Delete a peering": one half alone is disconnected).
func Connected(a, b *Network) Verdict {
	if a == b {
		return reachable("the same network")
	}
	there, found := a.half(b.ID)
	if !found {
		return notReachable(fmt.Sprintf("%s is not peered with %s", a.Name, b.Name))
	}
	if _, found := b.half(a.ID); !found {
		return notReachable(fmt.Sprintf("peering %s has no other half in %s", there.Name, b.Name))
	}
	return reachable("peering " + there.Name)
}

// half finds the network's half of the peering with another.
func (n *Network) half(remote string) (Half, bool) {
	for _, half := range n.Halves {
		if sameID(half.Remote, remote) {
			return half, true
		}
	}
	return Half{}, false
}

// virtual are the addresses that the tag VirtualNetwork stands for in a network: its own, and those of its peers whose access
// is allowed. Taking the access away only changes what the tag means; rules that name addresses still let traffic through
// (Microsoft Learn, Virtual network, virtual-network-manage-peering). Access that is not known counts as allowed: the tag is
// then as wide as it may be.
func (n *Network) virtual(networks []*Network) []netip.Prefix {
	prefixes := append([]netip.Prefix{}, n.Prefixes...)
	for _, other := range networks {
		half, found := n.half(other.ID)
		if found && half.Access != no && Connected(n, other).Answer == Reachable {
			prefixes = append(prefixes, other.Prefixes...)
		}
	}
	return prefixes
}
