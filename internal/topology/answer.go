package topology

import "strings"

// Answer says whether one place reaches another.
type Answer string

// The three answers. Undecided is never taken for either of the others.
const (
	Reachable    Answer = "reachable"
	NotReachable Answer = "not reachable"
	Undecided    Answer = "undecided"
)

// Verdict is an answer and what decided it, by name.
type Verdict struct {
	Answer Answer `json:"answer"`
	Reason string `json:"reason"`
}

func reachable(reason string) Verdict    { return Verdict{Reachable, reason} }
func notReachable(reason string) Verdict { return Verdict{NotReachable, reason} }
func undecided(reason string) Verdict    { return Verdict{Undecided, reason} }

// along is the verdict of a way of several steps: one that is closed closes it, whatever else is unknown.
func along(steps ...Verdict) Verdict {
	var reasons []string
	var open *Verdict
	for _, step := range steps {
		switch step.Answer {
		case NotReachable:
			return step
		case Undecided:
			if open == nil {
				open = &step
			}
		}
		if step.Reason != "" {
			reasons = append(reasons, step.Reason)
		}
	}
	if open != nil {
		return *open
	}
	return reachable(strings.Join(reasons, "; "))
}

// either is the verdict of several ways to the same place: one that is open opens it.
func either(ways ...Verdict) Verdict {
	if len(ways) == 0 {
		return notReachable("there is no way")
	}
	best := ways[0]
	for _, way := range ways[1:] {
		if rank(way.Answer) > rank(best.Answer) {
			best = way
		}
	}
	return best
}

// everywhere is the verdict of a range of addresses that are treated apart: it is decided where they all agree.
func everywhere(parts ...Verdict) Verdict {
	if len(parts) == 0 {
		return undecided("no address is known")
	}
	for _, part := range parts[1:] {
		if part.Answer != parts[0].Answer {
			most := either(parts...)
			return undecided("some addresses only: " + most.Reason)
		}
	}
	return parts[0]
}

func rank(a Answer) int {
	switch a {
	case Reachable:
		return 2
	case Undecided:
		return 1
	}
	return 0
}

// match says whether something applies: no, perhaps (a value is unknown), or yes.
type match int

const (
	no match = iota
	perhaps
	yes
)

func matched(ok bool) match {
	if ok {
		return yes
	}
	return no
}

// all is the weakest of the matches, oneOf gives the strongest.
func all(matches ...match) match {
	result := yes
	for _, m := range matches {
		result = min(result, m)
	}
	return result
}

func oneOf(matches ...match) match {
	result := no
	for _, m := range matches {
		result = max(result, m)
	}
	return result
}
