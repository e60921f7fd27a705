package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine/enginetest"
)

// shell is what somebody types after `eval "$(stackctl local env)"`.
type shell struct {
	*bench
	lines string
}

// openShell starts the background server and stops it after the test.
func openShell(t *testing.T, b *bench, args ...string) shell {
	t.Helper()
	require.Equal(t, codeFine, b.stackctl(t, append([]string{"local", "env"}, args...)...), b.err.String())
	t.Cleanup(func() { _ = b.stop(t.Context(), b.local) }) // it may have been stopped, or never have run
	return shell{b, b.out.String()}
}

// types runs commands and returns what they showed.
func (s shell) types(t *testing.T, commands string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-ec", "eval \"$LINES_OF_ENV\"\n"+commands)
	cmd.Dir = s.project
	cmd.Env = append(s.environ, "LINES_OF_ENV="+s.lines)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

const inParts = "config:\n  tiny:mode: parts\n  tiny:greeting: hello\n"

// TestCLIByHand types everything by hand in a shell of one stack, then once more in a shell in which somebody has named
// another backend. One server is shared, because starting it is what costs.
func TestCLIByHand(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, inParts)
	s := openShell(t, b, "--stack", "dev")
	served := findServe(t.Context(), b.local)
	require.NotNil(t, served)

	out, err := s.types(t, "pulumi preview --non-interactive && pulumi up --yes --skip-preview --non-interactive")
	require.NoError(t, err, out)
	assert.Contains(t, out, "+ 10 created")
	b.write(t, inParts+"  tiny:secret: a setting that the program does not read\n")
	require.Eventually(t, func() bool { return strings.Contains(read(t, b.local.SettingsFile("dev")), "tiny:secret") },
		10*time.Second, 50*time.Millisecond, "the copy follows the stack file")

	t.Run("what is typed and what stackctl runs agree", func(t *testing.T) {
		require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev", "--expect-no-changes"), b.err.String())
		assert.Contains(t, b.err.String(), "stackctl local stop", "the server that runs is used")
		require.Equal(t, codeFine, b.stackctl(t, "local", "status", "--output", "json"))
		var status localStatus
		require.NoError(t, json.Unmarshal(b.out.Bytes(), &status))
		shown := *served
		require.NotEmpty(t, shown.DataPlane, "the server tells the other commands how to reach blobs and keys")
		shown.DataPlane = nil // with the operator's secret, which a status does not show
		assert.Equal(t, &shown, status.Server)
		assert.Equal(t, []stackStatus{{Name: "dev", Exists: true}, {Name: "keep"}}, status.Stacks)
	})

	t.Run("another backend behind the same wiring is refused and changes nothing", func(t *testing.T) {
		elsewhere := t.TempDir()
		require.NoError(t, os.CopyFS(filepath.Join(elsewhere, ".pulumi"), os.DirFS(filepath.Join(b.local.StateDir(), ".pulumi"))))
		other := "export PULUMI_BACKEND_URL='file://" + elsewhere + "'\n"
		world := filepath.Join(b.local.WorldDir(), "world.jsonl")
		before := read(t, world)
		for _, command := range []string{"destroy", "up"} {
			out, err := s.types(t, other+"pulumi "+command+" --yes --skip-preview --non-interactive")
			require.Error(t, err, "%s: %s", command, out)
			assert.Contains(t, out, "local and real must not be mixed", command)
			assert.Equal(t, before, read(t, world), "%s leaves the world as it was", command)
		}
	})

	out, err = s.types(t, "pulumi destroy --yes --skip-preview --non-interactive")
	require.NoError(t, err, out)
	assert.Contains(t, out, "- 10 deleted", "with its own backend the same command works")
	assert.Equal(t, inParts+"  tiny:secret: a setting that the program does not read\n",
		read(t, filepath.Join(b.project, "Pulumi.dev.yaml")), "nothing that was typed has written the stack file")

	require.Equal(t, codeFine, b.stackctl(t, "local", "reset", "--yes"), b.err.String())
	assert.Contains(t, b.err.String(), "stopped pid")
	assert.Nil(t, findServe(t.Context(), b.local))
}

func TestServerInTheBackground(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	s := openShell(t, b)
	served := findServe(t.Context(), b.local)
	require.NotNil(t, served)
	assert.Contains(t, s.lines, "PULUMI_DEBUG_LANGUAGES=")
	assert.NotContains(t, s.lines, "PULUMI_STACK")
	assert.Contains(t, s.lines, "\n# The CLI reads Pulumi.STACK.yaml itself and adds encryptionsalt to it",
		"without a stack the file cannot be kept from the CLI, and that is said")

	require.Equal(t, codeFine, b.stackctl(t, "local", "env"))
	assert.Equal(t, served.PID, findServe(t.Context(), b.local).PID, "a server that runs is used")
	require.Equal(t, codeFailed, b.stackctl(t, "local", "serve"))
	assert.Contains(t, b.err.String(), "serves "+b.local.Dir+" already")
	require.Equal(t, codeFine, b.stackctl(t, "local", "stop"))
	require.Equal(t, codeFine, b.stackctl(t, "local", "status"))
	assert.Contains(t, b.out.String(), "none runs")
	assert.Contains(t, b.out.String(), "keep: in the local state")
}
