package main

import "github.com/spf13/cobra"

func (a *app) localCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "local",
		Short: "The local Azure: serve it, use it from a shell, begin anew",
		Long: "The local Azure. Its world and Pulumi's state of it live in .local in the repository, or in TRELICA_LOCAL_DIR.\n\n" +
			"up, preview, refresh and destroy start it by themselves for the time they run. A server is needed only to type " +
			"pulumi by hand.",
		Example: a.examples(
			"local env --stack dev", "eval \"$("+a.name+" local env --stack dev)\" makes pulumi work by hand",
			"local status", "what runs, and what there is"),
		Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error {
			return usage("local needs one of its commands: serve, env, status, stop, rotate-key, faults, outage or reset")
		},
	}
	cmd.AddCommand(a.serveCommand(), a.envCommand(), a.statusCommand(), a.stopCommand(), a.rotateKeyCommand(),
		a.faultsCommand(), a.outageCommand(), a.resetCommand())
	return cmd
}
