package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "package.tgz")
	require.NoError(t, os.WriteFile(file, []byte("abc"), 0o600))
	// The digest of "abc" is the example of FIPS 180-2, appendix C.1.
	const abc = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
	require.NoError(t, verify(file, abc))

	require.NoError(t, os.WriteFile(file, []byte("abd"), 0o600))
	require.ErrorIs(t, verify(file, abc), errIntegrity, "One changed bit is another package.")
	require.ErrorIs(t, verify(filepath.Join(t.TempDir(), "gone.tgz"), abc), os.ErrNotExist)
}

func TestFetchRefusesWhatIsNotPinned(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(cache, tarballName), []byte("something else"), 0o600))
	_, err := fetch(t.Context(), cache)
	require.ErrorIs(t, err, errIntegrity, "A package in the cache is checked like a fetched one.")
}

func TestFetchWithoutNpm(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := fetch(t.Context(), filepath.Join(t.TempDir(), "cache"))
	require.ErrorContains(t, err, "install npm, or unpack the package yourself and name its folder with -typings")
}

func TestFetchByNpm(t *testing.T) {
	bin, cache := t.TempDir(), t.TempDir()
	// A stand-in for npm that notes how it was called and where.
	script := "#!/bin/sh\necho \"$@\" > called\npwd > where\necho other > " + tarballName + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(bin, "npm"), []byte(script), 0o700))
	t.Setenv("PATH", bin)
	_, err := fetch(t.Context(), cache)
	require.ErrorIs(t, err, errIntegrity, "What npm fetched is checked.")
	called, err := os.ReadFile(filepath.Join(cache, "called"))
	require.NoError(t, err)
	assert.Equal(t, "pack @pulumi/azure-native@"+pinnedVersion+" --pack-destination "+cache+"\n", string(called))
}

func TestReadTarball(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "package.tgz")
	require.NoError(t, os.WriteFile(file, pack(t,
		"package/package.json", "package/types/input.d.ts", "package/types/output.js", "package/types/enums/zoo/index.d.ts",
		"package/types/enums/zoo/index.js", "package/zoo/v1/lion.js", "package/zoo/v1/lion.d.ts", "package/zoo/v2/lion.js", "package/farm/cow.js",
	), 0o600))
	got, err := readTarball(file, []string{"azure-native:zoo/v1:Lion", "nonsense"})
	require.NoError(t, err)
	want := archive{}
	for _, name := range []string{"package.json", "types/input.d.ts", "types/enums/zoo/index.d.ts", "zoo/v1/lion.js", "zoo/v1/lion.d.ts"} {
		want[name] = []byte("package/" + name)
	}
	assert.Equal(t, want, got, "Only what may be asked for is kept.")
	content, err := got.ReadFile("zoo/v1/lion.js")
	require.NoError(t, err)
	assert.Equal(t, "package/zoo/v1/lion.js", string(content))
	_, err = got.ReadFile("zoo/v2/lion.js")
	require.ErrorIs(t, err, os.ErrNotExist)

	require.NoError(t, os.WriteFile(file, []byte("no archive"), 0o600))
	_, err = readTarball(file, nil)
	require.ErrorContains(t, err, "package.tgz")
}

func TestFolder(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(directory, "types"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(directory, "types", "input.js"), []byte("x"), 0o600))
	content, err := folder(directory).ReadFile("types/input.js")
	require.NoError(t, err)
	assert.Equal(t, "x", string(content))
}

// pack returns a packed package with these files, each with its own name as content.
func pack(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, name := range names {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(name))}))
		_, err := w.Write([]byte(name))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, zipped.Close())
	return b.Bytes()
}
