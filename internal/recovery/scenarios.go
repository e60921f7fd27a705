package recovery

import (
	"context"
	"fmt"
	"strings"
)

// All are the scenarios that there are.
func All() []Scenario {
	return append([]Scenario{
		regionLoss(), comeBack(), failback(), recoveryRegionLoss(), databaseLoss(), dataCorruption(), clusterLoss(), keyLoss(),
	}, stateLosses()...)
}

// serves is the check that requests are answered in a region.
func serves(region func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		now, err := r.Traffic.Serving(ctx, r.Place)
		if err != nil {
			return false, "", err
		}
		found := "requests are answered in " + now
		if now == "" {
			found = "requests are not answered"
		}
		return now == region(r.Place), found, nil
	}
}

func home(p Place) string    { return p.Home.Region }
func standby(p Place) string { return p.Recovery.Region }

// active is the check that the row of the active region names a region.
func active(region func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		now, err := r.Data.Active(ctx, r.Place)
		if err != nil {
			return false, "", err
		}
		return now.Region == region(r.Place), fmt.Sprintf("the active region is %s, epoch %d", now.Region, now.Epoch), nil
	}
}

// role is the check that a side's server has a role in the failover group.
func role(side func(Place) Side, want string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		s := side(r.Place)
		now, err := r.SQL.Replication(ctx, r.Place, s)
		if err != nil {
			return false, "", err
		}
		return now.Role == want, fmt.Sprintf("%s is %s, replication %s", s.Server, now.Role, now.State), nil
	}
}

// ready is the check that preflight finds nothing against a stack.
func ready(stack func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		failed, err := r.Stacks.Preflight(ctx, stack(r.Place))
		if err != nil {
			return false, "", err
		}
		if len(failed) > 0 {
			return false, strings.Join(failed, "; "), nil
		}
		return true, "no check of " + stack(r.Place) + " fails", nil
	}
}

// promote makes a region the active one: the promotion is written into the settings, and the update of the stack runs the migration, which
// writes the row.
func promote(stack, region func(Place) string) func(context.Context, *Run) error {
	return func(ctx context.Context, r *Run) error {
		made, err := r.Stacks.Promote(r.Place.Stack, region(r.Place))
		if err != nil {
			return err
		}
		r.Say("  the settings say: active is %s, epoch %d. Commit them.", made.Region, made.Epoch)
		return r.Stacks.Up(ctx, stack(r.Place))
	}
}
