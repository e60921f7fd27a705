package main

import (
	"context"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) envCommand() *cobra.Command {
	var stack string
	cmd := &cobra.Command{
		Use:   "env [--stack STACK]",
		Short: "Print what a shell needs to type pulumi by hand",
		Long: "Print the lines by which a POSIX shell makes the stock Pulumi CLI work by hand against the local Azure: its " +
			"state, its ports, the CLI on PATH; and takes out of the shell what could reach a real cloud. A server is started " +
			"in the background if none runs. Open another shell for the real Azure.\n\n" +
			"With --stack the shell is for that stack: it is the selected one, and its settings are read from a copy in the " +
			"local folder, which follows Pulumi.STACK.yaml. Without --stack the CLI reads the file itself, and adds to it the " +
			"salt of the local state's secrets (encryptionsalt), which does not belong into a commit.",
		Example: "  eval \"$(" + a.name + " local env --stack dev)\"\n  pulumi up",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return failed(a.env(cmd.Context(), stack)) },
	}
	cmd.Flags().StringVarP(&stack, "stack", "s", "", "the stack that the shell is for")
	return cmd
}

func (a *app) env(ctx context.Context, stack string) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	stacks := engine.Stacks(project)
	if stack != "" {
		if err := checkStack(project, stack); err != nil {
			return err
		}
		stacks = []string{stack}
	}
	defer a.named(engine.TargetLocal)(&err)
	cli, err := a.cli(ctx)
	if err != nil {
		return err
	}
	if err := local.Prepare(); err != nil {
		return err
	}
	served, err := a.ensureServe(ctx, local)
	if err != nil {
		return err
	}
	w := local.Workspace(cli, project, served.Ports)
	for _, name := range stacks {
		switch err := w.EnsureStack(ctx, name); {
		case err == nil:
		case name == stack:
			return err
		default:
			a.say("warning: stack %s is not made ready: %v", name, err)
		}
	}
	if stack != "" {
		w.Env = map[string]string{"PULUMI_STACK": stack, engine.OptionConfigFile: local.SettingsFile(stack)}
	}
	found, _ := exec.LookPath("pulumi") // "" if there is none, which is then not the one found
	_, err = fmt.Fprint(a.out, shellLines(w, a.environ, found != cli.Path)+remark(a.name, stack))
	return err
}

// remark is the last of the lines for a shell, a comment: what they mean for the files of the repository. It is the last
// because an eval without quotes makes one line of all, of which a comment ends the rest.
func remark(name, stack string) string {
	if stack == "" {
		return fmt.Sprintf("# The CLI reads Pulumi.STACK.yaml itself and adds encryptionsalt to it, which is not to be committed: "+
			"\"%s local env --stack STACK\" leaves the file alone.\n", name)
	}
	return fmt.Sprintf("# For stack %s only. Its settings are read from a copy that follows Pulumi.%s.yaml.\n", stack, stack)
}

// shellLines renders a local workspace for a POSIX shell. Every value is quoted.
func shellLines(w engine.Workspace, environ []string, addPath bool) string {
	vars := w.Variables()
	var lines []string
	for _, name := range engine.CloudVariables(environ) {
		if _, set := vars[name]; !set {
			lines = append(lines, "unset "+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		lines = append(lines, "export "+name+"="+quote(vars[name]))
	}
	if addPath {
		lines = append(lines, "export PATH="+quote(filepath.Dir(w.CLI.Path))+`:"$PATH"`)
	}
	return strings.Join(lines, "\n") + "\n"
}

// quote makes a word of a POSIX shell that means exactly this text.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
