package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/schema/typings"
)

// typingsVariable names the folder with the unpacked typings for the test below.
const typingsVariable = "TRELICA_TYPINGS_DIR"

// The committed shapes are those that the typings give, byte for byte. What is compared is the text inside: the
// compressed bytes may differ between versions of Go's compressor.
func TestCommittedShapesAreThoseOfTheTypings(t *testing.T) {
	t.Parallel()
	tokens, err := readList(filepath.Join("..", listName))
	require.NoError(t, err)
	document, err := generate(availableTypings(t, tokens), tokens)
	require.NoError(t, err)
	want, err := document.JSON()
	require.NoError(t, err)

	committed, err := os.ReadFile(filepath.Join("..", shapesName))
	require.NoError(t, err)
	got, err := schema.Decompress(committed)
	require.NoError(t, err)
	if string(want) != string(got) { // too long to be shown
		t.Errorf("%s is not what %s and the typings give: run go generate ./internal/localazure/schema", shapesName, listName)
	}
}

// availableTypings returns the typings that the environment names, or those that the generator has left in the cache. It
// skips the test where there are none: tests never fetch.
func availableTypings(t *testing.T, tokens []string) typings.Files {
	t.Helper()
	if directory := os.Getenv(typingsVariable); directory != "" {
		return folder(directory)
	}
	cache, err := cacheDirectory()
	if err != nil {
		t.Skipf("no typings: set %s to a folder with the unpacked package %s@%s", typingsVariable, packageName, pinnedVersion)
	}
	tarball := filepath.Join(cache, tarballName)
	if _, err := os.Stat(tarball); err != nil {
		t.Skipf("no typings: run go generate ./internal/localazure/schema, which fetches them into %s, or set %s to a folder with "+
			"the unpacked package %s@%s", cache, typingsVariable, packageName, pinnedVersion)
	}
	require.NoError(t, verify(tarball, pinnedIntegrity))
	files, err := readTarball(tarball, tokens)
	require.NoError(t, err)
	return files
}

func TestOtherVersionsAreRefused(t *testing.T) {
	t.Parallel()
	files := archive{"package.json": []byte(`{"name": "@pulumi/azure-native", "version": "3.0.0"}`)}
	_, err := generate(files, nil)
	assert.EqualError(t, err, "the typings are of version 3.0.0, but the shapes belong to "+pinnedVersion+
		", the version of the SDK in go.mod; change both together, with the digest")
}
