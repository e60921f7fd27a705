package rest

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func opened(t *testing.T) *world.World {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	return w
}

// TestNoSecretIsShown has one in an object, one in an object of a list, and one that is an item of a list.
func TestNoSecretIsShown(t *testing.T) {
	t.Parallel()
	secret := opened(t).EncodeSecret(resource.NewStringProperty("s"))
	shown := body(world.Resource{ID: "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/j", Type: "Microsoft.App/jobs", Outputs: map[string]any{
		"location": "uksouth", "password": secret,
		"configuration": map[string]any{"secrets": []any{map[string]any{"name": "a", "value": secret}}, "words": []any{"b", secret}},
	}})
	assert.Equal(t, map[string]any{
		"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/jobs/j", "name": "j", "type": "Microsoft.App/jobs", "location": "uksouth",
		"properties": map[string]any{"configuration": map[string]any{"secrets": []any{map[string]any{"name": "a"}}, "words": []any{"b"}}},
	}, shown)
}

// TestADatabaseWhoseContentCannotBeReadIsNoReplica reads one whose restore points are unknown because nothing can be read, and one that has none.
func TestADatabaseWhoseContentCannotBeReadIsNoReplica(t *testing.T) {
	t.Parallel()
	const server, id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/one", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/one/databases/app"
	w := opened(t)
	put := func(inputs map[string]any) {
		require.NoError(t, w.Update(func(tx *world.Tx) error {
			tx.Put(world.Resource{ID: server, Type: "Microsoft.Sql/servers", Location: "uksouth"})
			tx.Put(world.Resource{ID: id, Type: "Microsoft.Sql/servers/databases", Location: "uksouth", Inputs: inputs})
			return nil
		}))
	}
	get := func() (any, error) {
		answer, err := (&Server{world: w}).database(call{id: id, path: strings.Split(id, "/")[1:]})
		if err != nil {
			return nil, err
		}
		return answer.(map[string]any)["properties"].(map[string]any)["earliestRestoreDate"], nil
	}
	put(nil)
	at, err := get()
	require.NoError(t, err)
	assert.NotNil(t, at)
	put(map[string]any{"createMode": "Secondary", "sourceDatabaseId": "/other"})
	at, err = get()
	require.NoError(t, err)
	assert.Nil(t, at, "a replica cannot be restored")
	put(nil)
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.PutData("sqldata", []byte("[]")); return nil }))
	_, err = get()
	require.ErrorContains(t, err, "what is in the databases")
}
