package compare

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUntarStaysInItsFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header tar.Header
		fails  bool
		reason string
	}{
		{tar.Header{Name: "a/b", Typeflag: tar.TypeReg, Size: 1}, false, "a file in a folder"},
		{tar.Header{Name: "../out", Typeflag: tar.TypeReg, Size: 1}, true, "a way up"},
		{tar.Header{Name: "a/../../out", Typeflag: tar.TypeReg, Size: 1}, true, "a way up through a folder"},
		{tar.Header{Name: "/out", Typeflag: tar.TypeReg, Size: 1}, true, "an absolute path"},
	} {
		parent := t.TempDir()
		dir := filepath.Join(parent, "in")
		require.NoError(t, os.Mkdir(dir, 0o700))
		var archive bytes.Buffer
		w := tar.NewWriter(&archive)
		require.NoError(t, w.WriteHeader(&c.header))
		_, err := w.Write([]byte("x"))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		assert.Equal(t, c.fails, untar(&archive, dir) != nil, c.reason)
		assert.NoFileExists(t, filepath.Join(parent, "out"), c.reason)
	}
}

func TestALinkIsLeftOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	require.NoError(t, w.WriteHeader(&tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc"}))
	require.NoError(t, w.Close())
	require.NoError(t, untar(&archive, dir))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

// TestWhatWasUsedLastIsKept keeps five folders where three may be.
func TestWhatWasUsedLastIsKept(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	start := time.Now().Add(-time.Hour)
	for i := range 5 {
		from := filepath.Join(t.TempDir(), "made")
		require.NoError(t, os.Mkdir(from, 0o700))
		require.NoError(t, os.Chtimes(from, start, start.Add(time.Duration(i)*time.Minute)))
		require.NoError(t, keep(from, filepath.Join(home, strconv.Itoa(i)), 3))
		if i == 1 {
			used(filepath.Join(home, "0"))
		}
	}
	entries, err := os.ReadDir(home)
	require.NoError(t, err)
	var left []string
	for _, entry := range entries {
		left = append(left, entry.Name())
	}
	assert.Equal(t, []string{"0", "3", "4"}, left)
}

func TestDigestTellsPartsApart(t *testing.T) {
	t.Parallel()
	one, err := digest(nil, "ab", "c")
	require.NoError(t, err)
	other, err := digest(nil, "a", "bc")
	require.NoError(t, err)
	assert.NotEqual(t, one, other)
	_, err = digest([]string{filepath.Join(t.TempDir(), "none")})
	assert.Error(t, err)
}
