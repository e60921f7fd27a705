package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/stacks/settings"
)

func (a *app) promoteCommand() *cobra.Command {
	var stack, side string
	cmd := &cobra.Command{
		Use:   "promote --stack STACK --side home|recovery",
		Short: "Write into the settings which region works",
		Long: "Write into the settings which region works, with the next epoch. Nothing else is changed: the next up of the stack whose platform " +
			"is in that region runs the migration, which writes the database's row that names the active region. A promotion with an older " +
			"epoch changes nothing there.\n\nThe region in which work is done follows the row: web pods answer Front Door's probe, and workers " +
			"take work, only where it names their region.",
		Example: a.examples("promote --stack prod --side recovery", "then: up --stack dr", "promote --stack prod --side home", "then: up --stack prod"),
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.promote(stack, side) },
	}
	cmd.Flags().StringVarP(&stack, "stack", "s", "", "the environment's own stack, e.g. prod")
	cmd.Flags().StringVar(&side, "side", "", "home or recovery")
	return cmd
}

func (a *app) promote(stack, side string) error {
	project, _, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, stack); err != nil {
		return err
	}
	if side != settings.HomeSide && side != settings.RecoverySide {
		return usage("--side is %s or %s", settings.HomeSide, settings.RecoverySide)
	}
	set, err := settings.FromFiles(project, stack)
	if err != nil {
		return failed(err)
	}
	if set.Database.ActiveSide == side {
		_, err := fmt.Fprintf(a.out, "the settings of %s say so already: active is the %s side, epoch %d\n", stack, side, set.Database.ActiveEpoch)
		return failed(err)
	}
	changed, err := settings.Promote(project, stack, side, set.Database.ActiveEpoch+1)
	if err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintf(a.out, "%s: active is the %s side, epoch %d. Commit them.\n", strings.Join(changed, ", "), side, set.Database.ActiveEpoch+1)
	return failed(err)
}
