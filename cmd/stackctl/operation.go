package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

// operation is a command that runs the Pulumi CLI: what was typed, before it is checked.
type operation struct {
	op     engine.Operation
	target engine.Target
	stack  string
	format outputFormat
	part   part
	// noRetry ends an up at the first error, whatever it is.
	noRetry bool
	// late is set where the local Azure has a scenario by which roles take time to work.
	late bool
	// adopt takes over what is in the way of an up because an earlier run made it.
	adopt bool
	// withhold makes the local Azure tell a preview no more than Azure would.
	withhold bool
	// noPolicy leaves the policy pack out. Only the local Azure may be run without.
	noPolicy bool
	engine.Options
	// verb runs the operation.
	verb func(engine.Workspace) func(context.Context, engine.Options, engine.Streams) (engine.Result, error)
	// gate may refuse the run once the stack is open. nil lets everything through.
	gate func(context.Context, *session, *operation) error
	// seen is given the result of every run: an up that adopts, or is tried again, has several. nil looks at nothing.
	seen func(engine.Result)
	// next lists what to try after a good run, as pairs for [app.examples]. nil says nothing.
	next func(stack string) []string
}

// flags adds the flags that every operation has.
func (o *operation) flags(cmd *cobra.Command) {
	o.target = engine.TargetLocal
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	addOutputFlag(cmd, &o.format)
	cmd.Flags().Var(&o.part, "part", "only this part of the environment; the others are neither read nor changed")
	cmd.Flags().BoolVar(&o.Diff, "diff", false, "show every changed property")
}

// checkPart refuses what cannot be limited to a part: --refresh would read the others too, and what is protected is
// excluded by the CLI only where nothing else is chosen.
func (o *operation) checkPart() error {
	switch {
	case o.part == "":
		return nil
	case o.Refresh:
		return usage("--refresh reads every part: leave it out, or run refresh --part %s", o.part)
	case o.ExcludeProtected:
		return usage("--exclude-protected and --part cannot be used together")
	}
	return nil
}

// operate opens the stack, runs the operation and shows what came of it. The target is the first and the last line on
// standard error, whatever happens.
func (a *app) operate(ctx context.Context, o *operation) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	if err := errors.Join(o.checkPart(), o.checkPolicy()); err != nil {
		return err
	}
	if err := refuseFrozen(project, o); err != nil {
		return err
	}
	if o.target == engine.TargetLocal {
		if o.late, err = lateScenario(local); err != nil {
			return failed(err)
		}
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	if err := a.provisionBelow(ctx, project, local, o); err != nil {
		return err
	}
	s, err := a.open(ctx, project, local, o)
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(s.close())) }()
	options := o.Options
	options.Stack = o.stack
	if err := o.part.limit(ctx, s, o.op, &options); err != nil {
		return err
	}
	told, err := a.addPolicy(ctx, project, local, s.workspace, o, &options)
	defer told()
	if err != nil {
		return failed(err)
	}
	if o.gate != nil {
		if err := o.gate(ctx, s, o); err != nil {
			return err
		}
	}
	run := o.seeing(o.verb(s.workspace))
	if o.adopt {
		run = a.adopting(s.workspace, run)
	}
	result, exhausted, err := a.retry(o).Do(ctx, func(ctx context.Context) (engine.Result, error) {
		return run(ctx, options, a.streams(o.format))
	})
	if err != nil {
		return failed(err)
	}
	err = a.conclude(ctx, s, o, result)
	var e *exitError
	if exhausted && errors.As(err, &e) {
		e.hints = append(e.hints, fmt.Sprintf("after %s it is no delay any more: look which right is missing (%q)",
			engine.RetryBudget, a.name+" preflight --stack "+o.stack+" --target "+string(o.target)))
	}
	return err
}

// seeing lets every result be seen.
func (o *operation) seeing(run runner) runner {
	if o.seen == nil {
		return run
	}
	return func(ctx context.Context, options engine.Options, s engine.Streams) (engine.Result, error) {
		result, err := run(ctx, options, s)
		o.seen(result)
		return result, err
	}
}

// retry is how often an operation is tried: an up against the real Azure again for a while, because a right takes minutes to work
// there; everything else once. In the local Azure a right works at once, and an error is a mistake of ours that another try would
// hide, unless a scenario makes rights late.
func (a *app) retry(o *operation) engine.Retry {
	retry := engine.NewRetry(engine.RetryBudget, func(text string) { a.say("%s", text) })
	if a.patience != nil {
		retry = a.patience(retry)
	} else if o.target == engine.TargetLocal {
		retry = unhurried(retry, o.late)
	}
	if o.op != engine.OpUp || o.noRetry {
		retry.Budget = 0
	}
	return retry
}

// conclude shows the result and turns it into an error.
func (a *app) conclude(ctx context.Context, s *session, o *operation, result engine.Result) error {
	err := result.Err()
	if o.format == formatJSON {
		var outputs map[string]any
		if err == nil && (o.op == engine.OpUp || o.op == engine.OpRefresh) {
			var outErr error
			if outputs, outErr = s.workspace.Outputs(ctx, o.stack); outErr != nil {
				return failed(outErr)
			}
		}
		if jsonErr := a.writeJSON(newReport(o, result, outputs)); jsonErr != nil {
			return failed(jsonErr)
		}
	}
	switch {
	case err == nil:
		if o.op == engine.OpUp {
			a.sayWaiting(ctx, s, o.stack)
		}
		if o.next != nil && o.format == formatText {
			a.say("\nwhat to try next:\n%s\n", a.examples(o.next(o.stack)...))
		}
		return nil
	case result.Violated():
		return refused(err, append(result.Hints(), aboutPolicies)...)
	}
	return &exitError{code: codeFailed, err: err, hints: a.afterFailure(o, result)}
}

// aboutPolicies is what to do where a rule is violated.
const aboutPolicies = "docs/controls.md has what each rule asks, docs/guides/escape-hatch.md the one way around one"

// afterFailure is what to do after a run that failed: what is known of its errors, or else how it is gone on with.
func (a *app) afterFailure(o *operation, result engine.Result) []string {
	hints := result.Hints()
	switch {
	case result.Interrupted && o.op != engine.OpPreview:
		hints = append(hints, "the same command goes on where it ended")
	case len(hints) > 0 || result.Interrupted:
	case o.ExpectNoChanges && len(result.Errors()) == 0:
		hints = append(hints, fmt.Sprintf("\"%s preview --stack %s --target %s --diff\" shows what differs", a.name, o.stack, o.target))
	case len(result.Errors()) > 0:
		hints = append(hints, "mend what is named above, and run the same command again: what was done is not done twice")
	}
	return hints
}

// typed is what has to be typed for a target, in a command that is suggested: nothing for the local Azure, which is where a command goes by itself.
func typed(target engine.Target) string {
	if target == engine.TargetLocal {
		return ""
	}
	return " --target " + string(target)
}

// named says what is at the far end, and returns what says it again at the end of a command: after its error and what to do about that.
func (a *app) named(target engine.Target) (last func(*error)) {
	a.say("%s", target.Banner())
	return func(err *error) {
		*err = failed(*err)
		a.showLast(*err)
		a.say("%s", target.Banner())
	}
}

// showLast shows an error before the last line. The exit code is read from it afterwards.
func (a *app) showLast(err error) {
	var e *exitError
	if !errors.As(err, &e) {
		return
	}
	if !e.shown {
		fail(a.err, err)
		e.shown = true
	}
	for _, hint := range e.hints {
		a.say("next: %s", hint)
	}
	e.hints = nil
}

// checkStack refuses a stack that has no stack file, naming those that have.
func checkStack(project, stack string) error {
	stacks := strings.Join(engine.Stacks(project), ", ")
	if stack == "" {
		return usage("--stack is missing: stacks here are %s", stacks)
	}
	for _, s := range engine.Stacks(project) {
		if s == stack {
			return nil
		}
	}
	return usage("stack %q has no Pulumi.%s.yaml: stacks here are %s", stack, stack, stacks)
}
