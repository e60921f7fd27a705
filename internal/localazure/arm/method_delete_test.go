package arm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeleteRefusesWhatIsInUse(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	p.network()
	p.create(machineToken, props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID + "/subnets/nodes"}})
	err := p.delete(networkToken, networkID)
	require.ErrorContains(t, err, `Code="InUseSubnet" Message="`+networkID+`/subnets/nodes is in use by `+machineID+` (subnet.id) [in use: book]"`)
	require.NoError(t, p.delete(machineToken, machineID))
	require.NoError(t, p.delete(networkToken, networkID))
	require.NoError(t, p.delete(networkToken, networkID), "deleting what is gone is fine")

	p.network()
	p.create(machineToken, props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID + "/subnets/nodes"}})
	require.NoError(t, p.delete(groupToken, groupID), "what goes together holds nothing")
	assert.True(t, a.world.Empty(subscription))
}

func TestLocksForbidDeletingAndChanging(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	network := p.network()
	p.create(vaultToken, vaultInputs(nil))
	p.create(keyToken, props{"resourceGroupName": "rg", "vaultName": "kv", "keyName": "k"})
	lock := p.create(lockToken, props{"scope": groupID, "lockName": "keep", "level": "CanNotDelete"})
	assert.Equal(t, groupID+"/providers/Microsoft.Authorization/locks/keep", lock.id)
	require.ErrorContains(t, p.delete(networkToken, networkID), "ScopeLocked")
	require.ErrorContains(t, p.delete(groupToken, groupID), "ScopeLocked")
	require.NoError(t, p.delete(keyToken, vaultID+"/keys/k"), "what goes past ARM sees no lock")
	_, err := p.update(network, networkInputs(), false)
	require.NoError(t, err, "changing is another level")
	require.NoError(t, p.delete(lockToken, lock.id))
	p.create(lockToken, props{"scope": groupID, "lockName": "still", "level": "ReadOnly"})
	_, err = p.update(network, networkInputs(), false)
	require.ErrorContains(t, err, "ScopeLocked")
}

func TestATypeMayForbidItsOwnDeletion(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	p.create(vaultToken, vaultInputs(props{"closed": true}))
	p.create(keyToken, props{"resourceGroupName": "rg", "vaultName": "kv", "keyName": "k"})
	require.ErrorContains(t, p.delete(keyToken, vaultID+"/keys/k"), "Forbidden")

	on := p.create(switchToken, props{"resourceGroupName": "rg", "vaultName": "kv", "state": "on"})
	require.NoError(t, p.delete(switchToken, on.id))
	live, ok := a.world.Get(on.id)
	require.True(t, ok, "a singleton is there as long as its parent")
	assert.Equal(t, "off", live.Inputs["state"])
}
