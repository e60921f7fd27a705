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
	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/internal/preflight"
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
	// Waiting lists what people must bring before everything runs, e.g. "secret: sendgrid-key in kv-trelica-dev-uks".
	Waiting []string `json:"waiting"`
	// Exceptions are those of the security statement that have expired or will soon.
	Exceptions []dueException `json:"exceptions"`
}

// dueException is an exception that somebody has to look at again.
type dueException struct {
	exceptions.Exception
	Expired bool `json:"expired"`
}

// soon is how long before its end an exception is shown: long enough for a change to be reviewed.
const soon = 60 * 24 * time.Hour

func (a *app) stackStatusCommand() *cobra.Command {
	o := &operation{op: engine.OpPreview}
	var skipDrift bool
	cmd := &cobra.Command{
		Use:   "status --stack STACK",
		Short: "Show who holds a stack, when it was changed last, what has drifted, what waits, which exceptions expire",
		Long: "Show who holds a stack, when it was changed last, what has drifted, what people have still to bring, and which exceptions " +
			"to the security statement have expired or will within 60 days. " +
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
	defer a.named(o.target)(&err)
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
	outputs, err := a.readState(ctx, project, local, o, &report)
	if err != nil {
		return err
	}
	if report.Exists && drift {
		if err := a.readDrift(ctx, project, local, o, &report); err != nil {
			return err
		}
	}
	if report.Waiting, err = a.waiting(ctx, local, o.target, env); err != nil {
		return err
	}
	report.Waiting = append(report.Waiting, saidToWait(outputs, env)...)
	slices.Sort(report.Waiting)
	if report.Exceptions, err = dueExceptions(project, time.Now()); err != nil {
		return err
	}
	if o.format == formatJSON {
		return a.writeJSON(report)
	}
	_, err = fmt.Fprint(a.out, report.text())
	return err
}

// dueExceptions are the repository's exceptions that have expired or will soon, on a day.
func dueExceptions(project string, now time.Time) ([]dueException, error) {
	all, err := exceptions.Load(project)
	if err != nil {
		return nil, err
	}
	due := []dueException{}
	for _, e := range exceptions.Due(all, now, soon) {
		due = append(due, dueException{Exception: e, Expired: e.Expired(now)})
	}
	return due, nil
}

// readState fills in what the state and its history say, and returns the stack's outputs.
func (a *app) readState(
	ctx context.Context, project string, local engine.Local, o *operation, report *stackReport,
) (outputs map[string]any, err error) {
	w, checkpoint, found, err := a.stateOf(ctx, project, local, o.target, o.stack)
	if err != nil {
		return nil, err
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return nil, err
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
		return nil, nil
	}
	report.Exists, report.Resources, report.Pending = true, len(checkpoint.Resources), checkpoint.Pending
	report.LastUpdate, err = w.LastUpdate(ctx, o.stack)
	return checkpoint.Outputs(), err
}

// saidToWait is what the last up said that it waits for, in its output "waiting". Secrets that are declared are left out: whether
// they have arrived since is known better.
func saidToWait(outputs map[string]any, env environment) []string {
	list, _ := outputs["waiting"].([]any)
	var waits []string
	for _, item := range list {
		said, _ := item.(map[string]any)
		kind, name, purpose := said["kind"], said["name"], said["for"]
		declared := slices.ContainsFunc(env.Secrets, func(s preflight.Secret) bool { return s.Name == name })
		if kind == nil || name == nil || kind == "secret" && declared {
			continue
		}
		wait := fmt.Sprintf("%v: %v", kind, name)
		if purpose != nil {
			wait += fmt.Sprintf(" for %v", purpose)
		}
		waits = append(waits, wait)
	}
	return waits
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
	for _, e := range r.Exceptions {
		state := "expires on"
		if e.Expired {
			state = "expired on"
		}
		line("exception", "%s to %s %s %s, owner %s", e.ID, e.Claim, state, e.Expires, e.Owner)
	}
	return text.String()
}
