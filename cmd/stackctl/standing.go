package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// standsOn is the stack that another one stands on and that a local world lacks: an environment's bootstrap. It is "" where there is
// none, or where it has been provisioned.
func standsOn(project string, local engine.Local, name, stack string) string {
	kind, environment := settings.KindOf(stack)
	below := settings.Bootstrap(environment)
	if kind != settings.KindEnvironment || local.HasStack(name, below) || !slices.Contains(engine.Stacks(project), below) {
		return ""
	}
	return below
}

// provisionBelow makes what a stack stands on, in the local Azure alone, before a preview too: there nobody else will, and without it
// every reference to it would be a mistake. Against the real Azure the
// bootstrap is run by somebody who owns the subscription, once, and preflight looks whether it was.
func (a *app) provisionBelow(ctx context.Context, project string, local engine.Local, o *operation) error {
	if o.target != engine.TargetLocal || o.op != engine.OpUp && o.op != engine.OpPreview {
		return nil
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return failed(err)
	}
	below := standsOn(project, local, described.Name, o.stack)
	if below == "" {
		return nil
	}
	a.say("stack %s comes first: it makes what %s stands on, once", below, o.stack)
	first := &operation{op: engine.OpUp, target: o.target, stack: below}
	s, err := a.open(ctx, project, local, first)
	if err != nil {
		return failed(err)
	}
	streams := a.streams(o.format)
	streams.Out = a.err // the result is that of the stack that was asked for
	options := engine.Options{Stack: below, Yes: true, SkipPreview: true}
	result, err := s.workspace.Up(ctx, options, streams)
	err = errors.Join(err, s.close())
	if err != nil {
		return failed(err)
	}
	if err := result.Err(); err != nil {
		return &exitError{code: codeFailed, err: fmt.Errorf("stack %s: %w", below, err), hints: result.Hints()}
	}
	return nil
}
