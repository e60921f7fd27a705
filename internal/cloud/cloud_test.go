package cloud_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/faults"
	"github.com/trelica/infrastructure/internal/localazure/rest"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	subscription = "00000000-0000-0000-0000-0000000000c1"
	tenant       = "00000000-0000-0000-0000-0000000000c2"
	group        = "/subscriptions/" + subscription + "/resourceGroups/rg-vault"
	vaultID      = group + "/providers/Microsoft.KeyVault/vaults/kv-one"
)

var vault = cloud.Vault{ResourceGroup: "rg-vault", Name: "kv-one"}

// azure is a local Azure with a group and a closed vault in it, and a client of it.
func azure(t *testing.T, facts rest.Facts, more ...world.Resource) (*cloud.Client, *world.World) {
	t.Helper()
	return azureUnder(t, localazure.Options{Subscription: facts}, more...)
}

func azureUnder(t *testing.T, options localazure.Options, more ...world.Resource) (*cloud.Client, *world.World) {
	t.Helper()
	options.Dir = t.TempDir()
	server, err := localazure.Start(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	resources := append([]world.Resource{
		{ID: group, Type: "Microsoft.Resources/resourceGroups", Location: "uksouth"},
		{
			ID: vaultID, Type: "Microsoft.KeyVault/vaults", Token: "azure-native:keyvault/v20241101:Vault", Location: "uksouth",
			Inputs:  map[string]any{"properties": map[string]any{"publicNetworkAccess": "disabled"}},
			Outputs: map[string]any{"properties": map[string]any{"publicNetworkAccess": "disabled"}},
		},
	}, more...)
	require.NoError(t, server.World().Update(func(tx *world.Tx) error {
		for _, r := range resources {
			tx.Put(r)
		}
		return nil
	}))
	access, err := cloud.Local(server.ManagementURL(), tenant)
	require.NoError(t, err)
	client, err := cloud.New(access, subscription)
	require.NoError(t, err)
	return client, server.World()
}

func TestSubscriptionAndItsRegistrations(t *testing.T) {
	t.Parallel()
	client, _ := azure(t, rest.Facts{NotRegistered: []string{"Microsoft.Cdn", "Microsoft.Compute/EncryptionAtHost"}})
	found, err := client.Subscription(t.Context())
	require.NoError(t, err)
	assert.Equal(t, cloud.Subscription{ID: subscription, TenantID: tenant, Name: "local (simulated)", State: "Enabled"}, found)
	for name, want := range map[string]string{"Microsoft.Cdn": "NotRegistered", "Microsoft.KeyVault": "Registered"} {
		state, err := client.Registration(t.Context(), name)
		require.NoError(t, err)
		assert.Equal(t, want, state, name)
	}
	for name, want := range map[string]string{"Microsoft.Compute/EncryptionAtHost": "NotRegistered", "Microsoft.Compute/Other": "Registered"} {
		state, err := client.Feature(t.Context(), name)
		require.NoError(t, err)
		assert.Equal(t, want, state, name)
	}
}

func TestQuotasCountWhatIsThere(t *testing.T) {
	t.Parallel()
	cluster := group + "/providers/Microsoft.ContainerService/managedClusters/aks"
	system := map[string]any{"name": "system", "vmSize": "Standard_D4ds_v5", "minCount": 3.0, "count": 4.0}
	client, _ := azure(t, rest.Facts{Limits: map[string]int64{"uksouth/standardDDSv5Family": 64}},
		world.Resource{
			ID: cluster, Type: "Microsoft.ContainerService/managedClusters", Location: "uksouth",
			Outputs: map[string]any{"agentPoolProfiles": []any{system}},
		},
		world.Resource{
			ID: cluster + "/agentPools/general", Type: "Microsoft.ContainerService/managedClusters/agentPools",
			Outputs: map[string]any{"vmSize": "Standard_E8ds_v5", "minCount": 2.0},
		},
		world.Resource{ID: group + "/providers/Microsoft.Network/publicIPAddresses/pip", Type: "Microsoft.Network/publicIPAddresses", Location: "uksouth"},
	)
	quotas, err := client.Quotas(t.Context(), cloud.Compute, "uksouth")
	require.NoError(t, err)
	assert.Equal(t, []cloud.Quota{
		{Name: "cores", Used: 32, Limit: rest.DefaultLimit},
		{Name: "standardDDSv5Family", Used: 16, Limit: 64},
		{Name: "standardDADSv5Family", Limit: rest.DefaultLimit},
		{Name: "standardEDSv5Family", Used: 16, Limit: rest.DefaultLimit},
	}, quotas)
	quotas, err = client.Quotas(t.Context(), cloud.Compute, "ukwest")
	require.NoError(t, err)
	assert.Zero(t, quotas[0].Used, "another region uses nothing")
	quotas, err = client.Quotas(t.Context(), cloud.Network, "uksouth")
	require.NoError(t, err)
	assert.Equal(t, []cloud.Quota{{Name: "PublicIPAddresses", Used: 1, Limit: rest.DefaultLimit}}, quotas)
}

func TestSizesAndWhatIsTakenFromThem(t *testing.T) {
	t.Parallel()
	client, _ := azure(t, rest.Facts{Restrictions: []rest.Restriction{
		{Region: "eastus2", Size: "Standard_D4ds_v5", Zones: []string{"2"}}, {Region: "eastus2", Size: "Standard_D8ds_v5"},
	}})
	sizes, err := client.Sizes(t.Context(), "eastus2")
	require.NoError(t, err)
	found := map[string]cloud.Size{}
	for _, size := range sizes {
		found[size.Name] = size
	}
	three := []string{"1", "2", "3"}
	assert.Equal(t, cloud.Size{Name: "Standard_D4ds_v5", Family: "standardDDSv5Family", VCPUs: 4, Zones: []string{"1", "3"}}, found["Standard_D4ds_v5"])
	assert.Equal(t, "NotAvailableForSubscription", found["Standard_D8ds_v5"].Restricted)
	assert.Equal(t, cloud.Size{Name: "Standard_D4ads_v5", Family: "standardDADSv5Family", VCPUs: 4, Zones: three}, found["Standard_D4ads_v5"])
	sizes, err = client.Sizes(t.Context(), "ukwest")
	require.NoError(t, err)
	assert.Empty(t, sizes[0].Zones, "a region without zones has none")
	_, err = client.Sizes(t.Context(), "atlantis")
	assert.ErrorContains(t, err, "sizes of virtual machines in atlantis: 400 NoRegisteredProviderFound")
}

func TestSecretGoesInAndItsValueNeverComesBack(t *testing.T) {
	t.Parallel()
	client, in := azure(t, rest.Facts{})
	_, found, err := client.Secret(t.Context(), vault, "api-key")
	require.NoError(t, err)
	assert.False(t, found)
	ends := time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)
	for _, value := range []string{"correct horse", "battery staple"} {
		written, err := client.PutSecret(t.Context(), vault, "api-key", cloud.SecretValue{Text: value, ContentType: "text/plain", Expires: ends})
		require.NoError(t, err, "a vault that is closed to the public network takes it: this is the other plane")
		assert.Equal(t, vaultID+"/secrets/api-key", written.ID)
		assert.True(t, written.Enabled)
		assert.True(t, ends.Equal(written.Expires), "the vault tells before it ends: %s", written.Expires)
	}
	secret, found, err := client.Secret(t.Context(), vault, "api-key")
	require.NoError(t, err)
	assert.True(t, found && secret.Enabled)
	read, found, err := client.Resource(t.Context(), vaultID+"/secrets/api-key", "2024-11-01")
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, "text/plain", read.Properties["contentType"])
	assert.NotContains(t, read.Properties, "value")
	held, ok := in.Get(vaultID + "/secrets/api-key")
	require.True(t, ok)
	properties, ok := held.Inputs["properties"].(map[string]any)
	require.True(t, ok)
	_, digest := world.DigestOf(properties["value"])
	assert.True(t, digest, "the world keeps a digest")
}

// TestWhatAzureAnswersIsWhatIsSaid spoils a write: the caller gets the answer itself, by which it knows what passes.
func TestWhatAzureAnswersIsWhatIsSaid(t *testing.T) {
	t.Parallel()
	client, _ := azureUnder(t, localazure.Options{Faults: faults.New(faults.Scenario{Faults: []faults.Fault{{Kind: faults.Conflict, Type: "Microsoft.KeyVault/vaults/secrets"}}})})
	_, err := client.PutSecret(t.Context(), vault, "api-key", cloud.SecretValue{Text: "v"})
	require.ErrorContains(t, err, "409 AnotherOperationInProgress")
	_, err = client.PutSecret(t.Context(), vault, "api-key", cloud.SecretValue{Text: "v"})
	require.NoError(t, err, "the next goes well")
}

// The provider takes a resource's identities as a list and Resource Manager shows them as an object, which the SDK demands.
func TestAResourceWithAnIdentityIsRead(t *testing.T) {
	t.Parallel()
	const account = group + "/providers/Microsoft.Storage/storageAccounts/st"
	client, _ := azure(t, rest.Facts{}, world.Resource{
		ID: account, Type: "Microsoft.Storage/storageAccounts", Location: "uksouth", Outputs: map[string]any{
			"identity": map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{group + "/identity"}}, "accessTier": "Cool",
		},
	})
	read, found, err := client.Resource(t.Context(), account, "2024-01-01")
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "Cool", read.Properties["accessTier"])
}

func TestSecretThatTheVaultRefuses(t *testing.T) {
	t.Parallel()
	client, in := azure(t, rest.Facts{})
	_, err := client.PutSecret(t.Context(), vault, "large", cloud.SecretValue{Text: strings.Repeat("x", 25_601)})
	require.ErrorContains(t, err, "writing secret large of vault kv-one: 400 BadRequest")
	assert.NotContains(t, err.Error(), "xxx", "no error shows a value")
	_, err = client.PutSecret(t.Context(), cloud.Vault{ResourceGroup: "rg-vault", Name: "kv-none"}, "a", cloud.SecretValue{Text: "b"})
	require.ErrorContains(t, err, "404 ResourceNotFound")
	_, err = client.PutSecret(t.Context(), cloud.Vault{ResourceGroup: "rg-none", Name: "kv-none"}, "a", cloud.SecretValue{Text: "b"})
	require.ErrorContains(t, err, "404 ResourceGroupNotFound")
	assert.Len(t, in.All(), 2, "nothing was written")
}

func TestAssignmentsHoldBelowTheirScope(t *testing.T) {
	t.Parallel()
	assignment := func(scope, principal string) world.Resource {
		return world.Resource{
			ID: scope + "/providers/Microsoft.Authorization/roleAssignments/" + principal, Type: "Microsoft.Authorization/roleAssignments",
			Outputs: map[string]any{"principalId": principal, "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/r"},
		}
	}
	client, _ := azure(t, rest.Facts{}, assignment(group, "p1"), assignment(vaultID, "p2"), assignment("/subscriptions/"+subscription, "p3"))
	principals := func(scope string) []string {
		given, found, err := client.Assignments(t.Context(), scope)
		require.NoError(t, err)
		require.True(t, found)
		var list []string
		for _, a := range given {
			list = append(list, a.PrincipalID)
			assert.NotEmpty(t, a.Scope)
			assert.NotEmpty(t, a.RoleID)
		}
		return list
	}
	assert.ElementsMatch(t, []string{"p1", "p3"}, principals(group))
	assert.ElementsMatch(t, []string{"p1", "p2", "p3"}, principals(vaultID))
	_, found, err := client.Assignments(t.Context(), group+"/providers/Microsoft.KeyVault/vaults/kv-none")
	require.NoError(t, err)
	assert.False(t, found)
}

func TestRegionThatIsOutAnswersNothing(t *testing.T) {
	t.Parallel()
	client, in := azure(t, rest.Facts{})
	require.NoError(t, in.Update(func(tx *world.Tx) error { tx.SetOutages([]string{"uksouth"}); return nil }))
	_, _, err := client.Secret(t.Context(), vault, "api-key")
	require.ErrorContains(t, err, "503 ServiceUnavailable")
	_, err = client.Quotas(t.Context(), cloud.Compute, "uksouth")
	require.ErrorContains(t, err, "503")
	_, err = client.Quotas(t.Context(), cloud.Compute, "ukwest")
	require.NoError(t, err)
	last := in.Calls()[len(in.Calls())-1]
	assert.Equal(t, "ukwest", last.Location, "every call is noted with the region that it went to")
	assert.False(t, last.Failed)
}

func TestTokensGoToTheLoopbackInterfaceOnly(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://management.azure.com", "http://management.azure.com", "http://10.0.0.1:80", "http://localhost:80", "://"} {
		_, err := cloud.Local(address, tenant)
		require.Error(t, err, address)
	}
}

func TestErrorsAreOneSentence(t *testing.T) {
	t.Parallel()
	client, _ := azure(t, rest.Facts{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Subscription(ctx)
	require.ErrorIs(t, err, context.Canceled)
	var e *cloud.Error
	_, err = client.Quotas(t.Context(), "Microsoft.Nothing", "uksouth")
	require.True(t, errors.As(err, &e))
	assert.Equal(t, http.StatusNotFound, e.Status)
	assert.NotContains(t, err.Error(), "\n")
}
