package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// keyVersions is the version of Key Vault's management interface that keys are read in.
const keyVersions = "2024-11-01"

// rotation is what was typed.
type rotation struct {
	stack, version string
	target         engine.Target
}

func (a *app) secretsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "secrets",
		Short:   "The key that encrypts what is secret in a stack",
		Long:    "The key that encrypts what is secret in a stack, in its state and its settings.",
		Example: a.examples("secrets rotate --stack bootstrap-dev", "encrypt anew with the key's newest version"),
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return usage("secrets needs one of its commands: rotate") },
	}
	cmd.AddCommand(a.secretsRotateCommand())
	return cmd
}

func (a *app) secretsRotateCommand() *cobra.Command {
	o := &rotation{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "rotate --stack STACK",
		Short: "Encrypt what is secret in a stack with another version of its key",
		Long: "Encrypt what is secret in a stack with another version of its key: the newest one, as Resource Manager names it, or " +
			"the one given. The version before must still be enabled; afterwards it may be disabled. Resources do not change, and the " +
			"state is compared with what it was.\n\nA key without a version is refused: after its next rotation nothing that was " +
			"encrypted with it could be read. The stack file is written, and is to be committed. Against the local Azure it is for a " +
			"stack whose state was moved (bootstrap).",
		Example: a.examples(
			"secrets rotate --stack bootstrap-dev", "the newest version, in the local Azure",
			"secrets rotate --stack prod --target azure --key-version https://KV.vault.azure.net/keys/stacks/VERSION", "a named one"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.secretsRotate(cmd.Context(), o) },
	}
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().StringVar(&o.version, "key-version", "", "the key's `URI` with its version; the newest where it is left out")
	return cmd
}

func (a *app) secretsRotate(ctx context.Context, o *rotation) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	if o.version != "" {
		if err := engine.CheckPinned(asProvider(o.version)); err != nil {
			return usage("%v", err)
		}
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	s, err := a.open(ctx, project, local, &operation{op: engine.OpRefresh, target: o.target, stack: o.stack})
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(s.close())) }()
	environment, err := a.environment(project, o.stack)
	if err != nil {
		return failed(err)
	}
	w := s.workspace
	if o.target == engine.TargetLocal {
		at, known := homeOf(ctx, w, o.stack)
		at.tenant = environment.TenantID
		if w = s.moved(at); !known || !w.Holds(ctx, o.stack) {
			return hinted(fmt.Errorf("the state of stack %s is in the local folder, encrypted with a public passphrase: there is no key to rotate", o.stack),
				fmt.Sprintf("\"%s bootstrap --stack %s\" moves the state of a bootstrap into a store with a key", a.name, settings.Bootstrap("dev")))
		}
	}
	before, err := w.Export(ctx, o.stack)
	if err != nil {
		return failed(err)
	}
	provider := asProvider(o.version)
	if o.version == "" {
		if provider, err = a.newestVersion(ctx, s, local, o.target, environment, before.Secrets.URL); err != nil {
			return failed(err)
		}
	}
	if provider == before.Secrets.URL {
		a.say("stack %s is encrypted with %s already", o.stack, provider)
	}
	if err := w.ChangeSecretsProvider(ctx, o.stack, provider); err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintf(a.out, "stack %s is encrypted with %s\ncommit Pulumi.%s.yaml; then the version before may be disabled\n", o.stack, provider, o.stack)
	return failed(err)
}

// asProvider is a key's URI as the CLI names it.
func asProvider(uri string) string {
	if rest, ok := strings.CutPrefix(uri, "https://"); ok {
		return "azurekeyvault://" + rest
	}
	return uri
}

// newestVersion asks Resource Manager for the newest version of the key that a stack is encrypted with.
func (a *app) newestVersion(
	ctx context.Context, s *session, local engine.Local, target engine.Target, e environment, provider string,
) (string, error) {
	parsed, err := url.Parse(provider)
	if err != nil || parsed.Scheme != "azurekeyvault" {
		return "", hinted(fmt.Errorf("the stack is not encrypted with a key of a vault, but with %q", provider),
			"name the key with its version: --key-version https://VAULT.vault.azure.net/keys/NAME/VERSION")
	}
	vault, _, _ := strings.Cut(parsed.Host, ".")
	name := strings.Split(strings.Trim(parsed.Path, "/")+"//", "/")[1]
	m, err := a.managed(ctx, s, local, target, e)
	if err != nil {
		return "", err
	}
	id := e.SecretsGroup + "/providers/Microsoft.KeyVault/vaults/" + vault + "/keys/" + name
	key, found, err := m.Resource(ctx, id, keyVersions)
	if err = errors.Join(err, m.close()); err != nil {
		return "", err
	}
	uri, _ := key.Properties["keyUriWithVersion"].(string)
	if !found || uri == "" {
		return "", fmt.Errorf("%s is not there: name the version with --key-version", id)
	}
	return asProvider(uri), nil
}

// managed opens the management interface beside an open session: the servers of one are used, because a world is open once.
func (a *app) managed(ctx context.Context, s *session, local engine.Local, target engine.Target, e environment) (*management, error) {
	if target == engine.TargetLocal && s.management != "" {
		return localManagement(s.management, e, func() error { return nil })
	}
	return a.manage(ctx, local, target, e)
}
