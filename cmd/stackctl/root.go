package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// rootCommand is stackctl without a command: it shows what one does most.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "stackctl",
		Short: "Provision the environments with the real Pulumi CLI, against the local Azure or the real one",
		Long: "Provision the environments with the real Pulumi CLI, against the local Azure or the real one.\n\n" +
			"Results go to standard output, everything else to standard error.\n" +
			"Exit codes: 0 fine, 1 failed, 2 wrong usage, 3 a policy is violated or a gate refused.",
		Example: a.examples(
			"preview --stack dev", "what would change, without an Azure account",
			"up --stack prod", "provision production against the local Azure"),
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(a.out, a.most())
			return failed(err)
		},
	}
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(a.previewCommand(), a.upCommand(), a.refreshCommand(), a.destroyCommand(),
		a.diffCommand(), a.commentCommand(), a.applyCommand(), a.importFileCommand(), a.importCommand(),
		a.newCommand(), a.releaseCommand(), a.preflightCommand(), a.stackStatusCommand(), a.topologyCommand(), a.evidenceCommand(), a.bootstrapCommand(),
		a.recoverCommand(), a.drillCommand(), a.runbookCommand(), a.promoteCommand(),
		a.secretCommand(), a.secretsCommand(), a.localCommand())
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" {
			cmd.Long = "Show what a command does, its flags and examples: the same as the command with --help."
			cmd.Example = a.examples("help secret set", "the same as secret set --help")
		}
	}
	return root
}

// most lists the five things one does most.
func (a *app) most() string {
	return "What one does most:\n\n" + a.examples(
		"preview --stack dev", "show what would change",
		"up --stack dev", "make it so, in the local Azure",
		"diff --base HEAD", "show what the edited files would change, in every stack",
		"topology --stack dev", "show who can reach whom; --output html draws it",
		"local reset", "forget the local Azure and begin anew",
	) + "\n\nEverything against the real Azure takes --target azure. More: " + a.name + " --help\n"
}

// examples lines up commands and what they are for. args alternates between the two.
func (a *app) examples(args ...string) string {
	width := 0
	for i := 0; i < len(args); i += 2 {
		width = max(width, len(a.name)+1+len(args[i]))
	}
	var lines []string
	for i := 0; i+1 < len(args); i += 2 {
		lines = append(lines, fmt.Sprintf("  %-*s  # %s", width, a.name+" "+args[i], args[i+1]))
	}
	return strings.Join(lines, "\n")
}
