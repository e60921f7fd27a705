package topology

import (
	"fmt"
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
	reaches := s.Reaches()
	findings = append(findings, s.undeclared(reaches)...)
	findings = append(findings, s.broken(reaches)...)
	findings = append(findings, s.admissions()...)
	return append(findings, s.passages()...)
}

// undeclared is what is open, or may be, and no flow allows.
func (s *Survey) undeclared(reaches []Reach) []Finding {
	var open []Reach
	for _, r := range reaches {
		if r.Answer != NotReachable && !s.declared(r) {
			open = append(open, r)
		}
	}
	var findings []Finding
	for _, r := range Merged(open) {
		kind := FindingOpen
		if r.Answer == Undecided {
			kind = FindingUndecided
		}
		findings = append(findings, finding(kind, r, r.Verdict))
	}
	return findings
}

func (s *Survey) declared(r Reach) bool {
	for _, flow := range s.Declaration.Flows {
		if flow.covers(r.From, r.To) && flow.allows(r.Protocol, r.Ports) {
			return true
		}
	}
	return false
}

// broken is what a flow declares and is closed, or cannot be found by its name.
func (s *Survey) broken(reaches []Reach) []Finding {
	var findings []Finding
	for _, flow := range s.Declaration.Flows {
		if flow.Optional {
			continue
		}
		var closed, nameless []Reach
		for _, r := range reaches {
			if !flow.covers(r.From, r.To) || !flow.allows(r.Protocol, r.Ports) {
				continue
			}
			if r.Answer != Reachable {
				closed = append(closed, r)
			} else if r.Resolves != nil && r.Resolves.Answer != Reachable {
				r.Verdict = *r.Resolves
				nameless = append(nameless, r)
			}
		}
		for _, r := range Merged(append(closed, nameless...)) {
			kind := FindingClosed
			if r.Answer == Undecided {
				kind = FindingUndecided
			}
			findings = append(findings, finding(kind, r, r.Verdict))
		}
	}
	return findings
}

func finding(kind string, r Reach, v Verdict) Finding {
	return Finding{Kind: kind, From: r.From.Name, To: r.To.Name, Ports: portsText(r), Reason: v.Reason}
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
