package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
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

// complete brings what an environment that stands waits for inside its cluster: every secret that it declares, by the command that
// people use, and an image of everything that runs.
func (b *bench) complete(t *testing.T, stack string) {
	t.Helper()
	set, err := settings.FromFiles(b.project, stack)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("made up"), 0o600))
	for _, secret := range set.Workloads.Secrets {
		require.Equal(t, codeFine, b.stackctl(t, "secret", "set", secret.Name, "--stack", stack, "--file", file), b.err.String())
	}
	digest := func(i int) string { return "sha256:" + strings.Repeat(strconv.Itoa(i), 64) }
	for i, w := range set.Workloads.Workloads {
		_, err := settings.Release(b.project, stack, w.Name, digest(i+1))
		require.NoError(t, err)
	}
	path := filepath.Join(b.project, "Pulumi."+stack+".yaml")
	content := strings.TrimRight(read(t, path), "\n") + "\n  trelica:ingressImage: " + digest(0) + "\n"
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	_, err = settings.WriteDerived(b.project) // the stacks of one environment have the same settings
	require.NoError(t, err)
}

// checkpoint is the state of a stack.
func (b *bench) checkpoint(t *testing.T, stack string) engine.Checkpoint {
	t.Helper()
	checkpoint, err := b.local.Workspace(enginetest.CLI(t), b.dir, nil).Export(t.Context(), stack)
	require.NoError(t, err)
	return checkpoint
}

// unbuild destroys what stands on the foundations part by part, in the reverse order of building, and holds that no part goes before
// those that need it, and that the foundations stay as they are.
func (b *bench) unbuild(t *testing.T, stack string) {
	t.Helper()
	destroy := func(name string) int {
		return b.stackctl(t, "destroy", "--stack", stack, "--yes", "--skip-preview", "--part", name)
	}
	before := b.checkpoint(t, stack)
	for name, first := range map[string]string{
		"foundation": "", "front": "governance, platform", "platform": "governance",
	} {
		require.Equal(t, codeRefused, destroy(name), "%s: %s", name, b.err.String())
		assert.Contains(t, b.err.String(), "destroy the parts that they belong to first: "+first)
	}
	holds := func(name string) []string { // what of a part is protected
		members, c := part(name).members(before, settings.Project, stack), before
		c.Resources = slices.DeleteFunc(slices.Clone(c.Resources), func(r engine.Resource) bool { return !members[r.URN] })
		return protected(c)
	}
	for _, name := range []string{"governance", "platform", "front"} {
		if len(holds(name)) > 0 {
			require.Equal(t, codeRefused, destroy(name), "%s: %s", name, b.err.String())
			assert.Contains(t, b.err.String(), "because these resources are protected", "nothing but the protection is in the way")
			continue
		}
		require.Equal(t, codeFine, destroy(name), "%s: %s", name, b.err.String()+b.out.String())
		assert.NotContains(t, partsOf(b.checkpoint(t, stack), settings.Project, stack), name)
	}
	after := b.checkpoint(t, stack)
	for _, name := range partsOf(after, settings.Project, stack) {
		assert.Equal(t, part(name).members(before, settings.Project, stack), part(name).members(after, settings.Project, stack), name)
	}
	if len(protected(after)) > 0 {
		require.Equal(t, codeRefused, b.stackctl(t, "destroy", "--stack", stack, "--yes", "--skip-preview"), b.err.String())
		assert.Contains(t, b.err.String(), "because these resources are protected", "what holds data goes by no command alone")
		return
	}
	require.Equal(t, codeFine, destroy("foundation"), b.err.String()+b.out.String())
	assert.Empty(t, partsOf(b.checkpoint(t, stack), settings.Project, stack))
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

// TestPartsChangeWhileTheHomeRegionIsOut provisions production, with everything that runs in it, switches its home region off, and
// changes the standby, the front and governance: all work, and no call concerns the region that is out. Then the region is back, and
// the parts go one by one.
func TestPartsChangeWhileTheHomeRegionIsOut(t *testing.T) {
	t.Parallel()
	b := newProgramBench(t)
	up := func(args ...string) int {
		return b.stackctl(t, append([]string{"up", "--stack", "prod", "--yes", "--skip-preview"}, args...)...)
	}
	require.Equal(t, codeFine, up(), b.err.String())
	b.complete(t, "prod")
	require.Equal(t, codeFine, up(), b.err.String())
	require.NotContains(t, b.err.String(), "for the ingress", "nothing waits in the cluster any more")
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
	require.Equal(t, codeFine, up("--part", "governance"), b.out.String()+b.err.String())
	for _, name := range []string{"standby", "front", "governance"} {
		require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "prod", "--part", name, "--expect-no-changes"), b.err.String())
	}

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
	assert.Contains(t, said, "ag-trelica-prod-cus-oncall")
	assert.Contains(t, said, "ag-trelica-prod-wus2-oncall", "the front was changed too")
	assert.Contains(t, said, "deploy-trelica-prod-budget", "and governance")

	require.NotEqual(t, codeFine, b.stackctl(t, "up", "--stack", "prod", "--yes", "--skip-preview"),
		"and the whole of production cannot be changed: the region is really out")

	b.change(t, func(tx *world.Tx) { tx.SetOutages(nil) })
	require.Equal(t, codeFine, up(), b.out.String()+b.err.String())
	assert.InDelta(t, 120, retention("eus2"), 0, "what waited is done once the region is back")
	b.unbuild(t, "prod")
}
