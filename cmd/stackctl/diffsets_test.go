package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestADiffKnowsTheWorkloadsFlows holds that a diff is judged by the same declaration as a run: with the flows that settings declare.
func TestADiffKnowsTheWorkloadsFlows(t *testing.T) {
	t.Parallel()
	set, err := settings.FromFiles("../..", "dev")
	require.NoError(t, err)
	env := environment{Operators: operators(set), Flows: workloadFlows(set)}
	require.NotEmpty(t, env.Flows)
	a := &app{environment: func(string, string) (environment, error) { return env, nil }}
	assert.Equal(t, declaredBy(env), a.declared("../..", "dev"))
	assert.NotEqual(t, topology.Declared(env.Operators), a.declared("../..", "dev"), "the workloads' flows are in it")
}
