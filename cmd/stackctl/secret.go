package main

import "github.com/spf13/cobra"

func (a *app) secretCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "secret",
		Short:   "The secrets that people bring",
		Long:    "The secrets that people bring: what an identity provider, a mail service, a certificate authority gave out. The program makes its own.",
		Example: a.examples("secret set sendgrid-key --stack dev < key.txt", "put one in"),
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return usage("secret needs one of its commands: set") },
	}
	cmd.AddCommand(a.secretSetCommand())
	return cmd
}
