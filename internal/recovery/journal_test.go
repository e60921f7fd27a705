package recovery_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

func TestAJournalThatIsNotThisRecoverysIsRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, content, want string }{
		{"cut off", `{"scenario":"s","stack"`, "cannot be read"},
		{"empty, as a machine that went off left it", "", "cannot be read"},
		{"of nothing", "{}", `is of "", stack "", target ""`},
		{"of another stack", `{"scenario":"s","stack":"dev","target":"azure"}`, `stack "dev"`},
		{"of another target", `{"scenario":"s","stack":"prod","target":"local"}`, `target "local"`},
	} {
		path := filepath.Join(t.TempDir(), "j.json")
		require.NoError(t, os.WriteFile(path, []byte(test.content), 0o600))
		_, err := recovery.OpenJournal(path, "s", "prod", "azure", time.Unix(1, 0))
		require.ErrorContains(t, err, test.want, test.reason)
		assert.ErrorContains(t, err, "move it away to begin anew", test.reason)
	}
}

func TestAJournalKnowsWhenItWasLastGoneOnWith(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "j.json")
	journal, err := recovery.OpenJournal(path, "s", "prod", "azure", time.Unix(1, 0))
	require.NoError(t, err)
	assert.Equal(t, time.Unix(1, 0), journal.Touched())
	journal.Steps = []recovery.Entry{{Step: "a", Began: time.Unix(2, 0), Ended: time.Unix(3, 0)}, {Step: "b", Began: time.Unix(4, 0), Tried: time.Unix(9, 0)}}
	assert.Equal(t, time.Unix(9, 0), journal.Touched(), "the last try counts, not the first")
	require.NoError(t, journal.Set("fact", 1))
	journal.Forget(time.Unix(20, 0))
	assert.False(t, journal.Continued())
	assert.Empty(t, journal.Facts)
	assert.Equal(t, time.Unix(20, 0), journal.Touched())
}

// TestARecoveryThatEndedIsTakenUpToBeJudged ends one, and takes it up twice: as a drill does, and as the next recovery does.
func TestARecoveryThatEndedIsTakenUpToBeJudged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "j.json")
	done := map[string]int{}
	journal, err := recovery.LastJournal(path, "counted", "prod", "local", time.Unix(1, 0))
	require.NoError(t, err)
	require.NoError(t, journal.Set("at", time.Unix(7, 0)))
	execute := func(journal *recovery.Journal, at int64) {
		require.NoError(t, recovery.Execute(t.Context(), &recovery.Run{
			Scenario: counted(done), Journal: journal, Say: func(string, ...any) {}, Now: recovery.Clock(func() time.Time { return time.Unix(at, 0) }),
		}))
	}
	execute(journal, 9)
	again, err := recovery.LastJournal(path, "counted", "prod", "local", time.Unix(20, 0))
	require.NoError(t, err)
	var noted time.Time
	found, err := again.Get("at", &noted)
	require.NoError(t, err)
	assert.True(t, found, "what was noted is there")
	assert.True(t, noted.Equal(time.Unix(7, 0)))
	execute(again, 30)
	assert.True(t, again.Ended.Equal(time.Unix(9, 0)), "it ended when it ended")
	assert.Equal(t, map[string]int{"one": 1, "two": 1, "three": 1}, done)

	next, err := recovery.OpenJournal(path, "counted", "prod", "local", time.Unix(40, 0))
	require.NoError(t, err)
	assert.Empty(t, next.Facts, "the next recovery begins anew")
	assert.False(t, next.Continued())
}
