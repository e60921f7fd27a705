package arm_test

import (
	"context"
	"net/http"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/faults"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// TestARoleThatIsMadeLateIsNeededInVainOnce makes a role under a scenario that makes it late. A preview knows nothing of it; the first who needs the
// role is refused, and whoever comes later is not, also after the role was changed.
func TestARoleThatIsMadeLateIsNeededInVainOnce(t *testing.T) {
	t.Parallel()
	injector := faults.New(faults.Scenario{Faults: []faults.Fault{{Kind: faults.Late, Type: "Microsoft.Authorization/roleAssignments"}}})
	_, p := realAzureUnder(t, arm.Options{Faults: injector})
	d := &databases{provider: p}
	role, roleInputs, identity := d.keyAndRole()
	d.server("sql-home", "eastus2", identity)
	d.server("sql-other", "centralus", identity)

	_, err := p.tryCreate(sqlKey, d.key("sql-home"), true)
	require.NoError(t, err, "a preview asks nobody")
	_, err = p.tryCreate(sqlKey, d.key("sql-home"), false)
	require.ErrorContains(t, err, "UmiMissingAkvPermissions")
	p.create(sqlKey, d.key("sql-home"))
	assert.Equal(t, []int{1}, injector.Struck())

	roleInputs["description"] = "for the keys of databases"
	_, err = p.update(role, roleInputs, false)
	require.NoError(t, err)
	p.create(sqlKey, d.key("sql-other"))
}

// refuser refuses the calls of one method.
type refuser struct{ method string }

func (r *refuser) Before(_ context.Context, call world.Call) error {
	if call.Method != r.method {
		return nil
	}
	return &arm.CallError{Status: http.StatusBadRequest, Code: "Refused", Message: call.Method}
}

// TestEveryCallMayFail refuses one method after the other to whatever sends it.
func TestEveryCallMayFail(t *testing.T) {
	t.Parallel()
	fails := &refuser{}
	a := startAzure(t, arm.Options{Faults: fails})
	p := a.connect(startEngine(t), nil)
	p.group()
	network := p.network()
	p.create(vaultToken, vaultInputs(nil))
	p.create(clusterToken, props{"resourceGroupName": "rg", "resourceName": "aks"})
	for _, test := range []struct {
		reason, method string
		call           func() error
	}{
		{"a create", http.MethodPut, func() error {
			_, err := p.tryCreate(groupToken, props{"resourceGroupName": "other", "location": "centralus"}, false)
			return err
		}},
		{"a change", http.MethodPut, func() error {
			inputs := networkInputs()
			inputs["tags"] = props{"a": "b"}
			_, err := p.update(network, inputs, false)
			return err
		}},
		{"a read", http.MethodGet, func() error {
			_, err := p.client.Read(t.Context(), &pulumirpc.ReadRequest{Id: networkID, Urn: urnOf(networkToken)})
			return err
		}},
		{"a function that looks something up", http.MethodGet, func() error {
			_, err := p.invoke("azure-native:made/v1:getVault", props{"resourceGroupName": "rg", "vaultName": "kv"})
			return err
		}},
		{"a function that asks for credentials", http.MethodPost, func() error {
			_, err := p.invoke("azure-native:containerservice/v20240901:listManagedClusterUserCredentials", props{"resourceGroupName": "rg", "resourceName": "aks"})
			return err
		}},
		{"a deletion", http.MethodDelete, func() error { return p.delete(networkToken, networkID) }},
	} {
		fails.method = test.method
		require.ErrorContains(t, test.call(), `Status=400 Code="Refused" Message="`+test.method+`"`, test.reason)
		fails.method = ""
		require.NoError(t, test.call(), test.reason+" goes well otherwise")
	}
}
