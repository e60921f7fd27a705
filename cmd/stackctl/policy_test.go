package main

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// TestNoRunReachesTheRealAzureUnjudged takes the pack away.
func TestNoRunReachesTheRealAzureUnjudged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for target, refused := range map[engine.Target]bool{engine.TargetLocal: false, engine.TargetAzure: true} {
		var options engine.Options
		err := b.addPolicy(t.Context(), t.TempDir(), b.local, &operation{op: engine.OpUp, target: target}, &options)
		if refused {
			require.ErrorIs(t, err, fs.ErrNotExist)
			assert.ErrorContains(t, err, "bring it back")
			continue
		}
		require.NoError(t, err)
		assert.Empty(t, options.PolicyPacks)
		assert.Contains(t, b.err.String(), "no policy judges this run")
	}
}
