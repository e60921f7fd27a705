package recovery

import (
	"context"
	"errors"
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

// ready is the check that preflight finds nothing against a stack: where there is time to put everything right before.
func ready(stack func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		failed, err := r.Stacks.Preflight(ctx, stack(r.Place))
		if err != nil {
			return false, "", err
		}
		if len(failed) > 0 {
			return false, said(failed), nil
		}
		return true, "no check of " + stack(r.Place) + " fails", nil
	}
}

// possible is the check that preflight finds nothing with which a stack is certain not to come up: where there is no time. Everything else
// that it finds is told and put right meanwhile. What loses data comes after it, so that none is lost for a rebuild that cannot be.
func possible(stack func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		failed, err := r.Stacks.Preflight(ctx, stack(r.Place))
		if err != nil {
			return false, "", err
		}
		var stops, rest []Finding
		for _, f := range failed {
			if f.Stops {
				stops = append(stops, f)
			} else {
				rest = append(rest, f)
			}
		}
		var found []string
		if len(stops) > 0 {
			found = append(found, "with this "+stack(r.Place)+" cannot come up: "+said(stops))
		}
		if len(rest) > 0 {
			found = append(found, "to be put right meanwhile, it does not stop the recovery: "+said(rest))
		}
		if len(found) == 0 {
			found = append(found, "no check of "+stack(r.Place)+" fails")
		}
		return len(stops) == 0, strings.Join(found, ". "), nil
	}
}

// said are findings in one line.
func said(findings []Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Name+": "+f.Found)
	}
	return strings.Join(all, "; ")
}

// promote makes a region the active one: the promotion is written into the settings, and the update of the stack runs the migration, which
// writes the row.
func promote(stack, region func(Place) string) func(context.Context, *Run) error {
	return func(ctx context.Context, r *Run) error {
		if lacking, err := promotionLacking(ctx, r); err != nil || lacking != "" {
			return errors.Join(err, unless(lacking))
		}
		made, err := r.Stacks.Promote(r.Place.Stack, region(r.Place))
		if err != nil {
			return err
		}
		r.Say("  the settings say: active is %s, epoch %d. Commit them.", made.Region, made.Epoch)
		return r.Stacks.Up(ctx, stack(r.Place))
	}
}

// unless is an error of a text, none of an empty one.
func unless(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// promotionLacking says what the settings of this clone lack, and what to do; empty where they know the row's promotion, or nobody can see
// the row. A promotion is a change of settings, which whoever made it may not have committed yet: a next one that is counted from older
// settings has an epoch that the row has passed, and changes nothing.
func promotionLacking(ctx context.Context, r *Run) (string, error) {
	said, err := r.Stacks.Promotion(r.Place.Stack)
	if err != nil {
		return "", err
	}
	row, err := r.Data.Active(ctx, r.Place)
	if err != nil {
		return "", unlessUnseen(err)
	}
	if row.Epoch < said.Epoch || row == said {
		return "", nil
	}
	return fmt.Sprintf("the row of the active region names %s, promotion %d, and the settings here say %s, promotion %d. %s",
		row.Region, row.Epoch, said.Region, said.Epoch, r.howToKnow(row.Region)), nil
}

// howToKnow is what to do in a clone that lacks a promotion.
func (r *Run) howToKnow(region string) string {
	side := "home"
	if region == r.Place.Recovery.Region {
		side = "recovery"
	}
	return r.Place.Fill("Take the commit that promoted into this clone, or copy activeSide and activeEpoch into Pulumi.{stack}.yaml from the clone " +
		"in which it was done; if no clone has it any more: stackctl promote --stack {stack} --side " + side + ", then set activeEpoch to the row's. Then run the same command again")
}

// promotionKnown is the check that the settings here know of the promotion that is to be taken back. Where nobody sees the row, which of the
// two servers is the primary tells.
func promotionKnown(ctx context.Context, r *Run) (bool, string, error) {
	lacking, err := promotionLacking(ctx, r)
	if err != nil || lacking != "" {
		return false, lacking, err
	}
	said, err := r.Stacks.Promotion(r.Place.Stack)
	if err != nil {
		return false, "", err
	}
	now, err := r.SQL.Replication(ctx, r.Place, r.Place.Home)
	if err != nil {
		return false, "", err
	}
	if now.Role == "Secondary" && said.Region == r.Place.Home.Region {
		return false, fmt.Sprintf("the database is led by %s, and the settings here say that %s is active, promotion %d. %s",
			r.Place.Recovery.Region, said.Region, said.Epoch, r.howToKnow(r.Place.Recovery.Region)), nil
	}
	return true, fmt.Sprintf("the settings say: active is %s, promotion %d", said.Region, said.Epoch), nil
}
