package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/topology"
)

// sets makes the change sets of all stacks that were asked for.
func (a *app) sets(project string, outcomes []compare.Outcome) ([]changes.Set, error) {
	logs := map[string]*changes.Log{}
	for _, outcome := range outcomes {
		if outcome.Log == "" {
			continue
		}
		log, err := readLog(outcome.Log)
		if err != nil {
			return nil, err
		}
		logs[outcome.Stack] = log
	}
	var wanted []compare.Outcome
	for _, outcome := range outcomes {
		if outcome.Wanted {
			wanted = append(wanted, outcome)
		}
	}
	// Who reaches whom is computed for both sides of each stack: the stacks go side by side.
	sets, problems := make([]changes.Set, len(wanted)), make([]error, len(wanted))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i, outcome := range wanted {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			sets[i], problems[i] = a.set(project, outcome, outcomes, logs)
		})
	}
	group.Wait()
	return sets, errors.Join(problems...)
}

// set makes the change set of one stack; the logs of all say what stands beside it.
func (a *app) set(project string, outcome compare.Outcome, outcomes []compare.Outcome, logs map[string]*changes.Log) (changes.Set, error) {
	in := changes.Input{
		Stack: outcome.Stack, Environment: outcome.Environment, Log: logs[outcome.Stack], Failure: outcome.Failure, Notes: outcome.Notes,
		Declared: a.declared(project, outcome.Stack), Gone: outcome.Gone,
	}
	for _, other := range outcomes {
		if log := logs[other.Stack]; log != nil && other.Environment == outcome.Environment && other.Stack != outcome.Stack {
			in.OthersBefore = append(in.OthersBefore, log.State(other.Stack, other.Environment, true))
			in.OthersAfter = append(in.OthersAfter, log.State(other.Stack, other.Environment, false))
		}
	}
	if outcome.BaseLog != "" {
		base, err := readLog(outcome.BaseLog)
		if err != nil {
			return changes.Set{}, err
		}
		in.Base = append([]changes.PolicyResult{}, base.Policies...)
	}
	return changes.NewSet(in), nil
}

// declared are the flows that an environment declares, with the names of its operators' addresses. Settings that are wrong are told by
// the preview: here they only lack the names.
func (a *app) declared(project, stack string) topology.Declaration {
	env, err := a.environment(project, stack)
	if err != nil {
		return topology.Declared(nil)
	}
	return declaredBy(env)
}

func readLog(path string) (*changes.Log, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the engine's event log: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return changes.ReadLog(file)
}
