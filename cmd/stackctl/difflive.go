package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// live is the diff of one stack against its deployed state, with all that a gate binds.
type live struct {
	set   changes.Set
	state engine.Checkpoint
	// pack is the digest of the policy pack's binary, "" where there is none; packs are its path, for an up.
	pack  string
	packs []string
	cli   string
}

// diffLive compares with the deployed state.
func (a *app) diffLive(ctx context.Context, project string, local engine.Local, o *diffOptions) (changes.Report, error) {
	report := changes.Report{
		Version: changes.Version, Target: targetName(o.target), Base: changes.Side{Name: "deployed state"}, Head: changes.Side{Name: workingTree}, Stacks: []changes.Set{},
	}
	head, _, err := compare.WorkingTree(ctx, project)
	if err != nil && o.plan != "" {
		return report, hinted(fmt.Errorf("a plan binds what git has checked out: %w", err), "run it in a clone of the repository, with git on the PATH")
	}
	if err == nil {
		report.Head = sideOf(head)
	}
	stacks, err := a.liveStacks(project, local, o)
	if err != nil {
		return report, err
	}
	for _, stack := range stacks {
		if o.plan != "" { // apply would refuse it
			if err := refuseFrozen(project, &operation{op: engine.OpUp, target: o.target, stack: stack}); err != nil {
				return report, err
			}
		}
		found, err := a.liveOf(ctx, project, local, o.target, stack)
		if err != nil {
			return report, err
		}
		report.CLI = found.cli
		report.Stacks = append(report.Stacks, found.set)
		if o.plan != "" {
			if err := a.writePlan(o, local, head, found); err != nil {
				return report, err
			}
		}
	}
	return report.Sorted(), nil
}

// liveStacks are those that were asked for, or all that the local state has.
func (a *app) liveStacks(project string, local engine.Local, o *diffOptions) ([]string, error) {
	for _, stack := range o.stacks {
		if err := checkStack(project, stack); err != nil {
			return nil, err
		}
	}
	if len(o.stacks) > 0 {
		return o.stacks, nil
	}
	if o.target == engine.TargetAzure {
		return nil, usage("--target azure needs --stack: every stack is signed in to by itself")
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return nil, err
	}
	stacks := slices.DeleteFunc(engine.Stacks(project), func(stack string) bool { return !local.HasStack(described.Name, stack) })
	if len(stacks) == 0 {
		return nil, &exitError{
			code: codeFailed, err: errors.New("no stack is provisioned in the local Azure"),
			hints: []string{fmt.Sprintf("\"%s up --stack dev\" provisions one", a.name)},
		}
	}
	return stacks, nil
}

// liveOf previews a stack against its deployed state. What really is is read first: what somebody changed by hand is part of the diff.
func (a *app) liveOf(ctx context.Context, project string, local engine.Local, target engine.Target, stack string) (found live, err error) {
	o := &operation{op: engine.OpPreview, target: target, stack: stack}
	s, err := a.open(ctx, project, local, o)
	if err != nil {
		return live{}, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return a.previewLive(ctx, project, local, s, stack)
}

// previewLive previews in an open session.
func (a *app) previewLive(ctx context.Context, project string, local engine.Local, s *session, stack string) (live, error) {
	found := live{cli: s.workspace.CLI.Version}
	pack, err := a.policyPack(ctx, project, local, s.workspace.Target)
	if err != nil {
		return live{}, err
	}
	if pack != "" {
		found.packs = []string{pack}
		if found.pack, err = compare.Digest(pack); err != nil {
			return live{}, err
		}
	}
	dir, err := os.MkdirTemp("", "trelica-logs-")
	if err != nil {
		return live{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left lies in the folder of temporary files
	if found.state, err = s.workspace.Export(ctx, stack); err != nil {
		return live{}, err
	}
	_, environment := settings.KindOf(stack)
	if environment == "" {
		environment = stack
	}
	var configs []string
	if len(found.packs) > 0 {
		config, told, err := a.tell(ctx, project, local, s.workspace, stack, "")
		defer told()
		if err != nil {
			return live{}, err
		}
		configs = append(configs, config)
	}
	in := changes.Input{Stack: stack, Environment: environment, Declared: a.declared(project, stack)}
	path := filepath.Join(dir, "events.json")
	a.say("previewing %s", stack)
	result, err := s.workspace.Preview(ctx, engine.Options{Stack: stack, Refresh: true, PolicyPacks: found.packs, PolicyConfigs: configs, EventLog: path}, engine.Streams{Out: io.Discard, Err: io.Discard})
	switch {
	case err != nil:
		return live{}, err
	case ctx.Err() != nil:
		return live{}, ctx.Err()
	}
	if in.Log, err = readLog(path); errors.Is(err, os.ErrNotExist) {
		in.Log, in.Failure = nil, "the CLI failed before it started: "+result.Stderr
	} else if err != nil {
		return live{}, err
	}
	if s.workspace.Target == engine.TargetLocal {
		in.OthersBefore = a.otherStates(ctx, project, local, environment, stack)
		in.OthersAfter = in.OthersBefore
	} else {
		in.Notes = append(in.Notes, "who can reach whom is computed from this stack's state alone")
	}
	found.set = changes.NewSet(in)
	return found, nil
}

// otherStates are the environment's other stacks, as far as they are provisioned. One that cannot be read is left out: it only decides
// how much is known of who can reach whom.
func (a *app) otherStates(ctx context.Context, project string, local engine.Local, environment, stack string) []topology.State {
	var states []topology.State
	for _, other := range engine.Stacks(project) {
		if _, of := settings.KindOf(other); of != environment || other == stack {
			continue
		}
		if _, checkpoint, ok, err := a.stateOf(ctx, project, local, engine.TargetLocal, other); err == nil && ok {
			states = append(states, topologyState(other, checkpoint))
		}
	}
	return states
}
