package stacktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestStacksGolden provisions every stack from nothing: preview, up, and then nothing is left to do and nothing has drifted.
func TestStacksGolden(t *testing.T) {
	t.Parallel()
	stacks := settings.Stacks(root)
	require.NotEmpty(t, stacks)
	t.Cleanup(func() { // after all of them: the page is made of the snapshots
		if *update {
			writeAlertsPage(t)
		}
	})
	for _, stack := range stacks {
		t.Run(stack, func(t *testing.T) {
			t.Parallel()
			b := newBenchFor(t, stack, localazure.Options{})

			first := b.run(t, engine.OpPreview, engine.Options{Stack: stack})
			require.NoError(t, first.Err(), "the first preview, before anything exists:\n%s", b.shown)
			assert.Empty(t, messages(first, engine.SeverityWarning), "a value outside an open list, or an effect that no source tells")

			up := b.up(t, stack)
			assert.Equal(t, first.Changes["create"], up.Changes["create"], "what was previewed is what was made")

			second := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
			require.NoError(t, second.Err(), "the second preview must be empty:\n%s", b.shown)

			drift := b.run(t, engine.OpRefresh, engine.Options{Stack: stack, PreviewOnly: true, ExpectNoChanges: true})
			require.NoError(t, drift.Err(), "a refresh must find no drift:\n%s", b.shown)

			checkpoint, err := b.Export(t.Context(), stack)
			require.NoError(t, err)
			assertConventions(t, checkpoint)
			assertNoSecretInClear(t, b, stack)
			assertGolden(t, stack, checkpoint)
			if stack == settings.Rebuild {
				assertNothingOfTheLostRegion(t, b)
			}
		})
	}
}

func assertGolden(t *testing.T, stack string, checkpoint engine.Checkpoint) {
	t.Helper()
	got, err := checkpoint.Snapshot()
	require.NoError(t, err)
	path := filepath.Join("testdata", stack+".json")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, `no golden yet: run "make golden"`)
	assert.Equal(t, string(want), string(got), `stack %s is made of something else now: look at the difference, then run "make golden"`, stack)
}

// TestAzureLikePreview previews every stack as the real provider would: without identifiers and computed outputs. The program
// must not depend on what only the local Azure knows beforehand.
func TestAzureLikePreview(t *testing.T) {
	t.Parallel()
	for _, stack := range settings.Stacks(root) {
		if stack == settings.Rebuild {
			continue // what it stands on exists, and its platform is production's
		}
		t.Run(stack, func(t *testing.T) {
			t.Parallel()
			b := newBenchFor(t, stack, localazure.Options{AzureLikePreview: true})
			preview := b.run(t, engine.OpPreview, engine.Options{Stack: stack})
			require.NoError(t, preview.Err(), "%s", b.shown)
			assert.NotRegexp(t, `POST \S*/managedClusters/`, calls(b), "a cluster that does not exist must not be asked for credentials")
		})
	}
}

// calls are the names of the calls that the world has seen, as one text.
func calls(b *bench) string {
	var text strings.Builder
	for _, call := range b.azure.World().Calls() {
		text.WriteString(call.Method + " " + call.ID + "\n")
	}
	return text.String()
}
