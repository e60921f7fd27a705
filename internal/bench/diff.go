package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

// Diff measures what a pull request pays: a diff of every stack between the last commit and the working tree, with the policies. The first
// makes what the second, whose caches are warm, finds; the rows below it say where the time of the second goes.
func (o Options) Diff(ctx context.Context, into string) (Table, error) {
	o.Say("measuring a diff of every stack")
	stackctl := filepath.Join(into, "stackctl")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", stackctl, "./cmd/stackctl")
	build.Dir = o.Repository
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building stackctl: %w: %s", err, out)
	}
	local, err := os.MkdirTemp("", "trelica-bench-diff-")
	if err != nil {
		return nil, fmt.Errorf("a folder to measure in: %w", err)
	}
	defer func() { _ = os.RemoveAll(local) }() // a folder of temporary files
	first, _, err := o.diff(ctx, stackctl, local)
	if err != nil {
		return nil, err
	}
	var warm Measured
	var steps []Step
	for range max(1, o.Rounds) {
		sample, said, err := o.diff(ctx, stackctl, local)
		if err != nil {
			return nil, err
		}
		warm, steps = append(warm, sample), Steps(said)
	}
	table := Table{{What: "diff of every stack, first", Took: Measured{first}}, {What: "diff of every stack, warm caches", Took: warm}}
	for _, step := range steps {
		table = append(table, Row{What: "- " + step.What, Took: Measured{{Wall: step.Took}}})
	}
	return table, nil
}

// diff runs one and returns what it said.
func (o Options) diff(ctx context.Context, stackctl, local string) (Sample, string, error) {
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, stackctl, "diff", "--base", "HEAD", "--timings")
	cmd.Dir, cmd.Env, cmd.Stderr = o.Repository, append(os.Environ(), "TRELICA_LOCAL_DIR="+local), &said
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return Sample{}, "", fmt.Errorf("a diff of every stack: %w: %s", err, said.String())
	}
	sample := Sample{Wall: time.Since(start), Processor: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		sample.Peak = usage.Maxrss << 10
	}
	return sample, said.String(), nil
}

// Step is a part of a diff.
type Step struct {
	What string
	Took time.Duration
}

// tookLine is how stackctl says what a step took.
var tookLine = regexp.MustCompile(`(?m)^took (\S+): (.+)$`)

// Steps are the parts of a diff in the order in which they ended, as stackctl says them.
func Steps(said string) []Step {
	var steps []Step
	for _, match := range tookLine.FindAllStringSubmatch(said, -1) {
		took, err := time.ParseDuration(match[1])
		if err == nil {
			steps = append(steps, Step{What: match[2], Took: took})
		}
	}
	return steps
}
