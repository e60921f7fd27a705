package topology

import "net/netip"

// ruleTable holds what each rule of one direction says of each atom, so that all pairs can be asked. It decides as
// [SecurityGroup.In] and [SecurityGroup.Out] do.
type ruleTable struct {
	group    *SecurityGroup
	rules    []Rule
	from, to [][]match
}

// about is what the rules say of a combination: its rules, by number, that may be about it.
type about []struct {
	rule    int
	applies match
}

func newRuleTable(group *SecurityGroup, inbound bool, atoms []Peer, virtual []netip.Prefix) *ruleTable {
	t := &ruleTable{group: group}
	for _, rule := range group.Rules {
		if rule.Inbound != inbound {
			continue
		}
		from, to := make([]match, len(atoms)), make([]match, len(atoms))
		for i, atom := range atoms {
			from[i], to[i] = rule.From.matches(atom, virtual), rule.To.matches(atom, virtual)
		}
		t.rules, t.from, t.to = append(t.rules, rule), append(t.from, from), append(t.to, to)
	}
	return t
}

func (t *ruleTable) about(c combination) about {
	var rules about
	for i, rule := range t.rules {
		if applies := all(rule.protocolMatches(c.protocol), rule.portMatches(c.protocol, c.ports.First)); applies != no {
			rules = append(rules, struct {
				rule    int
				applies match
			}{i, applies})
		}
	}
	return rules
}

// decide is the verdict on a pair of atoms, by their numbers.
func (t *ruleTable) decide(rules about, from, to int) Verdict {
	var doubts []Rule
	for _, r := range rules {
		switch min(r.applies, t.from[r.rule][from], t.to[r.rule][to]) {
		case yes:
			if len(doubts) == 0 && t.rules[r.rule].Allow == no && !t.group.Unknown {
				return Verdict{Answer: NotReachable} // by far the most, and nobody asks why
			}
			return t.group.verdict(t.rules[r.rule], doubts)
		case perhaps:
			doubts = append(doubts, t.rules[r.rule])
		}
	}
	return undecided("no rule of " + t.group.Name + " applies")
}
