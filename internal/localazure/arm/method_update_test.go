package arm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestUpdateKeepsRefusesAndMerges(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(props{"size": 1, "tags": props{"a": secret("s")}}))

	changed, err := p.update(vault, vaultInputs(props{"size": 2, "tags": props{"a": secret("s")}}), false)
	require.NoError(t, err)
	assert.InDelta(t, 1, changed.outputs["size"].NumberValue(), 0, "what is kept stays as it was")
	again := p.refresh(changed)
	assert.InDelta(t, 2, again.inputs["size"].NumberValue(), 0, "and is no drift")
	assert.Equal(t, changed.outputs, again.outputs)

	for _, preview := range []bool{true, false} {
		_, err = p.update(vault, vaultInputs(props{"tenant": "away"}), preview)
		require.ErrorContains(t, err, `tenant: Code="PropertyChangeNotAllowed" Message="cannot be changed while the resource lives [changes: law]"`)
	}
	_, err = p.update(vault, vaultInputs(props{"tenant": "home"}), false)
	require.NoError(t, err, "saying the default changes nothing")

	network := p.network()
	_, err = p.update(network, props{"resourceGroupName": "rg", "networkName": "net", "ranges": []any{"a"}}, false)
	require.NoError(t, err)
	live, ok := a.world.Get(networkID)
	require.True(t, ok)
	assert.Len(t, live.Inputs["subnets"], 1, "what an update leaves out is kept where the type says so")

	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		tx.Remove(networkID)
		return nil
	}))
	_, err = p.update(network, networkInputs(), false)
	require.NoError(t, err, "a PUT makes what is gone")
	live, ok = a.world.Get(networkID)
	require.True(t, ok)
	assert.Equal(t, 2, live.Incarnation)
}
