package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
)

func TestStackFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	b := newRealBench(t)
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev", "--output", "json"), b.err.String())
	var preview report
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &preview), "standard output is JSON and nothing else")
	assert.Equal(t, map[string]int{"create": 2}, preview.Changes)
	assert.True(t, preview.Simulated && preview.Succeeded)
	assert.Contains(t, b.err.String(), "Previewing update (dev)", "the CLI's own display is progress then")
	require.Len(t, b.started, 1)
	assert.True(t, b.started[0].Collect, "a preview shows every mistake")
	assert.Equal(t, b.local.WorldDir(), b.started[0].Dir)

	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes"), b.err.String())
	assert.Contains(t, b.out.String(), `greeting: "hello"`, "the CLI's own display is the result")
	assert.NotContains(t, b.out.String()+b.err.String(), "hunter2")
	assert.Contains(t, b.err.String(), "stackctl destroy --stack dev")
	assert.Equal(t, "target: local (simulated)", b.lines()[0])
	assert.Equal(t, "target: local (simulated)", b.lines()[len(b.lines())-1])
	assert.False(t, b.started[1].Collect, "an up stops at the first mistake")

	require.Equal(t, codeFine, b.stackctl(t, "destroy", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	assert.Contains(t, b.out.String(), "- 2 deleted")
}

func TestServerThatCannotStart(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	b.self = filepath.Join(t.TempDir(), "stackctl")
	require.NoError(t, os.WriteFile(b.self, []byte("#!/bin/sh\necho 'error: no free port' >&2; exit 1\n"), 0o700))
	require.Equal(t, codeFailed, b.stackctl(t, "local", "env"))
	assert.Contains(t, b.err.String(), "the local Azure ended at once: error: no free port")
	assert.Empty(t, b.out.String(), "a shell must not evaluate half of it")
}

// TestRealTargetRefusesWhatIsLocal runs against backends in folders: nothing of it reaches a network.
func TestRealTargetRefusesWhatIsLocal(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	b.env["PATH"] = "" // no language host of somebody's installation
	require.NoError(t, b.local.Prepare())
	at := func(backend string) {
		b.environ = append(engine.ScrubLocal(os.Environ()), "PULUMI_HOME="+t.TempDir(), "PULUMI_BACKEND_URL="+backend,
			"PULUMI_CONFIG_PASSPHRASE="+engine.LocalPassphrase)
	}
	at(b.local.StateURL())
	require.Equal(t, codeRefused, b.stackctl(t, "preview", "--stack", "dev", "--target", "azure"), b.err.String())
	assert.Contains(t, b.err.String(), "is the state of the local target")

	other := "file://" + t.TempDir()
	at(other)
	require.Equal(t, codeFailed, b.stackctl(t, "preview", "--stack", "dev", "--target", "azure"))
	assert.Contains(t, b.err.String(), "no stack named 'dev' found")
	assert.Contains(t, b.err.String(), "pulumi stack init", "the real stack is not created by the way")

	made := exec.CommandContext(t.Context(), enginetest.CLI(t).Path, "stack", "init", "dev", "--no-select")
	made.Dir, made.Env = b.project, b.environ
	out, err := made.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, codeRefused, b.stackctl(t, "preview", "--stack", "dev", "--target", "azure"), b.err.String())
	assert.Contains(t, b.err.String(), "was made by a local run, or is encrypted with its public passphrase")
	assert.Equal(t, []string{"target: azure", "target: azure"}, []string{b.lines()[0], b.lines()[len(b.lines())-1]})
	assert.Empty(t, b.started)
}

func TestKilledRun(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	dead := exec.CommandContext(t.Context(), "true")
	require.NoError(t, dead.Run())
	host, err := os.Hostname()
	require.NoError(t, err)
	locks := filepath.Join(b.local.StateDir(), ".pulumi", "locks", "organization", "tiny", "dev")
	leave := func(world time.Duration) {
		require.NoError(t, b.local.Prepare())
		require.NoError(t, os.MkdirAll(locks, 0o700))
		now := time.Now()
		data, err := json.Marshal(engine.Lock{PID: dead.Process.Pid, Username: "me", Hostname: host, Started: now})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(locks, "a.json"), data, 0o600))
		file := filepath.Join(b.local.WorldDir(), "world.jsonl")
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		require.NoError(t, os.Chtimes(file, now.Add(world), now.Add(world)))
	}
	leave(time.Second)
	require.Equal(t, codeFailed, b.stackctl(t, "up", "--stack", "dev", "--yes"))
	assert.Contains(t, b.err.String(), "a run of stack dev was killed (pid ")
	assert.Contains(t, b.err.String(), `next: "stackctl local reset" forgets both and begins anew`)
	assert.Contains(t, b.err.String(), `next: "stackctl up --stack dev --adopt" takes over what it made and goes on`)
	assert.Empty(t, b.started)
	require.Equal(t, codeFine, b.stackctl(t, "local", "status"))
	assert.Contains(t, b.out.String(), "which was killed")

	b.program = enginetest.Program(t)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--adopt"), b.err.String())
	assert.Contains(t, b.err.String(), "what it made is adopted")
	leave(-time.Hour)
	require.Equal(t, codeFine, b.stackctl(t, "refresh", "--stack", "dev", "--preview-only"), b.err.String())
	assert.Contains(t, b.err.String(), "was killed before it changed anything")
}

func TestDestroyOfWhatIsProtected(t *testing.T) {
	t.Parallel()
	b := newRealBench(t)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "keep", "--yes", "--skip-preview"), b.err.String())
	require.Equal(t, codeRefused, b.stackctl(t, "destroy", "--stack", "keep", "--yes"), b.err.String())
	assert.Contains(t, b.err.String(), "error: stack keep is not destroyed, because these resources are protected:\n  tiny:index:Whole whole\n")
	assert.Contains(t, b.err.String(), "--exclude-protected")
	assert.Empty(t, b.out.String(), "the CLI was not asked to destroy anything")
}

func TestProtectedResourcesAreNamed(t *testing.T) {
	t.Parallel()
	names := protected(engine.Checkpoint{Resources: []engine.Resource{
		{URN: "urn:pulumi:prod::p::t:v:Vault::vault", Type: "t:v:Vault", Protect: true},
		{URN: "urn:pulumi:prod::p::t:k:Key::key", Type: "t:k:Key", Protect: true},
		{URN: "urn:pulumi:prod::p::t:n:Net::net", Type: "t:n:Net"},
	}})
	assert.Equal(t, []string{"t:k:Key key", "t:v:Vault vault"}, names)
}

func TestLocalAzureThatDoesNotStart(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	b := newBench(t)
	b.azure = func(context.Context, azureOptions) (azureServer, error) { return nil, errors.New("no free port") }
	require.Equal(t, codeFailed, b.stackctl(t, "up", "--stack", "dev", "--yes"))
	assert.Contains(t, b.err.String(), "starting the local Azure: no free port")
	require.Equal(t, codeFailed, b.stackctl(t, "local", "serve"))
	assert.Contains(t, b.err.String(), "starting the local Azure: no free port")
	assert.False(t, strings.Contains(b.err.String(), "127.0.0.1"), "no port is shown that nobody listens on")
}
