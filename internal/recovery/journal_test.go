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
