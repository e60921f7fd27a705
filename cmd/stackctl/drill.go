package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

// drillOptions are what was typed.
type drillOptions struct {
	recoverOptions
	seed uint64
	// ground is a folder in which the environment stands already; empty to provision it.
	ground string
	// spoil takes a protection away before a scenario's disaster strikes; tests do.
	spoil func(scenario string, d *drill) error
}

func (a *app) drillCommand() *cobra.Command {
	o := &drillOptions{recoverOptions: recoverOptions{target: engine.TargetLocal}}
	cmd := &cobra.Command{
		Use:   "drill --scenario SCENARIO",
		Short: "Break an environment in a local Azure and recover it, with data, by the steps of recover",
		Long: "Break an environment in a local Azure and recover it, with data, by the steps of recover. The environment is provisioned in a world of " +
			"its own (drill in the local folder; the world of other commands is not touched), data are written into it, replication is " +
			"behind by as much as chance will have it, and then the disaster strikes. What the report says is compared with what really " +
			"was.\n\nA drill that was interrupted is continued by the same command; where another one has not ended, --anew forgets it. --seed repeats the " +
			"chances of an earlier one. The exit code is 1 where a promise was not kept.",
		Example: a.examples(
			"drill --scenario region-loss", "production is lost and rebuilt, with its data",
			"drill --scenario failback --seed 7", "the loss, the return and the way home"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.drill(cmd.Context(), o) },
	}
	o.flags(cmd)
	o.stack = "prod"
	cmd.Flags().Lookup("stack").DefValue = "prod"
	cmd.Flags().Uint64Var(&o.seed, "seed", 0, "repeat the chances of an earlier drill; 0 draws new ones")
	cmd.Flags().BoolVar(&o.anew, "anew", false, "begin again, and forget whatever drill has not ended")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end; only local")
	return cmd
}

// drill is one that runs: how far it has come, and what its onlooker knows.
type drill struct {
	app *app
	// dir holds everything of it.
	dir  string
	kept drillState
}

// drillState is what is written down of a drill.
type drillState struct {
	Scenario string `json:"scenario"`
	Stack    string `json:"stack"`
	Seed     uint64 `json:"seed"`
	// Stands is true once the environment does.
	Stands bool `json:"stands"`
	// Struck are the scenarios whose disaster has struck, Passed those that were recovered from.
	Struck []string `json:"struck"`
	Passed []string `json:"passed"`
	// CallsBefore is how many calls had been made when a region was lost.
	CallsBefore int `json:"callsBefore"`
}

func (d *drill) save() error {
	content, err := json.MarshalIndent(d.kept, "", "  ")
	if err != nil {
		return fmt.Errorf("the drill: %w", err)
	}
	return os.WriteFile(filepath.Join(d.dir, "drill.json"), content, 0o600)
}

// drill breaks and recovers.
func (a *app) drill(ctx context.Context, o *drillOptions) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	scenario, err := recovery.Find(o.scenario)
	switch {
	case err != nil:
		return usage("%v", err)
	case o.target != engine.TargetLocal:
		return refused(errors.New("a drill breaks what it runs against: the real Azure is not for it"),
			"leave --target out: a drill makes a local Azure of its own")
	case scenario.Drill == nil:
		return usage("scenario %s cannot be drilled", o.scenario)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	release, err := a.hold(filepath.Join(local.Dir, "drill.lock"), "drill "+o.scenario)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	d, err := a.openDrill(local, o)
	if err != nil {
		return failed(err)
	}
	if err := d.stand(ctx, a, project, o); err != nil {
		return failed(err)
	}
	for _, id := range append(slices.Clone(scenario.Drill.After), scenario.ID) {
		if slices.Contains(d.kept.Passed, id) {
			continue
		}
		if err := d.take(ctx, a, o, id); err != nil {
			return err
		}
	}
	return nil
}

// openDrill continues the drill of a scenario that has not ended, or begins anew. One of another scenario, stack or seed that has not ended
// is not thrown away for it: what it took minutes to break is there to be looked at.
func (a *app) openDrill(local engine.Local, o *drillOptions) (*drill, error) {
	d := &drill{dir: filepath.Join(local.Dir, "drill")}
	content, err := os.ReadFile(filepath.Join(d.dir, "drill.json"))
	if err == nil {
		err = json.Unmarshal(content, &d.kept)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !o.anew {
		return nil, hinted(fmt.Errorf("the drill in %s cannot be read: %w", d.dir, err), "--anew forgets it")
	}
	same := d.kept.Scenario == o.scenario && d.kept.Stack == o.stack && (o.seed == 0 || o.seed == d.kept.Seed)
	unfinished := err == nil && !slices.Contains(d.kept.Passed, d.kept.Scenario)
	switch {
	case o.anew:
	case unfinished && same:
		a.say("going on with the drill of %s, seed %d", o.scenario, d.kept.Seed)
		return d, nil
	case unfinished:
		return nil, refused(fmt.Errorf("the drill of %s, stack %s, seed %d in %s has not ended", d.kept.Scenario, d.kept.Stack, d.kept.Seed, d.dir),
			fmt.Sprintf("%s drill --scenario %s --stack %s --seed %d goes on with it", a.name, d.kept.Scenario, d.kept.Stack, d.kept.Seed), "--anew forgets it")
	}
	if err := os.RemoveAll(d.dir); err != nil {
		return nil, err
	}
	d.kept = drillState{Scenario: o.scenario, Stack: o.stack, Seed: o.seed}
	if d.kept.Seed == 0 {
		d.kept.Seed = rand.Uint64N(1_000_000) + 1
	}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return nil, err
	}
	a.say("drill of %s, seed %d", o.scenario, d.kept.Seed)
	return d, d.save()
}

// take lets one scenario's disaster strike, recovers from it, and judges.
func (d *drill) take(ctx context.Context, outer *app, o *drillOptions, id string) error {
	if err := d.beforeStrike(id); err != nil {
		return failed(err)
	}
	inner := o.recoverOptions
	inner.scenario, inner.step, inner.yes, inner.ended = id, "", true, true
	run, err := d.app.newRecovery(&inner)
	if err != nil {
		return err
	}
	eye := &onlooker{drill: d, outside: run.outside}
	if !slices.Contains(d.kept.Struck, id) {
		if o.spoil != nil {
			if err := o.spoil(id, d); err != nil {
				return failed(err)
			}
		}
		outer.say("%s: %s", id, run.Place.Fill(run.Scenario.Drill.Says))
		if err := run.Scenario.Drill.Strike(ctx, run.Run, eye); err != nil {
			return failed(fmt.Errorf("making %s happen: %w", id, err))
		}
		if err := d.struck(id); err != nil {
			return failed(err)
		}
	}
	began := time.Now()
	err = recovery.Execute(ctx, run.Run)
	report := recovery.NewReport(run.Run)
	report.Drill, report.Seed = true, d.kept.Seed
	if err == nil {
		report.Problems, err = run.Scenario.Drill.Judge(ctx, run.Run, eye)
	}
	if err == nil {
		err = outer.addTimeline(ctx, run, &report)
	}
	if writeErr := outer.writeRecovery(&inner, report); writeErr != nil {
		return failed(errors.Join(err, writeErr))
	}
	switch {
	case err != nil:
		return hinted(fmt.Errorf("drill of %s: %w", id, err), "the report has each step; when that is dealt with, the same command goes on from there")
	case len(report.Problems) > 0:
		return hinted(fmt.Errorf("drill of %s: a promise was not kept:\n%s", id, strings.Join(report.Problems, "\n")),
			fmt.Sprintf("the report has each step; --seed %d repeats the chances of this drill", d.kept.Seed))
	}
	outer.say("drill of %s passed in %s", id, time.Since(began).Round(time.Second))
	d.kept.Passed = append(d.kept.Passed, id)
	return failed(d.save())
}
