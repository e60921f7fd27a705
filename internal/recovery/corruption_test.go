package recovery_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// bases are the databases of a home server by name, with when each is of.
type bases struct {
	site
	recovery.State
	there map[string]time.Time
	// fresh is true once the state was refreshed.
	fresh bool
}

func (b *bases) Database(_ context.Context, _ recovery.Place, side recovery.Side, name string) (exists bool, status string, err error) {
	_, there := b.there[name]
	return there && side.Region == "eastus2", "Online", nil
}

func (b *bases) Points(context.Context, recovery.Place, recovery.Side, string) (time.Time, error) {
	return today.Add(-30 * 24 * time.Hour), nil
}

func (b *bases) RestorePoint(_ context.Context, _ recovery.Place, _ recovery.Side, _, to string, at time.Time) error {
	b.there[to] = at
	return nil
}

func (b *bases) LetGo(context.Context, recovery.Place, recovery.Side, recovery.Side, string) error {
	b.note("let go")
	return nil
}

func (b *bases) Rename(_ context.Context, _ recovery.Place, _ recovery.Side, from, to string) error {
	b.there[to] = b.there[from]
	delete(b.there, from)
	return nil
}

func (b *bases) Refresh(context.Context, string) error {
	b.fresh = true
	b.note("refresh")
	return nil
}

// Drift is what the state does not know before it is refreshed; a preview shows nothing of it.
func (b *bases) Drift(context.Context, string) (int, error) {
	if b.fresh {
		return 0, nil
	}
	return 3, nil
}

var today = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// corruption is a recovery of damaged data in an Azure into which nobody sees.
func corruption(t *testing.T, b *bases, path string, at time.Time) *recovery.Run {
	t.Helper()
	scenario, err := recovery.Find("data-corruption")
	require.NoError(t, err)
	journal, err := recovery.OpenJournal(path, "data-corruption", "prod", "azure", today)
	require.NoError(t, err)
	return &recovery.Run{
		Place: recovery.Place{
			Stack: "prod", Rebuild: "dr", Target: "azure", Database: "app", Home: recovery.Side{Region: "eastus2", Server: "sql"}, Recovery: recovery.Side{Region: "centralus"},
		},
		Scenario: scenario, Journal: journal, Stacks: b, State: b, SQL: b, Data: inside{}, Tokens: inside{}, Traffic: inside{},
		Say: func(string, ...any) {}, Now: recovery.Clock(func() time.Time { return today }), At: at,
	}
}

func TestTheLiveDatabaseIsLetGoOnlyAfterPeopleHaveCompared(t *testing.T) {
	t.Parallel()
	b := &bases{site: site{up: map[string]bool{"prod": true}}, there: map[string]time.Time{"app": today}}
	path := filepath.Join(t.TempDir(), "j.json")
	good := today.Add(-time.Hour)
	err := recovery.Execute(t.Context(), corruption(t, b, path, good))
	require.ErrorIs(t, err, recovery.ErrByHand)
	require.ErrorContains(t, err, "see that no row of the restored database is damaged")
	assert.Empty(t, b.done, "the live one is as it was")

	err = recovery.Execute(t.Context(), corruption(t, b, path, good.Add(-time.Hour)))
	require.NoError(t, err, "the restore is done: its moment is not asked for again")
	assert.Equal(t, []string{"let go", "refresh", "up prod"}, b.done, "the replica is made again")
	assert.Equal(t, map[string]time.Time{"app": good, "app-damaged": today}, b.there)
}

func TestAnotherRecoverysDatabasesAreNotTakenForOurs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		there  map[string]time.Time
		at     time.Time
		want   string
	}{
		{"one that was restored before, to another moment", map[string]time.Time{"app": today, "app-restored": today.Add(-9 * time.Hour)}, today.Add(-time.Hour), "a database app-restored on sql already, which this recovery did not make"},
		{"one that was damaged before", map[string]time.Time{"app": today, "app-damaged": today}, today.Add(-time.Hour), "a database app-damaged on sql already, which this recovery did not make"},
		{"a moment that has not been yet", map[string]time.Time{"app": today}, today.Add(time.Hour), "is wanted, and has not been yet"},
		{"no moment", map[string]time.Time{"app": today}, time.Time{}, "the last moment at which the data were good is needed"},
	} {
		b := &bases{there: test.there}
		err := recovery.Execute(t.Context(), corruption(t, b, filepath.Join(t.TempDir(), "j.json"), test.at))
		require.ErrorContains(t, err, test.want, test.reason)
		assert.Empty(t, b.done, test.reason)
	}
}

// TestTheMomentOfARestoreIsOne kills a recovery while it restores, and goes on with another moment.
func TestTheMomentOfARestoreIsOne(t *testing.T) {
	t.Parallel()
	b := &bases{there: map[string]time.Time{"app": today}}
	path := filepath.Join(t.TempDir(), "j.json")
	run := corruption(t, b, path, today.Add(-time.Hour))
	run.Stop = func(step string, done bool) error {
		if step == "beside" && done {
			return errKilled
		}
		return nil
	}
	require.ErrorIs(t, recovery.Execute(t.Context(), run), errKilled)
	delete(b.there, "app-restored") // the restore had not ended
	again := corruption(t, b, path, today.Add(-2*time.Hour))
	again.Only = "beside"
	require.ErrorContains(t, recovery.Execute(t.Context(), again), "this recovery restores what there was at 2026-11-29T11:00:00Z")
}
