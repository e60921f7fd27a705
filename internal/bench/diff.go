package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"github.com/trelica/infrastructure/stacks/settings"
)

// Diff measures what a pull request pays: a diff of every stack between the last commit and the same with one address more that may call the API
// servers, so that who reaches whom is computed for each, with the policies. The first makes what those after it, whose caches are warm, find;
// the rows below say where the time of those goes.
func (o Options) Diff(ctx context.Context, into string) (Table, error) {
	o.Say("measuring a diff of every stack")
	stackctl := filepath.Join(into, "stackctl")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", stackctl, "./cmd/stackctl")
	build.Dir = o.Repository
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building stackctl: %w: %s", err, out)
	}
	dir, err := os.MkdirTemp("", "trelica-bench-diff-")
	if err != nil {
		return nil, fmt.Errorf("a folder to measure in: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of temporary files
	project, local := filepath.Join(dir, "project"), filepath.Join(dir, "local")
	clone := exec.CommandContext(ctx, "git", "clone", "--quiet", "--shared", o.Repository, project)
	if out, err := clone.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("a copy of the last commit: %w: %s", err, out)
	}
	if err := LetIn(project); err != nil {
		return nil, err
	}
	first, _, err := diff(ctx, stackctl, project, local)
	if err != nil {
		return nil, err
	}
	var warm Measured
	var rounds [][]Step
	for range max(1, o.Rounds) {
		sample, said, err := diff(ctx, stackctl, project, local)
		if err != nil {
			return nil, err
		}
		warm, rounds = append(warm, sample), append(rounds, Steps(said))
	}
	table := Table{{What: "diff of every stack, first", Took: Measured{first}}, {What: "diff of every stack, warm caches", Took: warm}}
	return append(table, StepRows(rounds)...), nil
}

// authorised is where a stack file lists who may call the API server.
var authorised = regexp.MustCompile(`(?m)^( *)trelica:apiServerAuthorizedRanges:\n`)

// LetIn changes a project as a pull request might: in every environment one address more may call the API server, of those for documentation, and
// none of another environment's.
func LetIn(project string) error {
	for i, stack := range settings.Stacks(project) {
		if kind, _ := settings.KindOf(stack); kind != settings.KindEnvironment {
			continue
		}
		path := filepath.Join(project, "Pulumi."+stack+".yaml")
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("changing what is compared: %w", err)
		}
		wider := authorised.ReplaceAll(content, fmt.Appendf(nil, "${0}${1}  - 203.0.113.%d/32\n", 240+i))
		if bytes.Equal(wider, content) {
			return fmt.Errorf("%s lists no address that may call the API server: internal/bench/diff.go adds one", path)
		}
		if err := os.WriteFile(path, wider, 0o600); err != nil {
			return fmt.Errorf("changing what is compared: %w", err)
		}
	}
	if _, err := settings.WriteDerived(project); err != nil {
		return fmt.Errorf("changing what is compared: %w", err)
	}
	return nil
}

// diff runs one and returns what it said. One that finds no change is none of what is measured.
func diff(ctx context.Context, stackctl, project, local string) (Sample, string, error) {
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, stackctl, "diff", "--base", "HEAD", "--timings", "--output", "json")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = project, append(os.Environ(), "TRELICA_LOCAL_DIR="+local), &out, &said
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return Sample{}, "", fmt.Errorf("a diff of every stack: %w: %s", err, said.String())
	}
	sample := Sample{Wall: time.Since(start), Processor: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		sample.Peak = usage.Maxrss << 10
	}
	return sample, said.String(), changesAll(out.Bytes(), measurable(project))
}

// changesAll looks whether a report is of all stacks, and finds who reaches whom before and after in each environment.
func changesAll(report []byte, stacks []string) error {
	var read struct {
		Stacks []struct {
			Stack    string
			Topology *struct{}
		}
	}
	if err := json.Unmarshal(report, &read); err != nil {
		return fmt.Errorf("reading the report of a diff: %w", err)
	}
	computed := map[string]bool{}
	for _, s := range read.Stacks {
		computed[s.Stack] = s.Topology != nil
	}
	for _, stack := range stacks {
		kind, _ := settings.KindOf(stack)
		if here, there := computed[stack]; !there || kind == settings.KindEnvironment && !here {
			return fmt.Errorf("the diff that is measured does not change %s: it would measure less than a pull request pays", stack)
		}
	}
	return nil
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

// StepRows are the parts of several diffs, in the order of the first: each with what it took in every one of them.
func StepRows(rounds [][]Step) Table {
	var table Table
	at := map[string]int{}
	for _, steps := range rounds {
		for _, step := range steps {
			i, known := at[step.What]
			if !known {
				i = len(table)
				at[step.What] = i
				table = append(table, Row{What: "- " + step.What})
			}
			table[i].Took = append(table[i].Took, Sample{Wall: step.Took})
		}
	}
	return table
}
