package compare

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// Comparison says what to compare.
type Comparison struct {
	// Repository is the checkout, of which the working tree is the one side.
	Repository string
	// Base is the other side.
	Base Commit
	// Head is the commit that is checked out; its name is shown, and new resources carry it.
	Head Commit
	// Environments are the stacks, by environment, each in the order in which they stand on each other.
	Environments []Environment
	// CLI is the Pulumi CLI of both sides, Pack the policy pack; "" for none.
	CLI  engine.CLI
	Pack string
	// Self is the executable that the local Azure is part of: worlds are kept by it too.
	Self string
	// Cache is a folder to keep programs and worlds in.
	Cache string
	// Environ is the environment of the CLI and of the go command.
	Environ []string
	// Parallel is how many environments are worked on at once; 2 where it is 0.
	Parallel int
	// Say receives progress.
	Say func(string)
	// Took receives how long each step took, for whoever wants to know where the time goes; nil for nobody. Environments are worked on at
	// the same time, so that steps add up to more than the whole.
	Took func(step string, took time.Duration)
}

// Environment is one environment's stacks.
type Environment struct {
	Name   string
	Stacks []Stack
}

// Stack is a stack of an environment.
type Stack struct {
	Name string
	// Lost is a region that is out while this stack is run, as for a rebuild.
	Lost string
	// Wanted is false for a stack that nobody asked about: it is previewed where another stands on it.
	Wanted bool
}

// Outcome is what came of one stack.
type Outcome struct {
	Environment, Stack string
	Wanted             bool
	// Log is the event log of the preview; "" where there was none.
	Log string
	// BaseLog is the event log of the base's own preview with the same policies; "" where they were not asked.
	BaseLog string
	// Failure is why there is no log to be trusted, Notes how the comparison was made.
	Failure string
	Notes   []string
	// Gone is true for a stack that the base has and the working tree has not.
	Gone bool
}

// Run compares. Logs are written into dir. The error is for what stops everything; what is wrong with one stack is in its outcome.
func (c Comparison) Run(ctx context.Context, dir string) ([]Outcome, error) {
	base, err := c.programOf(ctx, c.Base)
	if err != nil {
		return nil, err
	}
	head, err := c.working(ctx)
	if err != nil {
		return nil, err
	}
	results := make([][]Outcome, len(c.Environments))
	problems := make([]error, len(c.Environments))
	slots := make(chan struct{}, cmp.Or(c.Parallel, defaultParallel))
	var group sync.WaitGroup
	for i, environment := range c.Environments {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[i], problems[i] = c.environment(ctx, environment, base, head, dir)
		})
	}
	group.Wait()
	return slices.Concat(results...), errors.Join(problems...)
}

// defaultParallel fits two cores: a preview is one process at work most of the time.
const defaultParallel = 2

// working builds the working tree's program.
func (c Comparison) working(ctx context.Context) (program, error) {
	p := program{dir: c.Repository, commit: "working-tree"}
	if len(c.Head.Hash) >= 12 {
		p.commit = c.Head.Hash[:12]
	}
	project, err := engine.ReadProject(c.Repository)
	if err != nil {
		return program{}, err
	}
	unlock, err := c.cache().lock("working")
	if err != nil {
		return program{}, err
	}
	defer unlock()
	defer c.timed("building the working tree's program")()
	built, err := langhost.Build(ctx, filepath.Join(c.Repository, filepath.FromSlash(project.Main)), filepath.Join(c.cache().dir, "working"), c.Environ)
	if err != nil {
		p.problem = err.Error()
		return p, ctx.Err()
	}
	p.binary = built
	return p, nil
}

// environment compares one environment's stacks, in a copy of the base's world.
func (c Comparison) environment(ctx context.Context, e Environment, base, head program, dir string) (outcomes []Outcome, err error) {
	last := slices.IndexFunc(reversed(e.Stacks), func(s Stack) bool { return s.Wanted })
	if last < 0 {
		return nil, nil
	}
	e.Stacks = e.Stacks[:len(e.Stacks)-last]
	if head.problem != "" {
		for _, s := range e.Stacks {
			outcomes = append(outcomes, Outcome{Environment: e.Name, Stack: s.Name, Wanted: s.Wanted, Failure: head.problem})
		}
		return outcomes, nil
	}
	made := c.timed("making or finding the base's world of " + e.Name)
	kept, notes, err := c.baseWorld(ctx, e, base)
	made()
	if err != nil {
		return nil, err
	}
	making, err := os.MkdirTemp("", "trelica-diff-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(making)) }()
	opened := c.timed("opening the world of " + e.Name)
	if kept != "" {
		if err := copyTree(filepath.Join(kept, "local"), making); err != nil {
			return nil, err
		}
	}
	g, err := c.open(ctx, making)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	w, err := g.workspace(head)
	if err != nil {
		return nil, err
	}
	opened()
	side := headSide{c: c, ground: g, workspace: w, dir: dir, kept: kept, base: base, environment: e.Name}
	for i, s := range e.Stacks {
		outcome := side.preview(ctx, s, i+1 < len(e.Stacks))
		outcome.Notes = append(slices.Clone(notes), outcome.Notes...)
		outcomes = append(outcomes, outcome)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return outcomes, nil
}

func reversed(stacks []Stack) []Stack {
	list := slices.Clone(stacks)
	slices.Reverse(list)
	return list
}

// timed tells how long a step took when what it returns is called.
func (c Comparison) timed(step string) func() {
	began := time.Now()
	return func() {
		if c.Took != nil {
			c.Took(step, time.Since(began))
		}
	}
}

func (c Comparison) cache() cache { return cache{c.Cache} }

func (c Comparison) say(format string, args ...any) {
	if c.Say != nil {
		c.Say(fmt.Sprintf(format, args...))
	}
}
