package compare

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
)

// headSide previews the working tree in a copy of the base's world.
type headSide struct {
	c           Comparison
	ground      *ground
	workspace   engine.Workspace
	dir, kept   string
	base        program
	environment string
}

// preview previews one stack. more tells that another one stands on it: it is then brought to what the working tree wants.
func (h headSide) preview(ctx context.Context, s Stack, more bool) Outcome {
	outcome := Outcome{Environment: h.environment, Stack: s.Name, Wanted: s.Wanted}
	based := h.kept != "" && hasStackFile(h.base.dir, s.Name)
	if !hasStackFile(h.c.Repository, s.Name) {
		outcome.Gone = based
		return outcome
	}
	if h.kept != "" && !based {
		outcome.Notes = append(outcome.Notes, h.c.Base.Name+" has no such stack: everything is new")
	}
	fail := func(err error) Outcome {
		outcome.Failure = err.Error()
		return outcome
	}
	if err := h.ground.lose(s.Lost); err != nil {
		return fail(err)
	}
	if err := h.workspace.EnsureStack(ctx, s.Name); err != nil {
		return fail(err)
	}
	h.c.say("previewing %s", s.Name)
	log := filepath.Join(h.dir, s.Name+".json")
	options := engine.Options{Stack: s.Name, EventLog: log}
	if h.c.Pack != "" {
		options.PolicyPacks = []string{h.c.Pack}
	}
	previewed := h.c.timed("previewing " + s.Name)
	result, err := h.workspace.Preview(ctx, options, engine.Streams{Out: io.Discard, Err: io.Discard})
	previewed()
	if err != nil {
		return fail(err)
	}
	if _, err := os.Stat(log); err != nil {
		return fail(fmt.Errorf("the CLI failed before it started: %s", result.Stderr))
	}
	outcome.Log = log
	if judged := filepath.Join(h.kept, s.Name+".json"); based && h.c.Pack != "" {
		outcome.BaseLog = judged
	}
	if more && result.Changed() && result.Err() == nil {
		defer h.c.timed("bringing " + s.Name + " to what stands on it")()
		if err := up(ctx, h.workspace, s.Name); err != nil {
			outcome.Notes = append(outcome.Notes, "what stands on it is compared without it: "+firstLines(err.Error()))
		}
	}
	return outcome
}
