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
		ID: id, Title: title, Says: says + " Nothing is created or deleted until the state is whole again.", Claims: []string{"SP-17"},
		Frozen: []string{"Stack {stack}, for everybody: an up with half a state creates what is there already."},
		Steps: []Step{
			{
				ID: "bring-back", By: Operator, Label: Exercised,
				Does:     "Make the newest state that is kept and can be read the present one; make an empty one where none is.",
				Commands: []string{"stackctl recover --scenario " + id + " --stack {stack} --target {target} --step bring-back"},
				Check:    Check{Says: "the state can be read", Commands: []string{"pulumi stack export --stack {stack} --file state.json"}, Look: stateKept},
				Run: func(ctx context.Context, r *Run) error {
					from, err := r.State.BringBack(ctx, r.Place.Stack)
					if err != nil {
						return err
					}
					if from == "" {
						from = "nothing: an empty state was made"
					}
					r.Say("  brought back: %s", from)
					return r.Journal.Set("broughtBack", from)
				},
				Unproven: "that the store keeps versions as its settings say",
			},
			{
				ID: "import", By: Operator, Label: Exercised, After: []string{"bring-back"},
				Does: "Import whatever the settings declare, Azure and the cluster have, and the state does not know.",
				Commands: []string{
					"stackctl import --stack {stack} --target {target}",
				},
				Check: Check{
					Says: "nothing that can be imported is missing", Look: nothingLacking,
					Commands: []string{"stackctl import-file --stack {stack} --target {target}"},
				},
				Run: func(ctx context.Context, r *Run) error {
					imported, absent, left, err := r.State.Rebuild(ctx, r.Place.Stack)
					if err != nil {
						return err
					}
					r.Say("  imported %d; not there: %d; drawn anew by the next step: %s", imported, len(absent), orNothing(left))
					return r.Journal.Set(absentFact, absent)
				},
				Unproven: "that Azure returns on a read what the local Azure does",
			},
			{
				ID: "refill", By: Operator, Label: Exercised, After: []string{"import"}, Takes: "up:{stack}",
				Does:     "Bring the stack up: it writes what no service returns, and draws anew what is in no service. New signing keys end sessions.",
				Commands: []string{"stackctl up --stack {stack} --target {target} --adopt"},
				Check:    Check{Says: "a preview is empty", Commands: []string{"stackctl preview --stack {stack} --target {target} --expect-no-changes"}, Look: previewEmpty(environmentStack)},
				Run:      func(ctx context.Context, r *Run) error { return r.Stacks.Up(ctx, r.Place.Stack) },
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
				problems, err := o.Changed(ctx, r.Place, true)
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

func environmentStack(p Place) string { return p.Stack }

func stateKept(ctx context.Context, r *Run) (bool, string, error) {
	resources, whole, found, err := r.State.Kept(ctx, r.Place.Stack)
	if err != nil || !whole {
		return false, found, err
	}
	return true, fmt.Sprintf("it knows %d resources", resources), nil
}

func nothingLacking(ctx context.Context, r *Run) (bool, string, error) {
	lacking, err := r.State.Lacking(ctx, r.Place.Stack)
	if err != nil {
		return false, "", err
	}
	var absent []string
	if _, err := r.Journal.Get(absentFact, &absent); err != nil {
		return false, "", err
	}
	lacking = slices.DeleteFunc(lacking, func(urn string) bool { return slices.Contains(absent, urn) })
	if len(lacking) > 0 {
		return false, fmt.Sprintf("the state lacks %d resources", len(lacking)), nil
	}
	return true, "the state knows everything that is there", nil
}

// previewEmpty is the check that an update would change nothing.
func previewEmpty(stack func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		changes, err := r.Stacks.Preview(ctx, stack(r.Place))
		if err != nil {
			return false, "", err
		}
		return changes == 0, fmt.Sprintf("a preview of %s changes %d resources", stack(r.Place), changes), nil
	}
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}
