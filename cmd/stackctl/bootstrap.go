package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// bootstrap is what was typed.
type bootstrap struct {
	stack  string
	target engine.Target
	yes    bool
}

func (a *app) bootstrapCommand() *cobra.Command {
	o := &bootstrap{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "bootstrap --stack bootstrap-ENV",
		Short: "Make what an environment needs beforehand, and move its state into the store that it made",
		Long: "Make what an environment needs beforehand, and move its state into the store that it made.\n\n" +
			"up runs with the state that there is. Then the state is copied into the account that the stack made, and what is secret " +
			"in it is encrypted there with the key that it made, by its version. Both states are compared, and a preview with the " +
			"moved one must be empty. A run that was interrupted is continued by the next one.\n\n" +
			"Against the real Azure the first state is a folder (pulumi login file://FOLDER) and needs its passphrase in " +
			"PULUMI_CONFIG_PASSPHRASE; the copy in it is removed at the end, and only when you agree or with --yes. Against the local " +
			"Azure it stays, because the other commands go on using it.",
		Example: a.examples(
			"bootstrap --stack bootstrap-dev --yes", "against the local Azure, without asking",
			"bootstrap --stack bootstrap-prod --target azure", "against the real Azure, as an owner of the subscription"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.bootstrap(cmd.Context(), o) },
	}
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. bootstrap-prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) bootstrap(ctx context.Context, o *bootstrap) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	if kind, _ := settings.KindOf(o.stack); kind != settings.KindBootstrap {
		return usage("stack %s is no bootstrap: theirs are called bootstrap-ENVIRONMENT, e.g. %s", o.stack, settings.Bootstrap("dev"))
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	up := &operation{op: engine.OpUp, target: o.target, stack: o.stack}
	s, err := a.open(ctx, project, local, up)
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(s.close())) }()
	at, err := a.moveOf(ctx, project, s, o)
	if err != nil {
		return err
	}
	if at.backend == s.workspace.BackendURL {
		a.say("the state of stack %s is in its own store already: %s", o.stack, at.backend)
		return a.seeNothingLeft(ctx, s.workspace, o)
	}
	if err := a.moveState(ctx, s, o, at); err != nil {
		return failed(err)
	}
	if err := a.seeNothingLeft(ctx, s.moved(at), o); err != nil {
		return err
	}
	if err := a.removeOld(ctx, s, o, at); err != nil {
		return err
	}
	return a.afterBootstrap(o, at)
}

// home is where a stack's state belongs: the store and the key that the stack made, and the tenant of both.
type home struct{ backend, key, tenant string }

// moveOf runs up, unless the state was moved before, and reads off it where the state goes.
func (a *app) moveOf(ctx context.Context, project string, s *session, o *bootstrap) (home, error) {
	environment, err := a.environment(project, o.stack)
	if err != nil {
		return home{}, failed(err)
	}
	if o.target == engine.TargetAzure {
		if s.workspace.BackendURL, err = s.workspace.Backend(ctx); err != nil {
			return home{}, failed(err)
		}
		// A first state that was moved is not what counts any more: nothing is changed by it again.
		at, known := homeOf(ctx, s.workspace, o.stack)
		at.tenant = environment.TenantID
		if known && (at.backend == s.workspace.BackendURL || s.moved(at).Holds(ctx, o.stack)) {
			return at, nil
		}
	}
	options := engine.Options{Stack: o.stack, Yes: o.yes, SkipPreview: o.yes}
	result, err := s.workspace.Up(ctx, options, a.streams(formatText))
	if err != nil {
		return home{}, failed(err)
	}
	if err := result.Err(); err != nil {
		return home{}, &exitError{code: codeFailed, err: err, hints: result.Hints()}
	}
	at, known := homeOf(ctx, s.workspace, o.stack)
	at.tenant = environment.TenantID
	if !known {
		return home{}, hinted(fmt.Errorf("stack %s has no outputs backendUrl and secretsProvider: it made no store", o.stack),
			"see above what up made: it has to be the program of this repository; then run the same command again")
	}
	return at, nil
}

// homeOf reads a stack's outputs. ok is false where they name no home yet.
func homeOf(ctx context.Context, w engine.Workspace, stack string) (at home, ok bool) {
	outputs, err := w.Outputs(ctx, stack)
	if err != nil {
		return home{}, false
	}
	at.backend, _ = outputs["backendUrl"].(string)
	at.key, _ = outputs["secretsProvider"].(string)
	return at, at.backend != "" && at.key != ""
}

// moved is the workspace of the state in its home.
func (s *session) moved(at home) engine.Workspace {
	if s.workspace.Target == engine.TargetLocal {
		data := engine.DataPlane{Env: map[string]string{}}
		for name, value := range s.data {
			data.Env[name] = value
		}
		data.Env["AZURE_TENANT_ID"] = at.tenant
		return s.workspace.MovedWorkspace(at.backend, data)
	}
	to := s.workspace
	to.BackendURL = at.backend
	return to
}

func (a *app) moveState(ctx context.Context, s *session, o *bootstrap, at home) error {
	a.say("moving the state of stack %s to %s, encrypted with %s", o.stack, at.backend, at.key)
	return engine.MoveStack(ctx, engine.Move{
		Stack: o.stack, From: s.workspace, To: s.moved(at), SecretsProvider: at.key, Replace: o.target == engine.TargetLocal,
	})
}

// seeNothingLeft previews with the moved state: a state that arrived whole has nothing left to do.
func (a *app) seeNothingLeft(ctx context.Context, w engine.Workspace, o *bootstrap) error {
	result, err := w.Preview(ctx, engine.Options{Stack: o.stack, ExpectNoChanges: true}, a.streams(formatText))
	if err != nil {
		return failed(err)
	}
	if err := result.Err(); err != nil {
		return &exitError{code: codeFailed, err: fmt.Errorf("with the moved state: %w", err), hints: result.Hints()}
	}
	return nil
}

// removeOld takes the first state away once the moved one was seen to be whole.
func (a *app) removeOld(ctx context.Context, s *session, o *bootstrap, at home) error {
	if o.target == engine.TargetLocal {
		a.say("the state in %s stays: the other commands use it", s.workspace.BackendURL)
		return nil
	}
	if !o.yes {
		agreed, err := a.ask(fmt.Sprintf("remove the old copy of the state in %s? The one in %s was compared with it", s.workspace.BackendURL, at.backend))
		if err != nil {
			return err
		}
		if !agreed {
			a.say("the old copy stays: do not use it again")
			return nil
		}
	}
	return failed(s.workspace.Command(ctx, "stack", "rm", o.stack, "--force", "--yes", "--preserve-config"))
}

// afterBootstrap says what to do next.
func (a *app) afterBootstrap(o *bootstrap, at home) error {
	_, environment := settings.KindOf(o.stack)
	target := ""
	if o.target == engine.TargetAzure {
		target = " --target azure"
	}
	text := fmt.Sprintf("\nthe state of stack %s is in its own store, and a preview with it is empty\n\nwhat comes next:\n", o.stack) +
		fmt.Sprintf("  pulumi login '%s'\n", at.backend) +
		fmt.Sprintf("  secretsprovider: %s  # is in Pulumi.%s.yaml with encryptedkey: commit both\n", at.key, o.stack)
	for _, stack := range keptBy(environment) {
		text += fmt.Sprintf("  pulumi stack init %s --secrets-provider '%s'  # commit Pulumi.%s.yaml\n", stack, at.key, stack)
	}
	text += fmt.Sprintf("  pulumi stack output authorizedRanges --stack %s  # belongs into apiServerAuthorizedRanges, in Pulumi.%s.yaml, before its first up\n", o.stack, environment) +
		fmt.Sprintf("  %s up --stack %s%s  # once more, when key and image of the runners have been brought\n", a.name, o.stack, target) +
		fmt.Sprintf("  %s up --stack %s%s  # the first\n", a.name, environment, target) +
		"  trelica:breakGlassOpen: false  # last, once a runner has taken a job: the workflow bootstrap closes store and vault from the inside, and an up from here would lock itself out\n"
	_, err := fmt.Fprint(a.out, text)
	return failed(err)
}

// keptBy are the stacks whose states an environment's bootstrap keeps beside its own: the environment's, and that of its rebuild.
func keptBy(environment string) []string {
	stacks := []string{environment}
	if _, of := settings.KindOf(settings.Rebuild); of == environment {
		stacks = append(stacks, settings.Rebuild)
	}
	return stacks
}
