package arm_test

import (
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDiffSaysWhatEachChangeDoes(t *testing.T) {
	t.Parallel()
	const (
		add                   = pulumirpc.PropertyDiff_ADD
		del, delReplace       = pulumirpc.PropertyDiff_DELETE, pulumirpc.PropertyDiff_DELETE_REPLACE
		update, updateReplace = pulumirpc.PropertyDiff_UPDATE, pulumirpc.PropertyDiff_UPDATE_REPLACE
	)
	base := props{"tags": props{"a.b": "1", "c": "2"}, "network": props{"zone": "1", "open": true}, "password": secret("p"), "location": "East US 2", "colour": "red"}
	tests := []struct {
		reason   string
		change   props
		want     map[string]pulumirpc.PropertyDiff_Kind
		replaces []string
	}{
		{"nothing", props{}, nil, nil},
		{"a secret mark makes no difference", props{"password": "p"}, nil, nil},
		{"a location in another spelling", props{"location": "eastus2"}, nil, nil},
		{"a key with a dot", props{"tags": props{"a.b": "3", "c": "2"}}, map[string]pulumirpc.PropertyDiff_Kind{`tags["a.b"]`: update}, nil},
		{"one key goes, one comes", props{"tags": props{"a.b": "1", "d": "2"}}, map[string]pulumirpc.PropertyDiff_Kind{"tags.c": del, "tags.d": add}, nil},
		{"the longest fact wins", props{"network": props{"zone": "2", "open": false}}, map[string]pulumirpc.PropertyDiff_Kind{"network.zone": updateReplace, "network.open": update}, []string{"network"}},
		{"what replaces lies inside what goes", props{"network": nil}, map[string]pulumirpc.PropertyDiff_Kind{"network": delReplace}, []string{"network"}},
		{"an unknown value where a known one stood", props{"network": props{"zone": unknownText(), "open": true}}, map[string]pulumirpc.PropertyDiff_Kind{"network.zone": updateReplace}, []string{"network"}},
		{"a name is the identity", props{"vaultName": "other"}, map[string]pulumirpc.PropertyDiff_Kind{"vaultName": updateReplace}, []string{"vaultName"}},
		{"something kept is shown as an update", props{"size": 3}, map[string]pulumirpc.PropertyDiff_Kind{"size": add}, nil},
		{"what no fact speaks of is an update", props{"colour": "blue"}, map[string]pulumirpc.PropertyDiff_Kind{"colour": update}, nil},
	}
	_, p, engine := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(base))
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			news := vaultInputs(base)
			for key, value := range test.change {
				news[key] = value
			}
			answer := p.diff(vault, news)
			kinds := map[string]pulumirpc.PropertyDiff_Kind{}
			for path, diff := range answer.GetDetailedDiff() {
				kinds[path] = diff.GetKind()
				assert.True(t, diff.GetInputDiff())
			}
			if test.want == nil {
				assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, answer.GetChanges())
				assert.Empty(t, kinds)
				return
			}
			assert.Equal(t, test.want, kinds)
			assert.Equal(t, test.replaces, answer.GetReplaces())
			assert.Equal(t, len(test.replaces) > 0, answer.GetDeleteBeforeReplace(), "names are explicit: the old one goes first")
			assert.Equal(t, pulumirpc.DiffResponse_DIFF_SOME, answer.GetChanges())
		})
	}
	assert.Equal(t, []string{
		"WARNING vault may replace: no source says whether a Made.Vault/vaults can change colour while it lives; it is treated as an update",
	}, engine.said())
}

func TestSetsAreComparedWithoutOrder(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	network := p.network()
	inputs := networkInputs()
	inputs["ranges"] = []any{"b", "a"}
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, p.diff(network, inputs).GetChanges())
	inputs["ranges"] = []any{"c", "b", "a"}
	answer := p.diff(network, inputs)
	require.Len(t, answer.GetDetailedDiff(), 1)
	assert.Equal(t, pulumirpc.PropertyDiff_ADD, answer.GetDetailedDiff()["ranges[0]"].GetKind())
}
