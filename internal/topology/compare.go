package topology

import (
	"fmt"
	"slices"
	"strings"
)

// The kinds of finding.
const (
	// FindingOpen is open and declared nowhere: a violation.
	FindingOpen = "open"
	// FindingClosed is declared and closed: something is broken.
	FindingClosed = "closed"
	// FindingUndecided cannot be decided from the state. It is never taken for right.
	FindingUndecided = "undecided"
	// FindingDeclaration is a flow that cannot be understood.
	FindingDeclaration = "declaration"
)

// Finding is one difference between what is and what was declared.
type Finding struct {
	Kind   string `json:"kind"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Ports  string `json:"ports,omitempty"`
	Reason string `json:"reason"`
}

func (f Finding) String() string {
	what := map[string]string{
		FindingOpen: "open, and declared nowhere", FindingClosed: "declared, and closed", FindingUndecided: "undecided",
		FindingDeclaration: "declaration",
	}[f.Kind]
	if f.From == "" {
		return what + ": " + f.Reason
	}
	return fmt.Sprintf("%s: %s to %s, %s: %s", what, f.From, f.To, f.Ports, f.Reason)
}

// Compare says everything in which the world differs from the declaration; nothing where they are equal.
func (s *Survey) Compare() []Finding {
	var findings []Finding
	for _, problem := range s.Declaration.Problems() {
		findings = append(findings, Finding{Kind: FindingDeclaration, Reason: problem})
	}
	reaches := map[pair][]Reach{}
	for _, r := range s.Reaches() {
		reaches[pair{r.From, r.To}] = append(reaches[pair{r.From, r.To}], r)
	}
	findings = append(findings, s.undeclared(reaches)...)
	findings = append(findings, s.broken(reaches)...)
	findings = append(findings, s.Admissions()...)
	return append(findings, s.passages()...)
}

// undeclared is what is open, or may be, and no flow allows.
func (s *Survey) undeclared(reaches map[pair][]Reach) []Finding {
	flows := map[pair][]compiled{}
	for _, flow := range s.flows {
		for _, pair := range flow.pairs {
			flows[pair] = append(flows[pair], flow)
		}
	}
	var open []Reach
	for _, from := range s.Places {
		for _, to := range s.Places {
			meant := flows[pair{from, to}]
			for _, r := range reaches[pair{from, to}] {
				declared := func(flow compiled) bool {
					return flow.allows(r.Protocol, r.Ports) && (!flow.Some || r.Answer == Undecided)
				}
				if r.Answer != NotReachable && !slices.ContainsFunc(meant, declared) {
					open = append(open, r)
				}
			}
		}
	}
	var findings []Finding
	for _, r := range Merged(open) {
		findings = append(findings, finding(FindingOpen, r))
	}
	return findings
}

// broken is what a flow declares and is closed, or cannot be found by its name.
func (s *Survey) broken(reaches map[pair][]Reach) []Finding {
	var findings []Finding
	for _, flow := range s.flows {
		if flow.Optional {
			continue
		}
		var closed []Reach
		for _, pair := range flow.pairs {
			for _, r := range reaches[pair] {
				if r.Answer == Reachable && r.Resolves != nil {
					r.Verdict = *r.Resolves
				}
				if r.Answer == Undecided && flow.Some {
					continue
				}
				if r.Answer != Reachable && flow.allows(r.Protocol, r.Ports) {
					closed = append(closed, r)
				}
			}
		}
		for _, r := range Merged(closed) {
			findings = append(findings, finding(FindingClosed, r))
		}
	}
	return findings
}

// finding is one about an answer: undecided where the answer is.
func finding(kind string, r Reach) Finding {
	if r.Answer == Undecided {
		kind = FindingUndecided
	}
	return Finding{Kind: kind, From: r.From.Name, To: r.To.Name, Ports: portsText(r), Reason: r.Reason}
}

// portsText is a protocol and its ports.
func portsText(r Reach) string {
	if r.Protocol == ICMP {
		return string(ICMP)
	}
	return string(r.Protocol) + " " + r.Ports.String()
}

// passages are the peerings that let others' traffic through: what comes by them is in no table.
func (s *Survey) passages() []Finding {
	var findings []Finding
	for _, network := range s.World.Networks {
		for _, half := range network.Halves {
			var let []string
			if half.Forwarded != no {
				let = append(let, "traffic that "+lastSegment(half.Remote)+" only passes on")
			}
			if half.Gateway != no {
				let = append(let, "a gateway's traffic")
			}
			if len(let) > 0 {
				findings = append(findings, Finding{
					Kind: FindingOpen, From: "whoever is behind " + lastSegment(half.Remote), To: network.Name, Ports: "any *",
					Reason: "peering " + half.Name + " lets in " + strings.Join(let, " and "),
				})
			}
		}
	}
	return findings
}

// Idle are the flows that are about no two places of the world.
func (s *Survey) Idle() []Flow {
	var idle []Flow
	for _, flow := range s.flows {
		if len(flow.pairs) == 0 {
			idle = append(idle, flow.Flow)
		}
	}
	return idle
}
