package stacktest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/faults"
)

// TestRolesThatWorkLate gives production's roles, and lets each of them work only when something has been refused for want of it. A single
// run fails as in Azure; tried again as stackctl tries it (decision 0014), the stack comes to be what it is without.
func TestRolesThatWorkLate(t *testing.T) {
	t.Parallel()
	deep(t)
	const roles, identities = "Microsoft.Authorization/roleAssignments", "Microsoft.ManagedIdentity/userAssignedIdentities"
	injector := &armed{Injector: faults.New(faults.Scenario{Faults: []faults.Fault{{Kind: faults.Late, Type: roles}, {Kind: faults.Late, Type: identities}}})}
	b := newBenchFor(t, "prod", localazure.Options{Faults: injector})
	before := b.azure.World().All()
	injector.on.Store(true)
	options := engine.Options{Stack: "prod", SkipPreview: true}

	once := b.run(t, engine.OpUp, options)
	require.Error(t, once.Err(), "without another try it fails")
	names := once.Transients()
	assert.NotEmpty(t, names, "every error is one that stackctl knows to pass: %s", b.shown)

	at := time.Now()
	retry := engine.Retry{
		Budget: engine.RetryBudget, Say: func(text string) { t.Log(text) },
		Now:   func() time.Time { return at },
		Sleep: func(_ context.Context, d time.Duration) error { at = at.Add(d); return nil },
	}
	result, exhausted, err := retry.Do(t.Context(), func(context.Context) (engine.Result, error) { return b.run(t, engine.OpUp, options), nil })
	require.NoError(t, err)
	assert.False(t, exhausted)
	require.NoError(t, result.Err(), "%s", b.shown)
	struck := injector.Struck()
	t.Logf("refused for want of a role %d times; %v", struck[0], names)
	assert.Positive(t, struck[0])
	assert.Zero(t, struck[1], "every role says what kind of principal it is for, so that no identity is looked up too early")

	checkpoint, err := b.Export(t.Context(), "prod")
	require.NoError(t, err)
	got, err := checkpoint.Snapshot()
	require.NoError(t, err)
	assert.Equal(t, goldenText(t, "prod"), string(got))
	b.nothingStray(t, before, checkpoint)
}
