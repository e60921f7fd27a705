package engine_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// TestRealCLI runs the real CLI with the language runtime of this repository. One program is built once and shared by
// the cases, each of which has a state of its own.
func TestRealCLI(t *testing.T) {
	t.Parallel()
	cli, program := enginetest.CLI(t), enginetest.Program(t)
	for name, test := range map[string]func(*testing.T, *bench){
		"preview, up, nothing left to do, destroy": lives,
		"an interrupted up is continued":           interrupted,
		"what the program says is shown":           fails,
		"encrypted settings have a stand-in":       sealed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newBench(t, cli, program))
		})
	}
}

// bench is a local folder with a stack, a language runtime and the real CLI.
type bench struct {
	engine.Workspace
	project string
}

func newBench(t *testing.T, cli engine.CLI, program string) *bench {
	t.Helper()
	local := engine.Local{Dir: filepath.Join(t.TempDir(), "a local folder")}
	require.NoError(t, local.Prepare())
	host, err := langhost.Start(langhost.Options{
		Binary: program, Environ: engine.ScrubLocal(os.Environ()),
		Check: func(r langhost.Request) error { return local.CheckRun(engine.Run(r)) },
	})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, host.Close()) })
	// The program has no provider's resources: a port that answers is all the local Azure it needs.
	azure, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, azure.Close()) })
	address, ok := azure.Addr().(*net.TCPAddr)
	require.True(t, ok)

	b := &bench{project: t.TempDir()}
	require.NoError(t, os.CopyFS(b.project, os.DirFS(enginetest.ProjectDir())))
	b.Workspace = local.Workspace(cli, b.project, map[string]int{"random": address.Port, engine.LanguagePort: host.Port()})
	require.NoError(t, b.EnsureStack(t.Context(), "dev"))
	return b
}

// set writes the stack's settings and makes them the local ones.
func (b *bench) set(t *testing.T, settings string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi.dev.yaml"), []byte(settings), 0o600))
	require.NoError(t, b.EnsureStack(t.Context(), "dev"))
}

type verb = func(context.Context, engine.Options, engine.Streams) (engine.Result, error)

// run runs an operation and returns what it showed.
func (b *bench) run(t *testing.T, run verb, o engine.Options) (engine.Result, string) {
	t.Helper()
	var shown bytes.Buffer
	o.Stack = "dev"
	result, err := run(t.Context(), o, engine.Streams{Out: &shown, Err: &shown})
	require.NoError(t, err, shown.String())
	return result, shown.String()
}

func lives(t *testing.T, b *bench) {
	before, err := os.ReadFile(filepath.Join(b.project, "Pulumi.dev.yaml"))
	require.NoError(t, err)
	result, shown := b.run(t, b.Preview, engine.Options{})
	require.NoError(t, result.Err(), shown)
	assert.Equal(t, map[string]int{"create": 2}, result.Changes)
	result, shown = b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	assert.Equal(t, map[string]int{"create": 2}, result.Changes)
	assert.Contains(t, shown, "    printed to stdout\n    a second line\n", "lines of one stream stay together")
	assert.Contains(t, shown, "printed to stderr")
	assert.NotContains(t, shown, "hunter2")

	result, shown = b.run(t, b.Preview, engine.Options{ExpectNoChanges: true})
	require.NoError(t, result.Err(), shown)
	assert.False(t, result.Changed())
	checkpoint, err := b.Export(t.Context(), "dev")
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"greeting": "hello", "password": "[secret]"}, checkpoint.Outputs())
	outputs, err := b.Outputs(t.Context(), "dev")
	require.NoError(t, err)
	assert.Equal(t, checkpoint.Outputs(), outputs)

	result, shown = b.run(t, b.Destroy, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	assert.Equal(t, map[string]int{"delete": 2}, result.Changes)
	after, err := os.ReadFile(filepath.Join(b.project, "Pulumi.dev.yaml"))
	require.NoError(t, err)
	assert.Equal(t, string(before), string(after), "the CLI writes nothing into a stack file that is committed")
}

// sealed runs with a setting that only the real stack's key can read, once with the salt that the CLI made, and once in a state that
// is new, whose salt is made here.
func sealed(t *testing.T, b *bench) {
	const settings = "secretsprovider: azurekeyvault://kv-real.vault.azure.net/keys/stacks\nconfig:\n  tiny:greeting:\n    secure: AAAA\n"
	for _, state := range []string{"old", "new"} {
		if state == "new" {
			require.NoError(t, os.RemoveAll(b.Local.Dir))
			require.NoError(t, b.Local.Prepare())
		}
		b.set(t, settings)
		result, shown := b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
		require.NoError(t, result.Err(), shown)
		outputs, err := b.Outputs(t.Context(), "dev")
		require.NoError(t, err)
		assert.Equal(t, engine.StandIn, outputs["greeting"], state)
		result, shown = b.run(t, b.Preview, engine.Options{ExpectNoChanges: true})
		require.NoError(t, result.Err(), shown)
	}
}

func interrupted(t *testing.T, b *bench) {
	b.set(t, "config:\n  tiny:mode: wait\n")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	shown := &until{text: "printed to stdout", then: cancel}
	result, err := b.Up(ctx, engine.Options{Stack: "dev", Yes: true, SkipPreview: true}, engine.Streams{Out: shown})
	require.NoError(t, err, shown.written.String())
	assert.True(t, result.Interrupted, shown.written.String())
	require.Error(t, result.Err())
	assert.Empty(t, b.Local.Locks("tiny", "dev"), "the lock is released")

	b.set(t, "config:\n  tiny:greeting: hello\n")
	result, text := b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), text)
}

// until calls a function when a text has been written.
type until struct {
	written bytes.Buffer
	text    string
	then    func()
}

func (u *until) Write(p []byte) (int, error) {
	n, err := u.written.Write(p)
	if bytes.Contains(u.written.Bytes(), []byte(u.text)) {
		u.then()
	}
	return n, err
}

func fails(t *testing.T, b *bench) {
	b.set(t, "config:\n  tiny:mode: fail\n")
	result, shown := b.run(t, b.Preview, engine.Options{})
	require.Error(t, result.Err())
	require.Len(t, result.Errors(), 1, "it is said once")
	assert.Contains(t, result.Errors()[0].Message, "the program says no")
	assert.Contains(t, shown, "the program says no")

	b.set(t, "config:\n  tiny:mode: exit\n")
	result, _ = b.run(t, b.Preview, engine.Options{})
	require.Len(t, result.Errors(), 1)
	assert.Contains(t, result.Errors()[0].Message, "program exited with non-zero exit code: 7")
}
