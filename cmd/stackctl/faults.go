package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/faults"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

func (a *app) faultsCommand() *cobra.Command {
	var forget bool
	cmd := &cobra.Command{
		Use:   "faults [FILE]",
		Short: "Make the local Azure fail by a scenario, or show what is left of it",
		Long: "Make the local Azure fail as Azure fails. The file lists faults, each with its kind (" + strings.Join(faults.AllKinds(), ", ") +
			"), and may limit it to a method, a type of resource, a pattern of names, and to how many calls; see docs/reference/faults.md. " +
			"It is checked and kept; every later run meets what is left of it.\n\nWithout a file: how often each fault has struck.",
		Example: a.examples(
			"local faults scenario.yaml", "what goes wrong from now on",
			"local faults", "what has struck, and what is left",
			"local faults --clear", "nothing goes wrong any more"),
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeLocal(cmd.Context(), func(local engine.Local) error { return a.faults(local, args, forget) })
		},
	}
	cmd.Flags().BoolVar(&forget, "clear", false, "forget the scenario")
	return cmd
}

func (a *app) outageCommand() *cobra.Command {
	var end bool
	cmd := &cobra.Command{
		Use:   "outage [REGION...]",
		Short: "Switch regions of the local Azure off, or show which are off",
		Long: "Switch regions of the local Azure off: whatever would be answered there fails until the outage ends. The regions that are " +
			"named replace those that were off. Without a region it is said which are off.",
		Example: a.examples("local outage eastus2", "the home region is out", "local outage --end", "everything answers again"),
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.changeLocal(cmd.Context(), func(local engine.Local) error { return a.outage(local, names, end) })
		},
	}
	cmd.Flags().BoolVar(&end, "end", false, "no region is off any more")
	return cmd
}

// changeLocal changes what the local Azure will be when it is started next: one that runs has read it already.
func (a *app) changeLocal(ctx context.Context, change func(engine.Local) error) (err error) {
	_, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	defer a.named(engine.TargetLocal)(&err)
	if err := local.Prepare(); err != nil {
		return failed(err)
	}
	if served := findServe(ctx, local); served != nil {
		return failed(fmt.Errorf("pid %d serves %s and would not see it: \"%s local stop\" stops it", served.PID, local.Dir, a.name))
	}
	return change(local)
}

// scenarioFile is where the scenario of a local folder is kept, countsFile how far it has come.
func scenarioFile(local engine.Local) string { return filepath.Join(local.Dir, "faults.yaml") }
func countsFile(scenario string) string      { return strings.TrimSuffix(scenario, ".yaml") + ".json" }

func (a *app) faults(local engine.Local, args []string, forget bool) error {
	kept := scenarioFile(local)
	if forget && len(args) > 0 {
		return usage("--clear forgets the scenario: name no file with it")
	}
	if forget || len(args) > 0 {
		var content []byte
		if len(args) > 0 {
			file := args[0]
			if !filepath.IsAbs(file) {
				file = filepath.Join(a.dir, file)
			}
			s, err := faults.Read(file)
			if err != nil {
				return hinted(err, "docs/reference/faults.md says what such a file holds")
			}
			if content, err = yaml.Marshal(s); err != nil {
				return failed(err)
			}
		}
		for _, file := range []string{kept, countsFile(kept)} {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return failed(err)
			}
		}
		if content != nil {
			if err := os.WriteFile(kept, content, 0o600); err != nil {
				return failed(err)
			}
		}
	}
	injector, err := readScenario(kept)
	if err != nil {
		return failed(err)
	}
	if injector == nil {
		fmt.Fprintln(a.out, "nothing goes wrong")
		return nil
	}
	s, err := faults.Read(kept)
	if err != nil {
		return failed(err)
	}
	for n, struck := range injector.Struck() {
		f := s.Faults[n]
		fmt.Fprintf(a.out, "%-9s struck %d of %d: %s\n", f.Kind, struck, max(f.Times, 1),
			strings.TrimSpace(strings.Join([]string{f.Method, f.Type, f.Name}, " ")))
	}
	return nil
}

// outage shows or replaces the regions that are out.
func (a *app) outage(local engine.Local, names []string, end bool) (err error) {
	if end && len(names) > 0 {
		return usage("--end ends the outage of every region: name none with it")
	}
	known := regions.Names(func(regions.Region) bool { return true })
	for _, region := range names {
		if !slices.Contains(known, world.Region(region)) {
			return usage("%q is no region that is known here: known are %s", region, strings.Join(known, ", "))
		}
	}
	opened, err := world.Open(local.WorldDir(), world.Options{})
	if err != nil {
		return failed(err)
	}
	defer func() { err = errors.Join(err, failed(opened.Close())) }()
	if end || len(names) > 0 {
		if err := opened.Update(func(tx *world.Tx) error { tx.SetOutages(names); return nil }); err != nil {
			return failed(err)
		}
	}
	if out := opened.Outages(); len(out) > 0 {
		fmt.Fprintf(a.out, "out: %s\n", strings.Join(out, ", "))
	} else {
		fmt.Fprintln(a.out, "no region is out")
	}
	return nil
}

// spoiledAzure is a local Azure with a scenario, which goes on where it ended when the next one is started.
type spoiledAzure struct {
	azureServer
	scenario string
	injector *faults.Injector
}

func (s *spoiledAzure) Close() error {
	content, err := json.Marshal(s.injector.Counts())
	if err == nil {
		err = os.WriteFile(countsFile(s.scenario), content, 0o600)
	}
	return errors.Join(s.azureServer.Close(), err)
}

// readScenario reads what is left of a scenario; nil without one.
func readScenario(file string) (*faults.Injector, error) {
	if file == "" {
		return nil, nil
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	s, err := faults.Read(file)
	if err != nil {
		return nil, err
	}
	var counts faults.Counts
	content, err := os.ReadFile(countsFile(file))
	if err == nil {
		err = json.Unmarshal(content, &counts)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("how far the scenario has come cannot be read: %w: \"stackctl local faults --clear\" forgets it", err)
	}
	return faults.Continue(s, counts), nil
}

// lateScenario reports whether the local Azure's scenario makes roles or identities late.
func lateScenario(local engine.Local) (bool, error) {
	file := scenarioFile(local)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	s, err := faults.Read(file)
	return s.Late(), err
}

// unhurried is a retry in the local Azure: none where every right works at once, and else one whose clock is moved and not waited for.
func unhurried(r engine.Retry, late bool) engine.Retry {
	if !late {
		r.Budget = 0
		return r
	}
	at := r.Now()
	r.Now = func() time.Time { return at }
	r.Sleep = func(ctx context.Context, d time.Duration) error {
		at = at.Add(d)
		return ctx.Err()
	}
	return r
}
