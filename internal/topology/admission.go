package topology

import (
	"net/netip"
	"slices"
	"sort"
	"strings"
)

// Admissions compares what each security group lets through with the flows, for every address and not only for places that
// something is at today: a rule that is wider than what is needed is a mistake before somebody uses it (SP-18). It is a part of
// [Survey.Compare].
func (s *Survey) Admissions() []Finding {
	var findings []Finding
	atoms := s.atoms()
	covered := s.covered(atoms)
	for _, subnet := range s.World.subnets() {
		name := subnet.Network.Name + "/" + subnet.Name
		group, missing := subnet.guard()
		switch {
		case missing:
			findings = append(findings, Finding{Kind: FindingUndecided, From: "anybody", To: name, Reason: "its security group is not known"})
			continue
		case group == nil:
			findings = append(findings, Finding{Kind: FindingOpen, From: "anybody", To: name, Reason: "no security group"})
			continue
		}
		if subnet.Guarded != yes && slices.ContainsFunc(s.World.Endpoints, func(e *Endpoint) bool { return e.Subnet == subnet }) {
			findings = append(findings, Finding{
				Kind: FindingOpen, From: "anybody", To: "private endpoints in " + name, Reason: "no security group is applied to them",
			})
		}
		for _, inbound := range []bool{true, false} {
			findings = append(findings, s.admitted(subnet, group, inbound, atoms, covered)...)
		}
	}
	return findings
}

// atoms are all addresses that rules can tell apart, one of each piece, and the tags.
func (s *Survey) atoms() []Peer {
	var atoms []Peer
	for _, addr := range s.addrs {
		special := addr.IsUnspecified() || addr.IsLoopback() || addr.IsMulticast() || addr.IsLinkLocalUnicast()
		if !special {
			atoms = append(atoms, Peer{Addr: addr, Plain: true})
		}
	}
	for _, tag := range s.World.tags(s.Declaration.tags()) {
		atoms = append(atoms, Of(tag))
	}
	return atoms
}

// combination is a protocol and a piece of ports.
type combination struct {
	protocol Protocol
	ports    PortRange
}

// combinations are all that rules and flows can tell apart.
func (s *Survey) combinations() []combination {
	all := []combination{{ICMP, anyPort}}
	for _, protocol := range []Protocol{TCP, UDP} {
		for _, ports := range s.ports {
			all = append(all, combination{protocol, ports})
		}
	}
	return all
}

// grid says of each pair of atoms, by their numbers, whether it is meant.
type grid []bool

// covered says for every combination which pairs of atoms a flow allows.
func (s *Survey) covered(atoms []Peer) map[combination]grid {
	n := len(atoms)
	places := map[*Place][]bool{}
	for _, place := range s.Places {
		places[place] = s.among(place, atoms)
	}
	all := map[combination]grid{}
	for _, c := range s.combinations() {
		all[c] = make(grid, n*n)
	}
	for _, flow := range s.flows {
		pairs := make(grid, n*n)
		for _, pair := range flow.pairs {
			from, to := places[pair.from], places[pair.to]
			if from == nil || to == nil {
				continue
			}
			for a := range atoms {
				for b := range atoms {
					pairs[a*n+b] = pairs[a*n+b] || from[a] && to[b]
				}
			}
		}
		for c, grid := range all {
			if flow.allows(c.protocol, c.ports) {
				for i, meant := range pairs {
					grid[i] = grid[i] || meant
				}
			}
		}
	}
	return all
}

// among says which atoms are a place's addresses, as security groups see them; nil for a place that has none there.
func (s *Survey) among(p *Place, atoms []Peer) []bool {
	var is func(Peer) bool
	in := func(ranges []netip.Prefix) func(Peer) bool {
		return func(a Peer) bool { return a.Tag == "" && contains(ranges, a.Addr) }
	}
	switch p.Kind {
	case PlaceNodes, PlaceRunners, PlaceApps, PlaceHosts:
		is = in(p.subnet.Prefixes)
	case PlaceEndpoint:
		if p.endpoint.Subnet == nil {
			return nil
		}
		is = in(p.endpoint.Subnet.Prefixes)
	case PlaceOverlay, PlaceAddress, PlaceReserved:
		is = in(p.ranges)
	case PlaceInternet:
		is = func(a Peer) bool { return a.Tag != "" || public(a.Addr) && !s.World.has(a.Addr) }
	case PlaceTag:
		is = func(a Peer) bool { return strings.EqualFold(a.Tag, p.What) }
	case PlaceProbes:
		is = func(a Peer) bool { return a.Addr == hostAddress }
	case PlaceIngress:
		is = func(a Peer) bool { return a.Tag == "" && p.address.Addr.IsValid() && a.Addr == p.address.Addr }
	default:
		return nil
	}
	marks := make([]bool, len(atoms))
	for i, atom := range atoms {
		marks[i] = is(atom)
	}
	return marks
}

// admitted are the findings for one direction of a group.
func (s *Survey) admitted(subnet *Subnet, group *SecurityGroup, inbound bool, atoms []Peer, covered map[combination]grid) []Finding {
	n, found := len(atoms), map[Verdict]*wide{}
	table := newRuleTable(group, inbound, atoms, s.virtual[subnet.Network])
	for _, c := range s.combinations() {
		meant, rules := covered[c], table.about(c)
		for a := range atoms {
			for b := range atoms {
				// A group stands where the addresses are ours: nothing arrives at a service's, and nothing leaves from one.
				foreign := inbound && atoms[b].Tag != "" || !inbound && atoms[a].Tag != ""
				if foreign || meant[a*n+b] {
					continue
				}
				if verdict := table.decide(rules, a, b); verdict.Answer != NotReachable {
					if found[verdict] == nil {
						found[verdict] = &wide{from: map[string]bool{}, to: map[string]bool{}, ports: map[Protocol][]PortRange{}}
					}
					found[verdict].add(s.called(atoms[a]), s.called(atoms[b]), c)
				}
			}
		}
	}
	var findings []Finding
	for verdict, w := range found {
		kind := FindingOpen
		if verdict.Answer == Undecided {
			kind = FindingUndecided
		}
		findings = append(findings, Finding{
			Kind: kind, From: list(w.from), To: list(w.to), Ports: w.text(),
			Reason: map[bool]string{true: "arriving in ", false: "leaving "}[inbound] + subnet.Network.Name + "/" + subnet.Name + ": " + verdict.Reason,
		})
	}
	sort.Slice(findings, func(i, j int) bool { return findings[i].Reason < findings[j].Reason })
	return findings
}

// wide is what a rule lets through beyond the flows.
type wide struct {
	from, to map[string]bool
	ports    map[Protocol][]PortRange
}

func (w *wide) add(from, to string, c combination) {
	w.from[from], w.to[to] = true, true
	if ranges := w.ports[c.protocol]; len(ranges) == 0 || ranges[len(ranges)-1] != c.ports {
		w.ports[c.protocol] = append(ranges, c.ports)
	}
}

// text are the ports, neighbours joined.
func (w *wide) text() string {
	var parts []string
	for _, protocol := range protocols {
		if ranges := joined(w.ports[protocol]); len(ranges) > 0 {
			parts = append(parts, string(protocol)+" "+ranges)
		}
	}
	return strings.Join(parts, "; ")
}

// joined are ranges as a text, neighbours joined.
func joined(ranges []PortRange) string {
	slices.SortFunc(ranges, func(a, b PortRange) int { return int(a.First) - int(b.First) })
	var merged []PortRange
	for _, r := range ranges {
		if last := len(merged) - 1; last >= 0 && int(merged[last].Last)+1 >= int(r.First) {
			merged[last].Last = max(merged[last].Last, r.Last)
			continue
		}
		merged = append(merged, r)
	}
	var texts []string
	for _, r := range merged {
		texts = append(texts, r.String())
	}
	return strings.Join(texts, ",")
}

// list are the names of a set, in order.
func list(set map[string]bool) string {
	var names []string
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// called is what an atom is, for people.
func (s *Survey) called(p Peer) string {
	if p.Tag != "" {
		return tagName(p.Tag)
	}
	if p.Addr == hostAddress {
		return "health probes"
	}
	for _, network := range s.World.Networks {
		for _, subnet := range network.Subnets {
			if contains(subnet.Prefixes, p.Addr) {
				return network.Name + "/" + subnet.Name
			}
		}
		if contains(network.Prefixes, p.Addr) {
			return "unused addresses of " + network.Name
		}
	}
	for _, cluster := range s.World.Clusters {
		if contains(cluster.PodRanges, p.Addr) {
			return "pod addresses"
		}
	}
	if address := s.World.address(p.Addr); address != nil {
		return address.Name
	}
	if public(p.Addr) {
		return "Internet"
	}
	return "private addresses elsewhere"
}
