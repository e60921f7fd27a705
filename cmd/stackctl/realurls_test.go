package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	storeStack   = "bootstrap-dev"
	storeGroup   = "/subscriptions/00000000-0000-0000-0000-0000000000f1/resourceGroups/rg-state"
	storeTenant  = "00000000-0000-0000-0000-0000000000f2"
	storeBackend = "azblob://pulumi-state?storage_account=stmoved"
	storeKey     = "azurekeyvault://kv-moved.vault.azure.net/keys/stacks/"
	storeVersion = "0123456789abcdef0123456789abcdef"
)

// realBench runs commands with --target azure and the real CLI: at the real URLs of account, vault and sign-in, for which the local
// Azure answers behind a proxy. Resource Manager is its REST face, which stackctl signs in to by a function of the test. Every call of
// the CLI is written down.
type realBench struct {
	*bench
	azure   *localazure.Server
	folder  string   // the first state
	calls   string   // the file of calls
	tenants []string // that were signed in to
}

func newRealURLs(t *testing.T) *realBench {
	t.Helper()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	cli, folder := enginetest.CLI(t), "file://"+t.TempDir()
	b := &realBench{bench: newBench(t), folder: folder, calls: filepath.Join(t.TempDir(), "calls")}
	var err error
	b.azure, err = localazure.Start(t.Context(), localazure.Options{Dir: t.TempDir()}) // not the one of this repository, which a real run refuses
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, b.azure.Close()) })
	b.putStore(t)

	recorder := filepath.Join(t.TempDir(), "pulumi")
	script := fmt.Sprintf("#!/bin/sh\necho \"$PULUMI_BACKEND_URL $*\" >> '%s'\nexec '%s' \"$@\"\n", b.calls, cli.Path)
	require.NoError(t, os.WriteFile(recorder, []byte(script), 0o700))
	b.findCLI = func(context.Context) (engine.CLI, []string, error) {
		return engine.CLI{Path: recorder, Version: cli.Version}, nil, nil
	}
	b.program = enginetest.Program(t)
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.SecretsGroup = storeGroup
		return e, err
	}
	b.pack = func(context.Context, string, string, []string) (string, error) { return "", nil } // its project is not this one
	b.access = func(tenant string) (cloud.Access, error) {
		b.tenants = append(b.tenants, tenant)
		return cloud.Local(b.azure.ManagementURL(), tenant)
	}
	b.environ = append(engine.ScrubLocal(os.Environ()), "PULUMI_HOME="+t.TempDir(), "PULUMI_CONFIG_PASSPHRASE=an operator's own",
		"PULUMI_BACKEND_URL="+folder)
	for name, value := range b.azure.DataPlaneEnviron(storeTenant) {
		b.environ = append(b.environ, name+"="+value)
	}
	settings := "config:\n  tiny:mode: store\n  tiny:backendUrl: " + storeBackend + "\n  tiny:secretsProvider: " + storeKey + storeVersion + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi."+storeStack+".yaml"), []byte(settings), 0o600))
	made := exec.CommandContext(t.Context(), cli.Path, "stack", "init", storeStack, "--no-select") // as the page of the command says
	made.Dir, made.Env = b.project, b.environ
	out, err := made.CombinedOutput()
	require.NoError(t, err, string(out))
	return b
}

// putStore puts an account with a container and a vault with a key into the world.
func (b *realBench) putStore(t *testing.T) {
	t.Helper()
	const account = storeGroup + "/providers/Microsoft.Storage/storageAccounts/stmoved"
	const vault = storeGroup + "/providers/Microsoft.KeyVault/vaults/kv-moved"
	require.NoError(t, b.azure.World().Update(func(tx *world.Tx) error {
		for id, values := range map[string][2]map[string]any{
			storeGroup:                        {{}, nil},
			account:                           {{}, nil},
			account + "/blobServices/default": {{"isVersioningEnabled": true}, nil},
			account + "/blobServices/default/containers/pulumi-state": {nil, nil},
			vault: {{"properties": map[string]any{"tenantId": storeTenant}}, nil},
			vault + "/keys/stacks": {{"properties": map[string]any{"kty": "RSA-HSM"}}, {
				"keyOps": []any{"encrypt", "decrypt"}, "keySize": 2048.0,
				"keyUriWithVersion": "https://kv-moved.vault.azure.net/keys/stacks/" + storeVersion,
			}},
		} {
			tx.Put(world.Resource{ID: id, Type: world.TypeOf(id), Location: "uksouth", Inputs: values[0], Outputs: values[1], Incarnation: 1})
		}
		return nil
	}))
}

// typed runs a command and returns what it asked the CLI for, in order: where, and which of its commands. What only reads is left out.
func (b *realBench) typed(t *testing.T, want int, args ...string) []string {
	t.Helper()
	require.NoError(t, os.WriteFile(b.calls, nil, 0o600))
	require.Equal(t, want, b.stackctl(t, append(args, "--stack", storeStack, "--target", "azure")...), b.out.String()+b.err.String())
	where := map[string]string{b.folder: "folder", storeBackend: "store"}
	var calls []string
	for line := range strings.Lines(read(t, b.calls)) {
		words := strings.Fields(line)
		command := strings.Join(words[1:min(3, len(words))], " ")
		for _, change := range []string{"up", "preview", "stack init", "stack import", "stack change-secrets-provider", "stack rm"} {
			if command == change || words[1] == change {
				calls = append(calls, where[words[0]]+": "+change)
			}
		}
	}
	return calls
}

// backend names the backend that the operator is logged in to.
func (b *realBench) backend(url string) {
	b.environ = append(slices.DeleteFunc(b.environ, func(entry string) bool { return strings.HasPrefix(entry, "PULUMI_BACKEND_URL=") }),
		"PULUMI_BACKEND_URL="+url)
}

// TestBootstrapAndRotationAtTheRealURLs walks both commands' branches for the real Azure.
func TestBootstrapAndRotationAtTheRealURLs(t *testing.T) {
	t.Parallel()
	b := newRealURLs(t)
	file := filepath.Join(b.project, "Pulumi."+storeStack+".yaml")

	require.NoError(t, b.azure.DataPlane().EnableKey("kv-moved", "stacks", storeVersion, false))
	assert.Equal(t, []string{"folder: up", "store: stack init", "store: stack import", "store: stack change-secrets-provider"},
		b.typed(t, codeFailed, "bootstrap", "--yes"), "the key cannot be used yet: the walk ends, and the first state stays")
	require.NoError(t, b.azure.DataPlane().EnableKey("kv-moved", "stacks", storeVersion, true))

	b.in = strings.NewReader("")
	assert.Equal(t, []string{"store: stack change-secrets-provider", "store: preview"}, b.typed(t, codeUsage, "bootstrap"),
		"the next run goes on where it ended; nobody can be asked, and the first state stays")
	assert.Contains(t, b.err.String(), "there is no terminal to ask on: pass --yes")
	assert.Contains(t, read(t, file), "secretsprovider: "+storeKey+storeVersion)

	assert.Equal(t, []string{"store: preview", "folder: stack rm"}, b.typed(t, codeFine, "bootstrap", "--yes"),
		"only what was seen to be whole in the store is removed from the folder")
	assert.Contains(t, b.out.String(), "pulumi login '"+storeBackend+"'")

	b.backend(storeBackend)
	assert.Equal(t, []string{"store: preview"}, b.typed(t, codeFine, "bootstrap", "--yes"), "a state that is at home is not moved")
	assert.Contains(t, b.err.String(), "is in its own store already: "+storeBackend)
	assert.Empty(t, b.tenants, "the bootstrap asks Resource Manager for nothing by itself: its stack does")

	assert.Empty(t, b.typed(t, codeFine, "secrets", "rotate"), "the newest version is the one")
	assert.Equal(t, []string{storeTenant}, b.tenants, "Resource Manager names the newest version, in the environment's tenant")
	second, err := b.azure.DataPlane().RotateKey("kv-moved", "stacks")
	require.NoError(t, err)
	assert.Equal(t, []string{"store: stack change-secrets-provider"}, b.typed(t, codeFine, "secrets", "rotate"))
	assert.Contains(t, read(t, file), "secretsprovider: "+asProvider(second))
	require.NoError(t, b.azure.DataPlane().EnableKey("kv-moved", "stacks", storeVersion, false))
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", storeStack, "--target", "azure", "--expect-no-changes"),
		"the version before is off, and the state is read: "+b.err.String())

	third, err := b.azure.DataPlane().RotateKey("kv-moved", "stacks")
	require.NoError(t, err)
	b.tenants = nil
	assert.Equal(t, []string{"store: stack change-secrets-provider"}, b.typed(t, codeFine, "secrets", "rotate", "--key-version", third))
	assert.Empty(t, b.tenants, "a version that is named is not asked for")
	assert.Contains(t, read(t, file), "secretsprovider: "+asProvider(third))
}
