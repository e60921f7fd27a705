package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

// preflightOptions are what was typed.
type preflightOptions struct {
	stacks []string
	target engine.Target
	format outputFormat
}

func (a *app) preflightCommand() *cobra.Command {
	o := &preflightOptions{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "preflight [--stack STACK]...",
		Short: "Look whether everything is there that an up needs",
		Long: "Look whether everything is there that an up needs and that it cannot make by itself: real identifiers, " +
			"tools, registrations, what other stacks make, quota and zones for the sizes in the settings, roles, delegations, images, secrets, " +
			"the archive's lock, the budget's month; and every step that only people can take. Nothing is changed.\n\nEach check is ok, failed, waiting (for the step that is named) or by hand (only a person can tell). The " +
			"exit code is 1 if any failed. Without --stack all stacks are looked at.",
		Example: a.examples(
			"preflight --stack prod --target azure", "before the first up of production",
			"preflight --output json", "all stacks, in the local Azure, for a machine"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.preflight(cmd.Context(), o)) },
	}
	cmd.Flags().StringSliceVarP(&o.stacks, "stack", "s", nil, "a stack, e.g. prod; may be given more than once")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	addOutputFlag(cmd, &o.format)
	return cmd
}

func (a *app) preflight(ctx context.Context, o *preflightOptions) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	stacks := o.stacks
	if len(stacks) == 0 {
		stacks = engine.Stacks(project)
	}
	for _, stack := range stacks {
		if err := checkStack(project, stack); err != nil {
			return err
		}
	}
	defer a.named(o.target)(&err)
	checks := []preflight.Check{}
	for _, stack := range stacks {
		checks = append(checks, a.preflightStack(ctx, project, local, o.target, stack)...)
	}
	if o.format == formatJSON {
		err = a.writeJSON(map[string]any{"target": o.target, "simulated": o.target == engine.TargetLocal, "checks": checks})
	} else {
		_, err = fmt.Fprint(a.out, checkTable(checks))
	}
	if err == nil && preflight.AnyFailed(checks) {
		err = errShown(codeFailed, errors.New("a check failed"))
	}
	return err
}

// errShown is an error of which everything has been shown.
func errShown(code int, err error) error { return &exitError{code: code, err: err, shown: true} }

// preflightStack makes the checks of one stack. What keeps it from being checked is a failed check of its own, so that
// the other stacks are looked at all the same.
func (a *app) preflightStack(
	ctx context.Context, project string, local engine.Local, target engine.Target, stack string,
) []preflight.Check {
	row := func(result preflight.Result, name, found, next string) preflight.Check {
		return preflight.Check{Stack: stack, Name: name, Result: result, Found: found, Next: next}
	}
	env, err := a.environment(project, stack)
	if err != nil {
		return []preflight.Check{row(preflight.Failed, preflight.RowSettings, err.Error(), "correct Pulumi."+stack+".yaml")}
	}
	a.forTarget(&env, target)
	if env.Real && len(env.Placeholders) > 0 {
		return fromBootstrap(preflight.Run(ctx, nil, nil, env.Expectation), env.Placeholders) // ends before the first call
	}
	m, err := a.manage(ctx, local, target, env)
	if err != nil {
		return []preflight.Check{row(preflight.Failed, preflight.RowAccess, err.Error(), "")}
	}
	w, checkpoint, found, err := a.stateOf(ctx, project, local, target, stack)
	env.Roles = append(env.Roles, rolesOf(checkpoint)...)
	checks := preflight.Run(ctx, m.Client, m.dns, env.Expectation)
	if env.Real {
		checks = withStacks(checks, stack, err, func(name string) error {
			_, err := w.Export(ctx, name)
			return err
		})
	}
	switch {
	case env.Real && unknownStack(err) && env.HasCluster: // which a row of its own says
	case err != nil:
		checks = append(checks, row(preflight.Waiting, "roles of the stack", "the state cannot be read: "+err.Error(), engine.Hint(err.Error())))
	case !found && len(env.Roles) == 0:
		checks = append(checks, row(preflight.Waiting, "roles of the stack", "the stack is not provisioned yet", "up gives them"))
	}
	if err := m.close(); err != nil {
		checks = append(checks, row(preflight.Failed, preflight.RowLocal, err.Error(), ""))
	}
	return checks
}

// withStacks adds a row for each stack that the store of the states lacks: the one that is looked at, and the rebuild of its environment,
// which nobody has the time to make on the day on which it is needed. A local run makes what it lacks, and a bootstrap begins in a folder.
// own is what reading the stack's own state ended with, and export reads another's.
func withStacks(checks []preflight.Check, stack string, own error, export func(name string) error) []preflight.Check {
	const before = "made before"
	kind, environment := settings.KindOf(stack)
	if kind == settings.KindBootstrap || kind == "" {
		return checks
	}
	lacks := func(name string, result preflight.Check) {
		checks = slices.DeleteFunc(checks, func(c preflight.Check) bool { return c.Name == before })
		result.Stack, result.Name, result.Result = stack, before+": the stack "+name, preflight.Failed
		checks = append(checks, result)
	}
	look := func(name string, err error) {
		switch {
		case err == nil:
		case unknownStack(err):
			lacks(name, preflight.Check{
				Found: "the store of the states has no such stack",
				Next: fmt.Sprintf("pulumi stack init %s --secrets-provider 'URL', with the URL and its version from secretsprovider in Pulumi.%s.yaml\n"+
					"then commit Pulumi.%s.yaml", name, settings.Bootstrap(environment), name),
			})
		case name != stack:
			lacks(name, preflight.Check{Found: "cannot be told: " + err.Error(), Untold: true})
		}
	}
	look(stack, own)
	_, rebuilt := settings.KindOf(settings.Rebuild)
	if stack == rebuilt && (own == nil || unknownStack(own)) { // else the store does not answer, for either
		look(settings.Rebuild, export(settings.Rebuild))
	}
	return checks
}

// unknownStack tells whether the CLI knows no such stack (Pulumi CLI, cmd/pulumi/stack).
func unknownStack(err error) bool {
	return err != nil && strings.Contains(err.Error(), "no stack named")
}

// fromBootstrap says where the one setting comes from that nobody knows before the bootstrap is there.
func fromBootstrap(checks []preflight.Check, placeholders []string) []preflight.Check {
	const ranges = "apiServerAuthorizedRanges"
	if !slices.ContainsFunc(placeholders, func(key string) bool { return strings.Contains(key, ranges) }) {
		return checks
	}
	for i, c := range checks {
		if _, environment := settings.KindOf(c.Stack); c.Result == preflight.Failed && environment != "" {
			checks[i].Next += fmt.Sprintf("\n%s: first stackctl bootstrap --stack %s, then its output authorizedRanges", ranges, settings.Bootstrap(environment))
		}
	}
	return checks
}

// forTarget adds what only the real Azure needs, and leaves out what the local one does not know: it enters no cluster, and keeps no
// calendar.
func (a *app) forTarget(env *environment, target engine.Target) {
	env.Real = target == engine.TargetAzure
	if !env.Real {
		env.Budget = nil
		return
	}
	if env.Budget != nil {
		env.Budget.Now = time.Now()
	}
	if env.HasCluster {
		env.Tools = append(env.Tools, preflight.Tool{
			Name: "kubelogin", Look: func(ctx context.Context) (string, error) {
				found, err := engine.FindKubelogin(ctx, engine.NewLookup(a.getenv))
				return found.Version + ", " + found.Path, err
			}, Next: "make kubelogin",
		})
	}
}

// checkTable renders checks for people: a row each, what to do next under those that ask for something.
func checkTable(checks []preflight.Check) string {
	widths := [3]int{len("STACK"), len("RESULT"), len("CHECK")}
	for _, c := range checks {
		for i, cell := range []string{c.Stack, string(c.Result), c.Name} {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var text strings.Builder
	line := func(stack, result, name, found string) {
		fmt.Fprintf(&text, "%-*s  %-*s  %-*s  %s\n", widths[0], stack, widths[1], result, widths[2], name, found)
	}
	under := func(text string) string {
		return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", widths[0]+widths[1]+len("    ")))
	}
	line("STACK", "RESULT", "CHECK", "FOUND")
	for _, c := range checks {
		line(c.Stack, string(c.Result), c.Name, under(c.Found))
		if c.Next != "" {
			line("", "", under("next: "+c.Next), "")
		}
	}
	lines := strings.Split(text.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
