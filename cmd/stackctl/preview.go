package main

import (
	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) previewCommand() *cobra.Command {
	o := &operation{op: engine.OpPreview, verb: func(w engine.Workspace) runner { return w.Preview }}
	cmd := &cobra.Command{
		Use:   "preview --stack STACK",
		Short: "Show what up would change",
		Long: "Show what up would change. Nothing of the stack is changed; in an empty local world the bootstrap that it stands on is made first. Against the local Azure every mistake that it finds is shown, " +
			"not the first alone, and the exit code is 1 if there is any.",
		Example: a.examples(
			"preview --stack prod", "what would change, in the local Azure",
			"preview --stack prod --output json", "the same for a machine"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.operate(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.Refresh, "refresh", false, "read what really is before deciding what would change")
	cmd.Flags().BoolVar(&o.noPolicy, "no-policy", false, "do not let the policy pack judge; for the local Azure alone")
	cmd.Flags().BoolVar(&o.ExpectNoChanges, "expect-no-changes", false, "fail if anything would change")
	return cmd
}
