package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestStackStatus(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, inParts)
	require.Equal(t, codeFine, b.stackctl(t, "status", "--stack", "dev"), b.err.String())
	assert.Equal(t, `stack       dev, target: local (simulated)
lock        nobody
state       none: not provisioned yet
drift       not looked for
waiting     secret: api-key in kv-home
waiting     secret: api-key in kv-recovery
`, b.out.String())

	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	b.change(t, func(tx *world.Tx) {
		// Somebody deletes a group in the portal.
		tx.Remove("/subscriptions/00000000-0000-0000-0000-0000000000f1/resourceGroups/rg-tiny-front")
	})
	require.Equal(t, codeFine, b.stackctl(t, "status", "--stack", "dev", "--output", "json"), b.err.String())
	var report stackReport
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &report))
	assert.True(t, report.Exists && report.LockKnown && report.DriftKnown && report.Simulated)
	assert.Equal(t, 10, report.Resources)
	require.NotNil(t, report.LastUpdate)
	assert.Equal(t, []string{"update", "succeeded"}, []string{report.LastUpdate.Kind, report.LastUpdate.Result})
	require.Len(t, report.Drift, 1)
	assert.Equal(t, "delete", report.Drift[0].Op)
	assert.Contains(t, report.Drift[0].URN, "::front-group")
	assert.Len(t, report.Waiting, 2)
}
