package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// Neighbour is another environment as its settings have it: what a stack of ours must not name. One stack's preview can be held against
// it without the other's state, which nobody here may read.
type Neighbour struct {
	Environment string `json:"environment"`
	// Marks are what belongs to it alone.
	Marks []Mark `json:"marks"`
	// Spaces are its networks' addresses, Operators the public addresses that it is operated from.
	Spaces    []netip.Prefix `json:"spaces"`
	Operators []netip.Prefix `json:"operators"`
}

// Mark is a text that belongs to one environment: an identifier or a name.
type Mark struct {
	Text string `json:"text"`
	What string `json:"what"`
	// Kind is the kind of join that naming it is; "" leaves it to the resource that names it.
	Kind string `json:"kind,omitempty"`
}

// JoinsTo lists every way by which one stack leads to its neighbours, as far as its own resources show it.
func JoinsTo(s State, neighbours []Neighbour) []Join {
	owned := map[string]*mark{}
	for _, n := range neighbours {
		for _, m := range n.Marks {
			text := strings.ToLower(m.Text)
			if owned[text] == nil {
				owned[text] = &mark{what: m.What, kind: m.Kind}
			}
			owned[text].owners = append(owned[text].owners, n.Environment)
		}
	}
	var joins []Join
	for _, r := range s.Resources {
		found := &joinsOf{state: s, resource: r, owned: owned}
		visitTexts("", r.Inputs, found.text)
		joins = append(joins, found.joins...)
	}
	w := NewWorld(s.Environment, s)
	for _, n := range neighbours {
		joins = append(joins, w.spacesOf(n.Environment, n.Spaces, n.Operators)...)
		joins = append(joins, firewallsOf(s, n)...)
	}
	return joins
}

// firewallsOf are resources that name an address of a neighbour's wherever they name it: a rule of a firewall that nobody thought of, a
// route, a record.
func firewallsOf(s State, n Neighbour) []Join {
	var joins []Join
	for _, r := range s.Resources {
		if !strings.HasPrefix(r.kind(), "azure-native:") {
			continue
		}
		visitTexts("", r.Inputs, func(path, text string) {
			prefix, ok := address(text)
			if !ok || path == "tags" || strings.HasPrefix(path, "tags.") || !overlaps([]netip.Prefix{prefix}, append(slices.Clone(n.Spaces), n.Operators...)) {
				return
			}
			joins = append(joins, Join{
				Kind: JoinNetwork, From: s.Environment, To: n.Environment, Stack: s.Stack, Resource: r.Name(), URN: r.URN, Property: path,
				Reason: "it names " + text + ", an address of " + n.Environment,
			})
		})
	}
	return joins
}

// address reads a text that is an address or a range of at most a /8: a rule for everybody names nobody.
func address(text string) (netip.Prefix, bool) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix, prefix.Bits() >= 8
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(addr, addr.BitLen()), true
}
