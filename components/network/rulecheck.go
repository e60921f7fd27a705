package network

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Azure's limits (azure-rest-api-specs, Microsoft.Network 2024-05-01 networkSecurityGroup.json).
const (
	longestName        = 80
	longestDescription = 140
)

var ruleName = regexp.MustCompile(`\A[A-Za-z][A-Za-z0-9]*\z`)

// RuleProblems returns everything that is wrong with a table of rules, one sentence each: against Azure's limits, and against
// what this program promises of every security group. An empty result is a good table. No resource is made of a bad one.
func RuleProblems(rules []Rule) []string {
	var problems []string
	for i, rule := range rules {
		for _, problem := range rule.problems() {
			problems = append(problems, fmt.Sprintf("rule %q %s", rule.Name, problem))
		}
		for _, other := range rules[:i] {
			if other.Name == rule.Name {
				problems = append(problems, fmt.Sprintf("rule %q is there twice", rule.Name))
			}
			if other.Direction == rule.Direction && other.Priority == rule.Priority {
				problems = append(problems, fmt.Sprintf("rule %q has the priority of %q, %d %s",
					rule.Name, other.Name, rule.Priority, rule.Direction))
			}
		}
	}
	for _, direction := range []Direction{Inbound, Outbound} {
		if !endsInDenyAll(rules, direction) {
			problems = append(problems, fmt.Sprintf("%s does not end in deny-all at priority %d", direction, BandDenyAll))
		}
	}
	return problems
}

// endsInDenyAll says whether the direction's last word is that everything is refused.
func endsInDenyAll(rules []Rule, direction Direction) bool {
	for _, rule := range rules {
		if rule.Direction == direction && rule.Priority == int(BandDenyAll) {
			return rule.Access == Deny && rule.Protocol == AnyProtocol && slices.Equal(rule.From, []Peer{Anywhere}) &&
				slices.Equal(rule.To, []Peer{Anywhere}) && slices.Equal(rule.Ports, []string{AnyPort})
		}
	}
	return false
}

func (r Rule) problems() []string {
	var problems []string
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	add(!ruleName.MatchString(r.Name) || len(r.Name) > longestName, "needs a name of letters and digits, at most %d", longestName)
	add(strings.TrimSpace(r.Description) == "", "has no description")
	add(len(r.Description) > longestDescription, "has a description of %d characters; Azure takes %d", len(r.Description), longestDescription)
	add(r.Direction != Inbound && r.Direction != Outbound, "has direction %q", r.Direction)
	add(r.Access != Allow && r.Access != Deny, "has access %q", r.Access)
	add(r.Protocol != AnyProtocol && r.Protocol != TCP && r.Protocol != UDP, "has protocol %q", r.Protocol)
	add(!r.Band.Contains(r.Priority), "has priority %d, outside its band %d", r.Priority, r.Band)
	add(len(r.From) == 0 || len(r.To) == 0 || len(r.Ports) == 0, "needs From, To and Ports")
	for _, peer := range slices.Concat(r.From, r.To) {
		// These tags stand for Azure's own DNS, metadata and licensing, which no rule touches unless it names them. Naming them
		// is only ever a mistake: denying them breaks every node.
		add(strings.HasPrefix(string(peer), "AzurePlatform"), "names %s, which needs no rule", peer)
	}
	if r.Access == Allow {
		problems = append(problems, r.tooWide()...)
	}
	return problems
}

// tooWide reports an opening that is larger than anything here needs.
func (r Rule) tooWide() []string {
	var problems []string
	add := func(wrong bool, message string) {
		if wrong {
			problems = append(problems, message)
		}
	}
	world := func(peers []Peer) bool {
		return slices.Contains(peers, Anywhere) || slices.Contains(peers, Internet) || slices.Contains(peers, "0.0.0.0/0")
	}
	add(r.Direction == Inbound && world(r.From), "lets the whole Internet in")
	add(slices.Contains(r.To, Anywhere), "lets traffic through to anywhere; name the destination")
	add(r.Direction == Outbound && world(r.To) && slices.Contains(r.Ports, "80"),
		"opens port 80, which nodes patched by image do not need")
	add(slices.Contains(r.Ports, AnyPort) && r.Band != BandCluster && !slices.Equal(r.From, []Peer{LoadBalancer}),
		"opens every port; only nodes and pods among themselves and the load balancer's probes need that")
	return problems
}
