package arm_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestCreateAnswersWhatAGetWould(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(props{"size": 3, "password": secret("hunter2"), "network": props{"open": false}}))
	assert.Equal(t, vaultID, vault.id)
	assert.Equal(t, resource.PropertyMap{
		"name":      resource.NewStringProperty("kv"),
		"type":      resource.NewStringProperty("Made.Vault/vaults"),
		"location":  resource.NewStringProperty("eastus2"),
		"size":      resource.NewNumberProperty(3),
		"tenant":    resource.NewStringProperty("home"),
		"network":   resource.NewObjectProperty(resource.PropertyMap{"open": resource.NewBoolProperty(false)}),
		"uri":       resource.NewStringProperty("https://kv.tenant"),
		"principal": resource.NewStringProperty("principal-1"),
		"accessKey": secret("made-up-access-key"),
	}, vault.outputs, "with defaults, without write-only inputs and path parameters")

	network := p.network()
	assert.Equal(t, []any{map[string]any{"name": "nodes", "policy": "on", "id": networkID + "/subnets/nodes"}},
		network.outputs.Mappable()["subnets"], "elements have identifiers")
	ids := []string{}
	for _, living := range a.world.All() {
		ids = append(ids, living.ID)
	}
	assert.Equal(t, []string{groupID, networkID, vaultID}, ids)
}

func TestNothingSecretReachesTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := world.Open(dir, world.Options{})
	require.NoError(t, err)
	server, err := arm.New(w, madeUpShapes{}, madeUpTypes(), arm.Options{})
	require.NoError(t, err)
	served, err := rpc.Serve(t.Context(), 0, server, rpc.NewSessions())
	require.NoError(t, err)
	p := (&azure{t: t, world: w, port: served.Port()}).connect(startEngine(t), nil)
	p.group()
	vault := p.create(vaultToken, vaultInputs(props{"password": "hunter2-plain", "tags": props{"a": secret("hunter2-marked")}}))
	_, err = p.update(vault, vaultInputs(props{"password": "hunter2-new"}), false)
	require.NoError(t, err)
	require.NoError(t, served.Close())
	require.NoError(t, w.Close())
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.NotContains(t, string(content), "hunter2", "what is write-only is a secret, marked or not")
		assert.NotContains(t, string(content), "made-up-access-key")
	}
}

func TestCreateRefusesWhatIsThere(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	p.network()
	for _, preview := range []bool{false, true} {
		_, err := p.tryCreate(networkToken, networkInputs(), preview)
		require.ErrorContains(t, err, "cannot create already existing resource '"+networkID+"'")
	}
	p.create(vaultToken, vaultInputs(nil))
	on := props{"resourceGroupName": "rg", "vaultName": "kv", "state": "on"}
	p.create(switchToken, on)
	p.create(switchToken, on)
}

func TestAGlobalNameIsTakenOnce(t *testing.T) {
	t.Parallel()
	a, p, engine := simple(t)
	p.group()
	p.create(vaultToken, vaultInputs(nil))
	other := a.connect(engine, map[string]string{"subscriptionId": "2222"})
	other.create(groupToken, props{"resourceGroupName": "rg", "location": "uksouth"})
	_, failures := other.check(vaultToken, vaultInputs(props{"vaultName": "KV"}))
	assert.Equal(t, []string{`vaultName: Code="VaultTaken" Message="the name KV is taken by ` + vaultID + `, and is unique in all of Azure"`}, failures)
}

func TestADeletedNameIsHeldAndRecovered(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	_, err := p.tryCreate(vaultToken, vaultInputs(props{"createMode": "recover"}), false)
	require.ErrorContains(t, err, "VaultUnknown")
	p.create(vaultToken, vaultInputs(nil))
	p.create(keyToken, props{"resourceGroupName": "rg", "vaultName": "kv", "keyName": "k", "kind": "RSA"})
	role, diagnostics := vaultID+"/providers/Microsoft.Authorization/roleAssignments/r", vaultID+"/providers/Microsoft.Insights/diagnosticSettings/d"
	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		for _, id := range []string{role, diagnostics} {
			tx.Put(world.Resource{ID: id, Type: world.TypeOf(id)})
		}
		return nil
	}))
	require.NoError(t, p.delete(groupToken, groupID), "the group goes with all that is in it")
	assert.True(t, a.world.Empty(subscription))
	assert.Len(t, a.world.Holdings(), 1)

	p.group()
	for _, preview := range []bool{true, false} {
		_, err := p.tryCreate(vaultToken, vaultInputs(nil), preview)
		require.ErrorContains(t, err, `Code="VaultHeld" Message="set createMode to recover"`)
	}
	back := p.create(vaultToken, vaultInputs(props{"createMode": "recover"}))
	assert.Equal(t, "principal-1", back.outputs["principal"].StringValue(), "it is the same vault")
	_, ok := a.world.Get(vaultID + "/keys/k")
	assert.True(t, ok, "with its keys")
	for _, id := range []string{role, diagnostics} {
		_, ok = a.world.Get(id)
		assert.False(t, ok, "what other services have put on it does not come back: %s", id)
	}
	assert.Empty(t, a.world.Holdings())

	require.NoError(t, p.delete(vaultToken, vaultID))
	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		tx.Advance(91 * 24 * 3600e9)
		return nil
	}))
	fresh := p.create(vaultToken, vaultInputs(nil))
	assert.Equal(t, "principal-2", fresh.outputs["principal"].StringValue(), "after its time it is another")
}
