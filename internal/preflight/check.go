package preflight

import "slices"

// Result is how a check ended.
type Result string

// The results. Only Failed stands in the way.
const (
	// OK means that what is expected is there.
	OK Result = "ok"
	// Failed means that it is not, and that somebody must act.
	Failed Result = "failed"
	// Waiting means that it cannot be there before another step, which Next names.
	Waiting Result = "waiting"
	// ByHand means that nobody but a person can see whether it is there.
	ByHand Result = "by hand"
)

// Check is one thing that was looked at.
type Check struct {
	Stack string `json:"stack"`
	// Name says what was looked at, e.g. "quota standardDDSv5Family in eastus2".
	Name   string `json:"name"`
	Result Result `json:"result"`
	// Found says what there is.
	Found string `json:"found"`
	// Next says what to do, one step per line. Empty where there is nothing to do.
	Next string `json:"next,omitempty"`
	// Untold is true of a check that could not be made, so that nobody knows how it would have ended.
	Untold bool `json:"untold,omitempty"`
}

// AnyFailed tells whether one of the checks failed.
func AnyFailed(checks []Check) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.Result == Failed })
}

// report collects the checks of one stack.
type report struct {
	stack  string
	checks []Check
}

func (r *report) add(result Result, name, found, next string) {
	r.checks = append(r.checks, Check{Stack: r.stack, Name: name, Result: result, Found: found, Next: next})
}

// unknown is a check that could not be made: the call failed.
func (r *report) unknown(name string, err error) {
	r.add(Failed, name, "cannot be told: "+err.Error(), "look at the error; the caller needs the role Reader on the subscription at least")
	r.checks[len(r.checks)-1].Untold = true
}
