// Package evidence says, claim by claim, what a stack's state shows: the rules, the resources and values that satisfy them, the exceptions,
// and what is somebody else's duty. It renders one report as JSON, as Markdown and as a page of its own. It carries SP-26; stackctl calls it.
package evidence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
)

// Report is the evidence of one stack.
type Report struct {
	Stack string `json:"stack"`
	// Simulated is true for a run against the local Azure: such a report proves what the program asks for, and nothing of what is.
	Simulated bool `json:"simulated"`
	// Mark is "SIMULATED", or "" for real evidence. It is on every page.
	Mark string `json:"mark,omitempty"`
	// Commit is the tree that the judgement is of, Time when it was made.
	Commit string    `json:"commit"`
	Time   time.Time `json:"time"`
	// Refreshed tells that the state was read from Azure in the same run. Real evidence is.
	Refreshed bool            `json:"refreshed"`
	Counts    Counts          `json:"counts"`
	Claims    []ClaimEvidence `json:"claims"`
}

// Counts are the answers of all rules.
type Counts struct {
	Holds     int `json:"holds"`
	Violated  int `json:"violated"`
	Undecided int `json:"undecided"`
	Excused   int `json:"excused"`
	Advised   int `json:"advised"`
	Rules     int `json:"rules"`
}

// ClaimEvidence is what there is of one claim.
type ClaimEvidence struct {
	controls.Claim
	// Answer is the worst of its rules: violated, undecided, excused, holds, or "elsewhere" where no rule looked at anything.
	Answer     string         `json:"answer"`
	Rules      []RuleEvidence `json:"rules"`
	Exceptions []Exception    `json:"exceptions,omitempty"`
}

// RuleEvidence is what one rule found.
type RuleEvidence struct {
	ID       string             `json:"id"`
	Title    string             `json:"title"`
	Answer   string             `json:"answer"`
	Findings []controls.Finding `json:"findings,omitempty"`
}

// Exception is one that covers something here.
type Exception struct {
	exceptions.Exception
	Covers []string `json:"covers"`
}

// Made is what a report is made of, beside the stack.
type Made struct {
	Commit               string
	Time                 time.Time
	Simulated, Refreshed bool
}

// New judges a stack and makes its report.
func New(s *controls.Stack, all []exceptions.Exception, made Made) Report {
	judge := controls.NewJudge(all)
	findings, idle := judge.All(s, true), judge.Idle(s)
	r := Report{Stack: s.Name, Simulated: made.Simulated, Commit: made.Commit, Time: made.Time.UTC().Truncate(time.Second), Refreshed: made.Refreshed}
	if r.Simulated {
		r.Mark = "SIMULATED"
	}
	byRule := map[string][]controls.Finding{}
	advisory := map[string]bool{}
	for _, rule := range judge.Rules {
		advisory[rule.ID] = rule.Level == controls.Advisory
	}
	for _, f := range findings {
		if f.Answer == controls.Violated && advisory[f.Rule] {
			f.Answer = controls.Advised
		}
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	for _, claim := range controls.Claims() {
		one := ClaimEvidence{Claim: claim, Rules: []RuleEvidence{}}
		for _, rule := range judge.Rules {
			if rule.Claim != claim.ID {
				continue
			}
			r.Counts.Rules++
			found := byRule[rule.ID]
			slices.SortStableFunc(found, func(a, b controls.Finding) int {
				return cmp.Or(rank(string(a.Answer))-rank(string(b.Answer)), cmp.Compare(a.URN, b.URN), cmp.Compare(a.Path, b.Path))
			})
			answer := worst(found)
			if answer == elsewhere && rule.Whole != nil && !idle[rule.ID] {
				answer = string(controls.Holds) // it looked at what the stack has, and found nothing
			}
			one.Rules = append(one.Rules, RuleEvidence{ID: rule.ID, Title: rule.Title, Answer: answer, Findings: found})
			for _, f := range found {
				switch f.Answer {
				case controls.Holds:
					r.Counts.Holds++
				case controls.Violated:
					r.Counts.Violated++
				case controls.Undecided:
					r.Counts.Undecided++
				case controls.Excused:
					r.Counts.Excused++
				case controls.Advised:
					r.Counts.Advised++
				}
			}
		}
		one.Answer = elsewhere
		for _, rule := range one.Rules {
			if rank(rule.Answer) < rank(one.Answer) {
				one.Answer = rule.Answer
			}
		}
		one.Exceptions = covering(all, claim.ID, findings)
		r.Claims = append(r.Claims, one)
	}
	return r
}

// elsewhere is the answer of a claim that nothing here makes true or false.
const elsewhere = "elsewhere"

// rank orders answers, the worst first.
func rank(answer string) int {
	return slices.Index([]string{"violated", "undecided", "advised", "excused", "holds", elsewhere}, answer)
}

func worst(found []controls.Finding) string {
	answer := elsewhere
	for _, f := range found {
		if rank(string(f.Answer)) < rank(answer) {
			answer = string(f.Answer)
		}
	}
	return answer
}

// covering are the exceptions to a claim that cover something.
func covering(all []exceptions.Exception, claim string, findings []controls.Finding) []Exception {
	var found []Exception
	for _, e := range all {
		one := Exception{Exception: e}
		for _, f := range findings {
			if e.Claim == claim && f.Exception == e.ID && !slices.Contains(one.Covers, controls.NameOf(f.URN)) {
				one.Covers = append(one.Covers, controls.NameOf(f.URN))
			}
		}
		if len(one.Covers) > 0 {
			found = append(found, one)
		}
	}
	return found
}

// JSON writes the report for machines.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	return nil
}

// Good tells whether nothing is violated or undecided.
func (r Report) Good() bool { return r.Counts.Violated == 0 && r.Counts.Undecided == 0 }
