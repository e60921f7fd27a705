package main

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// completeURNs are those of an environment in which everything runs, as a stack test keeps it.
func completeURNs(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("../../internal/stacktest/testdata/dev-complete.json")
	require.NoError(t, err)
	var snapshot struct {
		Resources []struct{ URN string } `json:"resources"`
	}
	require.NoError(t, json.Unmarshal(content, &snapshot))
	var urns []string
	for _, r := range snapshot.Resources {
		urns = append(urns, r.URN)
	}
	require.NotEmpty(t, urns)
	return urns
}

// TestAReleaseTouchesItsWorkloadAlone compares what a release may touch with everything that there is.
func TestAReleaseTouchesItsWorkloadAlone(t *testing.T) {
	t.Parallel()
	set, err := settings.FromFiles("../..", "dev")
	require.NoError(t, err)
	for i := range set.Workloads.Workloads {
		set.Workloads.Workloads[i].Image = "sha256:" + strings.Repeat("a", 64)
	}
	for workload, want := range map[string][]string{
		"web": {"web", "migrate"}, "worker": {"worker", "migrate"}, "tokens": {"tokens"}, "migrate": {"migrate"},
	} {
		targets := releaseTargets(set, settings.Project, "dev", workload)
		touched := map[string]bool{}
		for _, urn := range completeURNs(t) {
			name := path.Base(strings.ReplaceAll(urn, "::", "/"))
			of, found := strings.CutPrefix(name, "platform-workload-")
			of, _, _ = strings.Cut(of, "-")
			allowed := found && slices.Contains(want, of)
			assert.Equal(t, allowed, matches(targets, urn), "release of %s: %s", workload, urn)
			if matches(targets, urn) {
				touched[of] = true
			}
		}
		assert.Len(t, touched, len(want), workload)
	}
	other := "urn:pulumi:dev::trelica::" + workloadType + "$kubernetes:apps/v1:Deployment::platform-workload-web-api-deployment"
	assert.False(t, matches(releaseTargets(set, settings.Project, "dev", "web"), other), "a workload whose name begins alike is another")

	set.Workloads.Workloads[slices.IndexFunc(set.Workloads.Workloads, func(w settings.Workload) bool { return w.Kind == settings.KindMigrate })].Image = ""
	assert.NotContains(t, strings.Join(releaseTargets(set, settings.Project, "dev", "web"), "\n"), "migrate", "a migration without image is not there")
}

func TestReleaseRefusesWhatIsNoDigest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, digest := range []string{"latest", "sha256:abc", "crtrelica.azurecr.io/web@sha256:" + strings.Repeat("a", 64)} {
		require.Equal(t, codeUsage, b.stackctl(t, "release", "web", digest, "--stack", "dev"), digest)
		assert.Contains(t, b.err.String(), "is no digest")
	}
	assert.Empty(t, b.started, "nothing was begun")
}

func TestWhatWaitsIsRead(t *testing.T) {
	t.Parallel()
	outputs := map[string]any{"waiting": []any{
		map[string]any{"kind": "image", "name": "web", "for": "the workload web", "next": "stackctl release web sha256:DIGEST --stack dev"},
	}}
	got := waits(outputs)
	assert.Equal(t, []wait{{Kind: "image", Name: "web", For: "the workload web", Next: "stackctl release web sha256:DIGEST --stack dev"}}, got)
	assert.Equal(t, "image web for the workload web", got[0].String())
	assert.Empty(t, waits(map[string]any{}), "a stack without the output waits for nothing that it knows of")
}

// TestExpectationsOfWorkloads looks at what is expected of production, its rebuild and its bootstrap.
func TestExpectationsOfWorkloads(t *testing.T) {
	t.Parallel()
	counts := func(stack string) [3]int {
		set, err := settings.FromFiles("../..", stack)
		require.NoError(t, err)
		e := newEnvironment(set)
		return [3]int{len(e.Secrets), len(e.Replicas), len(e.Memberships)}
	}
	assert.Equal(t, [3]int{10, 1, 2}, counts("prod"), "five secrets in two vaults, a copy of the registry, two migrations")
	assert.Equal(t, [3]int{5, 0, 1}, counts("dr"), "nothing of the home region is asked for: its vault, its registry, its identities")
	assert.Equal(t, [3]int{5, 0, 1}, counts("dev"))
	assert.Equal(t, [3]int{1, 0, 0}, counts("bootstrap-prod"), "the runners' key, in a vault of its own")
}

// TestAReleaseLooksAtTheFreezeFirst releases to production while the recovery region is the active one: its file keeps the digest that runs.
func TestAReleaseLooksAtTheFreezeFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ownStacks(t)
	_, err := settings.Promote(b.project, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	before := read(t, filepath.Join(b.project, "Pulumi.prod.yaml"))
	require.Equal(t, codeRefused, b.stackctl(t, "release", "web", "sha256:"+strings.Repeat("a", 64), "--stack", "prod", "--yes"))
	assert.Contains(t, b.err.String(), "stack prod is frozen: centralus works since promotion 2")
	assert.Equal(t, before, read(t, filepath.Join(b.project, "Pulumi.prod.yaml")))
	assert.Empty(t, b.started, "nobody is asked for copies of the registry, which is in the lost region")
}
