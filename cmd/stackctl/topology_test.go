package main

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/internal/topology/picture"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestTopologyNeedsAState walks the command from before the stack is there.
func TestTopologyNeedsAState(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, inParts)
	require.Equal(t, codeUsage, b.stackctl(t, "topology"), b.err.String())
	assert.Contains(t, b.err.String(), "--stack is missing")
	require.Equal(t, codeFailed, b.stackctl(t, "topology", "--stack", "dev"), b.err.String())
	assert.Contains(t, b.err.String(), "stack dev has no state: it is not provisioned yet")
	assert.Contains(t, b.err.String(), "up --stack dev\" provisions it")

	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "topology", "--stack", "dev", "--check"), "it has no network, and no difference: "+b.err.String())
	assert.Contains(t, b.out.String(), "environment dev, as the states of dev have it\n")
	assert.Contains(t, b.out.String(), "Differences from the declared flows\n  none\n")

	require.Equal(t, codeFine, b.stackctl(t, "topology", "--stack", "dev", "--output", "json"), b.err.String())
	var report topology.Report
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &report))
	assert.Equal(t, "dev", report.Environment)
	assert.Equal(t, []string{"dev"}, report.Stacks)

	for format, begins := range map[string]string{"svg": "<svg ", "html": "<!doctype html>"} {
		require.Equal(t, codeFine, b.stackctl(t, "topology", "--stack", "dev", "--output", format), b.err.String())
		assert.True(t, strings.HasPrefix(b.out.String(), begins), "%.60s", b.out.String())
		assert.Contains(t, b.out.String(), "(simulated)")
	}
	assert.Equal(t, codeUsage, b.stackctl(t, "topology", "--stack", "dev", "--output", "png"))
	assert.Contains(t, b.err.String(), "allowed are text, json, svg and html")
}

// TestReserved are the nodes of a rebuild.
func TestReserved(t *testing.T) {
	t.Parallel()
	assert.Empty(t, reserved(&settings.Settings{}), "without a recovery region there is none")
	set := &settings.Settings{}
	set.Place.RecoveryRegion, set.Network.RecoveryAddressSpace = "centralus", netip.MustParsePrefix("10.80.0.0/16")
	assert.Equal(t, []topology.Reserved{{What: "nodes", Region: "centralus", Ranges: []netip.Prefix{netip.MustParsePrefix("10.80.0.0/23")}}}, reserved(set))
}

// TestTopologyCheckRefuses: differences are the gate's exit code.
func TestTopologyCheckRefuses(t *testing.T) {
	t.Parallel()
	checkpoint := engine.Checkpoint{Resources: []engine.Resource{
		{URN: "urn:pulumi:dev::p::azure-native:keyvault/v20241101:Vault::open", Type: "azure-native:keyvault/v20241101:Vault",
			ID: "/vaults/open", Inputs: map[string]any{"vaultName": "kv-open", "properties": map[string]any{"publicNetworkAccess": "Enabled"}}},
		{URN: "urn:pulumi:dev::p::azure-native:keyvault/v20241101:Vault::old", Type: "azure-native:keyvault/v20241101:Vault",
			ID: "/vaults/old", Delete: true, Inputs: map[string]any{"vaultName": "kv-old"}},
	}}
	report, _ := newTopology(&topologyOptions{stack: "dev"}, environment{}, []topology.State{topologyState("dev", checkpoint)})
	require.Len(t, report.Differences, 2, "%v", report.Differences)
	for _, difference := range report.Differences {
		assert.Contains(t, difference.String(), "kv-open", "what waits for its deletion is not there any more")
	}
}

// TestTopologyOfDev provisions dev with the program there is, as [TestPartsOfTheProgram] does, and finds it as declared.
func TestTopologyOfDev(t *testing.T) {
	t.Parallel()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	b := newBench(t)
	repository, err := filepath.Abs("../..")
	require.NoError(t, err)
	b.dir, b.azure, b.settings, b.environment = repository, startLocalAzure, readSettings, readEnvironment
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	assert.Equal(t, codeFine, b.stackctl(t, "topology", "--stack", "dev", "--check"), b.out.String()+b.err.String())
	lines := strings.Split(b.out.String(), "\n")
	assert.Contains(t, lines[0], "bootstrap-dev", "the bootstrap that stands below it is read too")
	assert.Contains(t, b.out.String(), "tcp 443          ingress pip-trelica-dev-uks-ingress")
}

// TestThePictureIsDrawnWhereItIsShown holds that a list of who reaches whom costs no picture.
func TestThePictureIsDrawnWhereItIsShown(t *testing.T) {
	t.Parallel()
	for format, want := range map[topologyFormat]int{topologyText: 0, topologyJSON: 0, topologySVG: 1, topologyHTML: 1} {
		o := &topologyOptions{stack: "dev", format: format}
		report, draw := newTopology(o, environment{}, []topology.State{topologyState("dev", engine.Checkpoint{})})
		drawn := 0
		var out strings.Builder
		require.NoError(t, (&app{out: &out}).showTopology(o, report, func() picture.Drawing { drawn++; return draw() }))
		assert.Equal(t, want, drawn, format)
		assert.NotEmpty(t, out.String(), format)
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()
	set := &settings.Settings{}
	ops, broken := netip.MustParsePrefix("203.0.113.16/32"), netip.MustParsePrefix("203.0.113.17/32")
	set.Cluster.APIServerAuthorizedRanges = []netip.Prefix{ops}
	assert.Equal(t, map[string][]netip.Prefix{"ops": {ops}}, operators(set))
	set.Cluster.APIServerAuthorizedRanges = []netip.Prefix{ops, broken}
	set.Operations.BreakGlass.Addresses = []netip.Prefix{broken}
	assert.Equal(t, map[string][]netip.Prefix{"ops": {ops}, "break-glass": {broken}}, operators(set))
}
