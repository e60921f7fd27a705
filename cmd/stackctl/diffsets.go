package main

import (
	"fmt"
	"os"

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
	sets := []changes.Set{}
	for _, outcome := range outcomes {
		if !outcome.Wanted {
			continue
		}
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
				return nil, err
			}
			in.Base = append([]changes.PolicyResult{}, base.Policies...)
		}
		sets = append(sets, changes.NewSet(in))
	}
	return sets, nil
}

// declared are the flows that an environment declares, with the names of its operators' addresses. Settings that are wrong are told by
// the preview: here they only lack the names.
func (a *app) declared(project, stack string) topology.Declaration {
	env, err := a.environment(project, stack)
	if err != nil {
		return topology.Declared(nil)
	}
	return topology.Declared(env.Operators)
}

func readLog(path string) (*changes.Log, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the engine's event log: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return changes.ReadLog(file)
}
