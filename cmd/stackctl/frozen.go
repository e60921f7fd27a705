package main

import (
	"fmt"
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// refuseFrozen refuses to change an environment's own stack while the recovery side is the active one: its foundation and its platform are
// in the region that was lost, and are left as they are until the way back. The settings say so, in which a promotion is written.
func refuseFrozen(project string, o *operation) error {
	set, err := settings.FromFiles(project, o.stack)
	if err != nil { // is told when the settings are read
		return nil //nolint:nilerr // not this check's affair
	}
	return frozen(set, o.op, o.part, o.target)
}

func frozen(set *settings.Settings, op engine.Operation, only part, target engine.Target) error {
	changes := slices.Contains([]engine.Operation{engine.OpUp, engine.OpRefresh, engine.OpDestroy}, op)
	if set.Database.ActiveSide != settings.RecoverySide || set.IsRebuild() || set.IsBootstrap() || !changes ||
		slices.Contains([]part{"standby", "front"}, only) {
		return nil
	}
	return refused(fmt.Errorf("stack %s is frozen: %s works since promotion %d, and what is in %s is left as it is until the way back",
		set.Stack, set.Place.RecoveryRegion, set.Database.ActiveEpoch, set.Place.Region),
		"--part standby and --part front can be changed",
		fmt.Sprintf("the way back: recover --scenario failback --stack %s%s", set.Stack, typed(target)))
}
