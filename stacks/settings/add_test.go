package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// repository is where the stack files are that everybody uses: what is added to them must leave all else as it was.
const repository = "../.."

// stackCopy copies the repository's stack files.
func stackCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, settings.CopyForTest(repository, dir))
	return dir
}

// TestWhatIsAddedIsAddedAlone adds one of each to every environment: all lines that were there stay, in their order, and what is read
// afterwards is what was meant.
func TestWhatIsAddedIsAddedAlone(t *testing.T) {
	t.Parallel()
	for stack, others := range map[string][]string{
		"dev":  {"Pulumi.bootstrap-dev.yaml", "Pulumi.dev.yaml"},
		"prod": {"Pulumi.bootstrap-prod.yaml", "Pulumi.dr.yaml", "Pulumi.prod.yaml"},
	} {
		dir := stackCopy(t)
		before := stackText(t, dir, stack)

		changed, err := settings.AddWorkload(dir, stack, settings.Workload{Name: "reports", Kind: settings.KindWeb, Flows: []string{"database"}})
		require.NoError(t, err)
		assert.Equal(t, others, changed, "what is written from the file follows")
		changed, err = settings.AddFlow(dir, stack, "web", "reports")
		require.NoError(t, err)
		assert.Equal(t, others, changed)
		_, err = settings.AddFlow(dir, stack, "reports", "vault")
		require.NoError(t, err)
		alert := settings.LogAlert{
			Name: "many-errors", Severity: 2, Summary: "The product says: many errors.", Runbook: "slo-burn",
			Query: "ContainerLogV2\n| where LogLevel == \"error\"", MoreThan: 50,
		}
		_, err = settings.AddAlert(dir, stack, alert)
		require.NoError(t, err)
		_, err = settings.AddAlert(dir, stack, settings.LogAlert{Name: "another", Summary: "Once more.", Runbook: "slo-burn", Query: "ContainerLogV2", Minutes: 60})
		require.NoError(t, err)

		after := stackText(t, dir, stack)
		assert.Empty(t, missing(strings.Split(before, "\n"), strings.Split(after, "\n")), "no line is lost or moved")
		set, err := settings.FromProject(dir, stack)
		require.NoError(t, err)
		all := set.Workloads.Workloads
		added := all[len(all)-1]
		assert.Equal(t, "reports", added.Name)
		assert.Equal(t, []string{"database", "vault"}, added.Flows)
		assert.Equal(t, "trelica/reports", added.Repository)
		assert.Contains(t, all[0].Flows, "reports")
		require.Len(t, set.Monitoring.Alerts, 2)
		assert.Equal(t, alert, set.Monitoring.Alerts[0])

		changed, err = settings.AddFlow(dir, stack, "web", "reports")
		require.NoError(t, err)
		assert.Empty(t, changed, "what is there is not added again")
	}
}

// missing are the lines that are not found again in their order.
func missing(before, after []string) []string {
	var lost []string
	for _, line := range before {
		at := 0
		for at < len(after) && after[at] != line {
			at++
		}
		if at == len(after) {
			lost = append(lost, line)
			continue
		}
		after = after[at+1:]
	}
	return lost
}

// TestAMistakeChangesNoFile adds what cannot be.
func TestAMistakeChangesNoFile(t *testing.T) {
	t.Parallel()
	dir := stackCopy(t)
	before := stackText(t, dir, "dev")
	for reason, add := range map[string]func() ([]string, error){
		`trelica:workloads[4].name = "Web"`: func() ([]string, error) {
			return settings.AddWorkload(dir, "dev", settings.Workload{Name: "Web", Kind: settings.KindWeb})
		},
		`has no workload "nobody"`: func() ([]string, error) { return settings.AddFlow(dir, "dev", "nobody", "database") },
		`trelica:workloads[2].flows[1] = "moon"`: func() ([]string, error) {
			return settings.AddFlow(dir, "dev", "tokens", "moon")
		},
		`trelica:alerts[0].runbook`: func() ([]string, error) {
			return settings.AddAlert(dir, "dev", settings.LogAlert{Name: "x", Summary: "y", Query: "T"})
		},
		"name the stack dev": func() ([]string, error) { return settings.AddFlow(dir, "bootstrap-dev", "web", "vault") },
	} {
		changed, err := add()
		require.ErrorContains(t, err, reason)
		assert.NotContains(t, err.Error(), "/tmp", "files are named as they are in the repository")
		assert.Empty(t, changed)
		assert.Equal(t, before, stackText(t, dir, "dev"), reason)
	}
}

// TestMistakesInAlerts are found with all others.
func TestMistakesInAlerts(t *testing.T) {
	t.Parallel()
	bad := "trelica:alerts:\n    - {name: Bad, severity: 5, summary: \"\", runbook: a b, query: \"\", minutes: 7, moreThan: -1}\n" +
		"    - {name: x, severity: 1, summary: s, runbook: r, query: T}\n    - {name: x, severity: 1, summary: s, runbook: r, query: T}\n  trelica:alertEmails"
	dir := stackDir(t, "dev", change{"trelica:alertEmails", bad})
	_, err := settings.FromFiles(dir, "dev")
	require.Error(t, err)
	for _, mistake := range []string{
		`alerts[0].name = "Bad": cannot be the name of an alert`, `alerts[0].severity = 5: is out of bounds`,
		`alerts[0].runbook = "a b": is no name of a page`, `alerts[0].minutes = 7: is no window that Azure Monitor has`,
		`alerts[0].moreThan = -1: is out of bounds`, `alerts[2].name = "x": is given twice`, "alerts[0].summary", "alerts[0].query",
	} {
		assert.ErrorContains(t, err, mistake)
	}
}

// TestWhatTheCLIKeepsStaysBehind adds to a file in which something stands behind the settings.
func TestWhatTheCLIKeepsStaysBehind(t *testing.T) {
	t.Parallel()
	dir := stackCopy(t)
	content := stackText(t, dir, "dev") + "encryptionsalt: v1:abc\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.dev.yaml"), []byte(content), 0o600))
	_, err := settings.AddWorkload(dir, "dev", settings.Workload{Name: "reports", Kind: settings.KindCron})
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(stackText(t, dir, "dev"), "encryptionsalt: v1:abc\n"))
}
