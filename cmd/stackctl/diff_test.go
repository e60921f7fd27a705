package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newDiffBench is a bench whose project builds by itself, with the program that keeps data, and is in git.
func newDiffBench(t *testing.T) *bench {
	t.Helper()
	b := newAzureBench(t)
	for to, from := range map[string]string{
		"go.mod": "../../go.mod", "go.sum": "../../go.sum", "infra/main.go": "testdata/kept/main.go",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(b.project, filepath.FromSlash(to)), []byte(read(t, from)), 0o600))
	}
	require.NoError(t, os.Remove(filepath.Join(b.project, "Pulumi.keep.yaml")))
	b.write(t, "config: {}\n")
	b.commit(t)
	return b
}

// rewrite replaces a part of the program.
func (b *bench) rewrite(t *testing.T, before, after string) {
	t.Helper()
	path := filepath.Join(b.project, "infra", "main.go")
	source := read(t, path)
	require.Contains(t, source, before)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(source, before, after, 1)), 0o600))
}

// TestARenamedComponentKeepsItsDataOnlyWithAnAlias renames a component that holds a storage account, with the real engine. Without an
// alias the engine knows none of it: what Azure has under the same name cannot be made again, and under another name the data would be
// lost, which --keep-data refuses. With an alias nothing is deleted or replaced. SDKs hand an alias down to what is in a component, whose
// names begin with its name.
func TestARenamedComponentKeepsItsDataOnlyWithAnAlias(t *testing.T) {
	t.Parallel()
	b := newDiffBench(t)
	compared := func() int { return b.stackctl(t, "diff", "--base", "HEAD", "--stack", "dev", "--keep-data") }

	require.Equal(t, codeFine, compared(), "%s", b.err.String())
	assert.Equal(t, 1, strings.Count(b.out.String(), "\n"), "nothing is renamed, and there is one line: %s", b.out.String())

	b.rewrite(t, `name  = "store"`, `name  = "archive"`)
	assert.Equal(t, codeFailed, compared(), "renamed without an alias: %s", b.err.String())
	assert.Contains(t, b.out.String(), "already existing resource")

	b.rewrite(t, `place = "kept"`, `place = "other"`)
	assert.Equal(t, codeRefused, compared(), "renamed without an alias, in Azure too: %s%s", b.out.String(), b.err.String())
	assert.Contains(t, b.err.String(), "what holds data would go:")
	assert.Contains(t, b.err.String(), "dev: store-account ")
	assert.Contains(t, b.out.String(), "store-account", "the report says it too")

	b.rewrite(t, `alias = ""`, `alias = "store"`)
	assert.Equal(t, codeRefused, compared(), "an alias does not help where Azure's own name is another: %s", b.err.String())
	assert.Contains(t, b.err.String(), "is replaced")

	b.rewrite(t, `place = "other"`, `place = "kept"`)
	require.Equal(t, codeFine, compared(), "renamed with an alias: %s%s", b.out.String(), b.err.String())
	assert.NotContains(t, b.out.String(), "is deleted")
	assert.NotContains(t, b.out.String(), "is replaced")
	assert.Contains(t, b.out.String(), "archive-account", "that it has another name is said")
}
