package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
)

// secretSet is what was typed. The value is no part of it: it comes from standard input or a file, so that it is in no
// process list and no shell's history.
type secretSet struct {
	name, stack string
	target      engine.Target
	format      outputFormat
	vaults      []string
	file        string
	contentType string
	expires     string
	overwrite   bool
}

func (a *app) secretSetCommand() *cobra.Command {
	o := &secretSet{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "set NAME --stack STACK",
		Short: "Put a secret into the vaults of a stack",
		Long: "Put a secret into the vaults of a stack: the home region's and, where there is one, the recovery region's. The " +
			"value is read from standard input, without its last end of line, or from a file, as it is. It is never an argument " +
			"and never shown.\n\nA secret that is there is not overwritten without --overwrite; then the exit code is 3 and nothing " +
			"is written. A certificate is written with the day on which it ends, any other value with that of --expires, so that the vault tells " +
			"before. The value goes through Azure's management interface, so the vaults' firewalls may be closed; the role Key " +
			"Vault Contributor on them is enough.",
		Example: a.examples(
			"secret set sendgrid-key --stack prod --target azure < key.txt", "from standard input",
			"secret set ingress-certificate --stack dev --file origin.pem --overwrite", "from a file, over the present one"),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = args[0]
			return failed(a.secretSet(cmd.Context(), o))
		},
	}
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().StringSliceVar(&o.vaults, "vault", nil, "only this vault, by its name; may be given more than once")
	cmd.Flags().StringVar(&o.file, "file", "", "read the value from this file")
	cmd.Flags().StringVar(&o.contentType, "content-type", "", "what the value is, for whoever reads it, e.g. application/x-pem-file")
	cmd.Flags().StringVar(&o.expires, "expires", "", "the day on which the value ends, e.g. 2027-03-31; of a certificate in PEM it is known")
	cmd.Flags().BoolVar(&o.overwrite, "overwrite", false, "write over a secret that is there")
	addOutputFlag(cmd, &o.format)
	return cmd
}

// secretName is what Key Vault allows (Microsoft Learn, key-vault, about-keys-secrets-certificates, object identifiers).
var secretName = regexp.MustCompile(`^[0-9a-zA-Z-]{1,127}$`)

func (a *app) secretSet(ctx context.Context, o *secretSet) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	if !secretName.MatchString(o.name) {
		return usage("that is no name of a secret: 1 to 127 letters, digits and hyphens are allowed; the setting secrets has those that are declared")
	}
	env, err := a.environment(project, o.stack)
	if err != nil {
		return err
	}
	vaults, err := env.choose(o.name, o.vaults)
	if err != nil {
		return err
	}
	value, err := a.secretValue(o.file)
	if err != nil {
		return err
	}
	expires, err := expiry(value, o.expires, time.Now())
	if err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	m, err := a.manage(ctx, local, o.target, env)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	vaults, err = a.ready(ctx, m, o, vaults)
	if err != nil {
		return err
	}
	written := []writtenSecret{}
	for _, v := range vaults {
		secret, err := m.PutSecret(ctx, cloud.Vault{ResourceGroup: v.ResourceGroup, Name: v.Name}, o.name, cloud.SecretValue{
			Text: value, ContentType: o.contentType, Expires: expires,
		})
		if err != nil {
			return hinted(fmt.Errorf("%w; written so far: %s", err, orNone(namesOf(written))), "when that is dealt with, run it again with --overwrite")
		}
		written = append(written, writtenSecret{Vault: v.Name, Region: v.Region, ID: secret.ID})
	}
	if o.format == formatJSON {
		return a.writeJSON(map[string]any{"secret": o.name, "stack": o.stack, "target": o.target, "written": written})
	}
	for _, w := range written {
		fmt.Fprintf(a.out, "secret %s is set in vault %s (%s)\n", o.name, w.Vault, w.Region)
	}
	return nil
}

// writtenSecret is where a secret was written. It has no value, and neither has any other output.
type writtenSecret struct {
	Vault  string `json:"vault"`
	Region string `json:"region"`
	ID     string `json:"id"`
}

func namesOf(written []writtenSecret) []string {
	names := make([]string, 0, len(written))
	for _, w := range written {
		names = append(names, w.Vault)
	}
	return names
}

// choose are the vaults to write to: those named, or, of a secret that the stack declares, those that need it, or all.
func (e environment) choose(secret string, names []string) ([]vaultPlace, error) {
	var known, need []string
	for _, v := range e.Vaults {
		known = append(known, v.Name)
	}
	declared := []string{}
	for _, s := range e.Secrets {
		if s.Name == secret {
			need = append(need, s.Vault)
		}
		if !slices.Contains(declared, s.Name) {
			declared = append(declared, s.Name)
		}
	}
	if len(declared) > 0 && len(need) == 0 {
		return nil, usage("stack %s declares no secret of that name: declared are %s", e.Stack, strings.Join(declared, ", "))
	}
	if len(names) == 0 {
		names = need
	}
	if len(names) == 0 {
		return e.Vaults, nil
	}
	var chosen []vaultPlace
	for _, name := range names {
		i := slices.IndexFunc(e.Vaults, func(v vaultPlace) bool { return v.Name == name })
		if i < 0 {
			return nil, usage("vault %q is none of stack %s: vaults are %s", name, e.Stack, strings.Join(known, ", "))
		}
		chosen = append(chosen, e.Vaults[i])
	}
	return chosen, nil
}

// ready leaves the vaults that are there, and refuses where one has the secret already. Nothing is written before all were
// asked. A vault that was named must be there; of the others one is enough, because the recovery region's comes later.
func (a *app) ready(ctx context.Context, m *management, o *secretSet, vaults []vaultPlace) ([]vaultPlace, error) {
	var there []vaultPlace
	var missing, taken []string
	for _, v := range vaults {
		_, found, err := m.Resource(ctx, v.ID, vaultVersion)
		if err != nil {
			return nil, err
		}
		if !found {
			missing = append(missing, v.Name)
			continue
		}
		if _, found, err = m.Secret(ctx, cloud.Vault{ResourceGroup: v.ResourceGroup, Name: v.Name}, o.name); err != nil {
			return nil, err
		}
		if found {
			taken = append(taken, v.Name)
		}
		there = append(there, v)
	}
	switch {
	case len(missing) > 0 && (len(there) == 0 || len(o.vaults) > 0):
		return nil, &exitError{
			code: codeFailed, err: fmt.Errorf("vault %s is not there yet", strings.Join(missing, ", ")),
			hints: []string{fmt.Sprintf("\"%s up --stack %s%s\" makes it", a.name, o.stack, typed(o.target))},
		}
	case len(taken) > 0 && !o.overwrite:
		return nil, refused(fmt.Errorf("secret %s is in vault %s already: nothing is written", o.name, strings.Join(taken, ", ")),
			"to replace it pass --overwrite; to add it where it is missing name the vault with --vault")
	}
	for _, name := range missing {
		a.say("warning: vault %s is not there yet: set the secret again once it is, with --vault %s", name, name)
	}
	return there, nil
}

// vaultVersion is of azure-rest-api-specs, Microsoft.KeyVault 2024-11-01, Vaults_Get.
const vaultVersion = "2024-11-01"
