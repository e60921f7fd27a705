package engine_test

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
	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	moveTenant  = "00000000-0000-0000-0000-0000000000f2"
	moveGroup   = "/subscriptions/00000000-0000-0000-0000-0000000000f1/resourceGroups/rg-state"
	moveAccount = moveGroup + "/providers/Microsoft.Storage/storageAccounts/stmoved"
	moveVault   = moveGroup + "/providers/Microsoft.KeyVault/vaults/kv-moved"
	moveVersion = "0123456789abcdef0123456789abcdef"
	moveBackend = "azblob://pulumi-state?storage_account=stmoved"
	moveKey     = "azurekeyvault://kv-moved.vault.azure.net/keys/stacks"
)

// azureOf serves an account with a container, and a vault with a key, of the world of a bench.
func azureOf(t *testing.T, b *bench) (*dataplane.Server, engine.DataPlane) {
	t.Helper()
	w, err := world.Open(b.Local.WorldDir(), world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	put := func(id string, inputs, outputs map[string]any) world.Resource {
		return world.Resource{ID: id, Type: world.TypeOf(id), Location: "uksouth", Inputs: inputs, Outputs: outputs, Incarnation: 1}
	}
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Put(put(moveAccount, map[string]any{}, nil))
		tx.Put(put(moveAccount+"/blobServices/default", map[string]any{"isVersioningEnabled": true}, nil))
		tx.Put(put(moveAccount+"/blobServices/default/containers/pulumi-state", nil, nil))
		tx.Put(put(moveVault, map[string]any{"properties": map[string]any{"tenantId": moveTenant}}, nil))
		tx.Put(put(moveVault+"/keys/stacks", map[string]any{"properties": map[string]any{"kty": "RSA-HSM"}}, map[string]any{
			"keyOps": []any{"encrypt", "decrypt"}, "keySize": 2048.0,
			"keyUriWithVersion": "https://kv-moved.vault.azure.net/keys/stacks/" + moveVersion,
		}))
		return nil
	}))
	served, err := dataplane.Serve(t.Context(), w, dataplane.Options{Dir: b.Local.WorldDir()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, served.Close()) })
	return served, engine.DataPlane{Env: served.Environ(moveTenant, dataplane.OperatorID)}
}

// deep leaves a test to "make verify": it runs the CLI a dozen times, and "make test" has three minutes for everything.
func deep(t *testing.T) {
	t.Helper()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip(`moves a state once more: "make verify" runs it`)
	}
}

// TestStateMovesAndItsKeyIsRotated walks a state from a folder into an account, and its secrets from a passphrase to a key and on
// to the key's next version, with the real CLI and the real URLs.
func TestStateMovesAndItsKeyIsRotated(t *testing.T) {
	t.Parallel()
	b := newBench(t, enginetest.CLI(t), enginetest.Program(t))
	result, shown := b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	served, data := azureOf(t, b)
	moved := b.MovedWorkspace(moveBackend, data)
	move := engine.Move{Stack: "dev", From: b.Workspace, To: moved, SecretsProvider: moveKey + "/" + moveVersion}
	before, err := b.Export(t.Context(), "dev")
	require.NoError(t, err)

	unpinned := move
	unpinned.SecretsProvider = moveKey
	require.ErrorIs(t, engine.MoveStack(t.Context(), unpinned), engine.ErrNotPinned)

	require.NoError(t, engine.MoveStack(t.Context(), move))
	require.NoError(t, engine.MoveStack(t.Context(), move), "a move that is done is repeated without harm")
	after, err := moved.Export(t.Context(), "dev")
	require.NoError(t, err)
	assert.Equal(t, before.Resources, after.Resources)
	assert.Equal(t, engine.SecretsProvider{Type: "cloud", URL: moveKey + "/" + moveVersion}, after.Secrets)
	old, err := b.Export(t.Context(), "dev")
	require.NoError(t, err)
	assert.Equal(t, before, old, "the old state is as it was")
	result, shown = b.run(t, moved.Preview, engine.Options{ExpectNoChanges: true})
	require.NoError(t, result.Err(), shown)

	// A secret setting, then the key's next version.
	set := func(key, value string) error {
		return moved.Command(t.Context(), "config", "set", key, value, "--secret", "--stack", "dev")
	}
	require.NoError(t, set("tiny:token", "hunter2"))
	assert.NotContains(t, filesBelow(t, b.Local.Dir), "hunter2", "what is secret is on no disk in plain")
	uri, err := served.RotateKey("kv-moved", "stacks")
	require.NoError(t, err)
	next := strings.Replace(uri, "https://", "azurekeyvault://", 1)
	require.ErrorIs(t, moved.ChangeSecretsProvider(t.Context(), "dev", moveKey), engine.ErrNotPinned)
	require.NoError(t, moved.ChangeSecretsProvider(t.Context(), "dev", next))
	require.NoError(t, served.EnableKey("kv-moved", "stacks", moveVersion, false))
	secret, err := moved.Read(t.Context(), "config", "get", "tiny:token", "--stack", "dev")
	require.NoError(t, err)
	assert.Equal(t, "hunter2\n", secret, "the version before is off, and the secret is read")

	// What the issues tell of: a key without its version cannot read what was encrypted before a rotation.
	file := filepath.Join(b.Local.MovedDir(), "Pulumi.dev.yaml")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll(text, []byte(next), []byte(moveKey)), 0o600))
	secret, err = moved.Read(t.Context(), "config", "get", "tiny:token", "--stack", "dev")
	require.NoError(t, err, "until then nobody notices")
	assert.Equal(t, "hunter2\n", secret)
	_, err = served.RotateKey("kv-moved", "stacks")
	require.NoError(t, err)
	_, err = moved.Read(t.Context(), "config", "get", "tiny:token", "--stack", "dev")
	require.ErrorContains(t, err, "Unable to decrypt specified value with this key")
}

func TestAnInterruptedMoveIsRepeated(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBench(t, enginetest.CLI(t), enginetest.Program(t))
	result, shown := b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	served, data := azureOf(t, b)
	moved := b.MovedWorkspace(moveBackend, data)
	move := engine.Move{Stack: "dev", From: b.Workspace, To: moved, SecretsProvider: moveKey + "/" + moveVersion}

	require.NoError(t, served.EnableKey("kv-moved", "stacks", moveVersion, false))
	require.ErrorContains(t, engine.MoveStack(t.Context(), move), "disabled key", "it ends after the import, before the key")
	require.NoError(t, served.EnableKey("kv-moved", "stacks", moveVersion, true))
	require.NoError(t, engine.MoveStack(t.Context(), move), "and goes on where it ended")

	// The new place is used; then somebody moves the old state once more.
	result, shown = b.run(t, b.Destroy, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	require.ErrorIs(t, engine.MoveStack(t.Context(), move), engine.ErrOccupied)
}

// Against the real Azure both places share the project's stack file, in which the passphrase's salt gives way to the key.
func TestStateMovesWithOneStackFile(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBench(t, enginetest.CLI(t), enginetest.Program(t))
	result, shown := b.run(t, b.Up, engine.Options{Yes: true, SkipPreview: true})
	require.NoError(t, result.Err(), shown)
	_, data := azureOf(t, b)
	moved := b.MovedWorkspace(moveBackend, data)
	moved.SettingsDir = b.SettingsDir
	move := engine.Move{Stack: "dev", From: b.Workspace, To: moved, SecretsProvider: moveKey + "/" + moveVersion}
	require.NoError(t, engine.MoveStack(t.Context(), move))
	require.NoError(t, engine.MoveStack(t.Context(), move), "and again")
	file, err := os.ReadFile(b.Local.SettingsFile("dev"))
	require.NoError(t, err)
	assert.Contains(t, string(file), "secretsprovider: "+moveKey+"/"+moveVersion)
	assert.NotContains(t, string(file), "encryptionsalt")
	result, shown = b.run(t, moved.Preview, engine.Options{ExpectNoChanges: true})
	require.NoError(t, result.Err(), shown)
	require.True(t, moved.Holds(t.Context(), "dev"))
	require.NoError(t, b.Command(t.Context(), "stack", "rm", "dev", "--force", "--yes", "--preserve-config"))
	require.True(t, moved.Holds(t.Context(), "dev"), "the old copy goes, the new one stays")
	assert.False(t, b.Holds(t.Context(), "dev"))
	after, err := os.ReadFile(b.Local.SettingsFile("dev"))
	require.NoError(t, err)
	assert.Equal(t, string(file), string(after), "and the stack file stays as it is")
}

func TestOnlyTheLocalAzuresOwnAccountIsLocal(t *testing.T) {
	t.Parallel()
	b := newBench(t, enginetest.CLI(t), enginetest.Program(t))
	_, data := azureOf(t, b)
	require.NoError(t, b.MovedWorkspace(moveBackend, data).Check())
	require.NoError(t, data.Probe(t.Context()))

	without := b.Workspace
	without.BackendURL = moveBackend
	require.ErrorIs(t, without.Check(), engine.ErrMixed, "an account without the proxy is a real one")
	for reason, backend := range map[string]string{
		"another domain": moveBackend + "&domain=example.com", "past the proxy": moveBackend + "&protocol=http", "another service": "s3://bucket",
	} {
		require.ErrorIs(t, b.MovedWorkspace(backend, data).Check(), engine.ErrMixed, reason)
	}
	other := engine.DataPlane{Env: map[string]string{"HTTPS_PROXY": data.Env["HTTPS_PROXY"], "SSL_CERT_FILE": "/etc/ssl/cert.pem"}}
	require.ErrorIs(t, b.MovedWorkspace(moveBackend, other).Check(), engine.ErrMixed, "a proxy of somebody else's")

	actual := b.Local.RealWorkspace(b.CLI, b.project, 0)
	actual.Base = []string{"SSL_CERT_FILE=" + data.Env["SSL_CERT_FILE"]}
	require.ErrorIs(t, actual.Check(), engine.ErrMixed, "the wiring of a local Azure in a real run")
}

// filesBelow is the content of every file in a folder.
func filesBelow(t *testing.T, dir string) string {
	t.Helper()
	var all bytes.Buffer
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	}))
	return all.String()
}
