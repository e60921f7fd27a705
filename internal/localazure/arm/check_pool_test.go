package arm

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func poolCases() []checkCase {
	inside := func(pools string) string { return `{"agentPoolProfiles":[` + pools + `]}` }
	otherSubnet := vnetB + "/subnets/two"
	cluster := made(clusterID, "eastus2", `{"kubernetesVersion":"1.35","identity":{"type":"UserAssigned","userAssignedIdentities":["`+identityID+`"]},"agentPoolProfiles":[{"name":"system","mode":"System","vnetSubnetID":"`+subnetOne+`"}]}`)
	group := made(reservationGroupID, "eastus2", `{}`)
	reserved := made(reservationID, "", `{"sku":{"name":"Standard_D4ds_v5"},"zones":["1"]}`)
	reserve := func(zones string) string {
		return `{"vmSize":"Standard_D4ds_v5","availabilityZones":` + zones + `,"capacityReservationGroupID":"` + reservationGroupID + `"}`
	}
	return []checkCase{
		{check: "pools-system", reason: "a system pool", token: clusterToken, id: clusterID, body: inside(`{"name":"a","mode":"System"}`)},
		{check: "pools-system", reason: "none", token: clusterToken, id: clusterID, body: inside(`{"name":"a","mode":"User"}`), want: []string{"agentPoolProfiles -: at least one system pool"}},
		{check: "pools-names", reason: "short and small", token: clusterToken, id: clusterID, body: inside(`{"name":"system"},{"name":"user1"}`)},
		{check: "pools-names", reason: "a hyphen, and one name twice", token: clusterToken, id: clusterID, body: inside(`{"name":"pool-1"},{"name":"a"},{"name":"a"}`),
			want: []string{"agentPoolProfiles[0].name InvalidParameter: pool-1", "agentPoolProfiles[2].name InvalidParameter: agentPoolProfiles[1].name"}},
		{check: "pools-network", reason: "two subnets of one network", token: clusterToken, id: clusterID, body: inside(`{"vnetSubnetID":"` + subnetOne + `"},{"vnetSubnetID":"` + vnetA + `/subnets/two"}`)},
		{check: "pools-network", reason: "two networks", token: clusterToken, id: clusterID, body: inside(`{"vnetSubnetID":"` + subnetOne + `"},{"vnetSubnetID":"` + otherSubnet + `"}`), want: []string{"agentPoolProfiles[1].vnetSubnetID -: one network"}},
		{check: "pools-network", reason: "a pool outside lies in another network", token: poolToken, id: poolID, body: `{"vnetSubnetID":"` + otherSubnet + `"}`, world: fakeView{cluster}, want: []string{"vnetSubnetID -: network b"}},
		{check: "pool-version", reason: "the cluster's", token: poolToken, id: poolID, body: `{"orchestratorVersion":"1.35"}`, world: fakeView{cluster}},
		{check: "pool-version", reason: "above the cluster's", token: poolToken, id: poolID, body: `{"orchestratorVersion":"1.36"}`, world: fakeView{cluster}, want: []string{"orchestratorVersion NodePoolMcVersionIncompatible: 1.36"}},
		{check: "pool-name-windows", reason: "six characters", token: poolToken, id: clusterID + "/agentPools/winner", body: `{"osType":"Windows"}`},
		{check: "pool-name-windows", reason: "seven", token: poolToken, id: clusterID + "/agentPools/winners", body: `{"osType":"Windows"}`, want: []string{"agentPoolName InvalidParameter: at most 6"}},
		{check: "pool-count", reason: "three of two to six", token: poolToken, id: poolID, body: `{"enableAutoScaling":true,"minCount":2,"maxCount":6,"count":3}`},
		{check: "pool-count", reason: "bounds where nothing scales, and an empty system pool", token: poolToken, id: poolID, body: `{"mode":"System","count":0,"minCount":1}`, want: []string{"count -: from 1 to 1000", "minCount InvalidParameter: enableAutoScaling"}},
		{check: "pool-count", reason: "upside down and outside", token: clusterToken, id: clusterID, body: inside(`{"enableAutoScaling":true,"minCount":6,"maxCount":2,"count":9}`),
			want: []string{"agentPoolProfiles[0].minCount InvalidParameter: above the most", "agentPoolProfiles[0].count InvalidParameter: outside"}},
		{check: "pool-size", reason: "a size", token: poolToken, id: poolID, body: `{"vmSize":"Standard_D4ds_v5"}`},
		{check: "pool-size", reason: "no size", token: poolToken, id: poolID, body: `{"vmSize":"large"}`, want: []string{"vmSize InvalidParameter: large"}},
		{check: "pool-ephemeral-disk", reason: "128 of 150", token: poolToken, id: poolID, body: `{"osDiskType":"Ephemeral","vmSize":"Standard_D4ds_v5","osDiskSizeGB":128}`},
		{check: "pool-ephemeral-disk", reason: "128 of 75", token: poolToken, id: poolID, body: `{"osDiskType":"Ephemeral","vmSize":"Standard_D2ds_v5","osDiskSizeGB":128}`, want: []string{"osDiskSizeGB -: 75 GiB"}},
		{check: "pool-surge", reason: "a third", token: poolToken, id: poolID, body: `{"upgradeSettings":{"maxSurge":"33%","drainTimeoutInMinutes":30,"nodeSoakDurationInMinutes":5}}`},
		{check: "pool-surge", reason: "more than all, and too long", token: poolToken, id: poolID, body: `{"upgradeSettings":{"maxSurge":"150%","drainTimeoutInMinutes":1441}}`, want: []string{"upgradeSettings.maxSurge InvalidParameter: 150%", "upgradeSettings.drainTimeoutInMinutes -: 1440"}},
		{check: "pool-taints", reason: "the system pool's", token: poolToken, id: poolID, body: `{"nodeTaints":["CriticalAddonsOnly=true:NoSchedule"]}`},
		{check: "pool-taints", reason: "no effect", token: poolToken, id: poolID, body: `{"nodeTaints":["dedicated=web"]}`, want: []string{"nodeTaints[0] InvalidParameter: dedicated=web"}},
		{check: "pool-max-pods", reason: "110", token: poolToken, id: poolID, body: `{"maxPods":110}`},
		{check: "pool-max-pods", reason: "300", token: poolToken, id: poolID, body: `{"maxPods":300}`, want: []string{"maxPods -: 10 to 250"}},
		{check: "pool-spot", reason: "a spot pool with its price", token: poolToken, id: poolID, body: `{"scaleSetPriority":"Spot","spotMaxPrice":-1}`},
		{check: "pool-spot", reason: "a price without spot", token: poolToken, id: poolID, body: `{"spotMaxPrice":-1}`, want: []string{"spotMaxPrice InvalidParameter: Spot"}},
		{check: "pool-reservation", reason: "its size in its zone", token: poolToken, id: poolID, body: reserve(`["1"]`), world: fakeView{group, reserved}},
		{check: "pool-reservation", reason: "a zone without", token: poolToken, id: poolID, body: reserve(`["1","2"]`), world: fakeView{group, reserved}, want: []string{"warning capacityReservationGroupID -: zone 2"}},
		{check: "pool-reservation-role", reason: "Contributor on the group's group", token: poolToken, id: poolID, body: reserve(`["1"]`), world: fakeView{cluster, theIdentity(), grant(roleContributor, testGroup)}},
		{check: "pool-reservation-role", reason: "no role", token: poolToken, id: poolID, body: reserve(`["1"]`), world: fakeView{cluster, theIdentity()}, want: []string{"warning capacityReservationGroupID -: Contributor"}},
	}
}

func TestTheLastSystemPoolStays(t *testing.T) {
	t.Parallel()
	living := made(clusterID, "eastus2", `{"agentPoolProfiles":[{"name":"system","mode":"System"}]}`)
	bare := made(clusterID, "eastus2", `{"agentPoolProfiles":[]}`)
	for _, c := range []struct {
		reason string
		body   string
		world  fakeView
		want   int
	}{
		{reason: "a user pool goes", body: `{"mode":"User"}`, world: fakeView{bare}},
		{reason: "another system pool stays", body: `{"mode":"System"}`, world: fakeView{living}},
		{reason: "the last system pool does not go", body: `{"mode":"System"}`, world: fakeView{bare}, want: 1},
	} {
		said := lastSystemPool(Request{ID: poolID, Body: bodyOf(c.body), View: c.world})
		assert.Len(t, said, c.want, c.reason)
	}
}

func TestKeysAndSecretsAreDeletedThroughTheVault(t *testing.T) {
	t.Parallel()
	request := func(access string) Request {
		return Request{ID: keyID, View: fakeView{made(vaultID, "eastus2", `{"properties":{"publicNetworkAccess":"`+access+`"}}`)}}
	}
	assert.Empty(t, vaultDataPlane(request("Enabled")))
	said := vaultDataPlane(request("Disabled"))
	require.Len(t, said, 1)
	assert.Equal(t, "Forbidden", said[0].Code)
	assert.Contains(t, said[0].Message, "retainOnDelete")
}

func TestVaultNamesAreHeldAndRecovered(t *testing.T) {
	t.Parallel()
	held := vaultSoftDelete()
	request := Request{ID: vaultID}
	assert.Equal(t, "kv", held.Key(Request{ID: "/subscriptions/x/resourceGroups/other/providers/Microsoft.KeyVault/vaults/KV"}), "a vault's name is held in all of Azure")
	assert.Equal(t, 90, held.Days(nil))
	assert.Equal(t, 7, held.Days(bodyOf(`{"properties":{"softDeleteRetentionInDays":7}}`).Properties))
	assert.True(t, held.Recovers(bodyOf(`{"properties":{"createMode":"recover"}}`).Properties))
	assert.False(t, held.Recovers(bodyOf(`{"properties":{}}`).Properties))
	assert.Equal(t, "ConflictError", held.Held(request).Code)
	assert.Contains(t, held.Held(request).Message, "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault")
	assert.Equal(t, "SoftDeletedVaultDoesNotExist", held.Nothing(request).Code)
}

func TestUpdatesKeepWhatTheyDoNotMention(t *testing.T) {
	t.Parallel()
	subnets := bodyOf(`{"subnets":[{"name":"one"}],"tags":{"a":"b"}}`).Properties
	merged := keepUnset("subnets")(subnets, bodyOf(`{}`).Properties)
	assert.Contains(t, merged, resource.PropertyKey("subnets"), "a list of resources of their own stays when an update leaves it out")
	assert.NotContains(t, merged, resource.PropertyKey("tags"), "everything else goes")
	vault := keepVaultSettings(bodyOf(`{"properties":{"enablePurgeProtection":true,"enabledForDeployment":true}}`).Properties, bodyOf(`{"properties":{}}`).Properties)
	protected, _ := Body{Properties: vault}.Bool("properties.enablePurgeProtection")
	assert.True(t, protected, "leaving protection against purge out does not switch it off")
	assert.False(t, Body{Properties: vault}.Has("properties.enabledForDeployment"))
}

func TestPeeringsConnectWhenBothHalvesAreThere(t *testing.T) {
	t.Parallel()
	request := Request{ID: peeringAB, Body: bodyOf(`{"remoteVirtualNetwork":{"id":"` + vnetB + `"}}`), View: fakeView{}}
	assert.Equal(t, "Initiated", peeringState(request))
	request.View = fakeView{made(vnetB+"/virtualNetworkPeerings/to-a", "", `{"remoteVirtualNetwork":{"id":"`+vnetA+`"}}`)}
	assert.Equal(t, "Connected", peeringState(request))
}

func TestWorkspacesComeBackByThemselves(t *testing.T) {
	t.Parallel()
	held := workspace().SoftDelete
	assert.Equal(t, world.Key(workspaceID), held.Key(Request{ID: workspaceID}))
	assert.Equal(t, 14, held.Days(nil))
	assert.True(t, held.Recovers(nil))
	assert.Nil(t, held.Nothing, "a workspace that was never deleted is simply made")
}
