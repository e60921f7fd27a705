package stacktest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/recovery/importfile"
)

// loseState deletes whatever the backend has of a stack: its checkpoint, history and backups. The world stays.
func (b *bench) loseState(t *testing.T, stack string) {
	t.Helper()
	kept := filepath.Join(b.local.StateDir(), ".pulumi")
	files, err := filepath.Glob(filepath.Join(kept, "stacks", "*", stack+".json*"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "there was a state to lose")
	for _, kind := range []string{"history", "backups"} {
		folders, err := filepath.Glob(filepath.Join(kept, kind, "*", stack))
		require.NoError(t, err)
		files = append(files, folders...)
	}
	for _, file := range files {
		require.NoError(t, os.RemoveAll(file))
	}
}

// TestALostStateIsRebuilt deletes the state of stacks while their world stays, and rebuilds it: from settings and names, with previews
// that tell no more than Azure's providers would. Then one up writes what no service returns, and everything is as it was.
func TestALostStateIsRebuilt(t *testing.T) {
	t.Parallel()
	deep(t)
	for _, stack := range []string{"bootstrap-prod", "dev", "prod"} {
		t.Run(stack, func(t *testing.T) {
			t.Parallel()
			b := newBenchFor(t, stack, localazure.Options{})
			b.up(t, stack)
			before, err := b.Export(t.Context(), stack)
			require.NoError(t, err)
			world := b.resources()

			b.loseState(t, stack)
			b.serve(t, localazure.Options{Collect: true, AzureLikePreview: true})
			require.NoError(t, b.EnsureStack(t.Context(), stack))
			var said []string
			outcome, err := importfile.Rebuild(t.Context(), b.Workspace, stack, func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
			require.NoError(t, err, "%s", strings.Join(said, "\n"))
			for _, left := range outcome.Left {
				assert.Equal(t, importfile.Drawn, left.Why, left.URN)
			}
			imported, err := b.Export(t.Context(), stack)
			require.NoError(t, err)
			assert.Equal(t, identifiers(before), identifiers(imported), "every identifier was computed")

			b.serve(t, localazure.Options{})
			assertOnlyRefills(t, b, stack)
			b.up(t, stack)
			again := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
			require.NoError(t, again.Err(), b.shown)
			drift := b.run(t, engine.OpRefresh, engine.Options{Stack: stack, PreviewOnly: true, ExpectNoChanges: true})
			require.NoError(t, drift.Err(), b.shown)
			after, err := b.Export(t.Context(), stack)
			require.NoError(t, err)
			assert.Equal(t, asWritten(t, before), asWritten(t, after), "inputs, parents and protections are those of before")
			assert.Equal(t, world, b.resources(), "nothing was made and nothing is gone")
		})
	}
}

// identifiers are what resources are called by whoever has them, by URN, but for drawn values and what the engine alone names.
func identifiers(c engine.Checkpoint) map[string]string {
	ids := map[string]string{}
	for _, r := range c.Resources {
		if r.Custom && !strings.HasPrefix(r.Type, "random:") && !strings.HasPrefix(r.Type, "pulumi:") && !r.External {
			ids[r.URN] = strings.ToLower(r.ID)
		}
	}
	return ids
}

// asWritten is a state as it can be compared across an import.
func asWritten(t *testing.T, c engine.Checkpoint) string {
	t.Helper()
	content, err := c.Snapshot()
	require.NoError(t, err)
	text, err := importfile.AsWritten(content)
	require.NoError(t, err)
	return text
}

// assertOnlyRefills demands that the up after an import creates and changes nothing that somebody would notice: it draws values anew
// and writes inputs, and replaces and deletes nothing.
func assertOnlyRefills(t *testing.T, b *bench, stack string) {
	t.Helper()
	preview := b.run(t, engine.OpPreview, engine.Options{Stack: stack})
	require.NoError(t, preview.Err(), b.shown)
	for op, n := range preview.Changes {
		switch op {
		case "create":
			assert.LessOrEqual(t, n, drawn(t, stack), "only what is drawn is created")
		case "update", "same", "read":
		default:
			assert.Zero(t, n, "%s: the import is followed by a %s", stack, op)
		}
	}
}

// drawn counts the values that a stack draws.
func drawn(t *testing.T, stack string) int {
	t.Helper()
	count := 0
	for _, r := range golden(t, stack) {
		if strings.Contains(r.URN, "random:") {
			count++
		}
	}
	return count
}
