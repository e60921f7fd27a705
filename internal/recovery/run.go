package recovery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Run is one recovery: where it is, how far it has come, and the ways to the outside.
type Run struct {
	Place    Place
	Scenario Scenario
	Journal  *Journal
	// Stacks runs Pulumi.
	Stacks Stacks
	// State is what Pulumi knows of the stacks.
	State State
	// Vaults are the environment's vaults and keys.
	Vaults Vaults
	// SQL is Azure's management interface for databases.
	SQL SQL
	// Data is what is in the database.
	Data Data
	// Tokens is what is in the vaults of customers' tokens.
	Tokens Tokens
	// Traffic is where requests go.
	Traffic Traffic
	// Say tells the operator what happens, a sentence at a time.
	Say func(format string, args ...any)
	// Now is the clock, which for the local Azure is the world's. Where it cannot be read nothing is noted: two clocks in one journal
	// would tell of steps that end before they begin.
	Now func() (time.Time, error)
	// Sleep waits before Azure is asked again, or fails with the context. In the local Azure nothing goes on by itself, so that there it
	// need not wait.
	Sleep func(ctx context.Context, d time.Duration) error
	// At is the moment that data are to be taken back to, for scenarios that ask for one.
	At time.Time
	// Only is the one step that is to be taken; empty for all.
	Only string
	// Stop is asked before every step is begun and after every step is done, and may end the run: what kills one in a test.
	Stop func(step string, done bool) error
}

// Clock is one that can always be read.
func Clock(now func() time.Time) func() (time.Time, error) {
	return func() (time.Time, error) { return now(), nil }
}

// ErrByHand ends a run at a step that only people can take and whose check does not hold yet.
var ErrByHand = errors.New("a person has to act")

// Execute takes the steps that are left, in their order, each followed by its check. It ends at the first that fails; calling it
// again continues there.
func Execute(ctx context.Context, r *Run) error {
	if problems := r.Scenario.Problems(); len(problems) > 0 {
		return fmt.Errorf("scenario %s: %v", r.Scenario.ID, problems)
	}
	if r.Only != "" && !slices.ContainsFunc(r.Scenario.Steps, func(s Step) bool { return s.ID == r.Only }) {
		return fmt.Errorf("scenario %s has no step %q", r.Scenario.ID, r.Only)
	}
	for i, step := range r.Scenario.Steps {
		if r.Only != "" && r.Only != step.ID {
			continue
		}
		if r.Journal.Done(step.ID) && r.Only == "" {
			continue
		}
		if err := r.missing(ctx, step); err != nil {
			return err
		}
		if err := r.wait(step); err != nil {
			return err
		}
		if err := r.stop(step.ID, false); err != nil {
			return err
		}
		r.Say("step %d of %d, %s: %s", i+1, len(r.Scenario.Steps), step.ID, r.Place.Fill(step.Does))
		if err := r.take(ctx, step); err != nil {
			return fmt.Errorf("step %s: %w", step.ID, err)
		}
		if err := r.stop(step.ID, true); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(r.Scenario.Steps, func(s Step) bool { return !r.Journal.Done(s.ID) }) {
		return nil
	}
	if !r.Journal.Ended.IsZero() { // it was gone on with to be judged
		return nil
	}
	if err := r.tell(&r.Journal.Ended); err != nil {
		return err
	}
	return r.Journal.save()
}

// missing refuses a step before those that it comes after. Where one step is taken alone, others may have been taken by hand, of which
// no journal knows: there their checks are looked at.
func (r *Run) missing(ctx context.Context, step Step) error {
	for _, other := range step.After {
		if !r.Journal.Done(other) && (r.Only == "" || !r.holds(ctx, other)) {
			return fmt.Errorf("step %s comes after step %s, which is not done", step.ID, other)
		}
	}
	return nil
}

// wait ends a run before a step that cannot be undone, where nobody but people can see that the time for it has come: the first time.
func (r *Run) wait(step Step) error {
	fact := "waited for people before " + step.ID
	if _, waited := r.Journal.Facts[fact]; !step.Waits || waited || r.Only == step.ID {
		return nil
	}
	var left []string
	for _, other := range step.After {
		if found, is := strings.CutPrefix(r.Journal.entry(other).Found, leftToPeople); is {
			left = append(left, found)
		}
	}
	if len(left) == 0 {
		return nil
	}
	if err := r.Journal.Set(fact, left); err != nil {
		return err
	}
	return fmt.Errorf("%w before step %s, which cannot be undone (%s): see that %s", ErrByHand, step.ID, r.Place.Fill(step.Does), strings.Join(left, "; that "))
}

// holds tells whether a step's check holds. What only a person can see, the person has seen who goes on.
func (r *Run) holds(ctx context.Context, id string) bool {
	for _, step := range r.Scenario.Steps {
		if step.ID != id {
			continue
		}
		if step.Check.Look == nil {
			return true
		}
		ok, _, err := step.Check.Look(ctx, r)
		return errors.Is(err, ErrUnseen) || err == nil && ok
	}
	return false
}

// tell writes the present down.
func (r *Run) tell(at *time.Time) error {
	now, err := r.Now()
	if err != nil {
		return fmt.Errorf("the clock cannot be read: %w", err)
	}
	*at = now
	return nil
}

func (r *Run) stop(step string, done bool) error {
	if r.Stop == nil {
		return nil
	}
	return r.Stop(step, done)
}

// take takes one step: looks whether it is done, does it, looks again.
func (r *Run) take(ctx context.Context, step Step) (err error) {
	entry := r.Journal.entry(step.ID)
	if err := r.tell(&entry.Tried); err != nil {
		return err
	}
	if entry.Began.IsZero() {
		entry.Began = entry.Tried
	}
	entry.Tries++
	if err := r.Journal.save(); err != nil {
		return err
	}
	defer func() {
		entry := r.Journal.entry(step.ID)
		entry.Failed = ""
		if err == nil {
			err = r.tell(&entry.Ended)
		}
		if err != nil {
			entry.Failed = err.Error()
		}
		err = errors.Join(err, r.Journal.save())
	}()
	if step.Check.Look == nil {
		return r.without(ctx, step)
	}
	ok, found, lookErr := step.Check.Look(ctx, r)
	if errors.Is(lookErr, ErrUnseen) {
		return r.without(ctx, step)
	}
	switch {
	case lookErr == nil && ok:
		entry.Already, entry.Found = step.Run != nil, found
		if entry.Already {
			found = "nothing to do: " + found
		}
		r.Say("  %s", found)
		return nil
	case step.Run == nil && lookErr != nil:
		return fmt.Errorf("%s: %w", step.Check.Says, lookErr)
	case step.Run == nil && step.By == Operator:
		entry.Found = found
		return fmt.Errorf("check failed: %s: %s", r.Place.Fill(step.Check.Says), found)
	case step.Run == nil:
		return fmt.Errorf("%w: %s (%s)", ErrByHand, r.Place.Fill(step.Does), found)
	}
	if err := step.Run(ctx, r); err != nil {
		return err
	}
	ok, found, lookErr = step.Check.Look(ctx, r)
	r.Journal.entry(step.ID).Found = found
	if lookErr != nil {
		return fmt.Errorf("check %q: %w", step.Check.Says, lookErr)
	}
	if !ok {
		return fmt.Errorf("check failed: %s: %s", r.Place.Fill(step.Check.Says), found)
	}
	r.Say("  %s", found)
	return nil
}

// leftToPeople begins what a step found that only people can see.
const leftToPeople = "a person sees that "

// without takes a step whose check is left to people: it is said, and the run goes on.
func (r *Run) without(ctx context.Context, step Step) error {
	if step.Run != nil {
		if err := step.Run(ctx, r); err != nil {
			return err
		}
	}
	says := r.Place.Fill(step.Check.Says)
	r.Say("  BY HAND: see that %s", says)
	r.Journal.entry(step.ID).Found = leftToPeople + says
	return nil
}
