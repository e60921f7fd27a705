package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure"
)

// Ground is a local Azure, a language runtime and a state, for one project.
type Ground struct {
	workspace engine.Workspace
	dir       string
	closers   []func() error
	// Log is where the CLI writes.
	Log io.Writer
}

// Open makes a ground for a project: the folder of its Pulumi.yaml and stack files, which are copied, and its built program.
func Open(ctx context.Context, cli engine.CLI, project, program string) (g *Ground, err error) {
	dir, err := os.MkdirTemp("", "trelica-bench-")
	if err != nil {
		return nil, fmt.Errorf("a folder to measure in: %w", err)
	}
	g = &Ground{dir: dir, Log: io.Discard}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.Close())
		}
	}()
	local := engine.Local{Dir: filepath.Join(dir, "local")}
	if err := local.Prepare(); err != nil {
		return nil, err
	}
	azure, err := localazure.Start(ctx, localazure.Options{Dir: local.WorldDir()})
	if err != nil {
		return nil, err
	}
	g.closers = append(g.closers, azure.Close)
	host, err := langhost.Start(langhost.Options{
		Binary: program, Environ: append(engine.ProgramEnviron(os.Environ()), "TRELICA_COMMIT=000000000000"),
	})
	if err != nil {
		return nil, err
	}
	g.closers = append(g.closers, host.Close)
	copied := filepath.Join(dir, "project")
	if err := copyProject(project, copied); err != nil {
		return nil, err
	}
	ports := azure.Ports()
	ports[engine.LanguagePort] = host.Port()
	g.workspace = local.Workspace(cli, copied, ports)
	return g, nil
}

// copyProject copies the files that describe a project and its stacks, and makes the folder that its program would be in.
func copyProject(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "Pulumi*.yaml"))
	if err != nil || len(files) == 0 {
		return errors.Join(fmt.Errorf("there is no project in %s", from), err)
	}
	if err := os.MkdirAll(filepath.Join(to, "infra"), 0o700); err != nil {
		return fmt.Errorf("copying the project: %w", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("copying the project: %w", err)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600); err != nil {
			return fmt.Errorf("copying the project: %w", err)
		}
	}
	return nil
}

// StackFile replaces the settings of a stack.
func (g *Ground) StackFile(stack, content string) error {
	return os.WriteFile(filepath.Join(g.workspace.ProjectDir, "Pulumi."+stack+".yaml"), []byte(content), 0o600)
}

// Close ends the servers and removes everything.
func (g *Ground) Close() error {
	var problems []error
	for i := len(g.closers) - 1; i >= 0; i-- {
		problems = append(problems, g.closers[i]())
	}
	return errors.Join(append(problems, os.RemoveAll(g.dir))...)
}

// Sample is one run.
type Sample struct {
	Wall time.Duration
	// Processor is the time that processors worked for it: CLI, program and local Azure together. A machine that does other things
	// meanwhile changes it little.
	Processor time.Duration
	// Peak is the most memory that the CLI had at a time, in bytes.
	Peak int64
	// Resources is how many the run dealt with.
	Resources int
}

// Run runs an operation on a stack, which no policy pack judges, and fails unless it ends well.
func (g *Ground) Run(ctx context.Context, operation engine.Operation, stack string) (Sample, error) {
	options := engine.Options{Stack: stack}
	if operation == engine.OpUp {
		options.Yes, options.SkipPreview = true, true
	}
	return g.operate(ctx, operation, options)
}

// operate previews or brings up the stack that the options name.
func (g *Ground) operate(ctx context.Context, operation engine.Operation, options engine.Options) (Sample, error) {
	if err := g.workspace.EnsureStack(ctx, options.Stack); err != nil {
		return Sample{}, err
	}
	run := g.workspace.Preview
	if operation == engine.OpUp {
		run = g.workspace.Up
	}
	start, before := time.Now(), processorTime()
	result, err := run(ctx, options, engine.Streams{Out: g.Log, Err: g.Log})
	wall, worked := time.Since(start), processorTime()-before
	if err == nil {
		err = result.Err()
	}
	if err != nil {
		said := []string{result.Stderr}
		for _, d := range result.Diagnostics {
			if d.Severity == engine.SeverityError {
				said = append(said, d.Message)
			}
		}
		return Sample{}, fmt.Errorf("%s of %s: %w: %s", operation, options.Stack, err, strings.Join(said, "\n"))
	}
	sample := Sample{Wall: wall, Processor: worked, Peak: result.PeakMemory}
	for _, n := range result.Changes {
		sample.Resources += n
	}
	return sample, nil
}

// processorTime is how long processors have worked for this process and for those that it started and that have ended.
func processorTime() time.Duration {
	var total time.Duration
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if syscall.Getrusage(who, &usage) == nil {
			total += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
		}
	}
	return total
}
