package changes

import (
	"cmp"
	"slices"
)

// Version is the version of the report's published form.
const Version = 1

// Report is what is shown of a change, of all its stacks.
type Report struct {
	Version int `json:"version"`
	// Base and Head are what was compared.
	Base Side `json:"base"`
	Head Side `json:"head"`
	// Target is what was at the far end: "local (simulated)" or "azure".
	Target string `json:"target"`
	// CLI is the version of the Pulumi CLI.
	CLI string `json:"cli,omitempty"`
	// Failure is why there is nothing to compare at all.
	Failure string `json:"failure,omitempty"`
	Stacks  []Set  `json:"stacks"`
}

// Side is one of the two things that were compared.
type Side struct {
	// Name is what was asked for: a branch, a tag, "working tree", "deployed state".
	Name string `json:"name"`
	// Commit is the full hash, Tree that of the files; "" where there is none.
	Commit string `json:"commit,omitempty"`
	Tree   string `json:"tree,omitempty"`
}

// Sorted puts the stacks in order: those that need most of a reviewer first, then by name.
func (r Report) Sorted() Report {
	order := []Verdict{VerdictFailed, VerdictViolated, VerdictCareful, VerdictChanges, VerdictNone}
	r.Stacks = slices.Clone(r.Stacks)
	slices.SortStableFunc(r.Stacks, func(a, b Set) int {
		return cmp.Or(slices.Index(order, a.Verdict)-slices.Index(order, b.Verdict), cmp.Compare(a.Stack, b.Stack))
	})
	return r
}

// Empty tells that there is nothing to say.
func (r Report) Empty() bool {
	return r.Failure == "" && !slices.ContainsFunc(r.Stacks, func(s Set) bool { return !s.Empty() })
}

// Failed tells that there is no whole preview of a stack, or nothing to compare. A violated rule ends one too: see [Report.Violated].
func (r Report) Failed() bool {
	return r.Failure != "" || slices.ContainsFunc(r.Stacks, func(s Set) bool { return s.Verdict == VerdictFailed })
}

// Violated tells that a mandatory rule is violated.
func (r Report) Violated() bool {
	return slices.ContainsFunc(r.Stacks, func(s Set) bool { return s.Verdict == VerdictViolated })
}

// SecurityReview tells whether somebody who knows security has to look.
func (r Report) SecurityReview() bool { return slices.ContainsFunc(r.Stacks, Set.SecurityReview) }

// short is a commit for people.
func (s Side) short() string {
	if len(s.Commit) > 12 {
		return s.Commit[:12]
	}
	return s.Commit
}

// LosesData names everything that holds data and would be deleted, replaced or left behind.
func (r Report) LosesData() []string {
	var lost []string
	for _, s := range r.Stacks {
		for _, risk := range s.Risks {
			if risk.Class == ClassData && slices.Contains([]string{"deleted", "replaced", "forgotten", "unclassified"}, risk.Kind) {
				lost = append(lost, s.Stack+": "+risk.Name+" "+risk.What)
			}
		}
	}
	return lost
}
