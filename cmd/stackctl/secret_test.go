package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// hush is a secret's value. No output of any test may hold it.
const hush = "hush-do-not-show"

// newVaultBench is a bench with the local Azure, and vaults in its world that are closed to the public network.
func newVaultBench(t *testing.T, vaults ...string) *bench {
	t.Helper()
	b := newBench(t)
	b.azure = startLocalAzure
	require.NoError(t, b.local.Prepare())
	env, err := testEnvironment("", "dev")
	require.NoError(t, err)
	b.change(t, func(tx *world.Tx) {
		group := world.Parent(env.Vaults[0].ID)
		tx.Put(world.Resource{ID: group, Type: "Microsoft.Resources/resourceGroups", Location: "uksouth"})
		for _, name := range vaults {
			closed := map[string]any{"properties": map[string]any{"publicNetworkAccess": "disabled"}}
			tx.Put(world.Resource{
				ID: group + "/providers/Microsoft.KeyVault/vaults/" + name, Type: "Microsoft.KeyVault/vaults", Location: "uksouth",
				Token: "azure-native:keyvault/v20241101:Vault", Inputs: closed, Outputs: closed,
			})
		}
	})
	return b
}

// change changes the world while no server runs.
func (b *bench) change(t *testing.T, change func(*world.Tx)) {
	t.Helper()
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	require.NoError(t, opened.Update(func(tx *world.Tx) error { change(tx); return nil }))
	require.NoError(t, opened.Close())
}

// secrets lists the secrets of the world.
func (b *bench) secrets(t *testing.T) []string {
	t.Helper()
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	var found []string
	for _, r := range opened.OfType("Microsoft.KeyVault/vaults/secrets") {
		found = append(found, world.Name(world.Parent(r.ID))+"/"+world.Name(r.ID))
	}
	require.NoError(t, opened.Close())
	return found
}

// set runs `secret set` with a value on standard input and looks that nobody shows it.
func (b *bench) set(t *testing.T, args ...string) int {
	t.Helper()
	b.in = strings.NewReader(hush + "\n")
	code := b.stackctl(t, append([]string{"secret", "set", "api-key", "--stack", "dev"}, args...)...)
	assert.NotContains(t, b.out.String()+b.err.String(), hush)
	return code
}

func TestSecretSet(t *testing.T) {
	t.Parallel()
	b := newVaultBench(t, "kv-home", "kv-recovery")
	require.Equal(t, codeFine, b.set(t), b.err.String())
	assert.Equal(t, "secret api-key is set in vault kv-home (uksouth)\nsecret api-key is set in vault kv-recovery (uksouth)\n", b.out.String())
	assert.Equal(t, []string{"kv-home/api-key", "kv-recovery/api-key"}, b.secrets(t))
	assert.NotContains(t, read(t, filepath.Join(b.local.WorldDir(), "world.jsonl")), hush)
	before := read(t, filepath.Join(b.local.WorldDir(), "world.jsonl"))

	require.Equal(t, codeRefused, b.set(t), b.err.String())
	assert.Contains(t, b.err.String(), "secret api-key is in vault kv-home, kv-recovery already: nothing is written")
	assert.Contains(t, b.err.String(), "--overwrite")
	assert.Equal(t, strings.Count(before, `"PUT"`), strings.Count(read(t, filepath.Join(b.local.WorldDir(), "world.jsonl")), `"PUT"`))
	require.Equal(t, codeFine, b.set(t, "--overwrite", "--vault", "kv-home", "--output", "json"), b.err.String())
	assert.Contains(t, b.out.String(), `"vault": "kv-home"`)
	assert.NotContains(t, b.out.String(), "kv-recovery")
	assert.Equal(t, []string{"target: local (simulated)", "target: local (simulated)"}, []string{b.lines()[0], b.lines()[len(b.lines())-1]})
}

func TestSecretSetBeforeTheVaultsAreThere(t *testing.T) {
	t.Parallel()
	b := newVaultBench(t)
	require.Equal(t, codeFailed, b.set(t))
	assert.Contains(t, b.err.String(), "vault kv-home, kv-recovery is not there yet")
	assert.Contains(t, b.err.String(), `next: "stackctl up --stack dev" makes it`)

	b = newVaultBench(t, "kv-home")
	require.Equal(t, codeFine, b.set(t), b.err.String())
	assert.Contains(t, b.err.String(), "warning: vault kv-recovery is not there yet")
	assert.Equal(t, []string{"kv-home/api-key"}, b.secrets(t))
	require.Equal(t, codeFailed, b.set(t, "--vault", "kv-recovery"), "a vault that was named must be there")
}

func TestSecretNeverReachesAzureWithPlaceholders(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.Placeholders = []string{"subscriptionId"}
		return e, err
	}
	require.Equal(t, codeRefused, b.set(t, "--target", "azure"))
	assert.Contains(t, b.err.String(), "hold placeholders")
	require.Equal(t, codeRefused, b.stackctl(t, "status", "--stack", "dev", "--target", "azure"))
}

func TestSecretValue(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "value")
	large := strings.Repeat("x", maxSecret)
	for _, test := range []struct {
		reason, stdin, file string // file's content, if any
		want, err           string
	}{
		{"one end of line is the terminal's", "abc\n", "", "abc", ""},
		{"a second one is the value's", "abc\n\n", "", "abc\n", ""},
		{"the other kind of line end", "abc\r\n", "", "abc", ""},
		{"no end of line", "abc", "", "abc", ""},
		{"a file is taken as it is", "", "-----BEGIN-----\n", "-----BEGIN-----\n", ""},
		{"the largest that a vault takes", large + "\n", "", large, ""},
		{"one more", large + "x", "", "", "larger than the 25600 bytes"},
		{"one more in a file", "", large + "x", "", "larger than the 25600 bytes"},
		{"nothing", "\n", "", "", "the value is empty"},
		{"what is not text", "\xff\xfe", "", "", "encode it first"},
	} {
		a := &app{in: strings.NewReader(test.stdin)}
		path := ""
		if test.file != "" {
			path = file
			require.NoError(t, os.WriteFile(file, []byte(test.file), 0o600))
		}
		value, err := a.secretValue(path)
		if test.err != "" {
			require.ErrorContains(t, err, test.err, test.reason)
			assert.NotContains(t, err.Error(), "xxx", test.reason)
			continue
		}
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.want, value, test.reason)
	}
	_, err := (&app{}).secretValue(filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
