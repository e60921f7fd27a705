package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/policy/evidence"
	"github.com/trelica/infrastructure/stacks/settings"
)

// outside is what a recovery reaches: the CLI, Azure's management interface, and, in the local Azure, what is in its databases. It opens
// each only for as long as it needs it: the local Azure's world has one user at a time.
type outside struct {
	app     *app
	project string
	local   engine.Local
	target  engine.Target
	place   recovery.Place
	// journal is where is written down what updates did; nil outside a recovery.
	journal *recovery.Journal
}

var (
	_ recovery.Stacks  = (*outside)(nil)
	_ recovery.SQL     = (*outside)(nil)
	_ recovery.Data    = (*outside)(nil)
	_ recovery.Tokens  = (*outside)(nil)
	_ recovery.Traffic = (*outside)(nil)
)

// Up implements recovery.Stacks.
func (o *outside) Up(ctx context.Context, stack string) error {
	err := o.app.operate(ctx, &operation{
		op: engine.OpUp, target: o.target, stack: stack, format: formatText, adopt: true,
		Options: engine.Options{Yes: true, SkipPreview: true}, verb: func(w engine.Workspace) runner { return w.Up }, seen: o.note,
	})
	o.noteGraph(ctx, stack)
	return err
}

// Preview implements recovery.Stacks.
func (o *outside) Preview(ctx context.Context, stack string) (changes int, err error) {
	var seen engine.Result
	err = o.app.operate(ctx, &operation{
		op: engine.OpPreview, target: o.target, stack: stack, format: formatText,
		verb: func(w engine.Workspace) runner { return w.Preview }, seen: func(r engine.Result) { seen = r },
	})
	for kind, n := range seen.Changes {
		if kind != "same" && kind != "read" {
			changes += n
		}
	}
	return changes, err
}

// Destroy implements recovery.Stacks.
func (o *outside) Destroy(ctx context.Context, stack string) error {
	return o.app.operate(ctx, &operation{
		op: engine.OpDestroy, target: o.target, stack: stack, format: formatText, Options: engine.Options{Yes: true, SkipPreview: true},
		verb: func(w engine.Workspace) runner { return w.Destroy }, gate: refuseProtected,
	})
}

// Refresh implements recovery.Stacks.
func (o *outside) Refresh(ctx context.Context, stack string) error {
	return o.app.operate(ctx, &operation{
		op: engine.OpRefresh, target: o.target, stack: stack, format: formatText, Options: engine.Options{Yes: true, SkipPreview: true},
		verb: func(w engine.Workspace) runner { return w.Refresh },
	})
}

// Preflight implements recovery.Stacks.
func (o *outside) Preflight(ctx context.Context, stack string) ([]recovery.Finding, error) {
	var failing []recovery.Finding
	for _, c := range o.app.preflightStack(ctx, o.project, o.local, o.target, stack) {
		if c.Result == preflight.Failed {
			failing = append(failing, recovery.Finding{Name: c.Name, Found: c.Found, Stops: preflight.Stops(c)})
		}
	}
	return failing, nil
}

// Exists implements recovery.Stacks.
func (o *outside) Exists(ctx context.Context, stack string) (bool, error) {
	_, checkpoint, found, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	there := 0
	for _, r := range checkpoint.Resources {
		if r.Type != "pulumi:pulumi:Stack" {
			there++
		}
	}
	return found && there > 0, err
}

// Claims implements recovery.Stacks.
func (o *outside) Claims(ctx context.Context, stack string) (map[string]string, error) {
	described, err := engine.ReadProject(o.project)
	if err != nil {
		return nil, err
	}
	_, checkpoint, found, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("stack %s has no state", stack)
	}
	all, err := exceptions.Load(o.app.source(o.project))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	report := evidence.New(judgedStack(described.Name, stack, checkpoint, now), all, evidence.Made{Time: now, Simulated: o.target == engine.TargetLocal})
	answers := map[string]string{}
	for _, claim := range report.Claims {
		answers[claim.ID] = claim.Answer
	}
	return answers, nil
}

// Promotion implements recovery.Stacks.
func (o *outside) Promotion(stack string) (recovery.Active, error) {
	set, err := settings.FromFiles(o.project, stack)
	if err != nil {
		return recovery.Active{}, err
	}
	return promotionOf(set), nil
}

func promotionOf(set *settings.Settings) recovery.Active {
	region := set.Place.Region
	if set.Database.ActiveSide == settings.RecoverySide {
		region = set.Place.RecoveryRegion
	}
	return recovery.Active{Region: region, Epoch: set.Database.ActiveEpoch}
}

// Promote implements recovery.Stacks: the settings name the region with the next epoch, unless they name it already.
func (o *outside) Promote(stack, region string) (recovery.Active, error) {
	now, err := o.Promotion(stack)
	if err != nil || now.Region == region && now.Epoch > 1 {
		return now, err
	}
	side := settings.HomeSide
	if region == o.place.Recovery.Region {
		side = settings.RecoverySide
	}
	if _, err := settings.Promote(o.project, stack, side, now.Epoch+1); err != nil {
		return recovery.Active{}, err
	}
	return o.Promotion(stack)
}

// managed calls Azure's management interface.
func (o *outside) managed(ctx context.Context, call func(*management) error) (err error) {
	env, err := o.app.environment(o.project, o.place.Stack)
	if err != nil {
		return err
	}
	m, err := o.app.manage(ctx, o.local, o.target, env)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	return call(m)
}
