package statuspage

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sh runs a script with its folders moved below root.
func sh(t *testing.T, script, root string) {
	t.Helper()
	moved := strings.NewReplacer("cd "+historyPath, "cd "+root+historyPath, "="+backupPath, "="+root+backupPath, "find "+backupPath, "find "+root+backupPath).Replace(script)
	command := exec.Command("/bin/sh", "-c", moved)
	command.Env = append(os.Environ(), historyVariable+"=new")
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
}

func folders(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, folder := range []string{historyPath, backupPath} {
		require.NoError(t, os.Mkdir(root+folder, 0o755))
	}
	return root
}

func put(t *testing.T, path, text string, age time.Duration) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	then := time.Now().Add(-age)
	require.NoError(t, os.Chtimes(path, then, then))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func TestANewConfigurationGetsTheNewestHistory(t *testing.T) {
	t.Parallel()
	root := folders(t)
	put(t, root+"/history/older.db", "older", 2*time.Hour)
	put(t, root+"/history/last.db", "last", time.Hour)
	put(t, root+"/history/last.db-wal", "log", time.Hour)
	sh(t, copyHistory, root)
	assert.Equal(t, "last", read(t, root+"/history/new.db"))
	assert.Equal(t, "log", read(t, root+"/history/new.db-wal"), "what was not yet written back comes too")

	put(t, root+"/history/new.db", "gone on", 0)
	sh(t, copyHistory, root)
	assert.Equal(t, "gone on", read(t, root+"/history/new.db"), "a restart keeps its own file")
}

func TestTheFirstConfigurationHasNoHistory(t *testing.T) {
	t.Parallel()
	root := folders(t)
	sh(t, copyHistory, root)
	sh(t, backupHistory, root)
	for _, folder := range []string{historyPath, backupPath} {
		entries, err := os.ReadDir(root + folder)
		require.NoError(t, err)
		assert.Empty(t, entries, folder)
	}
}

func TestBackupKeepsAMonthAndClearsAway(t *testing.T) {
	t.Parallel()
	root := folders(t)
	const day = 24 * time.Hour
	put(t, root+"/history/last.db", "last", time.Minute)
	put(t, root+"/history/last.db-wal", "log", 9*day)
	put(t, root+"/history/old.db", "old", 8*day)
	put(t, root+"/history/recent.db", "recent", day)
	for folder, age := range map[string]time.Duration{"/backup/kept": 29 * day, "/backup/stale": 32 * day} {
		put(t, root+folder+"/history.db", "x", age)
		then := time.Now().Add(-age)
		require.NoError(t, os.Chtimes(root+folder, then, then))
	}
	sh(t, backupHistory, root)
	copies, err := filepath.Glob(root + "/backup/20*/history.db*")
	require.NoError(t, err)
	require.Len(t, copies, 2)
	assert.Equal(t, "last", read(t, copies[0]))
	assert.NoDirExists(t, root+"/backup/stale")
	assert.DirExists(t, root+"/backup/kept")
	assert.NoFileExists(t, root+"/history/old.db")
	assert.FileExists(t, root+"/history/recent.db")
	assert.FileExists(t, root+"/history/last.db-wal", "the file in use stays, however old")
}
