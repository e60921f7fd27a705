package engine

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeWorkspace is a real workspace, so that no port is needed, around a script.
func fakeWorkspace(t *testing.T, script string) Workspace {
	t.Helper()
	dir := fakePulumi(t, script)
	w := Local{Dir: t.TempDir()}.RealWorkspace(CLI{Path: filepath.Join(dir, "pulumi")}, dir, 0)
	return w
}

func TestInterruptReachesTheCLIOnce(t *testing.T) {
	t.Parallel()
	// The script ends with 0 only if exactly one interrupt came and it had time to finish.
	w := fakeWorkspace(t, `n=0
trap 'n=$((n+1))' INT
echo started
i=0
while [ $i -lt 100 ] && [ $n -eq 0 ]; do i=$((i+1)); sleep 0.05; done
sleep 0.3
echo "interrupts: $n" >&2
[ $n -eq 1 ]`)
	ctx, cancel := context.WithCancel(t.Context())
	out := &notify{cancel: cancel}
	result, err := w.Up(ctx, Options{Stack: "dev"}, Streams{Out: out})
	require.NoError(t, err)
	assert.Equal(t, "interrupts: 1\n", result.Stderr)
	assert.True(t, result.Interrupted)
	assert.ErrorContains(t, result.Err(), "it was interrupted")
}

// notify cancels at the first write.
type notify struct{ cancel func() }

func (n *notify) Write(p []byte) (int, error) {
	n.cancel()
	return len(p), nil
}

// TestWhoTellsTheCLI holds when an interrupt is passed on: a second one would make the CLI give up at once.
func TestWhoTellsTheCLI(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason     string
		onTerminal bool
		cause      error
		want       bool
	}{
		{"Ctrl-C reaches a CLI that shares the terminal by itself", true, ErrTyped, true},
		{"a termination does not", true, context.Canceled, false},
		{"a CLI in a group of its own hears nothing by itself", false, ErrTyped, false},
	} {
		assert.Equal(t, test.want, toldAlready(test.onTerminal, test.cause), test.reason)
	}
}

// TestOneWriterForBothOutputs lets the CLI write to both at once: nothing is lost and no line is torn. The race detector sees more.
func TestOneWriterForBothOutputs(t *testing.T) {
	t.Parallel()
	w := fakeWorkspace(t, `(i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo out; done) &
i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo err >&2; done; wait`)
	var shown bytes.Buffer
	_, err := w.Up(t.Context(), Options{Stack: "dev"}, Streams{Out: &shown, Err: &shown})
	require.NoError(t, err)
	assert.Equal(t, 500, strings.Count(shown.String(), "out\n"))
	assert.Equal(t, 500, strings.Count(shown.String(), "err\n"))

	file := Streams{Out: os.Stdout, Err: &shown}.separate()
	assert.Same(t, os.Stdout, file.Out, "a file stays one: the CLI looks whether it is a terminal")
}

func TestFailureBeforeTheFirstEvent(t *testing.T) {
	t.Parallel()
	w := fakeWorkspace(t, `echo "error: the stack is currently locked by 1 lock(s)" >&2; exit 255`)
	var shown bytes.Buffer
	result, err := w.Up(t.Context(), Options{Stack: "dev"}, Streams{Err: &shown})
	require.NoError(t, err)
	assert.False(t, result.Succeeded)
	assert.False(t, result.Complete)
	assert.EqualError(t, result.Err(), "up failed")
	require.Len(t, result.Hints(), 1)
	assert.Contains(t, result.Hints()[0], "pulumi cancel")
	assert.Contains(t, shown.String(), "currently locked", "what the CLI says is shown too")
}

func TestEventsAreReadFromTheLog(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "log")
	require.NoError(t, os.WriteFile(log, []byte(eventLog), 0o600))
	w := fakeWorkspace(t, `while [ $# -gt 1 ]; do [ "$1" = --event-log ] && cp '`+log+`' "$2"; shift; done`)
	result, err := w.Preview(t.Context(), Options{Stack: "dev"}, Streams{})
	require.NoError(t, err)
	assert.True(t, result.Succeeded)
	assert.Equal(t, map[string]int{"create": 3, "same": 1}, result.Changes)
	assert.Error(t, result.Err(), "an error that was logged fails a run that the CLI calls good")
}

func TestRunRefusesBeforeTheCLIStarts(t *testing.T) {
	t.Parallel()
	mark := filepath.Join(t.TempDir(), "started")
	w := fakeWorkspace(t, "touch '"+mark+"'")
	w.Ports = map[string]int{"azure-native": 1}
	_, err := w.Up(t.Context(), Options{Stack: "dev"}, Streams{})
	require.ErrorIs(t, err, ErrMixed)

	local := preparedLocal(t)
	dead := local.Workspace(w.CLI, w.ProjectDir, map[string]int{"azure-native": 1})
	_, err = dead.Up(t.Context(), Options{Stack: "dev"}, Streams{})
	require.ErrorIs(t, err, ErrDeadPort)

	w.CLI.Path = filepath.Join(t.TempDir(), "missing")
	w.Ports = nil
	_, err = w.Up(t.Context(), Options{Stack: "dev"}, Streams{})
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.NoFileExists(t, mark)
}

func TestTailBuffer(t *testing.T) {
	t.Parallel()
	var tail tailBuffer
	for range 10 {
		_, err := tail.Write([]byte(strings.Repeat("x", tailSize/4)))
		require.NoError(t, err)
	}
	_, err := tail.Write([]byte("end"))
	require.NoError(t, err)
	assert.Len(t, tail.String(), tailSize)
	assert.True(t, strings.HasSuffix(tail.String(), "xend"))
}

func TestBackend(t *testing.T) {
	t.Parallel()
	w := fakeWorkspace(t, `echo '{"user": "me", "url": "azblob://state"}'`)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	backend, err := w.Backend(ctx)
	require.NoError(t, err)
	assert.Equal(t, "azblob://state", backend)

	w = fakeWorkspace(t, `echo "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions" >&2; exit 1`)
	_, err = w.Backend(ctx)
	assert.ErrorContains(t, err, "asking for the stack's backend: PULUMI_ACCESS_TOKEN must be set")
	assert.ErrorContains(t, err, "pulumi login azblob://")
}

func TestLastUpdate(t *testing.T) {
	t.Parallel()
	w := fakeWorkspace(t, `echo '[{"version": 2, "kind": "refresh", "startTime": "2026-01-02T03:04:05.000Z", "message": "drift",
"result": "succeeded", "endTime": "2026-01-02T03:05:05.000Z", "resourceChanges": {"same": 3}}]'`)
	last, err := w.LastUpdate(t.Context(), "dev")
	require.NoError(t, err)
	started := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	assert.Equal(t, &Update{
		Kind: "refresh", Result: "succeeded", Started: started, Ended: started.Add(time.Minute), Message: "drift", Changes: map[string]int{"same": 3},
	}, last)
	last, err = fakeWorkspace(t, "echo '[]'").LastUpdate(t.Context(), "dev")
	require.NoError(t, err)
	assert.Nil(t, last, "a stack that was never changed has no last update")
	_, err = fakeWorkspace(t, "echo 'error: no stack named dev found' >&2; exit 1").LastUpdate(t.Context(), "dev")
	assert.ErrorContains(t, err, "reading the history of stack dev: no stack named dev found")
}
