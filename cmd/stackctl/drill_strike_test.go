package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestADrillThatIsKilledWhileItStrikesBeginsAgain kills a drill between what it breaks and the note of it: what is broken is as it was before, and
// the disaster strikes once.
func TestADrillThatIsKilledWhileItStrikesBeginsAgain(t *testing.T) {
	t.Parallel()
	const id = "region-loss"
	d := &drill{dir: t.TempDir()}
	world := filepath.Join(d.dir, drilled, "world", "world.json")
	write := func(content string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(world), 0o700))
		require.NoError(t, os.WriteFile(world, []byte(content), 0o600))
	}
	write("whole")
	require.NoError(t, d.beforeStrike(id))
	write("half broken")
	require.NoError(t, os.WriteFile(filepath.Join(d.dir, drilled, "journal"), nil, 0o600))

	again := &drill{dir: d.dir}
	require.NoError(t, again.beforeStrike(id))
	assert.Equal(t, "whole", read(t, world))
	assert.NoFileExists(t, filepath.Join(d.dir, drilled, "journal"), "what it noted meanwhile is of another run")

	write("broken")
	require.NoError(t, again.struck(id))
	assert.NoDirExists(t, filepath.Join(d.dir, drilledBefore), "it has struck: the copy is needed no more")
	require.NoError(t, again.beforeStrike(id))
	assert.Equal(t, "broken", read(t, world), "a drill that goes on goes on from what is broken")

	half := &drill{dir: t.TempDir()}
	require.NoError(t, os.MkdirAll(filepath.Join(half.dir, drilled), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(half.dir, drilledBefore+".part", "left"), 0o700))
	require.NoError(t, half.beforeStrike(id))
	assert.NoDirExists(t, filepath.Join(half.dir, drilledBefore, "left"), "a copy that was not finished counts for nothing")
}
