package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/stacks/settings"
)

// newProgramBench is a bench with the program there is and copies of the repository's stack files.
func newProgramBench(t *testing.T) *bench {
	t.Helper()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	enginetest.CLI(t)
	b := newBench(t)
	program, err := langhost.Build(context.Background(), "../../infra", t.TempDir(), os.Environ())
	require.NoError(t, err)
	project := t.TempDir()
	files, err := filepath.Glob("../../Pulumi*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		require.NoError(t, os.WriteFile(filepath.Join(project, filepath.Base(file)), []byte(read(t, file)), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(project, "infra"), 0o700))
	b.program, b.project, b.dir = program, project, project
	b.azure, b.settings, b.environment = startLocalAzure, readSettings, readEnvironment
	return b
}

// edit replaces a text in the stack file of production.
func (b *bench) edit(t *testing.T, before, after string) {
	t.Helper()
	file := filepath.Join(b.project, "Pulumi.prod.yaml")
	content := read(t, file)
	require.Equal(t, 1, strings.Count(content, before), before)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(content, before, after, 1)), 0o600))
}

// look reads the world while no server runs.
func (b *bench) look(t *testing.T, read func(*world.World)) {
	t.Helper()
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	read(opened)
	require.NoError(t, opened.Close())
}

// TestPartsChangeWhileTheHomeRegionIsOut provisions production, switches its home region off, and changes the standby and the front:
// both work, and no call concerns the region that is out.
func TestPartsChangeWhileTheHomeRegionIsOut(t *testing.T) {
	t.Skip("red since ingress, workloads and front came together: to be mended before anything else")
	t.Parallel()
	b := newProgramBench(t)
	up := func(args ...string) int {
		return b.stackctl(t, append([]string{"up", "--stack", "prod", "--yes", "--skip-preview"}, args...)...)
	}
	require.Equal(t, codeFine, up(), b.err.String())
	before := 0
	b.look(t, func(w *world.World) { before = len(w.Calls()) })
	b.change(t, func(tx *world.Tx) { tx.SetOutages([]string{"eastus2"}) })

	retention := func(region string) (days any) {
		const group = "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/rg-trelica-prod-"
		b.look(t, func(w *world.World) {
			found, ok := w.Get(group + region + "-monitoring/providers/Microsoft.OperationalInsights/workspaces/log-trelica-prod-" + region)
			require.True(t, ok)
			days = found.Outputs["retentionInDays"]
		})
		return days
	}
	b.edit(t, "trelica:logRetentionDays: 90", "trelica:logRetentionDays: 120")
	b.edit(t, "- oncall@example.com", "- oncall@example.com\n    - second@example.com")
	b.edit(t, "amount: 60000", "amount: 70000")
	_, err := settings.WriteDerived(b.project) // the stacks of one environment have the same settings
	require.NoError(t, err)

	require.Equal(t, codeFine, up("--part", "standby"), b.out.String()+b.err.String())
	assert.InDelta(t, 120, retention("cus"), 0)
	assert.InDelta(t, 90, retention("eus2"), 0, "what lies in the region that is out waits")

	require.Equal(t, codeFine, up("--part", "front"), b.out.String()+b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "prod", "--part", "standby", "--expect-no-changes"), b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "prod", "--part", "front", "--expect-no-changes"), b.err.String())

	var made []world.Call
	b.look(t, func(w *world.World) {
		assert.Equal(t, []string{"eastus2"}, w.Outages())
		made = w.Calls()[before:]
	})
	var writes []string
	for _, call := range made {
		assert.NotEqual(t, "eastus2", world.Region(call.Location), "%s %s", call.Method, call.ID)
		assert.NotContains(t, strings.ToLower(call.ID), "eus2", call.Method)
		if call.Method != http.MethodGet {
			writes = append(writes, call.Method+" "+call.ID)
		}
	}
	said := strings.Join(writes, "\n")
	assert.Contains(t, said, "log-trelica-prod-cus")
	assert.Contains(t, said, "deploy-trelica-prod-budget", "the front was changed too")
	assert.Contains(t, said, "ag-trelica-prod-cus-oncall")

	require.NotEqual(t, codeFine, b.stackctl(t, "up", "--stack", "prod", "--yes", "--skip-preview"),
		"and the whole of production cannot be changed: the region is really out")
}
