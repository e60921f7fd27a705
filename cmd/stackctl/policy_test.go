package main

import (
	"encoding/json"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/policy/controls"
)

// TestNoRunReachesTheRealAzureUnjudged takes the pack away.
func TestNoRunReachesTheRealAzureUnjudged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for target, refused := range map[engine.Target]bool{engine.TargetLocal: false, engine.TargetAzure: true} {
		var options engine.Options
		_, err := b.addPolicy(t.Context(), t.TempDir(), b.local, engine.Workspace{}, &operation{op: engine.OpUp, target: target}, &options)
		if refused {
			require.ErrorIs(t, err, fs.ErrNotExist)
			assert.ErrorContains(t, err, "bring it back")
			continue
		}
		require.NoError(t, err)
		assert.Empty(t, options.PolicyPacks)
		assert.Contains(t, b.err.String(), "no policy judges this run")
	}
}

// TestNoPolicyIsForTheLocalAzureAlone holds --no-policy on both targets, by the command line.
func TestNoPolicyIsForTheLocalAzureAlone(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"preview", "up"} {
		b := newBench(t)
		code := b.run(t.Context(), []string{command, "--stack", "dev", "--target", "azure", "--no-policy"})
		assert.Equal(t, codeUsage, code, command)
		assert.Contains(t, b.err.String(), "--no-policy is for the local Azure", command)
		assert.Empty(t, b.started, "nothing was started")
	}
	for _, c := range []struct {
		op       engine.Operation
		noPolicy bool
		want     bool
		reason   string
	}{
		{engine.OpPreview, false, true, "a preview is judged"}, {engine.OpUp, false, true, "an up is judged"},
		{engine.OpPreview, true, false, "unless it is told not to be"}, {engine.OpUp, true, false, "unless it is told not to be"},
		{engine.OpDestroy, false, false, "what is removed runs no program"}, {engine.OpRefresh, false, false, "nor does a refresh"},
	} {
		assert.Equal(t, c.want, (&operation{op: c.op, noPolicy: c.noPolicy}).judged(), c.reason)
	}
	b := newBench(t)
	var options engine.Options
	done, err := b.addPolicy(t.Context(), filepath.Join("..", ".."), b.local, engine.Workspace{}, &operation{op: engine.OpUp, noPolicy: true}, &options)
	require.NoError(t, err)
	done()
	assert.Empty(t, options.PolicyPacks, "no pack is built, and none judges")
}

// TestWhatThePackIsTold writes what a pack is given, and reads it back as the pack's configuration has it.
func TestWhatThePackIsTold(t *testing.T) {
	t.Parallel()
	declared := topology.Declared(map[string][]netip.Prefix{"ops": {netip.MustParsePrefix("203.0.113.1/32")}})
	dir := t.TempDir()
	path, err := told{
		Previous: &engine.Checkpoint{Resources: []engine.Resource{{URN: "urn:pulumi:dev::trelica::x:y:Z::z", Inputs: map[string]any{"version": "12.0"}, Outputs: map[string]any{"secret": "x"}}}},
		Declared: &declared, Neighbours: []topology.Neighbour{{Environment: "prod"}},
	}.write(dir)
	require.NoError(t, err)
	var config map[string]map[string]string
	require.NoError(t, json.Unmarshal([]byte(read(t, path)), &config))
	rules := map[string]string{}
	for _, r := range controls.Catalogue() {
		if r.Told != "" {
			rules[r.ID] = r.Told
		}
	}
	got := map[string]string{}
	for rule, properties := range config {
		for name, file := range properties {
			got[rule] = name
			info, err := os.Stat(file)
			require.NoError(t, err)
			assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), "it holds a state")
		}
	}
	assert.Equal(t, rules, got, "each rule that has to be told something is")
	assert.NotContains(t, read(t, filepath.Join(dir, "previous.json")), "outputs", "rules compare inputs")
	beside, err := told{PreviousFile: "/states/dev.json"}.write(t.TempDir())
	require.NoError(t, err)
	config = nil
	require.NoError(t, json.Unmarshal([]byte(read(t, beside)), &config))
	require.NotEmpty(t, config)
	for rule, properties := range config {
		assert.Equal(t, map[string]string{"previous": "/states/dev.json"}, properties, "%s is told of the state where it lies", rule)
	}
	only, err := told{}.write(t.TempDir())
	require.NoError(t, err)
	assert.JSONEq(t, "{}", read(t, only), "where there is nothing to tell, nothing is told")
}

// TestNeighboursAreTheOtherEnvironments reads the stack files of the repository.
func TestNeighboursAreTheOtherEnvironments(t *testing.T) {
	t.Parallel()
	for stack, want := range map[string][]string{
		"dev": {"preprod", "prod"}, "prod": {"dev", "preprod"}, "dr": {"dev", "preprod"}, "bootstrap-preprod": {"dev", "prod"},
	} {
		env, err := readEnvironment(filepath.Join("..", ".."), stack)
		require.NoError(t, err, stack)
		var names []string
		for _, n := range env.Neighbours {
			names = append(names, n.Environment)
			assert.NotEmpty(t, n.Spaces, n.Environment)
			assert.NotEmpty(t, n.Operators, n.Environment)
			var whats []string
			for _, m := range n.Marks {
				whats = append(whats, m.What)
				assert.NotEmpty(t, m.Text, m.What)
			}
			text := strings.Join(whats, ", ")
			for _, what := range []string{"subscription", "zone", "vault", "registry", "administrators", "break-glass"} {
				assert.Contains(t, text, what, n.Environment)
			}
		}
		assert.Equal(t, want, names, stack)
	}
}
