package topology

import "net/netip"

// Connection is the beginning of a connection: its first packet. Security groups are stateful, so what is answered to it
// needs no rule of its own (Microsoft Learn, Virtual network, network-security-groups-overview).
type Connection struct {
	From, To Peer
	Protocol Protocol
	Port     uint16
}

// In is what a group says of a connection that arrives, Out of one that leaves. virtual are the addresses that the tag
// VirtualNetwork stands for there: the network's own and those of its peers. No group lets everything through.
func (g *SecurityGroup) In(c Connection, virtual []netip.Prefix) Verdict {
	return g.decide(c, true, virtual)
}

// Out is what a group says of a connection that leaves.
func (g *SecurityGroup) Out(c Connection, virtual []netip.Prefix) Verdict {
	return g.decide(c, false, virtual)
}

// decide processes the rules in the order of their numbers: the first that applies decides, and the rest is not looked at.
func (g *SecurityGroup) decide(c Connection, inbound bool, virtual []netip.Prefix) Verdict {
	if g == nil {
		return reachable("no security group")
	}
	var doubts []Rule
	for _, rule := range g.Rules {
		if rule.Inbound != inbound {
			continue
		}
		applies := all(rule.protocolMatches(c.Protocol), rule.portMatches(c.Protocol, c.Port),
			rule.From.matches(c.From, virtual), rule.To.matches(c.To, virtual))
		if applies == perhaps {
			doubts = append(doubts, rule)
		}
		if applies == yes {
			return g.verdict(rule, doubts)
		}
	}
	return undecided("no rule of " + g.Name + " applies") // the defaults always do, but for addresses of neither family
}

// verdict is the answer of the rule that certainly applies, unless one before it may apply and says otherwise.
func (g *SecurityGroup) verdict(rule Rule, doubts []Rule) Verdict {
	for _, doubt := range doubts {
		if doubt.Allow != rule.Allow || doubt.Allow == perhaps {
			return undecided(doubt.label + " may apply: not all of it is known")
		}
	}
	switch {
	case rule.Allow == perhaps:
		return undecided(rule.label + ": its access is not known")
	case g.Unknown:
		return undecided("not all rules of " + g.Name + " are known")
	case rule.Allow == yes:
		return reachable(rule.label)
	}
	return notReachable(rule.label)
}

// Arrive is the verdict of the groups of a subnet and of a network interface on a connection that arrives: the subnet's comes
// first, and both must let it through, also inside one subnet (Microsoft Learn, Virtual network,
// network-security-group-how-it-works).
func Arrive(subnet, nic *SecurityGroup, c Connection, virtual []netip.Prefix) Verdict {
	return along(subnet.In(c, virtual), nic.In(c, virtual))
}

// Leave is the same for a connection that leaves: the interface's group comes first.
func Leave(subnet, nic *SecurityGroup, c Connection, virtual []netip.Prefix) Verdict {
	return along(nic.Out(c, virtual), subnet.Out(c, virtual))
}
