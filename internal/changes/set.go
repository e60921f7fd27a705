package changes

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/trelica/infrastructure/internal/topology"
)

// Set is what a change does to one stack.
type Set struct {
	Stack       string `json:"stack"`
	Environment string `json:"environment"`
	// Verdict is what a reviewer reads first.
	Verdict Verdict `json:"verdict"`
	// Notes are about how the set was made: a base that does not build, and what it was compared with instead.
	Notes []string `json:"notes,omitempty"`
	// Counts are the steps by operation.
	Counts map[string]int `json:"counts"`
	Steps  []Step         `json:"steps"`
	Risks  []Risk         `json:"risks"`
	// Policies are the rules that do not hold after the change; Judged is how many answers there are in all.
	Policies []PolicyResult `json:"policies"`
	Judged   int            `json:"judged"`
	Messages []Message      `json:"messages"`
	// Topology is who can reach whom, before and after.
	Topology *Topology `json:"topology,omitempty"`
}

// Verdict is one word for a stack.
type Verdict string

// The verdicts, from the one that needs most of a reviewer.
const (
	// VerdictFailed: the preview did not come to an end, so that what is shown may not be all.
	VerdictFailed Verdict = "failed"
	// VerdictViolated: a mandatory rule is violated.
	VerdictViolated Verdict = "policy violated"
	// VerdictCareful: something needs a careful look.
	VerdictCareful Verdict = "careful look"
	// VerdictChanges: there are changes, and nothing in them is known to be at risk.
	VerdictChanges Verdict = "changes"
	// VerdictNone: nothing changes.
	VerdictNone Verdict = "no change"
)

// Input is everything that a set is made of.
type Input struct {
	// Stack is the stack's name, Environment the environment that it is of.
	Stack, Environment string
	// Log is the preview's event log.
	Log *Log
	// Base are the answers of the policies before the change; nil where nobody asked, so that none is said to have changed.
	Base []PolicyResult
	// Others are the other stacks of the environment, before and after the change: who can reach whom depends on them.
	OthersBefore, OthersAfter []topology.State
	// Declared are the flows that are declared, with the names of public addresses.
	Declared topology.Declaration
	// Failure is why there is no log, or none to be trusted: a program that does not build.
	Failure string
	// Notes are about how the set was made.
	Notes []string
	// Gone is true for a stack that is there before and has no stack file after: nothing is previewed.
	Gone bool
}

// NewSet makes a stack's change set.
func NewSet(in Input) Set {
	set := Set{
		Stack: in.Stack, Environment: in.Environment, Notes: in.Notes, Counts: map[string]int{},
		Steps: []Step{}, Risks: []Risk{}, Policies: []PolicyResult{}, Messages: []Message{},
	}
	log := in.Log
	if log == nil {
		log = &Log{}
	}
	if in.Failure != "" {
		set.Messages = append(set.Messages, Message{Severity: SeverityError, Text: redacted(plain(in.Failure))})
	}
	set.Steps = log.steps()
	for _, step := range set.Steps {
		set.Counts[step.Op]++
	}
	for _, message := range log.Messages {
		message.Text = redacted(brief(message.Text))
		set.Messages = append(set.Messages, message)
	}
	slices.SortStableFunc(set.Messages, func(a, b Message) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.URN, b.URN), cmp.Compare(a.Text, b.Text))
	})
	set.Messages = slices.Compact(set.Messages)
	set.Policies, set.Judged = unmet(log.Policies), len(worst(log.Policies))
	set.Topology = newTopology(in, log)
	unfinished := !in.Gone && set.unfinished(log)
	set.Messages = withoutConsequences(set.Messages, len(set.broken()) > 0)
	set.Risks = assess(set.Steps, set.Topology, in.Base, log.Policies, unfinished && !askedOfAll(log.Policies))
	if in.Gone {
		set.Risks = append(set.Risks, Risk{
			Class: ClassData, Kind: "forgotten", Name: in.Stack, What: "has no stack file any more: what it consists of stays in Azure, and nothing manages it",
		})
	}
	set.Verdict = set.verdict(unfinished)
	return set
}

// unfinished tells that the preview did not come to its end. A violated mandatory policy ends it too: what judges the whole stack is not
// asked then.
func (s Set) unfinished(log *Log) bool {
	return log.Failed || !log.Complete || len(s.Errors()) > 0
}

// askedOfAll tells that the rules which judge the stack as a whole have answered: they come last.
func askedOfAll(results []PolicyResult) bool {
	return slices.ContainsFunc(results, func(p PolicyResult) bool { return p.URN == "" })
}

// broken are the mandatory rules that are violated.
func (s Set) broken() []PolicyResult {
	var list []PolicyResult
	for _, p := range s.Policies {
		if p.Answer == Violated && p.Level == levelMandatory {
			list = append(list, p)
		}
	}
	return list
}

// protectedMessage is what the engine says of a protected resource that would go, before it explains how to take the protection away.
var protectedMessage = regexp.MustCompile(`(?s)^Preview failed: resource "[^"]+" (cannot be \w+)\s+because it is protected\. .*`)

// brief leaves out of an engine's message what is said beside it: the resource, and how to take its protection away without a word to anybody.
func brief(text string) string {
	return protectedMessage.ReplaceAllString(text, "$1, because it is protected")
}

// withoutConsequences leaves out the engine's closing word that the preview failed, where it was said of what: by another error or by a
// violated policy.
func withoutConsequences(messages []Message, violated bool) []Message {
	consequence := func(m Message) bool { return m.Severity == SeverityError && m.URN == "" && m.Text == "preview failed" }
	told := violated || slices.ContainsFunc(messages, func(m Message) bool { return m.Severity == SeverityError && !consequence(m) })
	if !told {
		return messages
	}
	return slices.DeleteFunc(messages, consequence)
}

func (s Set) verdict(unfinished bool) Verdict {
	switch {
	case len(s.broken()) > 0:
		return VerdictViolated
	case unfinished:
		return VerdictFailed
	case len(s.Careful()) > 0:
		return VerdictCareful
	case len(s.Steps) > 0:
		return VerdictChanges
	}
	return VerdictNone
}

// Careful are the risks that need a careful look: all but what only costs.
func (s Set) Careful() []Risk {
	var list []Risk
	for _, risk := range s.Risks {
		if risk.Class != ClassCost {
			list = append(list, risk)
		}
	}
	return list
}

// Errors are the messages of severity error.
func (s Set) Errors() []Message {
	var list []Message
	for _, message := range s.Messages {
		if message.Severity == SeverityError {
			list = append(list, message)
		}
	}
	return list
}

// Empty tells that there is nothing to say of the stack.
func (s Set) Empty() bool {
	return s.Verdict == VerdictNone && len(s.Messages) == 0 && len(s.Policies) == 0 && len(s.Notes) == 0
}

// SecurityReview tells whether somebody who knows security has to look: exposure, control or roles change.
func (s Set) SecurityReview() bool {
	return slices.ContainsFunc(s.Risks, func(r Risk) bool { return r.Class == ClassExposure || r.Class == ClassControl })
}
