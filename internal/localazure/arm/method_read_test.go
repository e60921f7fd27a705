package arm_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestRefreshTakesOverWhatOthersChanged(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(props{"tags": props{"a": "1", "gone": "x"}, "password": secret("p"), "network": props{"open": true}}))
	same := p.refresh(vault)
	assert.Equal(t, vault, same, "nothing changed: nothing is drift")

	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		live, _ := a.world.Get(vaultID)
		live.Inputs = a.world.Encode(propertiesOf(vaultInputs(props{
			"location": "eastus2", "tags": props{"a": "2", "new": "y"}, "network": props{"open": true}, "tenant": "elsewhere",
			"password": secret("other"),
		})))
		tx.Put(live)
		return nil
	}))
	drifted := p.refresh(vault)
	assert.Equal(t, map[string]any{"a": "2", "new": "y"}, drifted.inputs.Mappable()["tags"])
	assert.Equal(t, "elsewhere", drifted.inputs["tenant"].StringValue(), "what is no default any more becomes an input")
	assert.Equal(t, vault.inputs["password"], drifted.inputs["password"], "what a GET never returns stays what the program said")
	assert.NotContains(t, drifted.outputs, resource.PropertyKey("password"))

	require.NoError(t, p.delete(vaultToken, vaultID))
	assert.Empty(t, p.refresh(vault).id)
}

// TestRefreshReadsWhatADriftWouldReplace: in a refresh the engine asks what a drift would come to. That does not make what is there unknown.
func TestRefreshReadsWhatADriftWouldReplace(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	vault := p.create(vaultToken, vaultInputs(props{"network": props{"zone": "1"}}))
	require.NotEmpty(t, p.diff(vault, vaultInputs(props{"network": props{"zone": "2"}})).GetReplaces())
	assert.Equal(t, vault, p.refresh(vault))
}

func TestImportMakesInputsOfWhatIsThere(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	p.create(vaultToken, vaultInputs(props{"password": secret("p"), "tags": props{"a": "1", "s": secret("x")}}))
	imported := p.importing(vaultToken, strings.ToUpper(vaultID))
	assert.Equal(t, vaultID, imported.id)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg", "vaultName": "kv", "location": "eastus2", "tenant": "home", "tags": map[string]any{"a": "1"},
	}, imported.inputs.Mappable(), "with defaults; without outputs, write-only inputs, and secrets that the world cannot give away")

	assert.Empty(t, p.importing(vaultToken, groupID+"/providers/Made.Vault/vaults/none").id)
	_, err := p.client.Read(t.Context(), &pulumirpc.ReadRequest{Id: networkID, Urn: urnOf(vaultToken)})
	require.ErrorContains(t, err, "is not the identifier of a Made.Vault/vaults")
	assert.Equal(t, "off", p.importing(switchToken, vaultID+"/switches/default").inputs["state"].StringValue(), "a singleton is there with its parent")
}
