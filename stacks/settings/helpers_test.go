package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// root is where Pulumi.yaml and the stack files lie.
const root = "../.."

// change replaces one text of a stack file with another.
type change struct{ from, to string }

// stackDir makes a directory with the project's Pulumi.yaml and one stack file: the sample of that stack, with changes. A change
// that finds nothing to replace, or several places, fails the test: it would test something else than it says.
func stackDir(t *testing.T, stack string, changes ...change) string {
	t.Helper()
	return stackDirAs(t, stack, stack, changes...)
}

// stackDirAs is stackDir with the sample of another stack.
func stackDirAs(t *testing.T, sample, stack string, changes ...change) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", sample+".yaml"))
	require.NoError(t, err)
	text := string(content)
	for _, c := range changes {
		require.Equal(t, 1, strings.Count(text, c.from), "%q must be in the sample of %s exactly once", c.from, sample)
		text = strings.Replace(text, c.from, c.to, 1)
	}
	return writeStack(t, stack, text)
}

func writeStack(t *testing.T, stack, text string) string {
	t.Helper()
	project, err := os.ReadFile(filepath.Join(root, "Pulumi.yaml"))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), project, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi."+stack+".yaml"), []byte(text), 0o600))
	return dir
}

// mistakes are the lines that reading a stack gives, without the name of the file that all of them begin with.
func mistakes(t *testing.T, dir, stack string) []string {
	t.Helper()
	s, err := settings.FromFiles(dir, stack)
	if err == nil {
		return nil
	}
	require.Nil(t, s, "settings with mistakes must not be handed out")
	var problems settings.Problems
	require.ErrorAs(t, err, &problems)
	var lines []string
	for _, line := range strings.Split(err.Error(), "\n") {
		lines = append(lines, strings.TrimPrefix(line, "Pulumi."+stack+".yaml"))
	}
	require.Len(t, problems, len(lines), "one line per problem")
	return lines
}

func load(t *testing.T, stack string, changes ...change) *settings.Settings {
	t.Helper()
	s, err := settings.FromFiles(stackDir(t, stack, changes...), stack)
	require.NoError(t, err)
	return s
}
