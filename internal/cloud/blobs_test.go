package cloud_test

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// state is a checkpoint with so many resources.
func state(resources string) []byte {
	return []byte(`{"version":3,"checkpoint":{"stack":"prod","latest":{"resources":[` + resources + `]}}}`)
}

// TestAnEarlierVersionOfAStateIsBroughtBack damages a state in an account of the local Azure, and its history, and finds it in the versions
// that the account keeps; without versioning there is nothing to find.
func TestAnEarlierVersionOfAStateIsBroughtBack(t *testing.T) {
	t.Parallel()
	for _, versioning := range []bool{true, false} {
		blobs := container(t, versioning)
		const present = ".pulumi/stacks/trelica/prod.json"
		const history = ".pulumi/history/trelica/prod/prod-1.checkpoint.json"
		require.NoError(t, blobs.Write(t.Context(), present, state(`{"urn":"old"}`)))
		require.NoError(t, blobs.Write(t.Context(), present, state(`{"urn":"new"}`)))
		require.NoError(t, blobs.Write(t.Context(), history, []byte(`not a state`)))
		require.NoError(t, blobs.Write(t.Context(), present, []byte(`{"version":3,"check`)))

		from, found, err := engine.BringBack(t.Context(), blobs, "trelica", "prod")
		require.NoError(t, err)
		assert.Equal(t, versioning, found, "an account that keeps no versions has nothing to bring back")
		content, err := blobs.Read(t.Context(), engine.KeptFile{Name: present})
		require.NoError(t, err)
		if !versioning {
			assert.Equal(t, `{"version":3,"check`, string(content), "and what is there is left alone")
			continue
		}
		assert.Equal(t, present, from.Name)
		assert.NotEmpty(t, from.Version)
		assert.Equal(t, string(state(`{"urn":"new"}`)), string(content), "the newest that can be read")
	}
}

// container serves a container of an account in a world, and is a client of it as the local operator.
func container(t *testing.T, versioning bool) *cloud.Blobs {
	t.Helper()
	dir := t.TempDir()
	w, err := world.Open(dir, world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	const account = "/subscriptions/00000000-0000-0000-0000-0000000000f1/resourceGroups/rg-state/providers/Microsoft.Storage/storageAccounts/ststate"
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		for id, inputs := range map[string]map[string]any{
			account: {}, account + "/blobServices/default": {"isVersioningEnabled": versioning}, account + "/blobServices/default/containers/state": nil,
		} {
			tx.Put(world.Resource{ID: id, Type: world.TypeOf(id), Location: "uksouth", Inputs: inputs, Incarnation: 1})
		}
		return nil
	}))
	served, err := dataplane.Serve(t.Context(), w, dataplane.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, served.Close()) })
	const tenant = "00000000-0000-0000-0000-0000000000f2"
	env := served.Environ(tenant, dataplane.OperatorID)
	client, err := engine.DataPlane{Env: env}.Client()
	require.NoError(t, err)
	credential, err := azidentity.NewClientSecretCredential(tenant, env["AZURE_CLIENT_ID"], env["AZURE_CLIENT_SECRET"],
		&azidentity.ClientSecretCredentialOptions{ClientOptions: policy.ClientOptions{Transport: client}})
	require.NoError(t, err)
	return cloud.NewBlobs(credential, client, "ststate", "state")
}
