package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

type runner = func(context.Context, engine.Options, engine.Streams) (engine.Result, error)

func (a *app) upCommand() *cobra.Command {
	o := &operation{op: engine.OpUp, verb: func(w engine.Workspace) runner { return w.Up }, next: a.afterUp}
	cmd := &cobra.Command{
		Use:   "up --stack STACK",
		Short: "Create and change what the stack needs",
		Long: "Create and change what the stack needs, with the real Pulumi CLI. The settings are checked first, and every " +
			"mistake in them is shown.\n\nWithout --yes the CLI shows a preview and asks. An up that was interrupted is " +
			"continued by the next one.\n\nWith --part only that part of the environment is read and changed. A stack is built whole once " +
			"before that: a provider that lies in a part is registered by every run, and needs its part to be there.\n\n" +
			"Against the real Azure an up that fails because a right which was just given does not work yet is tried again, for 15 minutes " +
			"after the first such error; any other error ends it at once. Without --yes every try asks.\n\n" +
			"With --adopt an up that meets what it wants to create, because an earlier run made it and was killed or never heard the " +
			"answer, takes it into the state as it is, says which, and goes on. Look first that it is this stack's: names are taken, not " +
			"owners asked.",
		Example: a.examples(
			"up --stack dev --yes", "against the local Azure, without asking",
			"up --stack prod --part front", "the front alone: no other part is read or changed",
			"up --stack dev --yes --adopt", "after a run that was killed: take over what it made",
			"up --stack prod --target azure", "against the real Azure, with the operator's credentials"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.operate(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&o.SkipPreview, "skip-preview", false, "do not show first what will happen")
	cmd.Flags().BoolVar(&o.Refresh, "refresh", false, "read what really is before deciding what to change")
	cmd.Flags().BoolVar(&o.noRetry, "no-retry", false, "end at the first error, also at one that passes by itself")
	cmd.Flags().BoolVar(&o.adopt, "adopt", false, "take over what an earlier run made and no state knows")
	cmd.Flags().BoolVar(&o.noPolicy, "no-policy", false, "do not let the policy pack judge; for the local Azure alone")
	cmd.Flags().BoolVar(&o.ExpectNoChanges, "expect-no-changes", false, "fail if anything changes")
	return cmd
}

// afterUp is what to try after an up.
func (a *app) afterUp(stack string) []string {
	return []string{
		"preview --stack " + stack, "a second preview has nothing to do",
		"refresh --stack " + stack + " --preview-only", "what has drifted",
		"local env --stack " + stack, "type pulumi by hand: eval \"$(" + a.name + " local env --stack " + stack + ")\"",
		"destroy --stack " + stack, "take it down again; what is protected is refused",
	}
}
