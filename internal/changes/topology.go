package changes

import (
	"cmp"
	"slices"

	"github.com/trelica/infrastructure/internal/topology"
)

// Topology is who can reach whom in the stack's environment, before and after a change.
type Topology struct {
	Before []Way `json:"before"`
	After  []Way `json:"after"`
	// Opened are ways that are open after and were not before, Closed the reverse. One that cannot be decided counts as open.
	Opened []Way `json:"opened"`
	Closed []Way `json:"closed"`
}

// Way is one place that reaches another.
type Way struct {
	From string `json:"from"`
	To   string `json:"to"`
	// Ports are a protocol and its ports: "tcp 443".
	Ports string `json:"ports"`
	// Undecided is true where it cannot be decided from what is known.
	Undecided bool `json:"undecided,omitempty"`
	// Reason is the rule that decides.
	Reason string `json:"reason"`
	// Outside is true where From is not part of the environment.
	Outside bool `json:"outside,omitempty"`
}

// outsiders are the kinds of place that are not part of an environment.
var outsiders = []string{
	topology.PlaceInternet, topology.PlaceTag, topology.PlaceProfiles, topology.PlaceAzure, topology.PlaceAnyAzure, topology.PlaceProbes,
	topology.PlaceAddress, topology.PlaceStrangers,
}

// networked are the kinds of resource that decide who can reach whom. Without a change of one the two pictures are the same.
var networked = []string{
	"azure-native:network:", "azure-native:containerservice:", "azure-native:sql:Server", "azure-native:sql:FirewallRule", "azure-native:sql:VirtualNetworkRule",
	"azure-native:keyvault:Vault", "azure-native:storage:StorageAccount", "azure-native:containerregistry:Registry", "azure-native:app:",
	"azure-native:cdn:AFDEndpoint", "azure-native:operationalinsights:Workspace", "kubernetes:",
}

// newTopology computes both pictures; nil where nothing changed that they are made of, and where the preview failed: half a stack
// would look as if half of it went.
func newTopology(in Input, log *Log) *Topology {
	if !log.Complete || log.Failed || !log.touches(networked) {
		return nil
	}
	before := ways(in, log.State(in.Stack, in.Environment, true), in.OthersBefore)
	after := ways(in, log.State(in.Stack, in.Environment, false), in.OthersAfter)
	t := &Topology{Before: flat(before), After: flat(after)}
	t.Opened, t.Closed = flat(opened(before, after)), flat(closed(before, after))
	return t
}

// touches tells whether a resource of one of the kinds changes.
func (l *Log) touches(prefixes []string) bool {
	return slices.ContainsFunc(l.Resources, func(r *Resource) bool {
		op := operation(r)
		return op != OpSame && op != OpRead && slices.ContainsFunc(prefixes, func(prefix string) bool {
			kind := kindOf(r.Type)
			return len(kind) >= len(prefix) && kind[:len(prefix)] == prefix
		})
	})
}

// State is the stack as topology reads it, before or after.
func (l *Log) State(stack, environment string, before bool) topology.State {
	s := topology.State{Stack: stack, Environment: environment}
	for _, r := range l.Resources {
		op := operation(r)
		side, id, outputs := r.New, "", map[string]any(nil)
		if r.Old != nil && op != OpReplace { // what Azure gave stays as it is
			id, outputs = r.Old.ID, r.Old.Outputs
		}
		if before {
			side = r.Old
			if r.Old != nil {
				id, outputs = r.Old.ID, r.Old.Outputs
			}
		}
		gone := !before && (op == OpDelete || op == OpForget)
		if side == nil || gone {
			continue
		}
		if !before && op == OpUpdate {
			outputs = nil // they are those of before: the inputs decide
			if kindOf(r.Type) == "azure-native:network:PublicIPAddress" {
				outputs = r.Old.Outputs
			}
		}
		s.Resources = append(s.Resources, topology.Resource{URN: r.URN, Type: r.Type, ID: id, Inputs: side.Inputs, Outputs: outputs})
	}
	return s
}

// leg is a pair of places, with what tells two answers apart that are shown apart.
type leg struct {
	from, to  string
	protocol  topology.Protocol
	undecided bool
}

// span is a range of ports with the rule that decides.
type span struct {
	first, last int
	reason      string
	outside     bool
}

// ways are all that is open, by pair of places.
func ways(in Input, own topology.State, others []topology.State) map[leg][]span {
	states := append([]topology.State{own}, others...)
	survey := topology.NewSurvey(topology.NewWorld(in.Environment, states...), in.Declared)
	found := map[leg][]span{}
	for _, reach := range survey.Reaches() {
		if reach.Answer == topology.NotReachable {
			continue
		}
		key := leg{reach.From.Name, reach.To.Name, reach.Protocol, reach.Answer == topology.Undecided}
		spans := found[key]
		next := span{int(reach.Ports.First), int(reach.Ports.Last), reach.Reason, slices.Contains(outsiders, reach.From.Kind)}
		if last := len(spans) - 1; last >= 0 && spans[last].last+1 == next.first && spans[last].reason == next.reason {
			spans[last].last = next.last
		} else {
			spans = append(spans, next)
		}
		found[key] = spans
	}
	return found
}

// opened is what is open after and was not before: ports are compared, rules are not, because another rule that lets the same through opens
// nothing. A way that was undecided and is open now is opened; what was certainly open is not opened by becoming doubtful.
func opened(before, after map[leg][]span) map[leg][]span {
	return minus(after, func(key leg) []span {
		if key.undecided {
			return both(before, key)
		}
		return before[key]
	})
}

// closed is what was open before and is closed after: that is decided, so what has become doubtful is not closed.
func closed(before, after map[leg][]span) map[leg][]span {
	return minus(before, func(key leg) []span { return both(after, key) })
}

// both is what is open between two places, certainly or perhaps.
func both(found map[leg][]span, key leg) []span {
	twin := key
	twin.undecided = !key.undecided
	return append(slices.Clone(found[key]), found[twin]...)
}

// minus is what is left of ways without those that are to be taken away.
func minus(these map[leg][]span, away func(leg) []span) map[leg][]span {
	left := map[leg][]span{}
	for key, spans := range these {
		for _, s := range spans {
			if rest := cut(s, away(key)); len(rest) > 0 {
				left[key] = append(left[key], rest...)
			}
		}
	}
	return left
}

// cut takes ranges out of a range.
func cut(s span, away []span) []span {
	parts := []span{s}
	for _, a := range away {
		var next []span
		for _, p := range parts {
			if a.last < p.first || p.last < a.first {
				next = append(next, p)
				continue
			}
			if p.first < a.first {
				next = append(next, span{p.first, a.first - 1, p.reason, p.outside})
			}
			if a.last < p.last {
				next = append(next, span{a.last + 1, p.last, p.reason, p.outside})
			}
		}
		parts = next
	}
	return parts
}

// flat is what is open as rows, sorted. Ranges that follow each other are one row; protocols that do not differ as well.
func flat(found map[leg][]span) []Way {
	list := []Way{}
	for key, spans := range found {
		for i := 0; i < len(spans); i++ {
			s := spans[i]
			for i+1 < len(spans) && spans[i+1].first == s.last+1 {
				i++
				s.last = spans[i].last
			}
			list = append(list, Way{From: key.from, To: key.to, Ports: ports(key.protocol, s), Undecided: key.undecided, Reason: s.reason, Outside: s.outside})
		}
	}
	slices.SortFunc(list, func(a, b Way) int {
		outside := func(w Way) int {
			if w.Outside {
				return 0
			}
			return 1
		}
		return cmp.Or(outside(a)-outside(b), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Ports, b.Ports), cmp.Compare(a.Reason, b.Reason))
	})
	return list
}

func ports(protocol topology.Protocol, s span) string {
	if protocol == topology.ICMP {
		return string(protocol)
	}
	return string(protocol) + " " + topology.PortRange{First: uint16(s.first), Last: uint16(s.last)}.String()
}
