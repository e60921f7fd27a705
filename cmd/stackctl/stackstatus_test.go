package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
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
	assert.Empty(t, report.Exceptions, "without the file there are none")
}

const someExceptions = `exceptions:
  - {id: %s, claim: SP-07, rules: [vault-purge], resources: ["urn:pulumi:*::tiny::**:Vault::*"], reason: nobody can do it otherwise, owner: platform, expires: "%s"}
  - {id: far, claim: SP-07, rules: [vault-purge], resources: ["urn:pulumi:*::tiny::**:Vault::*"], reason: nobody can do it otherwise, owner: platform, expires: "2999-01-01"}
`

func TestStatusShowsExceptionsThatEnd(t *testing.T) {
	t.Parallel()
	b := newVaultBench(t, "kv-home", "kv-recovery")
	write := func(id, expires string) {
		require.NoError(t, os.MkdirAll(filepath.Join(b.project, "policy"), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(b.project, exceptions.File), fmt.Appendf(nil, someExceptions, id, expires), 0o600))
	}
	write("old", "2020-01-01")
	require.Equal(t, codeFine, b.stackctl(t, "status", "--stack", "dev"), b.err.String())
	assert.Contains(t, b.out.String(), "exception   old to SP-07 expired on 2020-01-01, owner platform\n")
	assert.NotContains(t, b.out.String(), "far")
	tomorrow := time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	write("near", tomorrow)
	require.Equal(t, codeFine, b.stackctl(t, "status", "--stack", "dev"), b.err.String())
	assert.Contains(t, b.out.String(), "exception   near to SP-07 expires on "+tomorrow)

	write("no good", "soon")
	require.Equal(t, codeFailed, b.stackctl(t, "status", "--stack", "dev"))
	assert.Contains(t, b.err.String(), `id "no good" is not allowed`)
	assert.Contains(t, b.err.String(), `expires "soon" is no date`)
}

func TestWhatTheLastUpSaidThatItWaitsFor(t *testing.T) {
	t.Parallel()
	env, err := testEnvironment("", "dev")
	require.NoError(t, err)
	outputs := map[string]any{"waiting": []any{
		map[string]any{"kind": "secret", "name": "api-key", "for": "the runners", "next": "bring it"},
		map[string]any{"kind": "secret", "name": "other-key", "for": "the runners", "next": "bring it"},
		map[string]any{"kind": "image", "name": "runner", "for": "the runners", "next": "name it"},
	}}
	assert.Equal(t, []string{"secret: other-key for the runners", "image: runner for the runners"}, saidToWait(outputs, env),
		"whether a declared secret has arrived is looked at in the vaults")
	assert.Empty(t, saidToWait(map[string]any{}, env))
}
