//go:build unix

package world

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestALockIsFreeOnceItIsReleased has the lock's file open a second time, as a child has it between being forked and becoming its program.
func TestALockIsFreeOnceItIsReleased(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "world.lock")
	first, err := takeLock(path)
	require.NoError(t, err)
	child, err := syscall.Dup(int(first.file.Fd()))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, syscall.Close(child)) })
	_, err = takeLock(path)
	require.ErrorAs(t, err, new(*HeldError))
	require.NoError(t, first.release())
	second, err := takeLock(path)
	require.NoError(t, err)
	require.NoError(t, second.release())
}
