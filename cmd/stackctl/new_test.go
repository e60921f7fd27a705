package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNewWritesSettings adds one of each to a copy of the repository's stack files. What that would change is shown by the guides,
// whose commands are run too.
func TestNewWritesSettings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	files, err := filepath.Glob("../../Pulumi*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		require.NoError(t, os.WriteFile(filepath.Join(b.project, filepath.Base(file)), []byte(read(t, file)), 0o600))
	}
	stackFile := filepath.Join(b.project, "Pulumi.dev.yaml")
	for _, args := range [][]string{
		{"new", "workload", "reports", "--stack", "dev", "--no-preview", "--flow", "database", "--kind", "worker"},
		{"new", "flow", "tokens", "database", "--stack", "dev", "--no-preview"},
		{"new", "alert", "errors", "--stack", "dev", "--no-preview", "--query", "ContainerLogV2", "--summary", "Errors.", "--runbook", "slo-burn"},
	} {
		before := read(t, stackFile)
		require.Equal(t, codeFine, b.stackctl(t, args...), b.err.String())
		assert.Contains(t, b.err.String(), "Pulumi.bootstrap-dev.yaml, Pulumi.dev.yaml: "+args[1])
		assert.NotEqual(t, before, read(t, stackFile))
	}
	assert.Contains(t, b.err.String(), "note: there is no docs/runbooks/slo-burn.md yet", "the bench has no pages")
	before := read(t, stackFile)
	require.Equal(t, codeFine, b.stackctl(t, "new", "flow", "tokens", "database", "--stack", "dev"))
	assert.Contains(t, b.err.String(), "is there already")
	assert.Equal(t, codeFailed, b.stackctl(t, "new", "workload", "Reports", "--stack", "dev"))
	assert.Contains(t, b.err.String(), "next: no file was changed")
	assert.Equal(t, codeUsage, b.stackctl(t, "new", "workload", "--stack", "dev"), "without a name")
	assert.Equal(t, codeUsage, b.stackctl(t, "new", "flow", "a", "b", "--stack", "moon"))
	assert.Equal(t, codeUsage, b.stackctl(t, "new"))
	assert.Equal(t, before, read(t, stackFile))
}
