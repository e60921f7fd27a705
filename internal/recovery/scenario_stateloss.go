package recovery

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// absentFact is the fact under which a run keeps what an import did not find.
const absentFact = "absent"

// stateLosses are the three ways to lose a state. They are recovered from by the same steps, because nobody knows at first which it is.
func stateLosses() []Scenario {
	return []Scenario{
		stateLoss("state-damaged", "The state of a stack cannot be read",
			"pulumi says that the checkpoint is invalid, or ends in the middle. What the stack made runs on.", Damaged, true),
		stateLoss("state-history-loss", "The state cannot be read, and its history is gone",
			"The checkpoint is invalid, and there are neither history nor backups. What the stack made runs on.", HistoryGone, true),
		stateLoss("state-loss", "The whole store of states is gone",
			"pulumi knows no stack, or asks to make one. What the stacks made runs on.", StoreGone, false,
			"state-damaged", "state-history-loss"),
	}
}

func stateLoss(id, title, says string, how StateLoss, kept bool, after ...string) Scenario {
	return Scenario{
		ID: id, Title: title, Says: says + " Nothing is created or deleted until the state is whole again.", Claims: []string{"SP-17"}, Anywhere: true,
		Frozen: []string{"Stack {stack}, for everybody: an up with half a state creates what is there already."},
		Steps: []Step{
			{
				ID: "bring-back", By: Operator, Label: Exercised,
				Does:     "Make the newest state that is kept and can be read the present one; make an empty one where none is.",
				Commands: []string{"stackctl recover --scenario " + id + " --stack {stack} --target {target} --step bring-back"},
				Check: Check{
					Says: "the states of {stack} and {bootstrap} can be read", Look: stateKept,
					Commands: []string{"pulumi stack export --stack {bootstrap} --file bootstrap.json", "pulumi stack export --stack {stack} --file state.json"},
				},
				Run:      bringBack,
				Unproven: "that the store keeps versions as its settings say",
			},
			{
				ID: "import", By: Operator, Label: Exercised, After: []string{"bring-back"},
				Does: "Import whatever the settings declare, Azure and the cluster have, and the state does not know.",
				Commands: []string{
					"stackctl import --stack {bootstrap} --target {target}", "stackctl import --stack {stack} --target {target}",
				},
				Check: Check{
					Says: "nothing that can be imported is missing", Look: nothingLacking,
					Commands: []string{"stackctl import-file --stack {bootstrap} --target {target}", "stackctl import-file --stack {stack} --target {target}"},
				},
				Run:      importAll,
				Unproven: "that Azure returns on a read what the local Azure does",
			},
			{
				ID: "refill", By: Operator, Label: Exercised, After: []string{"import"}, Takes: "up:{stack}",
				Does:     "Bring the stack up: it writes what no service returns, and draws anew what is in no service. New signing keys end sessions.",
				Commands: []string{"stackctl up --stack {bootstrap} --target {target} --adopt", "stackctl up --stack {stack} --target {target} --adopt"},
				Check: Check{
					Says: "previews are empty", Look: previewsEmpty,
					Commands: []string{
						"stackctl preview --stack {bootstrap} --target {target} --expect-no-changes",
						"stackctl preview --stack {stack} --target {target} --expect-no-changes",
					},
				},
				Run: func(ctx context.Context, r *Run) error {
					return r.eachState(func(stack string) error { return r.Stacks.Up(ctx, stack) })
				},
			},
		},
		Drill: &Drill{
			After: after, Says: "The state of {stack} is lost: " + string(how) + ".",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Note(ctx, r.Place); err != nil {
					return err
				}
				return o.LoseState(ctx, r.Place, how)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				problems, err := o.Changed(ctx, r.Place, Comparison{State: true})
				if err != nil || !kept {
					return problems, err
				}
				drawn, err := o.Drawn(ctx, r.Place)
				if len(drawn) > 0 {
					problems = append(problems, "no earlier state was brought back: values were drawn anew, and sessions have ended: "+strings.Join(drawn, ", "))
				}
				return problems, err
			},
		},
	}
}

// eachState does something with every stack whose state is in the store, the one that is stood on first.
func (r *Run) eachState(do func(stack string) error) error {
	for _, stack := range []string{r.Place.Bootstrap, r.Place.Stack} {
		if stack == "" {
			continue
		}
		if err := do(stack); err != nil {
			return fmt.Errorf("stack %s: %w", stack, err)
		}
	}
	return nil
}

func bringBack(ctx context.Context, r *Run) error {
	return r.eachState(func(stack string) error {
		if _, whole, _, err := r.State.Kept(ctx, stack); err != nil || whole {
			return err
		}
		from, err := r.State.BringBack(ctx, stack)
		if err != nil {
			return err
		}
		if from == "" {
			from = "nothing is kept, an empty state was made"
		}
		r.Say("  %s: %s", stack, from)
		return nil
	})
}

func importAll(ctx context.Context, r *Run) error {
	var nowhere []string
	err := r.eachState(func(stack string) error {
		imported, absent, left, err := r.State.Rebuild(ctx, stack)
		if err != nil {
			return err
		}
		nowhere = append(nowhere, absent...)
		r.Say("  %s: imported %d; not there: %d; drawn anew by the next step: %s", stack, imported, len(absent), orNothing(left))
		return nil
	})
	if err != nil {
		return err
	}
	return r.Journal.Set(absentFact, nowhere)
}

// stateKept is the check that the states can be read.
func stateKept(ctx context.Context, r *Run) (ok bool, found string, err error) {
	ok = true
	var all []string
	err = r.eachState(func(stack string) error {
		resources, whole, wrong, err := r.State.Kept(ctx, stack)
		if !whole {
			ok = false
			all = append(all, stack+": "+wrong)
			return err
		}
		all = append(all, fmt.Sprintf("%s knows %d resources", stack, resources))
		return err
	})
	return ok, strings.Join(all, "; "), err
}

// nothingLacking is the check that an import has nothing left to do.
func nothingLacking(ctx context.Context, r *Run) (bool, string, error) {
	var absent, all []string
	if _, err := r.Journal.Get(absentFact, &absent); err != nil {
		return false, "", err
	}
	err := r.eachState(func(stack string) error {
		lacking, err := r.State.Lacking(ctx, stack)
		all = append(all, slices.DeleteFunc(lacking, func(urn string) bool { return slices.Contains(absent, urn) })...)
		return err
	})
	if err != nil {
		return false, "", err
	}
	if len(all) > 0 {
		return false, fmt.Sprintf("the states lack %d resources, the first is %s", len(all), all[0]), nil
	}
	return true, "the states know everything that is there", nil
}

// previewsEmpty is the check that updates would change nothing.
func previewsEmpty(ctx context.Context, r *Run) (bool, string, error) {
	total := 0
	err := r.eachState(func(stack string) error {
		changes, err := r.Stacks.Preview(ctx, stack)
		total += changes
		return err
	})
	return err == nil && total == 0, fmt.Sprintf("previews change %d resources", total), err
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}
