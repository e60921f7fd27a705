package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// Options say what is measured.
type Options struct {
	// Repository is the repository's folder.
	Repository string
	CLI        engine.CLI
	// Cold builds with an empty cache too.
	Cold bool
	// Growth measures dev with 1, 10 and 100 more workloads too.
	Growth bool
	// Rounds is how often each preview is measured.
	Rounds int
	// Stacks are those that are measured; empty for every environment and its bootstrap, what judging costs, and a diff of all of them.
	Stacks []string
	// Say tells what is being done.
	Say func(string)
}

// All measures everything and returns the table.
func All(ctx context.Context, o Options) (Table, error) {
	var table Table
	into, err := os.MkdirTemp("", "trelica-bench-bin-")
	if err != nil {
		return nil, fmt.Errorf("a folder for built programs: %w", err)
	}
	defer func() { _ = os.RemoveAll(into) }() // a folder of temporary files
	if table, err = builds(ctx, o, into, table); err != nil {
		return nil, err
	}
	floor, err := OpenFloor(ctx, o.CLI, o.Repository, into)
	if err != nil {
		return nil, err
	}
	defer func() { _ = floor.Close() }() // what was measured counts
	stacks := o.Stacks
	if len(stacks) == 0 {
		stacks = measurable(o.Repository)
	}
	for _, stack := range stacks {
		o.Say("measuring " + stack)
		rows, err := o.stack(ctx, filepath.Join(into, "infra"), floor, stack)
		if err != nil {
			return nil, err
		}
		table = append(table, rows...)
	}
	if o.Growth {
		rows, err := o.growth(ctx, filepath.Join(into, "infra"), floor)
		if err != nil {
			return nil, err
		}
		table = append(table, rows...)
	}
	if len(o.Stacks) > 0 {
		return table, nil
	}
	rows, err := o.judging(ctx, filepath.Join(into, "infra"), into)
	if err != nil {
		return nil, err
	}
	table = append(table, rows...)
	rows, err = o.Diff(ctx, into)
	return append(table, rows...), err
}

// measurable are the stacks that need nothing but their bootstrap.
func measurable(repository string) []string {
	var list []string
	for _, stack := range settings.Stacks(repository) {
		if kind, _ := settings.KindOf(stack); kind != settings.KindRebuild {
			list = append(list, stack)
		}
	}
	return list
}

// builds measures building the program.
func builds(ctx context.Context, o Options, into string, table Table) (Table, error) {
	if o.Cold {
		o.Say("building with an empty cache: many minutes")
		sample, err := coldBuild(ctx, o.Repository, into, programFolder)
		if err != nil {
			return nil, err
		}
		table = append(table, Row{What: "build, cold", Took: Measured{sample}})
		if table, err = packages(ctx, o, into, table); err != nil {
			return nil, err
		}
	}
	o.Say("building")
	if _, err := build(ctx, o.Repository, into, programFolder); err != nil { // warms the cache
		return nil, err
	}
	sample, err := build(ctx, o.Repository, into, programFolder)
	if err != nil {
		return nil, err
	}
	return append(table, Row{What: "build, warm", Took: Measured{sample}}), nil
}

// programFolder is the folder of the program.
const programFolder = "./infra"

// coldBuild builds a program with an empty cache.
func coldBuild(ctx context.Context, repository, into, folder string) (Sample, error) {
	cache, err := os.MkdirTemp("", "trelica-bench-cache-")
	if err != nil {
		return Sample{}, fmt.Errorf("an empty cache: %w", err)
	}
	defer func() { _ = os.RemoveAll(cache) }() // a folder of temporary files
	return build(ctx, repository, into, folder, "GOCACHE="+cache)
}

// build builds a program. The peak is that of the largest process: the compilers run beside each other.
func build(ctx context.Context, repository, into, folder string, environ ...string) (Sample, error) {
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", filepath.Join(into, filepath.Base(folder)), folder)
	cmd.Dir, cmd.Env = repository, append(os.Environ(), environ...)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return Sample{}, fmt.Errorf("building the program: %w: %s", err, out)
	}
	sample := Sample{Wall: time.Since(start)}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		sample.Peak = usage.Maxrss << 10
	}
	return sample, nil
}

// stack measures a stack beside as many trivial resources: the first preview, in turns, then up, then the preview that has nothing to do.
func (o Options) stack(ctx context.Context, program string, floor *Ground, stack string) (Table, error) {
	ground, err := Open(ctx, o.CLI, o.Repository, program)
	if err != nil {
		return nil, err
	}
	defer func() { _ = ground.Close() }() // what was measured counts
	if kind, environment := settings.KindOf(stack); kind == settings.KindEnvironment {
		if _, err := ground.Run(ctx, engine.OpUp, settings.Bootstrap(environment)); err != nil {
			return nil, err
		}
	}
	run := func(g *Ground, operation engine.Operation) func() (Sample, error) {
		return func() (Sample, error) { return g.Run(ctx, operation, stack) }
	}
	first, err := ground.Run(ctx, engine.OpPreview, stack)
	if err != nil {
		return nil, err
	}
	if err := floor.Floor(stack, first); err != nil {
		return nil, err
	}
	var table Table
	for _, step := range []struct {
		what      string
		operation engine.Operation
		rounds    int
	}{{"first preview", engine.OpPreview, o.Rounds}, {"up", engine.OpUp, 1}, {"second preview", engine.OpPreview, o.Rounds}} {
		took, err := Alternately(step.rounds, run(ground, step.operation), run(floor, step.operation))
		if err != nil {
			return nil, err
		}
		table = append(table, Row{What: stack + ", " + step.what, Took: took[0], Floor: took[1]})
	}
	return table, nil
}
