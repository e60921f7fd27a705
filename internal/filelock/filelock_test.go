//go:build unix

package filelock

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOneHasIt takes a lock twice: the second is told what the first wrote, and has it once the first gave it free.
func TestOneHasIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, _, err := Take(path, "the first, at length")
	require.NoError(t, err)
	_, other, err := Take(path, "the second")
	require.ErrorIs(t, err, ErrHeld)
	assert.Equal(t, "the first, at length", other)
	require.NoError(t, first.Release())
	second, _, err := Take(path, "the second")
	require.NoError(t, err)
	_, other, err = Take(path, "a third")
	require.ErrorIs(t, err, ErrHeld)
	assert.Equal(t, "the second", other, "nothing is left of the first's text")
	require.NoError(t, second.Release())
}

// TestALockIsFreeOnceItIsReleased has the lock's file open a second time, as a child has it between being forked and becoming its program.
func TestALockIsFreeOnceItIsReleased(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, _, err := Take(path, "")
	require.NoError(t, err)
	child, err := syscall.Dup(int(first.file.Fd()))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, syscall.Close(child)) })
	_, _, err = Take(path, "")
	require.ErrorIs(t, err, ErrHeld)
	require.NoError(t, first.Release())
	second, _, err := Take(path, "")
	require.NoError(t, err)
	require.NoError(t, second.Release())
}

// TestALockThatCannotBe names the folder that is not there.
func TestALockThatCannotBe(t *testing.T) {
	t.Parallel()
	_, _, err := Take(filepath.Join(t.TempDir(), "nowhere", "lock"), "")
	require.ErrorContains(t, err, "nowhere")
	assert.NotErrorIs(t, err, ErrHeld)
}
