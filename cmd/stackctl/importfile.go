package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery/importfile"
)

func (a *app) importFileCommand() *cobra.Command {
	o := &operation{op: engine.OpPreview, withhold: true}
	var file string
	cmd := &cobra.Command{
		Use:   "import-file --stack STACK",
		Short: "Compute the identifiers of what a lost state knew",
		Long: "Compute the identifier of every resource that a stack declares and its state lacks, from settings and names, and print the " +
			"file that \"pulumi import --file\" reads. Nothing is changed.\n\n" +
			"With a state that was lost, make an empty one first (pulumi stack init). Identifiers that hold what Azure drew, and objects of a " +
			"cluster, are known once the rest has been imported: after an import print the file again, until it is empty. What no service " +
			"returns is listed on standard error; the up that follows writes it.",
		Example: a.examples(
			"import-file --stack prod --file import.json", "what the state lacks; nothing while it is whole",
			"import-file --stack prod --target azure", "against the real Azure, after pulumi stack init"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStack(cmd.Context(), o, func(ctx context.Context, s *session) error {
				list, err := importfile.Preview(ctx, s.workspace, o.stack)
				if err != nil {
					return failed(err)
				}
				if err := a.writeImportFile(file, list.File); err != nil {
					return failed(err)
				}
				a.say("%d resources, %d of them with an identifier", len(list.File.Resources), identified(list.File))
				a.sayLeft(o, list.Left, list.Refill)
				return nil
			})
		},
	}
	addImportFlags(cmd, o)
	cmd.Flags().StringVarP(&file, "file", "f", "", "write the file here instead of to standard output")
	return cmd
}

func (a *app) importCommand() *cobra.Command {
	o := &operation{op: engine.OpPreview, withhold: true}
	cmd := &cobra.Command{
		Use:   "import --stack STACK",
		Short: "Rebuild a lost state from what is there",
		Long: "Import what a stack declares, its state lacks, and Azure and the cluster have: everything after the state was lost. It is what " +
			"import-file and \"pulumi import --file\" do, repeated until nothing is left. Only the state is changed. Everything imported is " +
			"protected until the next up, which protects what the program says.\n\n" +
			"Names are taken, not owners asked: look at import-file first. An import that was killed is continued by the next one.",
		Example: a.examples(
			"import --stack prod", "in the local Azure",
			"import --stack prod --target azure", "against the real Azure, after pulumi stack init"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStack(cmd.Context(), o, func(ctx context.Context, s *session) error {
				outcome, err := importfile.Rebuild(ctx, s.workspace, o.stack, a.say)
				if err != nil {
					return failed(err)
				}
				a.say("imported %d resources in %d rounds", len(outcome.Imported), outcome.Rounds)
				a.sayLeft(o, outcome.Left, outcome.Refill)
				return nil
			})
		},
	}
	addImportFlags(cmd, o)
	return cmd
}

func addImportFlags(cmd *cobra.Command, o *operation) {
	o.target = engine.TargetLocal
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
}

// withStack opens a stack, says the target first and last, and does something with it.
func (a *app) withStack(ctx context.Context, o *operation, do func(context.Context, *session) error) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	s, err := a.open(ctx, project, local, o)
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(s.close())) }()
	return do(ctx, s)
}

// writeImportFile writes the file, readable for its owner alone: the configuration of providers is in it.
func (a *app) writeImportFile(path string, file engine.ImportFile) error {
	content, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return err
	}
	content = append(content, '\n')
	if path == "" {
		_, err = a.out.Write(content)
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

func identified(file engine.ImportFile) int {
	count := 0
	for _, spec := range file.Resources {
		if spec.ID != "" {
			count++
		}
	}
	return count
}

// sayLeft lists what is not imported, and what to do about it.
func (a *app) sayLeft(o *operation, left []importfile.Left, refill []importfile.Refill) {
	up := fmt.Sprintf("%s up --stack %s --target %s", a.name, o.stack, o.target)
	if len(left) > 0 {
		a.say("not in the file:")
	}
	for _, l := range left {
		a.say("  %s: %s", readable(l.URN), l.Why)
	}
	if len(refill) > 0 {
		a.say("never returned, and missing in the state until %q writes it:", up)
	}
	for _, r := range refill {
		a.say("  %s: %s", readable(r.URN), strings.Join(r.Inputs, ", "))
	}
	a.say("after the import: %q, then \"%s preview --stack %s --target %s --expect-no-changes\"", up, a.name, o.stack, o.target)
}

// readable is a URN without stack, project and parents: "type name".
func readable(urn string) string {
	parts := strings.Split(urn, "::")
	if len(parts) < 4 {
		return urn
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:] + " " + parts[3]
}
