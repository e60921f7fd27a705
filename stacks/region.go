package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/stacks/settings"
)

// Region is one region of an environment: what its things are called, and which addresses they have.
type Region struct {
	Names naming.Names
	Plan  addressplan.Plan
}

// Home is the environment's home region.
func Home(set *settings.Settings) (Region, error) {
	plan, err := set.Plan()
	if err != nil {
		return Region{}, fmt.Errorf("addresses in %s: %w", set.Place.Region, err)
	}
	return Region{Names: set.Names(), Plan: plan}, nil
}

// Recovery is the environment's recovery region, or nil where there is none.
func Recovery(set *settings.Settings) (*Region, error) {
	if !set.HasRecovery() {
		return nil, nil
	}
	plan, err := set.RecoveryPlan()
	if err != nil {
		return nil, fmt.Errorf("addresses in %s: %w", set.Place.RecoveryRegion, err)
	}
	return &Region{Names: set.RecoveryNames(), Plan: plan}, nil
}
