package arm_test

import (
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

func TestAPreviewSeesWhatItWouldMakeAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	a := startAzure(t, arm.Options{})
	engine := startEngine(t)
	p := a.connect(engine, nil)
	second := a.connect(engine, map[string]string{"subscriptionId": "2222"})
	stranger := a.connect(startEngine(t), nil)

	group := p.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	assert.Equal(t, groupID, group.id, "identifiers follow from the inputs")
	p.preview(networkToken, networkInputs())
	machine := props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID + "/subnets/nodes"}}
	_, failures := p.check(machineToken, machine)
	assert.Empty(t, failures, "a reference to what the preview would make")

	second.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	_, failures = second.check(machineToken, machine)
	assert.Empty(t, failures, "the same run's other provider sees it too")
	_, failures = stranger.check(machineToken, machine)
	assert.NotEmpty(t, failures, "another run does not")
	assert.Empty(t, a.world.All(), "and nothing is there")
	assert.Empty(t, a.world.Calls(), "nothing was sent")

	require.NoError(t, p.conn.Close())
	require.NoError(t, second.conn.Close())
	late := a.connect(engine, nil)
	assert.Eventually(t, func() bool {
		_, failures := late.check(machineToken, machine)
		// The last connection may have been open when this one joined its run.
		if len(failures) == 0 {
			require.NoError(t, late.conn.Close())
			late = a.connect(engine, nil)
		}
		return len(failures) > 0
	}, 5*time.Second, 10*time.Millisecond, "it goes with the run's last connection")
}

func TestAPreviewKnowsWhatFollowsFromTheInputs(t *testing.T) {
	t.Parallel()
	a := startAzure(t, arm.Options{})
	p := a.connect(startEngine(t), nil)
	p.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	vault := p.preview(vaultToken, vaultInputs(props{"tags": props{"later": unknownText()}}))
	assert.Equal(t, "https://kv.tenant", vault.outputs["uri"].StringValue())
	assert.True(t, vault.outputs["principal"].IsComputed(), "what Azure draws is unknown")
	assert.True(t, vault.outputs["tags"].ObjectValue()["later"].IsComputed())

	found, err := p.invoke("azure-native:made/v1:getVault", props{"resourceGroupName": "rg", "vaultName": "kv"})
	require.NoError(t, err)
	assert.Equal(t, "https://kv.tenant", found["uri"].StringValue())
	assert.NotContains(t, found, resource.PropertyKey("principal"), "a function's answer can hold nothing unknown")

	nameless := p.preview(vaultToken, props{"resourceGroupName": "rg", "vaultName": unknownText()})
	assert.Empty(t, nameless.id)
	assert.True(t, nameless.outputs["uri"].IsComputed())
}

func TestAPreviewLikeAzuresWithholds(t *testing.T) {
	t.Parallel()
	a := startAzure(t, arm.Options{AzureLikePreview: true})
	p := a.connect(startEngine(t), nil)
	p.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	vault := p.preview(vaultToken, vaultInputs(props{"size": 1}))
	assert.Empty(t, vault.id)
	assert.True(t, vault.outputs["uri"].IsComputed())
	assert.InDelta(t, 1, vault.outputs["size"].NumberValue(), 0, "inputs are known")
	assert.True(t, vault.outputs["name"].IsComputed(), "the input has another name, so that the output is Azure's")
	assert.True(t, vault.outputs["tenant"].IsComputed(), "a default is Azure's")
}

func TestAPreviewOfAChangeLikeAzures(t *testing.T) {
	t.Parallel()
	a := startAzure(t, arm.Options{AzureLikePreview: true})
	p := a.connect(startEngine(t), nil)
	p.group()
	vault := p.create(vaultToken, vaultInputs(nil))
	previewed, err := p.update(vault, vaultInputs(props{"size": 2, "network": props{"open": true}}), true)
	require.NoError(t, err)
	assert.Equal(t, "kv", previewed.outputs["name"].StringValue(), "a name never changes")
	assert.InDelta(t, 2, previewed.outputs["size"].NumberValue(), 0, "inputs are known")
	assert.True(t, previewed.outputs["network"].ObjectValue()["open"].BoolValue(), "inside objects too")
	assert.True(t, previewed.outputs["principal"].IsComputed(), "what Azure drew may be another, says the provider")
}

func TestAnUpdateIsPreviewedOverWhatIsThere(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(nil))
	previewed, err := p.update(vault, vaultInputs(props{"tags": props{"a": "1"}}), true)
	require.NoError(t, err)
	assert.Equal(t, "principal-1", previewed.outputs["principal"].StringValue(), "what Azure drew stays")
	live, ok := a.world.Get(vaultID)
	require.True(t, ok)
	assert.NotContains(t, live.Inputs, "tags")
}

func TestAReplacementIsPreviewedWhereTheOldOneStands(t *testing.T) {
	t.Parallel()
	a, p, engine := simple(t)
	p.group()
	p.network()
	vault := p.create(vaultToken, vaultInputs(props{"network": props{"zone": "1"}}))
	key := props{"resourceGroupName": "rg", "vaultName": "kv", "keyName": "k"}
	p.create(keyToken, key)

	news := vaultInputs(props{"network": props{"zone": "2"}})
	require.NotEmpty(t, p.diff(vault, news).GetReplaces())
	replaced := p.preview(vaultToken, news)
	assert.True(t, replaced.outputs["principal"].IsComputed(), "it will be another")
	p.preview(keyToken, key)

	_, err := a.connect(engine, nil).tryCreate(networkToken, networkInputs(), true)
	require.ErrorContains(t, err, "already existing", "what is not going to be replaced is in the way")
}

func TestWhatIsDoneEndsThePreview(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	p.preview(networkToken, networkInputs())
	p.group()
	_, failures := p.check(machineToken, props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID + "/subnets/nodes"}})
	assert.Len(t, failures, 1, "the network was only previewed")
}

func TestConfigureIsRefusedInWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		args   props
		says   string
	}{
		{"another version has other shapes", props{"version": "1.0.0", "subscriptionId": "s"}, "asks for azure-native 1.0.0, and the local Azure knows the shapes of 9.9.9"},
		{"without a subscription nothing has an identifier", props{"version": "9.9.9"}, "has no subscriptionId"},
	}
	a := startAzure(t, arm.Options{})
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			args, err := rpc.Marshal(propertiesOf(test.args))
			require.NoError(t, err)
			_, err = a.server.Configure(t.Context(), &pulumirpc.ConfigureRequest{Args: args})
			assert.ErrorContains(t, err, test.says)
		})
	}
	_, err := a.server.Check(t.Context(), &pulumirpc.CheckRequest{Urn: urnOf(groupToken)})
	assert.ErrorContains(t, err, "not configured")
}

func TestTypesThatContradictEachOtherAreAllReported(t *testing.T) {
	t.Parallel()
	types := append(madeUpTypes(), arm.Type{Token: groupToken, Path: "/subscriptions/{s}/resourceGroups/{g}"}, arm.Type{Token: "x", Path: "/no/{thing"},
		arm.Type{Token: "y", Path: "/subscriptions/{s}", Name: arm.NameRule{Pattern: "[a-z"}})
	_, err := arm.New(nil, madeUpShapes{}, types, arm.Options{})
	require.ErrorContains(t, err, "described twice")
	require.ErrorContains(t, err, "type y: the pattern of its names: error parsing regexp")
	assert.ErrorContains(t, err, "neither a text nor a parameter")
}

func TestATypeWithoutFactsIsRefused(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	_, err := p.client.Check(t.Context(), &pulumirpc.CheckRequest{Urn: "urn:pulumi:dev::trelica::azure-native:made/v1:Other::other"})
	assert.ErrorContains(t, err, "no facts about azure-native:made/v1:Other")
}
