package engine

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func fixture(t *testing.T) Checkpoint {
	t.Helper()
	file, err := os.Open("testdata/checkpoint.json")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, file.Close()) })
	c, err := ReadCheckpoint(file)
	require.NoError(t, err)
	return c
}

func TestReadCheckpoint(t *testing.T) {
	t.Parallel()
	c := fixture(t)
	require.Len(t, c.Resources, 4)
	key, ok := c.Resource("azure-native:keyvault/v20241101:Key", "vault-key")
	require.True(t, ok)
	assert.Equal(t, Resource{
		URN: "urn:pulumi:dev::trelica::trelica:vault:Vault$azure-native:keyvault/v20241101:Key::vault-key", Custom: true,
		Type: "azure-native:keyvault/v20241101:Key", ID: "/subscriptions/s/keys/disks", Protect: true, RetainOnDelete: true,
		Parent:   "urn:pulumi:dev::trelica::trelica:vault:Vault::vault",
		Provider: "urn:pulumi:dev::trelica::pulumi:providers:azure-native::azure::11111111-2222-3333-4444-555555555555",
		Inputs: map[string]any{
			"keyName": "disks",
			"nested":  []any{map[string]any{"token": "[secret]"}, "plain"},
			"tags":    map[string]any{"owner": "platform & co"},
		},
		Outputs:              map[string]any{"keyUri": "https://kv/keys/disks", "material": "[secret]"},
		Dependencies:         []string{"urn:pulumi:dev::trelica::trelica:vault:Vault::vault"},
		PropertyDependencies: map[string][]string{"keyName": nil, "vaultName": {"urn:pulumi:dev::trelica::trelica:vault:Vault::vault"}},
	}, key)
	assert.Equal(t, SecretsProvider{Type: "passphrase", Salt: "v1:AAAA"}, c.Secrets)
	assert.Equal(t, []PendingOperation{{Type: "creating", URN: "urn:pulumi:dev::trelica::t::half"}}, c.Pending)
	assert.Equal(t, map[string]any{"vaultName": "kv", "password": "[secret]"}, c.Outputs())
	_, ok = c.Resource("azure-native:keyvault/v20241101:Key", "other")
	assert.False(t, ok)
	assert.Nil(t, Checkpoint{}.Outputs())
}

func TestReadCheckpointRefuses(t *testing.T) {
	t.Parallel()
	_, err := ReadCheckpoint(strings.NewReader("{"))
	require.ErrorContains(t, err, "reading a checkpoint")
	_, err = ReadCheckpoint(strings.NewReader(`{"version": 7}`))
	assert.ErrorContains(t, err, "version 7 is unknown")
}

func TestSnapshotGolden(t *testing.T) {
	t.Parallel()
	const golden = "testdata/snapshot.json"
	c := fixture(t)
	got, err := c.Snapshot()
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run the tests with -update if this is meant")

	for i, j := 0, len(c.Resources)-1; i < j; i, j = i+1, j-1 {
		c.Resources[i], c.Resources[j] = c.Resources[j], c.Resources[i]
	}
	again, err := c.Snapshot()
	require.NoError(t, err)
	assert.Equal(t, string(got), string(again), "the order of the state does not matter")
	for _, leak := range []string{"ciphertext", "AAAA", "hunter2", "sourcePosition", "main.go", "created", "11111111"} {
		assert.NotContains(t, string(got), leak)
	}
}
