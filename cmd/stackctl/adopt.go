package main

import (
	"context"
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
)

// adoptRounds is how often an up may adopt: what was made lies in layers, and an up sees a layer only when the one below it is known.
const adoptRounds = 40

// adopting runs up, takes what is in its way into the state, and runs it again, until it ends otherwise or gets no further.
func (a *app) adopting(w engine.Workspace, run runner) runner {
	return func(ctx context.Context, o engine.Options, s engine.Streams) (engine.Result, error) {
		o.ContinueOnError = true // a whole layer is seen at once
		var before []engine.Existing
		for range adoptRounds {
			result, err := run(ctx, o, s)
			found := result.Existing()
			if err != nil || ctx.Err() != nil || len(found) == 0 || slices.Equal(found, before) {
				return result, err
			}
			for _, there := range found {
				a.say("adopting %s", there.ID)
			}
			if err := w.Adopt(ctx, o.Stack, found); err != nil {
				return result, err
			}
			before = found
		}
		return run(ctx, o, s)
	}
}
