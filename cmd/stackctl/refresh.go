package main

import (
	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) refreshCommand() *cobra.Command {
	o := &operation{op: engine.OpRefresh, verb: func(w engine.Workspace) runner { return w.Refresh }}
	cmd := &cobra.Command{
		Use:   "refresh --stack STACK",
		Short: "Bring the state to what really is",
		Long: "Bring the state to what really is. With --preview-only nothing is written: that is how drift is looked for. " +
			"A refresh with --expect-no-changes alone fails on drift after it has written it into the state.",
		Example: a.examples(
			"refresh --stack prod --preview-only --expect-no-changes", "fail if anything has drifted, write nothing",
			"refresh --stack dev --yes", "take what is as the state"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.operate(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&o.SkipPreview, "skip-preview", false, "do not show first what will happen")
	cmd.Flags().BoolVar(&o.PreviewOnly, "preview-only", false, "show what has drifted and write nothing")
	cmd.Flags().BoolVar(&o.ExpectNoChanges, "expect-no-changes", false, "fail if anything has drifted")
	return cmd
}
