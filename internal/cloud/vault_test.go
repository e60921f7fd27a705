package cloud_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/localazure/rest"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// TestADeletedVaultIsRecovered deletes a vault as Azure keeps it, finds it, and brings it back with its key. One that nobody keeps is not
// found.
func TestADeletedVaultIsRecovered(t *testing.T) {
	t.Parallel()
	client, w := azure(t, rest.Facts{})
	kept := world.Resource{
		ID: vaultID, Type: "Microsoft.KeyVault/vaults", Token: "azure-native:keyvault/v20241101:Vault", Location: "uksouth", Incarnation: 1,
		Inputs: map[string]any{
			"resourceGroupName": "rg-vault", "vaultName": "kv-one", "location": "uksouth",
			"properties": map[string]any{
				"tenantId": tenant, "sku": map[string]any{"family": "A", "name": "premium"}, "enablePurgeProtection": true,
				"enableRbacAuthorization": true, "publicNetworkAccess": "disabled",
			},
		},
	}
	key := world.Resource{ID: vaultID + "/keys/tokens", Type: "Microsoft.KeyVault/vaults/keys", Token: "azure-native:keyvault/v20241101:Key", Incarnation: 1}
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Remove(vaultID)
		tx.Hold(world.Holding{Key: "kv-one", ID: vaultID, Due: tx.Now().Add(90 * 24 * time.Hour), Resources: []world.Resource{kept, key}})
		return nil
	}))

	found, there, err := client.DeletedVault(t.Context(), "kv-one", "uksouth")
	require.NoError(t, err)
	require.True(t, there)
	assert.Equal(t, vaultID, found.ID)
	assert.True(t, found.Protected)
	_, there, err = client.DeletedVault(t.Context(), "kv-one", "eastus2")
	require.NoError(t, err)
	assert.False(t, there, "it was in another region")

	require.NoError(t, client.RecoverVault(t.Context(), vault, "uksouth", tenant))
	back, there := w.Get(vaultID)
	require.True(t, there)
	assert.Equal(t, true, back.Inputs["properties"].(map[string]any)["enableRbacAuthorization"], "it is as it was")
	_, there = w.Get(key.ID)
	assert.True(t, there, "its key has come with it")

	_, there, err = client.DeletedVault(t.Context(), "kv-one", "uksouth")
	require.NoError(t, err)
	assert.False(t, there)
	require.Error(t, client.RecoverVault(t.Context(), cloud.Vault{ResourceGroup: "rg-vault", Name: "kv-none"}, "uksouth", tenant), "what nobody keeps")
}
