package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestBootstrapIsWalked walks dev's bootstrap with the program there is: from nothing to its state in the store that it made, a
// secret of the stack, the key's rotation, the secret encrypted anew, the old version switched off. It builds the program, so it
// runs with TRELICA_DEEP=1 only (make verify).
func TestBootstrapIsWalked(t *testing.T) {
	t.Parallel()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	const stack = "bootstrap-dev"
	cli := enginetest.CLI(t)
	b := newBench(t)
	repository, err := filepath.Abs("../..")
	require.NoError(t, err)
	b.dir, b.azure, b.settings, b.environment = repository, startLocalAzure, readSettings, readEnvironment

	require.Equal(t, codeFailed, b.stackctl(t, "secrets", "rotate", "--stack", stack), "nothing was moved yet")
	require.Equal(t, codeFine, b.stackctl(t, "bootstrap", "--stack", stack, "--yes"), b.out.String()+b.err.String())
	assert.Contains(t, b.err.String(), "stays: the other commands use it")
	assert.Contains(t, b.out.String(), "a preview with it is empty")
	assert.Contains(t, b.out.String(), "pulumi stack init dev --secrets-provider 'azurekeyvault://")
	assert.NotContains(t, b.out.String(), "pulumi stack init dr", "dev has no rebuild")
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", stack, "--expect-no-changes"), "the first state is as it was: "+b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "bootstrap", "--stack", stack, "--yes"), "walking it again changes nothing: "+b.out.String()+b.err.String())

	first := b.provider(t, stack)
	vault, _, _ := strings.Cut(strings.TrimPrefix(first, "azurekeyvault://"), ".")
	require.NoError(t, engine.CheckPinned(first))
	assert.Equal(t, "hunter2\n", b.inTheStore(t, cli, stack, func(w engine.Workspace, _ *localazure.Server) string {
		require.NoError(t, w.Command(t.Context(), "config", "set", "trelica:token", "hunter2", "--secret", "--stack", stack))
		value, err := w.Read(t.Context(), "config", "get", "trelica:token", "--stack", stack)
		require.NoError(t, err)
		return value
	}))

	require.Equal(t, codeFine, b.stackctl(t, "local", "rotate-key", vault, "stacks"), b.err.String())
	second := asProvider(strings.TrimSpace(b.out.String()))
	require.Equal(t, codeUsage, b.stackctl(t, "secrets", "rotate", "--stack", stack, "--key-version", second[:strings.LastIndex(second, "/")]))
	assert.Contains(t, b.err.String(), "the key's version is missing")
	require.Equal(t, codeFine, b.stackctl(t, "secrets", "rotate", "--stack", stack), b.err.String())
	assert.Equal(t, second, b.provider(t, stack), "Resource Manager names the newest version")

	b.inTheStore(t, cli, stack, func(w engine.Workspace, azure *localazure.Server) string {
		require.NoError(t, azure.DataPlane().EnableKey(vault, "stacks", first[strings.LastIndex(first, "/")+1:], false))
		value, err := w.Read(t.Context(), "config", "get", "trelica:token", "--stack", stack)
		require.NoError(t, err)
		assert.Equal(t, "hunter2\n", value, "the version before is off, and the secret is read")
		state, err := w.Export(t.Context(), stack)
		require.NoError(t, err)
		assert.Equal(t, second, state.Secrets.URL)

		// A key without its version works until the next rotation, and then for nothing that is there.
		file := filepath.Join(b.local.MovedDir(), "Pulumi."+stack+".yaml")
		text := read(t, file)
		unpinned := second[:strings.LastIndex(second, "/")]
		require.NoError(t, os.WriteFile(file, bytes.ReplaceAll([]byte(text), []byte(second), []byte(unpinned)), 0o600))
		_, err = azure.DataPlane().RotateKey(vault, "stacks")
		require.NoError(t, err)
		_, err = w.Read(t.Context(), "config", "get", "trelica:token", "--stack", stack)
		require.ErrorContains(t, err, "Unable to decrypt specified value with this key")
		return ""
	})
}

// provider is the key that the moved stack's settings name.
func (b *bench) provider(t *testing.T, stack string) string {
	t.Helper()
	for line := range strings.Lines(read(t, filepath.Join(b.local.MovedDir(), "Pulumi."+stack+".yaml"))) {
		if name, ok := strings.CutPrefix(line, "secretsprovider: "); ok {
			return strings.TrimSpace(name)
		}
	}
	t.Fatal("the settings name no secrets provider")
	return ""
}

// inTheStore opens the moved state while no other server runs.
func (b *bench) inTheStore(t *testing.T, cli engine.CLI, stack string, do func(engine.Workspace, *localazure.Server) string) string {
	t.Helper()
	azure, err := localazure.Start(t.Context(), localazure.Options{Dir: b.local.WorldDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, azure.Close()) }()
	environment, err := readEnvironment(b.dir, stack)
	require.NoError(t, err)
	s := &session{workspace: b.local.Workspace(cli, b.dir, azure.Ports()), data: azure.DataPlaneEnviron("")}
	at, known := homeOf(t.Context(), s.workspace, stack)
	require.True(t, known)
	at.tenant = environment.TenantID
	return do(s.moved(at), azure)
}

// TestWhatComesAfterABootstrap holds the order of the first day: every stack is made with the pinned key, the ranges come before the first
// up, and what was opened is closed last, by a runner.
func TestWhatComesAfterABootstrap(t *testing.T) {
	t.Parallel()
	const key = "azurekeyvault://kv.vault.azure.net/keys/stacks/0123"
	for environment, stacks := range map[string][]string{"dev": {"dev"}, "prod": {"prod", "dr"}} {
		b := newBench(t)
		a := &app{out: &b.out, name: "stackctl"}
		require.NoError(t, a.afterBootstrap(&bootstrap{stack: settings.Bootstrap(environment), target: engine.TargetAzure}, home{backend: "azblob://x", key: key}))
		text := b.out.String()
		var order []int
		for _, stack := range stacks {
			order = append(order, strings.Index(text, "pulumi stack init "+stack+" --secrets-provider '"+key+"'"))
		}
		order = append(order, strings.Index(text, "output authorizedRanges"), strings.Index(text, "stackctl up --stack bootstrap-"+environment+" --target azure"),
			strings.Index(text, "stackctl up --stack "+environment+" --target azure"), strings.Index(text, "breakGlassOpen: false"))
		assert.NotContains(t, order, -1, text)
		assert.IsIncreasing(t, order, text)
		assert.Equal(t, len(stacks), strings.Count(text, "pulumi stack init "))
		assert.NotContains(t, text, "breakGlassOpen: false  # in the settings, then up", "from the desk that locks out whoever types it")
	}
}

func TestBootstrapIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Equal(t, codeUsage, b.stackctl(t, "bootstrap"))
	assert.Contains(t, b.err.String(), "--stack is missing")
	require.Equal(t, codeUsage, b.stackctl(t, "bootstrap", "--stack", "dev"))
	assert.Contains(t, b.err.String(), "stack dev is no bootstrap")
	require.Equal(t, codeUsage, b.stackctl(t, "secrets", "rotate", "--stack", "dev", "--key-version", "https://kv.vault.azure.net/keys/stacks"))
	assert.Contains(t, b.err.String(), "the key's version is missing in azurekeyvault://kv.vault.azure.net/keys/stacks")
	require.Equal(t, codeFailed, b.stackctl(t, "local", "rotate-key", "kv", "stacks"), "the fake has no keys")
}
