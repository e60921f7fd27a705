package stacktest

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// reports renders what a pull request would show of a run, in every form.
func reports(t *testing.T, stack, log string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(log)
	require.NoError(t, err)
	read, err := changes.ReadLog(bytes.NewReader(content))
	require.NoError(t, err)
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	report := changes.Report{Version: changes.Version, Target: "local", Stacks: []changes.Set{changes.NewSet(changes.Input{
		Stack: stack, Environment: set.Identity.Environment, Log: read, Declared: topology.Declared(nil),
	})}}
	page, err := report.HTML()
	require.NoError(t, err)
	object, err := report.JSON()
	require.NoError(t, err)
	return map[string]string{"the engine's event log": string(content), "Markdown": report.Markdown(0, ""), "HTML": page, "JSON": string(object)}
}

// assertNoSecretInReport searches the reports of a run that made everything, and the log that they are made from, for every secret of the
// stack's state.
func assertNoSecretInReport(t *testing.T, b *bench, stack, log string) {
	t.Helper()
	secrets := secretsOf(t, b, stack)
	for form, text := range reports(t, stack, log) {
		require.Contains(t, text, "azure-native:", "%s: a report without resources has no secrets either", form)
		assert.Empty(t, found(secrets, text), "lengths of the secrets of %s that its report as %s shows", stack, form)
	}
}

// found are the lengths of the secrets that a text has in it. The secrets themselves are not for a test's log.
func found(secrets []string, text string) []int {
	var lengths []int
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			lengths = append(lengths, len(secret))
		}
	}
	return lengths
}

// TestASecretInAReportIsFound takes the masks away.
func TestASecretInAReportIsFound(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []int{7}, found([]string{"hunter2", "other"}, "| adminPassword | `hunter2` |"))
	assert.Empty(t, found([]string{"hunter2"}, "| adminPassword | [secret] |"))
}
