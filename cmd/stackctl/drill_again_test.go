package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestADrillThatWasRecoveredFromIsJudgedAgain goes on with a drill of damaged data whose recovery has ended and whose judge was not content: it
// is judged again, by what the recovery noted, and nothing is asked for or done again.
func TestADrillThatWasRecoveredFromIsJudgedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ownStacks(t)
	const id = "data-corruption"
	scenario, err := recovery.Find(id)
	require.NoError(t, err)
	path := recovery.JournalPath(b.local.Dir, id, "prod", "local")
	journal, err := recovery.OpenJournal(path, id, "prod", "local", time.Unix(1, 0))
	require.NoError(t, err)
	for _, step := range scenario.Steps {
		journal.Steps = append(journal.Steps, recovery.Entry{Step: step.ID, Began: time.Unix(1, 0), Ended: time.Unix(2, 0), Tries: 1})
	}
	journal.Ended = time.Unix(2, 0)
	good := time.Date(2026, 11, 29, 6, 0, 0, 0, time.UTC)
	require.NoError(t, journal.Set("at", good))

	d := &drill{app: b.app, dir: t.TempDir(), kept: drillState{Scenario: id, Stack: "prod", Struck: []string{id}}}
	o := &drillOptions{recoverOptions: recoverOptions{scenario: id, stack: "prod", target: engine.TargetLocal, format: formatText, out: filepath.Join(t.TempDir(), "report")}}
	err = d.take(t.Context(), b.app, o, id)
	require.ErrorContains(t, err, "There is no database", "the judge looks, and finds an empty world")
	assert.NotContains(t, err.Error(), "--at")
	assert.NotContains(t, b.err.String(), "step 1 of", "no step is taken again")

	again, err := recovery.LastJournal(path, id, "prod", "local", time.Unix(3, 0))
	require.NoError(t, err)
	var at time.Time
	found, err := again.Get("at", &at)
	require.NoError(t, err)
	assert.True(t, found && at.Equal(good), "the moment is kept")
}
