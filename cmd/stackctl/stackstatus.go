package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
)

// stackReport is what `status` shows of a stack.
type stackReport struct {
	Stack     string        `json:"stack"`
	Target    engine.Target `json:"target"`
	Simulated bool          `json:"simulated"`
	// Exists tells that there is a state.
	Exists bool `json:"exists"`
	// Resources counts what is in it.
	Resources int `json:"resources"`
	// Lock says who changes the stack now; empty for nobody. LockKnown is false where the backend does not let us look.
	Lock      string `json:"lock,omitempty"`
	LockKnown bool   `json:"lockKnown"`
	// Pending are operations that a killed run left.
	Pending    []engine.PendingOperation `json:"pending,omitempty"`
	LastUpdate *engine.Update            `json:"lastUpdate,omitempty"`
	// Drift lists what is not as the state says; DriftKnown is false where it was not looked for.
	Drift      []engine.Step `json:"drift"`
	DriftKnown bool          `json:"driftKnown"`
	// Waiting lists what people must bring before everything runs: of secrets each vault that is without,
	// "secret: sendgrid-key in kv-trelica-dev-uks", and the images that the last update found unnamed, "image: web for the workload web".
	Waiting []string `json:"waiting"`
}

func (a *app) stackStatusCommand() *cobra.Command {
	o := &operation{op: engine.OpPreview}
	var skipDrift bool
	cmd := &cobra.Command{
		Use:   "status --stack STACK",
		Short: "Show who holds a stack, when it was changed last, what has drifted, what waits",
		Long: "Show who holds a stack, when it was changed last, what has drifted, and which secrets people have still to bring. " +
			"Nothing is changed: drift is looked for with a refresh that writes nothing.",
		Example: a.examples(
			"status --stack dev", "in the local Azure",
			"status --stack prod --target azure --skip-drift", "without reading every resource"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.stackStatus(cmd.Context(), o, !skipDrift)) },
	}
	o.target = engine.TargetLocal
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().BoolVar(&skipDrift, "skip-drift", false, "do not look for drift, which reads every resource")
	addOutputFlag(cmd, &o.format)
	return cmd
}

func (a *app) stackStatus(ctx context.Context, o *operation, drift bool) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	a.say("%s", o.target.Banner())
	defer func() {
		a.showLast(failed(err))
		a.say("%s", o.target.Banner())
	}()
	env, err := a.environment(project, o.stack)
	if err != nil {
		return err
	}
	if o.target == engine.TargetAzure {
		if err := refusePlaceholders(o.stack, env.Placeholders); err != nil {
			return err
		}
	}
	report := stackReport{
		Stack: o.stack, Target: o.target, Simulated: o.target == engine.TargetLocal, Drift: []engine.Step{}, Waiting: []string{},
	}
	if err := a.readState(ctx, project, local, o, &report); err != nil {
		return err
	}
	if report.Exists && drift {
		if err := a.readDrift(ctx, project, local, o, &report); err != nil {
			return err
		}
	}
	secrets, err := a.waiting(ctx, local, o.target, env)
	if err != nil {
		return err
	}
	report.Waiting = append(report.Waiting, secrets...)
	if o.format == formatJSON {
		return a.writeJSON(report)
	}
	_, err = fmt.Fprint(a.out, report.text())
	return err
}

// readState fills in what the state and its history say.
func (a *app) readState(ctx context.Context, project string, local engine.Local, o *operation, report *stackReport) error {
	w, checkpoint, found, err := a.stateOf(ctx, project, local, o.target, o.stack)
	if err != nil {
		return err
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return err
	}
	if o.target == engine.TargetLocal {
		report.LockKnown = true
		for _, lock := range local.Locks(described.Name, o.stack) {
			report.Lock = lock.String()
			if lock.Dead() {
				report.Lock += ", which was killed"
			}
		}
	}
	if !found {
		return nil
	}
	report.Exists, report.Resources, report.Pending = true, len(checkpoint.Resources), checkpoint.Pending
	outputs, err := w.Outputs(ctx, o.stack)
	if err != nil {
		return err
	}
	for _, waiting := range waits(outputs) {
		if waiting.Kind == "image" { // secrets are asked for where they are
			report.Waiting = append(report.Waiting, fmt.Sprintf("image: %s for %s", waiting.Name, waiting.For))
		}
	}
	report.LastUpdate, err = w.LastUpdate(ctx, o.stack)
	return err
}

// readDrift runs a refresh that writes nothing, and keeps what differs.
func (a *app) readDrift(ctx context.Context, project string, local engine.Local, o *operation, report *stackReport) (err error) {
	s, err := a.open(ctx, project, local, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	result, err := s.workspace.Refresh(ctx, engine.Options{Stack: o.stack, PreviewOnly: true}, engine.Streams{In: a.in, Out: a.err, Err: a.err})
	if err != nil {
		return err
	}
	if err := result.Err(); err != nil {
		return &exitError{code: codeFailed, err: err, hints: result.Hints()}
	}
	report.DriftKnown = true
	for _, step := range result.Steps {
		if step.Op == "update" || step.Op == "delete" {
			report.Drift = append(report.Drift, step)
		}
	}
	return nil
}

// waiting lists the secrets that the stack declares and that a vault does not have.
func (a *app) waiting(ctx context.Context, local engine.Local, target engine.Target, env environment) (waits []string, err error) {
	waits = []string{}
	if len(env.Secrets) == 0 {
		return waits, nil
	}
	m, err := a.manage(ctx, local, target, env)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	for _, s := range env.Secrets {
		_, found, err := m.Secret(ctx, cloud.Vault{ResourceGroup: s.ResourceGroup, Name: s.Vault}, s.Name)
		if err != nil {
			return nil, err
		}
		if !found {
			waits = append(waits, fmt.Sprintf("secret: %s in %s", s.Name, s.Vault))
		}
	}
	slices.Sort(waits)
	return waits, nil
}

// text renders the report for people.
func (r stackReport) text() string {
	var text strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&text, "%-12s%s\n", name, fmt.Sprintf(format, args...))
	}
	line("stack", "%s, %s", r.Stack, r.Target.Banner())
	switch {
	case !r.LockKnown:
		line("lock", "cannot be seen in this backend: the next up tells")
	case r.Lock == "":
		line("lock", "nobody")
	default:
		line("lock", "%s", r.Lock)
	}
	if !r.Exists {
		line("state", "none: not provisioned yet")
	} else {
		line("state", "%d resources", r.Resources)
	}
	for _, pending := range r.Pending {
		line("pending", "%s %s", pending.Type, pending.URN)
	}
	if u := r.LastUpdate; u != nil {
		line("last", "%s %s, %s", u.Kind, u.Result, u.Ended.Local().Format(time.DateTime))
	}
	switch {
	case !r.DriftKnown:
		line("drift", "not looked for")
	case len(r.Drift) == 0:
		line("drift", "none")
	}
	for _, step := range r.Drift {
		line("drift", "%s %s", step.Op, step.URN)
	}
	for _, wait := range r.Waiting {
		line("waiting", "%s", wait)
	}
	return text.String()
}
