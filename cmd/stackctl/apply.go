package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/engine"
)

// applyOptions are what was typed.
type applyOptions struct {
	file   string
	target engine.Target
	format outputFormat
}

func (a *app) applyCommand() *cobra.Command {
	o := &applyOptions{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "apply --reviewed FILE",
		Short: "Apply what was reviewed, and nothing else",
		Long: "Apply what was reviewed, and nothing else. FILE is what diff --live --plan wrote: it binds the files, the stack, the diff and " +
			"what the policies said of it, and is signed. The stack is previewed again and the policies are asked again; unless all of " +
			"it is as it was, nothing is applied, and what moved is said. State that moved without touching the diff does not stop it, " +
			"and is said too.\n\n" +
			"Plans for the local Azure are signed with a key of the local folder, those for the real one with the key in " +
			planKeyVariable + " and checked by the one in " + planPublicVariable + ". The one target's plans are none of the other's.",
		Example: a.examples(
			"diff --live --stack dev --plan dev.plan", "make a plan, and read the report",
			"apply --reviewed dev.plan", "apply it"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.apply(cmd.Context(), o)) },
	}
	cmd.Flags().StringVar(&o.file, "reviewed", "", "the plan that was reviewed")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	addOutputFlag(cmd, &o.format)
	return cmd
}

// writePlan writes a signed plan of a live diff. A diff that failed has none: the report says why.
func (a *app) writePlan(o *diffOptions, local engine.Local, head compare.Commit, found live) error {
	plan, err := changes.NewReviewed(found.set, targetName(o.target), head.Tree, head.Hash, found.pack, found.state)
	if err != nil {
		a.say("no plan is written: %v", err)
		if found.set.Verdict == changes.VerdictFailed || found.set.Verdict == changes.VerdictViolated {
			return nil
		}
		return err
	}
	key, err := a.signingKey(o.target, local)
	if err != nil {
		return err
	}
	content, err := plan.Seal(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.plan), 0o755); err != nil {
		return err
	}
	return os.WriteFile(o.plan, content, 0o600)
}

// newPlan is what to do where a plan is not to be applied.
const newPlan = "make a new plan with diff --live --plan, have it reviewed, and apply that"

// apply checks the plan, makes it again, compares, and runs up.
func (a *app) apply(ctx context.Context, o *applyOptions) (err error) {
	if o.file == "" {
		return usage("--reviewed names no plan: \"%s diff --live --stack STACK --plan FILE\" writes one", a.name)
	}
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	plan, err := a.openPlan(o, local)
	if err != nil {
		return err
	}
	if err := checkStack(project, plan.Stack); err != nil {
		return err
	}
	head, _, err := compare.WorkingTree(ctx, project)
	if err != nil {
		return err
	}
	operated := &operation{op: engine.OpUp, target: o.target, stack: plan.Stack, format: o.format}
	if err := refuseFrozen(project, operated); err != nil {
		return err
	}
	s, err := a.open(ctx, project, local, operated)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	found, err := a.previewLive(ctx, project, local, s, plan.Stack)
	if err != nil {
		return err
	}
	if err := a.passGate(plan, found, o.target, head); err != nil {
		return err
	}
	options := engine.Options{
		Stack: plan.Stack, Yes: true, SkipPreview: true, Refresh: true, PolicyPacks: found.packs,
		Message: "reviewed plan of " + plan.Commit,
	}
	if len(found.packs) > 0 { // what the preview left undecided until apply is judged here, by what the pack was told there
		config, told, err := a.tell(ctx, project, local, s.workspace, plan.Stack, "")
		defer told()
		if err != nil {
			return err
		}
		options.PolicyConfigs = []string{config}
	}
	result, _, err := a.retry(operated).Do(ctx, func(ctx context.Context) (engine.Result, error) {
		return s.workspace.Up(ctx, options, a.streams(o.format))
	})
	if err != nil {
		return err
	}
	return a.conclude(ctx, s, operated, result)
}

// openPlan reads a plan and checks who made it.
func (a *app) openPlan(o *applyOptions, local engine.Local) (changes.Reviewed, error) {
	public, err := a.checkingKey(o.target, local)
	if err != nil {
		return changes.Reviewed{}, err
	}
	file, err := os.Open(o.file)
	if err != nil {
		return changes.Reviewed{}, hinted(err, newPlan)
	}
	defer func() { _ = file.Close() }() // it was only read
	plan, err := changes.OpenReviewed(file, public)
	if err != nil {
		return changes.Reviewed{}, refused(err, newPlan)
	}
	return plan, nil
}

// passGate compares what was reviewed with what an up would do now.
func (a *app) passGate(plan changes.Reviewed, found live, target engine.Target, head compare.Commit) error {
	if found.set.Verdict == changes.VerdictViolated {
		return refused(fmt.Errorf("the gate refuses: %s", firstViolation(found.set)), aboutPolicies, newPlan)
	}
	if found.set.Verdict == changes.VerdictFailed {
		text := "the preview fails now"
		for _, message := range found.set.Errors() {
			text += "\n" + message.Text
		}
		return refused(fmt.Errorf("the gate refuses: %s", text), "mend what is named", newPlan)
	}
	now, err := changes.NewReviewed(found.set, targetName(target), head.Tree, head.Hash, found.pack, found.state)
	if err != nil {
		return refused(fmt.Errorf("the gate refuses: %w", err), newPlan)
	}
	blocking, said := plan.Moved(now)
	for _, text := range said {
		a.say("note: %s", text)
	}
	if len(blocking) == 0 {
		a.say("the diff is the one that was reviewed: %d changes", len(plan.Steps))
		return nil
	}
	text := "the gate refuses: what would be applied is not what was reviewed"
	for _, moved := range blocking {
		text += "\n" + moved
	}
	return refused(errors.New(text), newPlan)
}

func firstViolation(set changes.Set) string {
	for _, p := range set.Policies {
		if p.Answer == changes.Violated {
			return fmt.Sprintf("policy %s is violated now: %s", p.Rule, p.Message)
		}
	}
	return "a mandatory policy is violated now"
}
