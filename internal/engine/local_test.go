package engine

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrepare(t *testing.T) {
	t.Parallel()
	local := Local{Dir: filepath.Join(t.TempDir(), "new")}
	require.NoError(t, local.Prepare())
	require.NoError(t, local.Prepare(), "a folder that a local run made is used again")
	touch(t, local, "{}", "stacks", "p", "s.json")
	require.NoError(t, local.Prepare())
	assert.True(t, local.HasStack("p", "s"))
	assert.False(t, local.HasStack("p", "t"))

	require.NoError(t, local.Reset())
	assert.NoDirExists(t, local.StateDir())
	assert.NoDirExists(t, local.WorldDir())
	assert.DirExists(t, local.HomeDir(), "the CLI's home stays")
	require.NoError(t, local.Reset(), "resetting nothing does nothing")
}

func TestPrepareLeavesForeignStateAlone(t *testing.T) {
	t.Parallel()
	local := Local{Dir: t.TempDir()}
	foreign := touch(t, local, "{}", "stacks", "p", "s.json")
	assert.ErrorContains(t, local.Prepare(), "has content that no local run made: set TRELICA_LOCAL_DIR")
	assert.ErrorContains(t, local.Reset(), "it is not deleted")
	assert.FileExists(t, foreign)
}

func TestPrepareUnwritable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	// A file where a folder should be is unwritable for every user, the superuser of a container included.
	err := Local{Dir: filepath.Join(file, "local")}.Prepare()
	assert.ErrorContains(t, err, "cannot be written")
	assert.ErrorContains(t, err, "set TRELICA_LOCAL_DIR to a folder that is")
}

func TestNewLocal(t *testing.T) {
	t.Parallel()
	local, err := NewLocal("/repo", func(string) string { return "" })
	require.NoError(t, err)
	assert.Equal(t, Local{Dir: "/repo/.local"}, local)
	local, err = NewLocal("/repo", func(string) string { return "/elsewhere" })
	require.NoError(t, err)
	assert.Equal(t, Local{Dir: "/elsewhere"}, local)
}

// writeLock writes a lock as the CLI does.
func writeLock(t *testing.T, local Local, lock Lock) {
	t.Helper()
	data, err := json.Marshal(lock)
	require.NoError(t, err)
	touch(t, local, string(data), "locks", "organization", "p", "s", "id.json")
}

// deadPID is the number of a process that has ended.
func deadPID(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	require.NoError(t, cmd.Run())
	return cmd.Process.Pid
}

func TestKilledRun(t *testing.T) {
	t.Parallel()
	host, err := os.Hostname()
	require.NoError(t, err)
	started := time.Now().Add(-time.Minute).UTC().Truncate(time.Second)
	for _, test := range []struct {
		reason string
		lock   Lock
		world  time.Time // when it was last changed; zero for never
		want   *bool     // whether the world is newer; nil for no killed run
	}{
		{"a run that lives", Lock{PID: os.Getpid(), Hostname: host, Started: started}, time.Time{}, nil},
		{"a run on another machine may live", Lock{PID: deadPID(t), Hostname: "elsewhere", Started: started}, time.Time{}, nil},
		{"a lock without a process tells nothing", Lock{Hostname: host, Started: started}, time.Time{}, nil},
		{"a killed run that changed nothing", Lock{PID: deadPID(t), Hostname: host, Started: started}, started.Add(-time.Hour), new(bool)},
		{"a killed run that changed the world", Lock{PID: deadPID(t), Hostname: host, Started: started}, started.Add(time.Second), ptr(true)},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			local := preparedLocal(t)
			writeLock(t, local, test.lock)
			// A lock file of the world is written whenever it is opened and says nothing.
			require.NoError(t, os.WriteFile(filepath.Join(local.WorldDir(), "world.lock"), nil, 0o600))
			if !test.world.IsZero() {
				world := filepath.Join(local.WorldDir(), "world.jsonl")
				require.NoError(t, os.WriteFile(world, nil, 0o600))
				require.NoError(t, os.Chtimes(world, test.world, test.world))
			}
			killed := local.KilledRun("p", "s")
			if test.want == nil {
				assert.Nil(t, killed)
				return
			}
			require.NotNil(t, killed)
			assert.Equal(t, *test.want, killed.WorldIsNewer)
			require.NoError(t, killed.Release())
			assert.Nil(t, local.KilledRun("p", "s"), "the lock is gone")
			assert.NoError(t, killed.Release(), "releasing twice does nothing")
		})
	}
}

func ptr[T any](v T) *T { return &v }
