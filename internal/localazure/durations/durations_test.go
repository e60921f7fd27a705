package durations_test

import (
	"bufio"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// tokens are the types and functions that the local Azure knows, without versions; a function's last word begins small.
func tokens(t *testing.T) (types, functions []string) {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "schema", "resources.txt"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		token := durations.Type(line)
		if name := token[strings.LastIndex(token, ":")+1:]; strings.ToLower(name[:1]) == name[:1] {
			functions = append(functions, token)
		} else {
			types = append(types, token)
		}
	}
	require.NoError(t, lines.Err())
	require.Greater(t, len(types), 60)
	require.NotEmpty(t, functions)
	return types, functions
}

// TestEveryTypeHasDurations demands a figure, or that there is none and why it is seconds, of everything that the local Azure makes.
func TestEveryTypeHasDurations(t *testing.T) {
	t.Parallel()
	table := durations.All()
	types, functions := tokens(t)
	for _, token := range types {
		for _, operation := range []durations.Operation{durations.Create, durations.Update, durations.Delete} {
			_, err := table.Of(token, operation)
			assert.NoError(t, err)
		}
	}
	for _, token := range functions {
		_, err := table.Of(token, durations.Read)
		assert.NoError(t, err)
	}
}

// TestNothingIsTimedThatIsNotThere finds entries of types that the local Azure does not have, by a wrong name or from an earlier day.
func TestNothingIsTimedThatIsNotThere(t *testing.T) {
	t.Parallel()
	types, functions := tokens(t)
	known := append(types, functions...)
	for _, entry := range durations.Types() {
		subject, _, _ := strings.Cut(entry.Subject, "/")
		assert.Contains(t, known, subject)
	}
}

// TestFiguresAreWhole looks at each figure: in order, and with a source unless it says that there is none.
func TestFiguresAreWhole(t *testing.T) {
	t.Parallel()
	all := slices.Concat(durations.Types(), durations.Objects(), durations.Processes())
	assert.Len(t, durations.All(), len(all), "a subject is there twice")
	for _, entry := range durations.Processes() {
		assert.Equal(t, []durations.Operation{durations.Create}, slices.Collect(maps.Keys(entry.Figures)), "%s happens", entry.Subject)
	}
	for _, entry := range all {
		assert.NotEmpty(t, entry.Figures, entry.Subject)
		assert.Equal(t, strings.Contains(entry.Subject, ":"), entry.Says == "", "%s: a type speaks for itself, a process says what it is", entry.Subject)
		for operation, figure := range entry.Figures {
			assert.LessOrEqual(t, figure.Low, figure.Typical, "%s of %s", operation, entry.Subject)
			assert.LessOrEqual(t, figure.Typical, figure.High, "%s of %s", operation, entry.Subject)
			assert.Equal(t, figure.Basis == durations.Seconds, figure.Source == "", "%s of %s: a source, or none", operation, entry.Subject)
			if figure.Basis == durations.Seconds {
				assert.LessOrEqual(t, figure.High.Seconds(), 30.0, "%s of %s: what has no source is seconds", operation, entry.Subject)
			}
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		token  string
		inputs map[string]any
		want   string
		reason string
	}{
		{"azure-native:network/v20240501:VirtualNetwork", nil, "azure-native:network:VirtualNetwork", "a version changes no duration"},
		{"azure-native:insights/v20210501preview:DiagnosticSetting", nil, "azure-native:insights:DiagnosticSetting", "nor does a preview's"},
		{"kubernetes:networking.k8s.io/v1:Ingress", nil, "kubernetes:networking.k8s.io:Ingress", "groups have periods"},
		{"random:index/randomPassword:RandomPassword", nil, "random:index/randomPassword:RandomPassword", "a module that is no version"},
		{"azure-native:sql/v20230801:Database", map[string]any{"createMode": "Recovery"}, "azure-native:sql:Database/Recovery", "out of a backup"},
		{"azure-native:sql/v20230801:Database", map[string]any{"createMode": "Default"}, "azure-native:sql:Database", "an empty one"},
		{
			"kubernetes:core/v1:Service", map[string]any{"spec": map[string]any{"type": "LoadBalancer"}},
			"kubernetes:core:Service/LoadBalancer", "Azure's load balancer is waited for",
		},
		{"kubernetes:core/v1:Service", map[string]any{"spec": map[string]any{"type": "ClusterIP"}}, "kubernetes:core:Service", "an address of the cluster's own"},
		{"pulumi:providers:kubernetes", nil, "", "a provider is made nowhere"},
		{"pulumi:pulumi:Stack", nil, "", "nor is a stack"},
	} {
		assert.Equal(t, c.want, durations.Subject(c.token, c.inputs), c.reason)
	}
}

// TestGapsAreErrors shows that what is not in the table does not pass for no time.
func TestGapsAreErrors(t *testing.T) {
	t.Parallel()
	_, err := durations.All().Of("azure-native:network:Bastion", durations.Create)
	assert.EqualError(t, err, `no duration is known of "azure-native:network:Bastion"`)
	_, err = durations.All().Of(durations.FailoverForced, durations.Delete)
	assert.EqualError(t, err, `no duration is known of delete of "sql-failover"`)
}

func TestLevels(t *testing.T) {
	t.Parallel()
	figure, err := durations.All().Of(durations.TypePool, durations.Create)
	require.NoError(t, err)
	var values []float64
	for _, level := range durations.Levels() {
		values = append(values, figure.At(level).Minutes())
	}
	assert.Equal(t, []float64{2, 3, 10}, values)
}
