//go:build unix

package recovery_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

func TestOneAtATimeRecoversAStack(t *testing.T) {
	t.Parallel()
	path := recovery.HoldPath(t.TempDir(), "prod", "azure")
	first := recovery.Holder{Host: "runner-1", Process: 42, User: "ada", Since: time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC), What: "recover region-loss"}
	held, err := recovery.TakeHold(path, first)
	require.NoError(t, err)
	_, err = recovery.TakeHold(path, recovery.Holder{Host: "runner-2", What: "recover failback"})
	var other *recovery.HeldError
	require.ErrorAs(t, err, &other)
	assert.Equal(t, first, other.Holder)
	assert.EqualError(t, other, "ada on runner-1 (process 42, recover region-loss, since 2026-11-29T03:00:00Z) has it: two do not recover one stack at once (lock "+path+")")
	elsewhere, err := recovery.TakeHold(recovery.HoldPath(filepath.Dir(filepath.Dir(path)), "dev", "azure"), first)
	require.NoError(t, err, "another stack is not held")
	require.NoError(t, elsewhere.Release())
	require.NoError(t, held.Release())
	again, err := recovery.TakeHold(path, recovery.Holder{Host: "runner-2"})
	require.NoError(t, err)
	require.NoError(t, again.Release())
}

// TestADeadHolderIsNotInTheWay kills the process that has the lock. It is this test again, in a process of its own.
func TestADeadHolderIsNotInTheWay(t *testing.T) {
	const variable = "TRELICA_TEST_HOLD"
	if path := os.Getenv(variable); path != "" {
		_, err := recovery.TakeHold(path, recovery.Holder{Host: "here", Process: os.Getpid()})
		fmt.Println("held", err)
		time.Sleep(time.Minute)
		return
	}
	path := recovery.HoldPath(t.TempDir(), "prod", "azure")
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestADeadHolderIsNotInTheWay$") //nolint:gosec // this test
	holder.Env = append(os.Environ(), variable+"="+path)
	said, err := holder.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, holder.Start())
	line, err := bufio.NewReader(said).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "held <nil>\n", line)
	_, err = recovery.TakeHold(path, recovery.Holder{})
	require.ErrorContains(t, err, fmt.Sprintf("process %d", holder.Process.Pid))
	require.NoError(t, holder.Process.Kill())
	require.Error(t, holder.Wait())
	held, err := recovery.TakeHold(path, recovery.Holder{})
	require.NoError(t, err)
	require.NoError(t, held.Release())
}
