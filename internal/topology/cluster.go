package topology

import (
	"net/netip"
	"strings"
)

// Cluster is an AKS cluster: where its nodes are, what its pods' addresses are, who may call its API server.
type Cluster struct {
	ID, Name, Region, Stack string
	// SubnetIDs are those of its pools. NodesPublic is whether nodes have public addresses of their own.
	SubnetIDs   []string
	NodesPublic match
	// Overlay is true where pods have addresses of their own range, PodRanges, and leave the cluster with their node's.
	Overlay   bool
	PodRanges []netip.Prefix
	// Policies is whether network policies are enforced, and by what: "cilium", "azure", "calico", "".
	Policies string
	// OutboundIDs are the public addresses that it calls from, and OutboundType how.
	OutboundIDs  []string
	OutboundType string
	// Private is whether its API server has no public name. Authorised are the ranges that may call it, with its own addresses;
	// RangesUnknown where they are not known. Without a range everybody may.
	Private       match
	Authorised    []netip.Prefix
	RangesUnknown bool
	// Identified is whether a program in the cluster asks for the identifier of a Front Door profile.
	Identified match
}

// newCluster reads a cluster and the pools that are declared inside it.
func newCluster(r Resource, id, stack string) *Cluster {
	in := r.input()
	c := &Cluster{
		ID: id, Name: in.text("resourceName"), Region: region(in.text("location")), Stack: stack, NodesPublic: no,
		Overlay:  equalFold(in.text("networkProfile", "networkPluginMode"), "overlay"),
		Policies: in.text("networkProfile", "networkPolicy"),
		Private:  in.flag(false, "apiServerAccessProfile", "enablePrivateCluster"),
	}
	if equalFold(in.text("publicNetworkAccess"), "Disabled") {
		c.Private = yes
	}
	c.OutboundType, _ = in.textOr("loadBalancer", "networkProfile", "outboundType")
	pods, _ := in.texts("networkProfile", "podCidrs")
	if one := in.text("networkProfile", "podCidr"); one != "" && len(pods) == 0 {
		pods = []string{one}
	}
	c.PodRanges, _ = parsePrefixes(pods)
	pools, _ := in.objects("agentPoolProfiles")
	for _, pool := range pools {
		c.addPool(pool)
	}
	addresses, _ := in.objects("networkProfile", "loadBalancerProfile", "outboundIPs", "publicIPs")
	for _, address := range addresses {
		c.OutboundIDs = append(c.OutboundIDs, address.text("id"))
	}
	ranges, known := in.texts("apiServerAccessProfile", "authorizedIPRanges")
	var read bool
	c.Authorised, read = parsePrefixes(ranges)
	c.RangesUnknown = !known || !read
	return c
}

// addPool takes a pool into account.
func (c *Cluster) addPool(in object) {
	if id := in.text("vnetSubnetID"); id != "" && !hasID(c.SubnetIDs, id) {
		c.SubnetIDs = append(c.SubnetIDs, id)
	}
	c.NodesPublic = oneOf(c.NodesPublic, in.flag(false, "enableNodePublicIP"))
}

// APICaller is who calls an API server.
type APICaller struct {
	// Ranges are its addresses; none where they are not known.
	Ranges []netip.Prefix
	// Anyone is true for a caller of whom nothing is known; Own for the cluster itself.
	Anyone, Own bool
}

// AdmitsAPI is the verdict of the API server's authorised ranges: without one everybody may call, and the cluster's own
// outbound addresses always may (AKS documentation, api-server-authorized-ip-ranges). A private cluster has no public name.
func (c *Cluster) AdmitsAPI(caller APICaller) Verdict {
	api := "API server of " + c.Name
	switch {
	case c.Private == yes:
		return notReachable(api + ": it has no public name")
	case c.Private == perhaps:
		return undecided(api + ": whether it is private is not known")
	case caller.Own:
		return reachable(api + ": the cluster's own addresses are let in")
	case c.RangesUnknown:
		return undecided(api + ": its authorised ranges are not known")
	case len(c.Authorised) == 0:
		return reachable(api + ": no authorised range is set, so everybody is let in")
	}
	if caller.Anyone {
		caller.Ranges = everything[:1]
	}
	if len(caller.Ranges) == 0 {
		return undecided(api + ": the caller's address is not known")
	}
	for _, r := range caller.Ranges {
		if !within(r, c.Authorised) {
			return notReachable(api + ": " + r.String() + " is not in its authorised ranges")
		}
	}
	return reachable(api + ": authorised range " + texts(c.Authorised))
}

// within is true when one of the ranges holds the whole of another.
func within(inner netip.Prefix, outer []netip.Prefix) bool {
	for _, prefix := range outer {
		if prefix.Bits() <= inner.Bits() && prefix.Contains(inner.Addr()) {
			return true
		}
	}
	return false
}

func texts(prefixes []netip.Prefix) string {
	var list []string
	for _, prefix := range prefixes {
		list = append(list, prefix.String())
	}
	return strings.Join(list, ", ")
}
