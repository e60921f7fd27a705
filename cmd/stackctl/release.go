package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

// digestPattern is an image's digest.
var digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func (a *app) releaseCommand() *cobra.Command {
	o := &operation{op: engine.OpUp, verb: func(w engine.Workspace) runner { return w.Up }}
	cmd := &cobra.Command{
		Use:   "release WORKLOAD DIGEST --stack STACK",
		Short: "Run another image of one workload, and change nothing else",
		Long: "Run another image of one workload, and change nothing else. The digest is written into Pulumi.STACK.yaml, where it " +
			"stays for every later up; comments stay too, and files that are written from it follow. Then the workload alone is " +
			"updated, after the migration that goes before it if that has another image too.\n\nThe image must be in the registry, and " +
			"have arrived in every copy of it: a copy that is behind is refused (exit code 3), because a rebuild there would not " +
			"find the image. If the update fails, the file keeps the digest: run the command again, or take the change of the file back.",
		Example: a.examples(
			"release web sha256:DIGEST --stack dev", "once the registry has an image of that digest",
			"release migrate sha256:DIGEST --stack prod --target azure", "the next form of the database, before what needs it"),
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.release(cmd.Context(), o, args[0], args[1])
		},
	}
	o.target = engine.TargetLocal
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	addOutputFlag(cmd, &o.format)
	cmd.Flags().BoolVar(&o.Diff, "diff", false, "show every changed property")
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) release(ctx context.Context, o *operation, workload, digest string) error {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	if !digestPattern.MatchString(digest) {
		return usage("%q is no digest: allowed is sha256: and 64 hexadecimal digits; what a tag names can change", digest)
	}
	if err := refuseFrozen(project, o); err != nil { // before the file says what does not run
		return err
	}
	env, err := a.environment(project, o.stack)
	if err != nil {
		return failed(err)
	}
	if o.target == engine.TargetAzure {
		if err := refusePlaceholders(o.stack, env.Placeholders); err != nil {
			a.say("%s", o.target.Banner())
			a.showLast(err)
			a.say("%s", o.target.Banner())
			return err
		}
	}
	if err := a.arrived(ctx, local, o.target, env); err != nil {
		return err
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return failed(err)
	}
	changed, err := settings.Release(project, o.stack, workload, digest)
	if err != nil {
		return failed(err)
	}
	set, err := settings.FromFiles(project, o.stack)
	if err != nil {
		return failed(err)
	}
	if len(changed) > 0 {
		a.say("%s: workload %s is %s now", strings.Join(changed, ", "), workload, digest)
	}
	o.Targets = releaseTargets(set, described.Name, o.stack, workload)
	return a.operate(ctx, o)
}

// arrived refuses a release while a copy of the registry is behind: preflight's own look at the copies.
func (a *app) arrived(ctx context.Context, local engine.Local, target engine.Target, env environment) (err error) {
	if len(env.Replicas) == 0 {
		return nil
	}
	m, err := a.manage(ctx, local, target, env)
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(m.close())) }()
	only := preflight.Expectation{
		Stack: env.Stack, SubscriptionID: env.SubscriptionID, TenantID: env.TenantID, Replicas: env.Replicas,
	}
	var behind []preflight.Check
	for _, check := range preflight.Run(ctx, m.Client, nil, only) {
		if check.Result == preflight.Failed || check.Result == preflight.Waiting {
			behind = append(behind, check)
		}
	}
	if len(behind) > 0 {
		return refused(fmt.Errorf("nothing is released:\n%s", strings.TrimRight(checkTable(behind), "\n")),
			"once every copy of the registry has the image, run the same command again")
	}
	return nil
}

// workloadType is the type of a workload within its platform, and workloadParts the ends of the names of all that it can have.
// Both are the program's; a test holds them together.
const workloadType = "trelica:stacks:Platform$trelica:workload:Workload"

func workloadParts() []string {
	return []string{
		"account", "budget", "credential", "cron", "deployment", "flows", "ingress", "job", "scaling", "secrets", "service", "setup",
	}
}

// releaseTargets are the resources that a release may touch: the workload's, each by its name, so that another whose name begins
// alike is left alone; and those of the migration that goes before it.
func releaseTargets(set *settings.Settings, project, stack, workload string) []string {
	names := []string{workload}
	all := set.Workloads.Workloads
	if at := slices.IndexFunc(all, func(w settings.Workload) bool { return w.Name == workload }); at >= 0 && all[at].Reaches(settings.FlowDatabase) {
		for _, w := range all {
			if w.Kind == settings.KindMigrate && w.Name != workload && w.Image != "" {
				names = append(names, w.Name)
			}
		}
	}
	var targets []string
	for _, name := range names {
		logical := "platform-workload-" + name
		targets = append(targets, fmt.Sprintf("urn:pulumi:%s::%s::%s::%s", stack, project, workloadType, logical))
		for _, part := range workloadParts() {
			targets = append(targets, fmt.Sprintf("urn:pulumi:%s::%s::%s$**::%s-%s", stack, project, workloadType, logical, part))
		}
	}
	return targets
}
