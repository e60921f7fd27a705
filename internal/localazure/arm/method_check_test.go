package arm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
)

func TestCheckSaysEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		token  string
		inputs props
		want   []string
	}{
		{"a good one has no failures", networkToken, networkInputs(), []string{}},
		{
			"all mistakes of a resource come at once", networkToken,
			props{"resourceGroupName": "rg", "networkName": "NETWORK-ONE", "colour": "red", "ranges": []any{"zero", "a", "zero"}},
			[]string{
				"colour: no such property",
				`networkName: the name "NETWORK-ONE" has 11 characters; at most 8 are allowed [name: rules]`,
				`networkName: the name "NETWORK-ONE" has characters that are not allowed; allowed: small letters [name: rules]`,
				`ranges[0]: Code="ZeroRange" Message="is zero [no-zero: the book]"`,
				`ranges[2]: Code="ZeroRange" Message="is zero [no-zero: the book]"`,
			},
		},
		{
			"a name is asked for", networkToken, props{"resourceGroupName": "rg"},
			[]string{"networkName: is not set; the real provider would make a name up, and every name must be explicit here"},
		},
		{
			"a group must exist", networkToken, props{"resourceGroupName": "other", "networkName": "net", "location": "eastus2"},
			[]string{`: Code="ResourceGroupNotFound" Message="Resource group 'other' could not be found."`},
		},
		{
			"a parent must exist", keyToken, props{"resourceGroupName": "rg", "vaultName": "nowhere", "keyName": "k"},
			[]string{`: Code="ParentResourceNotFound" Message="` + groupID + `/providers/Made.Vault/vaults/nowhere/keys/k lies in ` + groupID + `/providers/Made.Vault/vaults/nowhere, which does not exist; if this program makes that, depend on it"`},
		},
		{
			"a regional type needs a location", groupToken, props{"resourceGroupName": "g"},
			[]string{`location: Code="LocationRequired" Message="the location property is required for this type of resource"`},
		},
		{
			"references are of the right type, exist, and lie in the same region", machineToken,
			props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID}},
			[]string{`subnet.id: Code="InvalidResourceReference" Message="` + networkID + ` is of type Made.Network/networks; Made.Network/networks/subnets is wanted [reference: book]"`},
		},
		{
			"a reference to nothing", machineToken,
			props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": networkID + "/subnets/none"}, "disks": []any{groupID + "/providers/Made.Compute/disks/later"}},
			[]string{`subnet.id: Code="InvalidResourceReference" Message="` + networkID + `/subnets/none does not exist; if this program makes it, depend on it [reference: book]"`},
		},
		{
			"a reference that is no identifier", machineToken,
			props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": "nodes"}},
			[]string{`subnet.id: Code="LinkedInvalidPropertyId" Message="\"nodes\" is not the identifier of a resource [reference: book]"`},
		},
		{
			"a reference into another region", machineToken,
			props{"resourceGroupName": "rg", "machineName": "vm", "location": "West US", "subnet": props{"id": networkID + "/subnets/nodes"}},
			[]string{`subnet.id: Code="InvalidResourceReference" Message="` + networkID + `/subnets/nodes lies in eastus2; it must lie in westus as this resource does [reference: book]"`},
		},
		{
			"an element of another resource can be referred to, in any case", machineToken,
			props{"resourceGroupName": "rg", "machineName": "vm", "subnet": props{"id": strings.ToUpper(networkID + "/subnets/nodes")}},
			[]string{},
		},
		{
			"what is unknown is left alone", machineToken,
			props{"resourceGroupName": unknownText(), "machineName": unknownText(), "subnet": props{"id": unknownText()}}, []string{},
		},
	}
	_, p, _ := simple(t)
	p.group()
	p.network()
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			_, failures := p.check(test.token, test.inputs)
			assert.Equal(t, test.want, failures)
		})
	}
}

func TestCheckFillsTheLocationAsTheProviderDoes(t *testing.T) {
	t.Parallel()
	a, p, engine := simple(t)
	p.group()
	inputs, _ := p.check(networkToken, networkInputs())
	assert.Equal(t, "eastus2", inputs["location"].StringValue(), "from the group")

	configured := a.connect(engine, map[string]string{"location": "uksouth"})
	inputs, _ = configured.check(networkToken, networkInputs())
	assert.Equal(t, "uksouth", inputs["location"].StringValue(), "from the provider, before the group")
}

func TestWarningsAreShownAndStopNothing(t *testing.T) {
	t.Parallel()
	_, p, engine := simple(t)
	p.group()
	inputs := networkInputs()
	inputs["odd"] = true
	_, failures := p.check(networkToken, inputs)
	assert.Empty(t, failures)
	assert.Equal(t, []string{"WARNING network odd: is odd"}, engine.said())
}

func TestCollectingPreviewsLogEveryFindingAndGoOn(t *testing.T) {
	t.Parallel()
	a := startAzure(t, arm.Options{Collect: true})
	engine := startEngine(t)
	p := a.connect(engine, nil)
	inputs := networkInputs()
	inputs["networkName"] = "X"
	made, err := p.tryCreate(networkToken, inputs, true)
	require.NoError(t, err)
	assert.NotEmpty(t, made.id)
	assert.Equal(t, []string{
		`ERROR network networkName: the name "X" has 1 characters; at least 2 are needed [name: rules]`,
		`ERROR network networkName: the name "X" has characters that are not allowed; allowed: small letters [name: rules]`,
		`ERROR network location: Code="LocationRequired" Message="the location property is required for this type of resource"`,
		`ERROR network Code="ResourceGroupNotFound" Message="Resource group 'rg' could not be found."`,
	}, engine.said())

	_, err = p.tryCreate(networkToken, inputs, false)
	require.ErrorContains(t, err, "ResourceGroupNotFound", "what changes the world fails all the same")
	assert.Empty(t, a.world.All())
}
