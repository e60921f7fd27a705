package stacktest

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestStacksGolden provisions every stack from nothing: preview, up, and then nothing is left to do and nothing has drifted. The
// stacks of an environment share a world, one after the other, as they do in Azure: its bootstrap, itself, its rebuild.
func TestStacksGolden(t *testing.T) {
	t.Parallel()
	environments := environments(t)
	require.NotEmpty(t, environments)
	t.Cleanup(func() { // after all of them: the page is made of the snapshots
		if *update {
			writeAlertsPage(t)
		}
	})
	for environment, stacks := range environments {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			if environment == "preprod" {
				deep(t) // what dev is made of, at other addresses and with production's protection
			}
			b := newBench(t, localazure.Options{})
			for _, stack := range stacks {
				if !t.Run(stack, func(t *testing.T) { b.provisionFromNothing(t, stack) }) {
					return // the next one stands on it
				}
			}
		})
	}
}

// environments are the repository's stacks by environment, in the order in which they stand on each other.
func environments(t *testing.T) map[string][]string {
	t.Helper()
	order := func(set *settings.Settings) int {
		switch {
		case set.IsBootstrap():
			return 0
		case set.IsRebuild():
			return 2
		}
		return 1
	}
	sets := map[string][]*settings.Settings{}
	for _, stack := range settings.Stacks(root) {
		set, err := settings.FromFiles(root, stack)
		require.NoError(t, err)
		sets[set.Identity.Environment] = append(sets[set.Identity.Environment], set)
	}
	stacks := map[string][]string{}
	for environment, of := range sets {
		slices.SortFunc(of, func(a, b *settings.Settings) int { return cmp.Compare(order(a), order(b)) })
		for _, set := range of {
			stacks[environment] = append(stacks[environment], set.Stack)
		}
	}
	return stacks
}

// provisionFromNothing provisions a stack in a world in which what it stands on is, and holds it to its golden.
func (b *bench) provisionFromNothing(t *testing.T, stack string) {
	t.Helper()
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	if set.IsRebuild() {
		b.lose(t, set.Place.Region)
	} else { // what a rebuild stands on exists, and its platform is production's
		b.previewLikeAzure(t, stack)
	}
	b.Base = append(b.Base, policyDate)
	first := b.run(t, engine.OpPreview, engine.Options{Stack: stack, PolicyPacks: []string{pack(t)}})
	require.NoError(t, first.Err(), "the first preview, before anything exists:\n%s", b.shown)
	assert.Empty(t, messages(first, engine.SeverityWarning), "a value outside an open list, or an effect that no source tells")

	log := filepath.Join(t.TempDir(), "events.json")
	up := b.run(t, engine.OpUp, engine.Options{Stack: stack, SkipPreview: true, PolicyPacks: []string{pack(t)}, EventLog: log})
	require.NoError(t, up.Err(), "up of %s:\n%s", stack, b.shown)
	assertPolicies(t, up)
	assert.Equal(t, first.Changes["create"], up.Changes["create"], "what was previewed is what was made")

	second := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
	require.NoError(t, second.Err(), "the second preview must be empty:\n%s", b.shown)

	drift := b.run(t, engine.OpRefresh, engine.Options{Stack: stack, PreviewOnly: true, ExpectNoChanges: true})
	require.NoError(t, drift.Err(), "a refresh must find no drift:\n%s", b.shown)

	checkpoint, err := b.Export(t.Context(), stack)
	require.NoError(t, err)
	assertConventions(t, checkpoint)
	assertNoSecretInClear(t, b, stack)
	assertNoSecretInReport(t, b, stack, log)
	assertGolden(t, stack, checkpoint)
	if set.IsRebuild() {
		assertNothingOfTheLostRegion(t, b)
	}
}

// previewLikeAzure previews a stack as the real provider would: without identifiers and computed outputs. The program must not
// depend on what only the local Azure knows beforehand.
func (b *bench) previewLikeAzure(t *testing.T, stack string) {
	t.Helper()
	b.serve(t, localazure.Options{AzureLikePreview: true})
	defer b.serve(t, localazure.Options{})
	before := len(b.azure.World().Calls())
	preview := b.run(t, engine.OpPreview, engine.Options{Stack: stack})
	require.NoError(t, preview.Err(), "%s", b.shown)
	made := calls(b.azure.World().Calls()[before:])
	assert.NotContains(t, made, "POST ", "what does not exist yet must not be asked for credentials or keys")
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

// calls are the names of calls, as one text.
func calls(seen []world.Call) string {
	var text strings.Builder
	for _, call := range seen {
		text.WriteString(call.Method + " " + call.ID + "\n")
	}
	return text.String()
}
