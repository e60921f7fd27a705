package topology

import (
	"net/netip"
	"strings"
)

// PolicyEnd is the other end of a pod's connection, as policies see it: pods, or an address.
type PolicyEnd struct {
	Pods *Pods
	At   Peer
	// Node is true for a node of the cluster, other than the one that the pod runs on.
	Node bool
}

// Enforcement is what differs between those who enforce policies.
type Enforcement struct {
	// None is true where nobody does: policies have no effect then.
	None bool
	// Cilium is true for Cilium, whose ranges of addresses never select pods or nodes (AKS documentation,
	// azure-cni-powered-by-cilium, limitations).
	Cilium bool
	// PodRanges are the addresses that pods have.
	PodRanges []netip.Prefix
}

// enforcement is that of the cluster.
func (c *Cluster) enforcement() Enforcement {
	return Enforcement{
		None: c.Policies == "" || equalFold(c.Policies, "none"), Cilium: equalFold(c.Policies, "cilium"), PodRanges: c.PodRanges,
	}
}

// MayEnter is what policies say of a connection to pods: pods that no policy isolates take everything, others what any policy
// lets through; policies only add to each other (Kubernetes documentation, network-policies).
//
// The node that a pod runs on reaches it always (the same document); that is not asked here.
func (e Enforcement) MayEnter(to *Pods, from PolicyEnd, protocol Protocol, port uint16, policies []*Policy) Verdict {
	return e.decide(to, from, to, protocol, port, policies, "ingress",
		func(p *Policy) (bool, []PolicyRule) { return p.Ingress, p.IngressRules })
}

// MayLeave is the same for a connection from pods. A connection between pods needs both.
func (e Enforcement) MayLeave(from *Pods, to PolicyEnd, protocol Protocol, port uint16, policies []*Policy) Verdict {
	return e.decide(from, to, to.Pods, protocol, port, policies, "egress",
		func(p *Policy) (bool, []PolicyRule) { return p.Egress, p.EgressRules })
}

// decide looks at the policies that hold a pod in one direction. target is the pods whose ports are meant, nil for an address.
func (e Enforcement) decide(
	pods *Pods, other PolicyEnd, target *Pods, protocol Protocol, port uint16, policies []*Policy, direction string,
	rules func(*Policy) (bool, []PolicyRule),
) Verdict {
	if e.None {
		return reachable("no network policy is enforced")
	}
	if pods.HostNetwork {
		return reachable(pods.label() + " has its node's network, which no policy holds")
	}
	var isolating []string
	doubt := ""
	for _, policy := range policies {
		isolates, let := rules(policy)
		if policy.Namespace != pods.Namespace || !policy.Unknown && (!isolates || !policy.Pods.Selects(pods.Labels)) {
			continue
		}
		name := "policy " + policy.Namespace + "/" + policy.Name
		if policy.Unknown {
			doubt = name
			continue
		}
		isolating = append(isolating, policy.Name)
		for _, rule := range let {
			switch all(e.peerMatches(policy, rule, other), rule.portMatches(protocol, port, target)) {
			case yes:
				return reachable(name)
			case perhaps:
				doubt = name
			}
		}
	}
	switch {
	case doubt != "":
		return undecided(doubt + " may let it through: not all of it is known")
	case len(isolating) == 0:
		return reachable("no policy isolates " + pods.label() + " for " + direction)
	}
	return notReachable("no " + direction + " rule of " + pods.Namespace + "/" + strings.Join(isolating, ", ") + " lets it through")
}

// peerMatches says whether a rule is about the other end.
func (e Enforcement) peerMatches(p *Policy, rule PolicyRule, other PolicyEnd) match {
	if rule.AnyPeer {
		return yes
	}
	result := no
	for _, peer := range rule.Peers {
		switch {
		case peer.Block != nil:
			result = oneOf(result, e.inBlock(*peer.Block, other))
		case other.Pods != nil && !other.Pods.HostNetwork:
			result = oneOf(result, matched(peer.selects(other.Pods, p.Namespace)))
		}
	}
	return result
}

// selects says whether a peer selects pods. Without a selector of namespaces it is about the policy's own; with both, pods must
// fulfil both; a selector of namespaces alone takes all their pods.
func (p PolicyPeer) selects(pods *Pods, namespace string) bool {
	switch {
	case p.Namespaces == nil && p.Pods == nil:
		return false
	case p.Namespaces == nil && pods.Namespace != namespace:
		return false
	case p.Namespaces != nil && !p.Namespaces.Selects(pods.NamespaceLabels):
		return false
	}
	return p.Pods == nil || p.Pods.Selects(pods.Labels)
}

// inBlock says whether the other end is among a block's addresses.
func (e Enforcement) inBlock(block Block, other PolicyEnd) match {
	if other.Pods != nil && !other.Pods.HostNetwork {
		if e.Cilium {
			return no
		}
		return allInBlock(block, e.PodRanges)
	}
	if other.Node && e.Cilium {
		return no
	}
	result := inPrefix(other.At, block.Range)
	for _, except := range block.Except {
		switch inPrefix(other.At, except) {
		case yes:
			return no
		case perhaps:
			result = min(result, perhaps)
		}
	}
	return result
}

// allInBlock says whether a block holds all addresses of the ranges, none of them, or some.
func allInBlock(block Block, ranges []netip.Prefix) match {
	result := yes
	for _, r := range ranges {
		switch {
		case !block.Range.Overlaps(r):
			result = min(result, no)
		case !within(r, []netip.Prefix{block.Range}) || overlaps(block.Except, []netip.Prefix{r}):
			result = min(result, perhaps)
		}
	}
	if len(ranges) == 0 {
		return perhaps
	}
	return result
}

// portMatches says whether a rule is about a port. A name is that of a port of the pods that are called.
func (r PolicyRule) portMatches(protocol Protocol, port uint16, target *Pods) match {
	if r.AnyPort {
		return yes
	}
	for _, p := range r.Ports {
		switch {
		case p.Protocol != protocol:
		case p.Every:
			return yes
		case p.Name != "":
			if target != nil && target.listens(p.Name, protocol, port) {
				return yes
			}
		case p.Ports.contains(port):
			return yes
		}
	}
	return no
}

// listens says whether a container's port has the name and the number.
func (p *Pods) listens(name string, protocol Protocol, port uint16) bool {
	for _, named := range p.Ports {
		if named.Name == name && named.Protocol == protocol && named.Port == port {
			return true
		}
	}
	return false
}
