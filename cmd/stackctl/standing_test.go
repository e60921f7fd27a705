package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine/enginetest"
)

func TestStandsOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	assert.Empty(t, standsOn(b.project, b.local, "tiny", "dev"), "the project has no bootstrap of dev")
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi.bootstrap-dev.yaml"), []byte("config: {}\n"), 0o600))
	assert.Equal(t, "bootstrap-dev", standsOn(b.project, b.local, "tiny", "dev"), "and now it has")
	for _, stack := range []string{"bootstrap-dev", "keep", "dr"} {
		assert.Empty(t, standsOn(b.project, b.local, "tiny", stack), "%s is no environment", stack)
	}
}

// TestABootstrapComesFirst provisions an environment on an empty world: its bootstrap is made before it, once.
func TestABootstrapComesFirst(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	b.program = enginetest.Program(t)
	file := filepath.Join(b.project, "Pulumi.bootstrap-dev.yaml")
	content, err := os.ReadFile(filepath.Join(b.project, "Pulumi.dev.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, content, 0o600))

	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev"), b.err.String())
	assert.Contains(t, b.err.String(), "stack bootstrap-dev comes first", "a newcomer's first command may be a preview")
	require.Equal(t, codeFine, b.stackctl(t, "local", "reset", "--yes"), b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--output", "json"), b.err.String())
	assert.Contains(t, b.err.String(), "stack bootstrap-dev comes first: it makes what dev stands on, once")
	assert.Contains(t, b.out.String(), `"stack": "dev"`, "the result is that of the stack that was asked for")
	assert.NotContains(t, b.out.String(), "bootstrap-dev")
	assert.True(t, b.local.HasStack("tiny", "bootstrap-dev"))

	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes"), b.err.String())
	assert.NotContains(t, b.err.String(), "comes first")
}
