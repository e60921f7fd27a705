package engine

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Retry runs an operation again while it fails with errors that pass by themselves, and with nothing else: a role that was given
// a moment ago takes up to ten minutes to work, and what needs it sooner is refused. Any other failure ends it at once.
type Retry struct {
	// Budget is how long after the first such error another try may begin. 0 tries once.
	Budget time.Duration
	// Now and Sleep are the clock. Sleep ends early with the context's error.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Say tells the operator what is waited for.
	Say func(string)
}

// RetryBudget is how long a first up is tried again. Roles take ten minutes by the documents, so that fifteen hold one that is late.
const RetryBudget = 15 * time.Minute

// The pauses between tries: the first, and the longest; each is twice the one before.
const (
	firstPause   = 15 * time.Second
	longestPause = 2 * time.Minute
)

// NewRetry is a retry by the real clock.
func NewRetry(budget time.Duration, say func(string)) Retry {
	return Retry{Budget: budget, Now: time.Now, Sleep: Sleep, Say: say}
}

// Sleep waits, or ends with the context.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Do runs an operation until it ends well, fails with something else, or the budget is spent. The result is the last try's.
// exhausted tells that only time was missing.
func (r Retry) Do(ctx context.Context, run func(context.Context) (Result, error)) (result Result, exhausted bool, err error) {
	var deadline time.Time
	pause := firstPause
	for {
		result, err = run(ctx)
		names := result.Transients()
		if err != nil || len(names) == 0 || r.Budget <= 0 {
			return result, false, err
		}
		now := r.Now()
		if deadline.IsZero() {
			deadline = now.Add(r.Budget)
		}
		if now.Add(pause).After(deadline) {
			return result, true, nil
		}
		r.Say(fmt.Sprintf("%s: what was just given takes time to work. Trying again in %s, until %s at the latest",
			strings.Join(names, ", "), pause, deadline.Local().Format(time.TimeOnly)))
		if err := r.Sleep(ctx, pause); err != nil {
			return result, false, nil //nolint:nilerr // somebody stopped the waiting: what there is to tell is the last try's failure
		}
		pause = min(2*pause, longestPause)
	}
}
