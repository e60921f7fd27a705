package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/stacks/settings"
)

// recoverOptions are what was typed.
type recoverOptions struct {
	scenario, stack, step, out, at string
	target                         engine.Target
	format                         outputFormat
	yes                            bool
	// anew begins again whatever an unfinished recovery noted, resume goes on with one of long ago.
	anew, resume bool
	// stop ends the run before or after a step of a scenario; tests kill it so.
	stop func(scenario, step string, done bool) error
	// ended takes up a recovery that has ended, too: a drill goes on with it until it was judged.
	ended bool
}

func (a *app) recoverCommand() *cobra.Command {
	o := &recoverOptions{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "recover --scenario SCENARIO --stack STACK",
		Short: "Do what is to be done when a disaster has struck",
		Long: "Do what is to be done when a disaster has struck, a step after the other, each with its check: " + strings.Join(recovery.IDs(), ", ") + ".\n\n" +
			"It asks once, before the first step. Every step looks first whether there is anything left to do, and how far the recovery " +
			"has come is written down: one that was interrupted is continued by the same command. What only people can do is said, " +
			"marked BY HAND.\n\nA report is written into the folder --out, also of a recovery that is not finished. `drill` runs the same " +
			"steps in the local Azure after breaking it.",
		Example: a.examples(
			"recover --scenario region-loss --stack prod --target azure", "the home region is lost",
			"recover --scenario region-loss --stack prod --target azure --step failover", "one step of it alone",
			"recover --scenario failback --stack prod --target azure", "the way home"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.recover(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().StringVar(&o.step, "step", "", "take this step alone")
	cmd.Flags().StringVar(&o.at, "at", "", "for data-corruption: the last moment at which the data were good, e.g. 2026-11-29T06:00:00Z")
	cmd.Flags().BoolVar(&o.anew, "anew", false, "begin again, and look at every step, whatever an unfinished recovery noted")
	cmd.Flags().BoolVar(&o.resume, "resume", false, "go on with an unfinished recovery that nobody has touched for a day")
	cmd.MarkFlagsMutuallyExclusive("anew", "resume")
	cmd.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	return cmd
}

func (o *recoverOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.scenario, "scenario", "", "what has happened: "+strings.Join(recovery.IDs(), ", "))
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the environment's own stack, e.g. prod")
	cmd.Flags().StringVar(&o.out, "out", "recovery", "the folder to write the report into")
	addOutputFlag(cmd, &o.format)
}

// recover carries a scenario out.
func (a *app) recover(ctx context.Context, o *recoverOptions) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if _, err := recovery.Find(o.scenario); err != nil {
		return usage("%v", err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	if o.target == engine.TargetAzure {
		env, err := a.environment(project, o.stack)
		if err != nil {
			return failed(err)
		}
		if err := refusePlaceholders(o.stack, env.Placeholders); err != nil {
			return err
		}
	}
	release, err := a.hold(recovery.HoldPath(local.Dir, o.stack, string(o.target)), "recover "+o.scenario)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	run, err := a.newRecovery(o)
	if err != nil {
		return err
	}
	takeAway, err := a.mark(ctx, o, run.outside)
	if err != nil {
		return err
	}
	defer takeAway()
	if err := a.continues(o, run.Run); err != nil {
		return err
	}
	if !o.yes {
		agreed, err := a.ask(question(o, run.Run))
		if err != nil {
			return err
		}
		if !agreed {
			a.say("nothing is changed")
			return nil
		}
	}
	err = recovery.Execute(ctx, run.Run)
	report := recovery.NewReport(run.Run)
	if timeErr := a.addTimeline(ctx, run, &report); timeErr != nil {
		a.say("warning: %v", timeErr)
	}
	if writeErr := a.writeRecovery(o, report); writeErr != nil {
		return failed(errors.Join(err, writeErr))
	}
	if err != nil {
		e := &exitError{code: codeFailed, err: err}
		if errors.Is(err, recovery.ErrByHand) {
			e.code = codeRefused
		}
		e.hints = []string{"when that is dealt with, run the same command again: it goes on from there"}
		return e
	}
	return nil
}

// question is what is asked before the first step: what is to be done, to which stack, where.
func question(o *recoverOptions, run *recovery.Run) string {
	what := "every step that is left"
	if o.step != "" {
		what = "step " + o.step + " alone"
	}
	return fmt.Sprintf("%s: %s\n%s, stack %s, target %s, %s.\nBegin?", run.Place.Fill(run.Scenario.Title), run.Place.Fill(run.Scenario.Says),
		run.Scenario.ID, o.stack, o.target, what)
}

// staleAfter is how long nobody may have touched an unfinished recovery that is gone on with without a word: longer than the longest
// restore, and shorter than the time between a rehearsal and the day on which it counts.
const staleAfter = 24 * time.Hour

// continues says what an unfinished recovery has noted. What was noted long ago need not be so any more, and steps that are noted as done
// are not looked at again: there the operator chooses.
func (a *app) continues(o *recoverOptions, run *recovery.Run) error {
	journal := run.Journal
	if !journal.Continued() {
		return nil
	}
	now, err := run.Now()
	if err != nil {
		return failed(err)
	}
	if o.anew {
		a.say("beginning anew: one that began at %s is forgotten", journal.Began.Format(time.RFC3339))
		journal.Forget(now)
		return nil
	}
	if touched := journal.Touched(); now.Sub(touched) > staleAfter && !o.resume {
		return refused(fmt.Errorf("an unfinished recovery of %s, stack %s, began at %s, and nobody has touched it since %s: what it noted as done would be passed over",
			run.Scenario.ID, o.stack, journal.Began.Format(time.RFC3339), touched.Format(time.RFC3339)),
			"--anew looks at every step again: right for a new disaster", "--resume goes on where that one ended")
	}
	var done []string
	for _, step := range run.Scenario.Steps {
		if journal.Done(step.ID) {
			done = append(done, step.ID)
		}
	}
	a.say("going on where it ended: it began at %s; done: %s", journal.Began.Format(time.RFC3339), cmp.Or(strings.Join(done, ", "), "nothing"))
	return nil
}

// openRecovery is a recovery with what it was made in.
type openRecovery struct {
	*recovery.Run
	// project is the repository's folder.
	project string
	outside *outside
}

// newRecovery reads the settings and the journal, and ties a run to the outside.
func (a *app) newRecovery(o *recoverOptions) (*openRecovery, error) {
	project, local, err := a.repository()
	if err != nil {
		return nil, failed(err)
	}
	scenario, err := recovery.Find(o.scenario)
	if err != nil {
		return nil, usage("%v", err)
	}
	if ids := stepIDs(scenario); o.step != "" && !slices.Contains(ids, o.step) {
		return nil, usage("scenario %s has no step %q: steps are %s", scenario.ID, o.step, strings.Join(ids, ", "))
	}
	place, err := placeOf(project, o.stack, o.target, scenario)
	if err != nil {
		return nil, failed(err)
	}
	var moment time.Time
	if o.at != "" {
		if moment, err = time.Parse(time.RFC3339, o.at); err != nil {
			return nil, usage("--at %q is no moment such as 2026-11-29T06:00:00Z", o.at)
		}
	}
	outer := *a
	outer.out = a.err // the result of a recovery is its report
	to := &outside{app: &outer, project: project, local: local, target: o.target, place: place}
	now, err := to.now()
	if err != nil {
		return nil, failed(err)
	}
	open := recovery.OpenJournal
	if o.ended {
		open = recovery.LastJournal
	}
	journal, err := open(recovery.JournalPath(local.Dir, scenario.ID, o.stack, string(o.target)), scenario.ID, o.stack, string(o.target), now)
	if err != nil {
		return nil, failed(err)
	}
	to.journal = journal
	run := &recovery.Run{
		Place: place, Scenario: scenario, Journal: journal, Stacks: to, State: to, Vaults: to, SQL: to, Data: to, Tokens: to, Traffic: to,
		Say: a.say, Now: to.now, Sleep: to.sleep, Only: o.step, At: moment,
	}
	if o.stop != nil {
		run.Stop = func(step string, done bool) error { return o.stop(scenario.ID, step, done) }
	}
	return &openRecovery{project: project, outside: to, Run: run}, nil
}

func stepIDs(scenario recovery.Scenario) (ids []string) {
	for _, step := range scenario.Steps {
		ids = append(ids, step.ID)
	}
	return ids
}

// anywhere are the scenarios that can be recovered from without a recovery region.
func anywhere() (ids []string) {
	for _, scenario := range recovery.All() {
		if scenario.Anywhere {
			ids = append(ids, scenario.ID)
		}
	}
	return ids
}

// placeOf is where a stack's environment is. It must have a recovery region, unless the scenario needs none.
func placeOf(project, stack string, target engine.Target, scenario recovery.Scenario) (recovery.Place, error) {
	set, err := settings.FromFiles(project, stack)
	if err != nil {
		return recovery.Place{}, err
	}
	switch {
	case set.IsBootstrap() || set.IsRebuild():
		return recovery.Place{}, fmt.Errorf("stack %s is no environment: name the environment's own stack, whose bootstrap and rebuild are recovered with it", stack)
	case !set.HasRecovery() && !scenario.Anywhere:
		return recovery.Place{}, hinted(fmt.Errorf("stack %s is no environment with a recovery region: there is nothing to recover to", stack),
			"name the stack of production; what needs no other region: "+strings.Join(anywhere(), ", "))
	}
	home, standby := set.Names(), set.RecoveryNames()
	side := func(region string, database, vaults, server, vault string) recovery.Side {
		return recovery.Side{Region: region, Code: server[strings.LastIndex(server, "-")+1:], DatabaseGroup: database, Server: server, TokensGroup: vaults, TokenVault: vault}
	}
	place := recovery.Place{
		Stack: stack, Bootstrap: settings.Bootstrap(set.Identity.Environment), Target: string(target), Subscription: set.Identity.SubscriptionID,
		Home:     side(set.Place.Region, home.ResourceGroup("database"), home.ResourceGroup("vault"), home.SQLServer(), home.Vault("tok")),
		Database: home.SQLDatabase("app"), Host: set.Front.Hosts[0] + "." + set.Place.Zone,
	}
	if set.HasRecovery() {
		group := home.SQLFailoverGroup()
		place.Rebuild, place.FailoverGroup, place.Listener = settings.Rebuild, group, group+".database.windows.net"
		place.Recovery = side(set.Place.RecoveryRegion, standby.ResourceGroup("database"), standby.ResourceGroup("vault"), standby.SQLServer(), standby.Vault("tok"))
	}
	return place, nil
}

// writeRecovery writes the report as Markdown and JSON, with its pictures, and shows where; or the JSON on standard output.
func (a *app) writeRecovery(o *recoverOptions, report recovery.Report) error {
	if o.format == formatJSON {
		return report.JSON(a.out)
	}
	if err := os.MkdirAll(o.out, 0o750); err != nil {
		return fmt.Errorf("the folder for reports: %w", err)
	}
	kind := "recovery"
	if report.Drill {
		kind = "drill"
	}
	base := filepath.Join(o.out, kind+"-"+report.Scenario)
	var machine strings.Builder
	if err := report.JSON(&machine); err != nil {
		return err
	}
	files := []struct{ path, content string }{{base + ".md", report.Markdown()}, {base + ".json", machine.String()}}
	for _, section := range report.Sections {
		if section.SVG != "" {
			files = append(files, struct{ path, content string }{filepath.Join(o.out, section.Name+".svg"), section.SVG})
		}
	}
	for _, file := range files {
		if err := os.WriteFile(file.path, []byte(file.content), 0o600); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
		if _, err := fmt.Fprintln(a.out, file.path); err != nil {
			return err
		}
	}
	return nil
}
