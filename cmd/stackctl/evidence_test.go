package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/policy/evidence"
)

// TestEvidence writes what a small stack shows, in all forms, and by exit code whether it keeps what it must.
func TestEvidence(t *testing.T) {
	t.Parallel()
	b := newRealBench(t)
	assert.Equal(t, codeFailed, b.stackctl(t, "evidence", "--stack", "dev"), "there is nothing to show yet")
	assert.Contains(t, b.err.String(), "it is not provisioned yet")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	out := filepath.Join(t.TempDir(), "audit")
	require.Equal(t, codeFine, b.stackctl(t, "evidence", "--stack", "dev", "--out", out), b.err.String())
	assert.Contains(t, b.err.String(), "0 are violated")
	for _, end := range []string{"html", "md", "json"} {
		path := filepath.Join(out, "evidence-dev."+end)
		assert.Contains(t, b.out.String(), path, "it says what it wrote")
		assert.Contains(t, read(t, path), "SIMULATED", "a local run proves nothing of Azure: %s", end)
		assert.NotContains(t, read(t, path), "hunter2", "no secret is shown: %s", end)
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
	}
	require.Equal(t, codeFine, b.stackctl(t, "evidence", "--stack", "dev", "--output", "json"), b.err.String())
	var report evidence.Report
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &report), "standard output is JSON and nothing else")
	assert.True(t, report.Simulated)
	assert.False(t, report.Refreshed, "the local Azure is not asked again")
	assert.Equal(t, "unknown", report.Commit, "the project is in no repository")
	assert.WithinDuration(t, time.Now(), report.Time, time.Minute)
}

// TestEvidenceOfWhatIsViolated holds the exit code, and that the report is written all the same.
func TestEvidenceOfWhatIsViolated(t *testing.T) {
	t.Parallel()
	judged := judgedStack("shop", "dev", engine.Checkpoint{Resources: []engine.Resource{
		{URN: "urn:pulumi:dev::shop::azure-native:sql/v20230801:Server::s", Inputs: map[string]any{"minimalTlsVersion": "1.0"}},
		{URN: "urn:pulumi:dev::shop::azure-native:sql/v20230801:Server::gone", Delete: true, Inputs: map[string]any{"minimalTlsVersion": "1.0"}},
		{URN: "urn:pulumi:dev::shop::azure-native:sql/v20230801:Server::theirs", External: true, Inputs: map[string]any{"minimalTlsVersion": "1.0"}},
	}}, time.Now())
	require.Len(t, judged.Resources, 2, "what waits for its deletion is no evidence")
	report := evidence.New(judged, nil, evidence.Made{Commit: "c", Time: time.Now(), Simulated: true})
	assert.False(t, report.Good())
	for _, claim := range report.Claims {
		for _, rule := range claim.Rules {
			for _, f := range rule.Findings {
				assert.NotContains(t, f.URN, "::theirs", "what the stack only reads is somebody else's to keep")
			}
		}
	}
}

// TestEvidenceOfTheRealAzureRefreshesFirst refuses the settings before anything is asked: they are placeholders.
func TestEvidenceOfTheRealAzureRefreshesFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.settings = func(string, string) ([]string, error) { return []string{"trelica:subscriptionId"}, nil }
	assert.Equal(t, codeRefused, b.stackctl(t, "evidence", "--stack", "dev", "--target", "azure"), "the refresh is an operation on the real Azure, and refuses placeholders")
	assert.Contains(t, b.err.String(), "trelica:subscriptionId")
	assert.Empty(t, b.out.String())
}
