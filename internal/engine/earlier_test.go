package engine_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// TestTheNewestStateThatCanBeReadIsBroughtBack lays out a backend's folder as the CLI does, and takes one copy after the other away.
func TestTheNewestStateThatCanBeReadIsBroughtBack(t *testing.T) {
	t.Parallel()
	state := func(name string) string {
		return `{"version":3,"checkpoint":{"stack":"dev","latest":{"resources":[{"urn":"` + name + `"}]}}}`
	}
	const present = ".pulumi/stacks/p/dev.json"
	kept := []struct{ file, content string }{ // newest first
		{".pulumi/backups/p/dev/dev.3.json", "cut sho"},
		{".pulumi/backups/p/dev/dev.2.json", state("written over a longer one") + `"}]}}}`},
		{".pulumi/history/p/dev/dev-2.history.json", `{"kind":"update"}`},
		{".pulumi/history/p/dev/dev-2.checkpoint.json", state("history")},
		{".pulumi/backups/p/dev/dev.1.json", state("backup")},
		{present + ".bak", state("before")},
		{".pulumi/history/p/other/other-1.checkpoint.json", state("another stack's")},
		{".pulumi/history/p/dev/dev-0.checkpoint.json", `{"version":3,"checkpoint":{"stack":"dev","latest":{"resources":[]}}}`},
	}
	dir := t.TempDir()
	folder := engine.Folder(dir)
	now := time.Now()
	for i, one := range kept {
		require.NoError(t, folder.Write(t.Context(), one.file, []byte(one.content)))
		require.NoError(t, os.Chtimes(filepath.Join(dir, one.file), now, now.Add(-time.Duration(i)*time.Minute)))
	}
	require.NoError(t, folder.Write(t.Context(), present, []byte(`{"version":3,"chec`)))
	for _, want := range kept[3:6] {
		from, found, err := engine.BringBack(t.Context(), folder, "p", "dev")
		require.NoError(t, err)
		require.True(t, found)
		assert.Equal(t, want.file, from.Name)
		content, err := os.ReadFile(filepath.Join(dir, present))
		require.NoError(t, err)
		assert.Equal(t, want.content, string(content))
		require.NoError(t, os.Remove(filepath.Join(dir, want.file)))
	}
	_, found, err := engine.BringBack(t.Context(), folder, "p", "dev")
	require.NoError(t, err)
	assert.False(t, found, "what is empty, cut short, or another stack's is no state")
	_, found, err = engine.BringBack(t.Context(), engine.Folder(t.TempDir()), "p", "dev")
	require.NoError(t, err)
	assert.False(t, found, "an empty store has none")
}

// TestAStateThatCannotBeReadIsPassedOver makes reading the newest fail, then all.
func TestAStateThatCannotBeReadIsPassedOver(t *testing.T) {
	t.Parallel()
	const newest, older = ".pulumi/history/p/dev/dev-2.checkpoint.json", ".pulumi/history/p/dev/dev-1.checkpoint.json"
	folder := engine.Folder(t.TempDir())
	now := time.Now()
	for file, at := range map[string]time.Time{newest: now, older: now.Add(-time.Minute)} {
		require.NoError(t, folder.Write(t.Context(), file, []byte(`{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"a"}]}}}`)))
		require.NoError(t, os.Chtimes(filepath.Join(string(folder), file), at, at))
	}
	files := failing{folder, map[string]bool{newest: true}}
	from, found, err := engine.BringBack(t.Context(), files, "p", "dev")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, older, from.Name)

	files.fails[older] = true
	_, found, err = engine.BringBack(t.Context(), files, "p", "dev")
	assert.False(t, found)
	require.ErrorContains(t, err, newest, "that there is none would not be true")
	require.ErrorContains(t, err, older)

	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, _, err = engine.BringBack(stopped, files, "p", "dev")
	require.ErrorIs(t, err, context.Canceled, "whoever stops it is not told of files")
}

// failing is a folder of which some files cannot be read.
type failing struct {
	engine.Folder
	fails map[string]bool
}

func (f failing) Read(ctx context.Context, file engine.KeptFile) ([]byte, error) {
	if f.fails[file.Name] {
		return nil, errors.New("409 the blob is archived")
	}
	return f.Folder.Read(ctx, file)
}
