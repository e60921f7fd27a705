package settings_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// pulumiConfig is what the Pulumi CLI puts into PULUMI_CONFIG for a stack: its own loaders read both files, and what they do not do,
// applying the project's defaults, follows mergeConfig in github.com/pulumi/pulumi/pkg/v3/workspace/config.go, 3.259.0.
func pulumiConfig(t *testing.T, dir, stack string) string {
	t.Helper()
	project, err := workspace.LoadProject(filepath.Join(dir, "Pulumi.yaml"))
	require.NoError(t, err)
	loaded, err := workspace.LoadProjectStack(nil, project, filepath.Join(dir, "Pulumi."+stack+".yaml"))
	require.NoError(t, err)
	for name, entry := range project.Config {
		key, err := config.ParseKey(name)
		if err != nil {
			key = config.MustMakeKey(settings.Project, name)
		}
		if _, given := loaded.Config[key]; given {
			continue
		}
		for _, value := range []any{entry.Value, entry.Default} {
			if value == nil {
				continue
			}
			var v config.Value
			text, err := json.Marshal(value)
			require.NoError(t, err)
			require.NoError(t, v.UnmarshalJSON(text))
			loaded.Config[key] = v
		}
	}
	decrypted, err := loaded.Config.Decrypt(config.NopDecrypter)
	require.NoError(t, err)
	values := map[string]string{}
	for key, value := range decrypted {
		values[key.String()] = value
	}
	text, err := json.Marshal(values)
	require.NoError(t, err)
	return string(text)
}

func TestTheProgramAndTheFilesGiveTheSame(t *testing.T) {
	t.Parallel()
	odd := change{"  trelica:environment", "  trelica:recoverVault: yes\n  trelica:maxSurge: 5\n  keyRotationMonths: 0x0C\n  trelica:environment"}
	for _, c := range []struct {
		stack   string
		changes []change
		reason  string
	}{
		{"prod", nil, "every kind of value"},
		{"dev", nil, "mostly defaults"},
		{"dev", []change{odd}, "numbers and booleans in YAML's other spellings"},
	} {
		dir := stackDir(t, c.stack, c.changes...)
		fromFiles, err := settings.FromFiles(dir, c.stack)
		if c.changes != nil {
			// YAML 1.2 reads "yes" as text: both must refuse it alike.
			require.Error(t, err)
		} else {
			require.NoError(t, err)
		}
		source, parseErr := settings.ParseConfig(c.stack, pulumiConfig(t, dir, c.stack))
		require.NoError(t, parseErr)
		fromPulumi, pulumiErr := settings.Load(source)
		assert.Equal(t, fromFiles, fromPulumi, c.reason)
		assert.Equal(t, messages(err), messages(pulumiErr), c.reason)

		files := settings.Files(dir, c.stack)
		assert.Equal(t, sortedValues(t, source), sortedValues(t, files), "%s: the raw values differ", c.reason)
	}
}

// messages are the problems without the lines, which Pulumi does not pass on.
func messages(err error) []settings.Problem {
	problems, _ := err.(settings.Problems) //nolint:errorlint // it is never wrapped
	var all []settings.Problem
	for _, p := range problems {
		p.Line, p.File = 0, ""
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b settings.Problem) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// sortedValues are the raw values with the keys of JSON objects in one order.
func sortedValues(t *testing.T, source settings.Source) map[string]string {
	t.Helper()
	values := map[string]string{}
	for key, raw := range source.Values {
		var value any
		if json.Unmarshal([]byte(raw), &value) == nil {
			text, err := json.Marshal(value)
			require.NoError(t, err)
			raw = string(text)
		}
		values[key] = raw
	}
	return values
}

func TestParseConfigRefusesWhatIsNoConfiguration(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[]", `{"trelica:region": 1}`, "{"} {
		_, err := settings.ParseConfig("dev", text)
		assert.ErrorContains(t, err, "configuration of stack dev is not an object of text values", text)
	}
}

func TestAConfigurationWithoutFilesNamesTheFileItBelongsIn(t *testing.T) {
	t.Parallel()
	_, err := settings.Load(settings.FromConfig("dev", map[string]string{"trelica:environment": "test"}))
	require.Error(t, err)
	assert.Contains(t, err.Error(), `Pulumi.dev.yaml: trelica:environment = "test": is no environment; allowed: dev, preprod or prod`)
	assert.Contains(t, err.Error(), `Pulumi.dev.yaml: trelica:owner: is missing; allowed: `)
}
