package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// ownStacks puts the repository's own stack files into a bench.
func (b *bench) ownStacks(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob("../../Pulumi*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		require.NoError(t, os.WriteFile(filepath.Join(b.project, filepath.Base(file)), []byte(read(t, file)), 0o600))
	}
}

// TestRunbookHasTheNamesOfTheConfiguration prints production's, from the repository's own stack files, and looks for what a person needs
// there at night: regions, stacks, the one command, what is done by hand.
func TestRunbookHasTheNamesOfTheConfiguration(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ownStacks(t)
	require.Equal(t, codeFine, b.stackctl(t, "runbook", "--scenario", "region-loss", "--stack", "prod"), b.err.String())
	for _, want := range []string{
		"RUNBOOK: THE HOME REGION IS LOST\nregion-loss, stack prod, target azure\n",
		"        stackctl recover --scenario region-loss --stack prod --target azure\n",
		"\n 1. BY HAND: Decide that eastus2 is lost.\n    CHECK: ",
		"        stackctl up --stack dr --target azure --yes\n",
		"    CHECK: the server in centralus is the primary.\n",
		"FROZEN until it is over:\n",
	} {
		assert.Contains(t, b.out.String(), want)
	}
	assert.NotContains(t, b.out.String(), "{")

	require.Equal(t, codeFine, b.stackctl(t, "runbook", "--scenario", "failback", "--stack", "prod", "--target", "local", "--output", "json"), b.err.String())
	var book recovery.Runbook
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &book))
	assert.Equal(t, "stackctl recover --scenario failback --stack prod --target local", book.Whole)
	assert.Equal(t, "sql-trelica-prod-eus2", book.Place.Home.Server)

	assert.Equal(t, codeUsage, b.stackctl(t, "runbook", "--scenario", "flood", "--stack", "prod"))
	assert.Contains(t, b.err.String(), `scenario "flood" is unknown`)
	assert.Equal(t, codeFailed, b.stackctl(t, "runbook", "--scenario", "region-loss", "--stack", "dev"))
	assert.Contains(t, b.err.String(), "no environment with a recovery region")
}
