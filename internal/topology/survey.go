package topology

import (
	"net/netip"
	"slices"
)

// Survey is a world with what was declared of it, and every way in it.
type Survey struct {
	World       *World
	Declaration Declaration
	Places      []*Place

	// addrs are the first addresses of all pieces that rules, networks and firewalls cut the addresses into; ports the same.
	addrs   []netip.Addr
	ports   []PortRange
	virtual map[*Network][]netip.Prefix
	outside []Peer
	inside  map[any][]Peer
	asked   map[question]Verdict
	left    map[departure]Verdict
	flows   []compiled
}

// NewSurvey prepares a world to be asked.
func NewSurvey(w *World, d Declaration) *Survey {
	s := &Survey{World: w, Declaration: d, Places: w.Places(d.Addresses, d.tags()...), virtual: map[*Network][]netip.Prefix{}, inside: map[any][]Peer{}, asked: map[question]Verdict{}, left: map[departure]Verdict{}}
	s.Places = append(s.Places, d.reserved(w)...)
	s.addrs = representatives(w.prefixes(d))
	s.ports = pieces(w.portRanges(d))
	for _, network := range w.Networks {
		s.virtual[network] = network.virtual(w.Networks)
	}
	for _, addr := range s.addrs {
		if public(addr) && !w.has(addr) && (addr.Is4() || w.dual()) {
			s.outside = append(s.outside, Anyone(addr))
		}
	}
	for _, flow := range d.Flows {
		s.flows = append(s.flows, compile(flow, s.Places))
	}
	return s
}

// prefixes are all ranges that anything in the world is decided by.
func (w *World) prefixes(d Declaration) []netip.Prefix {
	all := []netip.Prefix{
		netip.PrefixFrom(hostAddress, 32), netip.PrefixFrom(metadataAddress, 32), netip.MustParsePrefix("10.0.0.0/8"),
		netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("100.64.0.0/10"),
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("224.0.0.0/3"),
		netip.MustParsePrefix("1.0.0.0/8"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"),
		netip.MustParsePrefix("ff00::/8"), netip.MustParsePrefix("2000::/3"),
	}
	for _, network := range w.Networks {
		all = append(all, network.Prefixes...)
		for _, subnet := range network.Subnets {
			all = append(all, subnet.Prefixes...)
			if subnet.Group == nil {
				continue
			}
			for _, rule := range subnet.Group.Rules {
				all = append(append(all, rule.From.prefixes...), rule.To.prefixes...)
			}
		}
	}
	for _, cluster := range w.Clusters {
		all = append(all, cluster.PodRanges...)
	}
	for _, address := range w.Addresses {
		if address.Addr.IsValid() {
			all = append(all, netip.PrefixFrom(address.Addr, address.Addr.BitLen()))
		}
	}
	for _, ranges := range d.Addresses {
		all = append(all, ranges...)
	}
	for _, reserved := range d.Reserved {
		all = append(all, reserved.Ranges...)
	}
	return append(append(all, w.firewallRanges()...), w.blocks()...)
}

// blocks are the ranges that network policies name.
func (w *World) blocks() []netip.Prefix {
	var all []netip.Prefix
	for _, rule := range w.policyRules() {
		for _, peer := range rule.Peers {
			if peer.Block != nil && peer.Block.Range.IsValid() {
				all = append(append(all, peer.Block.Range), peer.Block.Except...)
			}
		}
	}
	return all
}

// policyRules are the rules of all network policies.
func (w *World) policyRules() []PolicyRule {
	var rules []PolicyRule
	for _, policies := range w.Policies {
		for _, policy := range policies {
			rules = append(append(rules, policy.IngressRules...), policy.EgressRules...)
		}
	}
	return rules
}

// portRanges are all ports that anything in the world is decided by.
func (w *World) portRanges(d Declaration) []PortRange {
	ranges := []PortRange{{80, 80}, {443, 443}, {1433, 1433}}
	for _, subnet := range w.subnets() {
		if subnet.Group != nil {
			for _, rule := range subnet.Group.Rules {
				ranges = append(ranges, rule.Ports.ranges...)
			}
		}
	}
	for _, rule := range w.policyRules() {
		for _, port := range rule.Ports {
			ranges = append(ranges, port.Ports)
		}
	}
	for _, pods := range w.Pods {
		for _, port := range pods.Ports {
			ranges = append(ranges, PortRange{port.Port, port.Port})
		}
	}
	for _, balancer := range w.Balancers {
		for _, port := range balancer.Ports {
			ranges = append(ranges, PortRange{port.Port, port.Port})
			if target, err := parsePort(port.Target); err == nil {
				ranges = append(ranges, target)
			}
		}
	}
	for _, endpoint := range w.Endpoints {
		_, ports := endpoint.kind()
		ranges = append(ranges, ports...)
	}
	for _, flow := range d.Flows {
		if ports, err := flow.ranges(); err == nil {
			ranges = append(ranges, ports...)
		}
	}
	return ranges
}

// in are the representatives of ranges, as peers.
func (s *Survey) in(ranges []netip.Prefix) []Peer {
	var peers []Peer
	for _, addr := range s.addrs {
		if contains(ranges, addr) {
			peers = append(peers, Peer{Addr: addr, Plain: true})
		}
	}
	return peers
}

// internet are the representatives of the public addresses that no network has.
func (s *Survey) internet() []Peer { return s.outside }

// of are the representatives of the ranges of a subnet or a cluster's pods.
func (s *Survey) of(what any) []Peer {
	if peers, ok := s.inside[what]; ok {
		return peers
	}
	var ranges []netip.Prefix
	switch w := what.(type) {
	case *Subnet:
		ranges = w.Prefixes
	case *Cluster:
		ranges = w.PodRanges
	}
	s.inside[what] = s.in(ranges)
	return s.inside[what]
}

// dual is true where a network has addresses of the second family: without, nobody there can call such addresses.
func (w *World) dual() bool {
	return slices.ContainsFunc(w.space(), func(p netip.Prefix) bool { return p.Addr().Is6() })
}

// has is true for an address inside one of the world's networks or clusters.
func (w *World) has(addr netip.Addr) bool {
	return slices.ContainsFunc(w.Networks, func(n *Network) bool { return contains(n.Prefixes, addr) }) ||
		slices.ContainsFunc(w.Clusters, func(c *Cluster) bool { return contains(c.PodRanges, addr) })
}

// Reach is the answer for one pair of places, one protocol and a range of ports.
type Reach struct {
	From, To *Place
	Protocol Protocol
	Ports    PortRange
	Verdict
	// Resolves is, for a private endpoint, whether its name leads to it from there: programs call names. nil elsewhere.
	Resolves *Verdict
}

// way answers for one pair, protocol and port.
type way func(protocol Protocol, port uint16) Verdict

// Reaches answers for every pair of places between which traffic may be thought of, each protocol and each piece of ports.
func (s *Survey) Reaches() []Reach {
	var all []Reach
	for _, from := range s.Places {
		for _, to := range s.Places {
			ask := s.way(from, to)
			if ask == nil {
				continue
			}
			resolves := s.resolves(from, to)
			for _, protocol := range protocols {
				if protocol == ICMP {
					if from.Kind != PlacePods && to.Kind != PlacePods {
						all = append(all, Reach{from, to, ICMP, anyPort, ask(ICMP, 0), resolves})
					}
					continue
				}
				for _, ports := range s.ports {
					all = append(all, Reach{from, to, protocol, ports, ask(protocol, ports.First), resolves})
				}
			}
		}
	}
	return all
}

// resolves says whether an endpoint's name leads to it from a place.
func (s *Survey) resolves(from, to *Place) *Verdict {
	subnet := from.subnet
	if from.Kind == PlacePods {
		subnet = s.nodesOf(from.cluster)
	}
	if to.Kind != PlaceEndpoint || subnet == nil {
		return nil
	}
	found := Resolve(to.endpoint.ServiceID, to.endpoint.Group, subnet.Network, s.World.Endpoints, s.World.Zones)
	if found.Endpoint != nil && found.Endpoint != to.endpoint {
		verdict := notReachable("its name leads to " + found.Endpoint.Name)
		return &verdict
	}
	return &found.Private
}

// nodesOf is the subnet of a cluster's nodes; nil where no state holds it.
func (s *Survey) nodesOf(cluster *Cluster) *Subnet {
	for _, subnet := range s.World.subnets() {
		if cluster != nil && hasID(cluster.SubnetIDs, subnet.ID) {
			return subnet
		}
	}
	return nil
}

// Merged joins neighbouring ranges of ports with the same answer for the same reason, and protocols that do not differ.
func Merged(reaches []Reach) []Reach {
	var merged []Reach
	for _, r := range reaches {
		if last := len(merged) - 1; last >= 0 {
			m := &merged[last]
			if m.From == r.From && m.To == r.To && m.Protocol == r.Protocol && m.Verdict == r.Verdict && int(m.Ports.Last)+1 == int(r.Ports.First) {
				m.Ports.Last = r.Ports.Last
				continue
			}
		}
		merged = append(merged, r)
	}
	var joined []Reach
	for i := 0; i < len(merged); i++ {
		same := 1
		for i+same < len(merged) && merged[i+same].From == merged[i].From && merged[i+same].To == merged[i].To &&
			merged[i+same].Ports == anyPort && merged[i].Ports == anyPort && merged[i+same].Verdict == merged[i].Verdict {
			same++
		}
		if same > 1 {
			merged[i].Protocol = "any"
		}
		joined = append(joined, merged[i])
		i += same - 1
	}
	return joined
}
