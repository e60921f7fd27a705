package world_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func text(s string) resource.PropertyValue { return resource.NewStringProperty(s) }

func TestPlainValuesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	properties := resource.PropertyMap{
		"text":   text("a"),
		"number": resource.NewNumberProperty(1.5),
		"truth":  resource.NewBoolProperty(false),
		"list":   resource.NewArrayProperty([]resource.PropertyValue{text("x"), resource.NewNumberProperty(2)}),
		"object": resource.NewObjectProperty(resource.PropertyMap{"$digest": text("not one"), "$$": text("dollars")}),
	}
	written, err := json.Marshal(w.Encode(properties))
	require.NoError(t, err)
	var read map[string]any
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, properties, world.Decode(read))
}

func TestSecretsBecomeDigestsThatOnlyMatch(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := openWorld(t, dir)
	secret := resource.MakeSecret(resource.NewObjectProperty(resource.PropertyMap{
		"password": text("hunter2-hunter2"),
		"parts":    resource.NewArrayProperty([]resource.PropertyValue{text("hunter2-part")}),
		"nothing":  resource.NewNullProperty(),
	}))
	encoded := w.Encode(resource.PropertyMap{"open": text("shown"), "secret": secret})
	inside, ok := encoded["secret"].(map[string]any)
	require.True(t, ok, "the shape stays")
	digest, ok := world.DigestOf(inside["password"])
	require.True(t, ok)
	assert.True(t, w.Matches(digest, text("hunter2-hunter2")))
	assert.True(t, w.Matches(digest, resource.MakeSecret(text("hunter2-hunter2"))))
	assert.False(t, w.Matches(digest, text("hunter3")))
	assert.NotContains(t, inside, "nothing")

	decoded := world.Decode(encoded)
	assert.Equal(t, encoded, w.Encode(decoded), "a digest is written as itself again")
	found, ok := world.Digest(decoded["secret"].ObjectValue()["password"])
	assert.True(t, ok)
	assert.Equal(t, digest, found)

	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Put(world.Resource{ID: group, Inputs: encoded, Outputs: encoded})
		sealed, err := w.Seal(map[string]any{"data": "hunter2-sealed"})
		tx.PutObject(world.Object{Cluster: "c", Key: "k", Sealed: sealed})
		return err
	}))
	require.NoError(t, w.Close())
	file, err := os.ReadFile(filepath.Join(dir, "world.jsonl"))
	require.NoError(t, err)
	assert.Contains(t, string(file), "shown")
	assert.NotContains(t, string(file), "hunter2")
}

func TestAnotherWorldMakesOtherDigests(t *testing.T) {
	t.Parallel()
	one, other := openWorld(t, t.TempDir()), openWorld(t, t.TempDir())
	assert.NotEqual(t, one.EncodeSecret(text("s")), other.EncodeSecret(text("s")))
	sealed, err := one.Seal("s")
	require.NoError(t, err)
	var read string
	assert.Error(t, other.Unseal(sealed, &read))
}

func TestUnknownValuesStayUnknown(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	encoded := w.Encode(resource.PropertyMap{
		"plain":   resource.MakeComputed(text("")),
		"secret":  resource.MakeSecret(resource.MakeComputed(text(""))),
		"output":  resource.NewOutputProperty(resource.Output{}),
		"settled": resource.NewOutputProperty(resource.Output{Element: text("x"), Known: true}),
	})
	for _, key := range []string{"plain", "secret", "output"} {
		assert.True(t, world.IsUnknown(encoded[key]), key)
		assert.True(t, world.Decode(encoded)[resource.PropertyKey(key)].IsComputed(), key)
	}
	assert.Equal(t, "x", encoded["settled"])
}
