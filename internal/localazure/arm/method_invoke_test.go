package arm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFunctionsReadResources(t *testing.T) {
	t.Parallel()
	_, p, _ := simple(t)
	p.group()
	p.create(vaultToken, vaultInputs(nil))
	found, err := p.invoke("azure-native:made/v1:getVault", props{"resourceGroupName": "rg", "vaultName": "kv"})
	require.NoError(t, err)
	assert.Equal(t, vaultID, found["id"].StringValue())
	assert.Equal(t, "principal-1", found["principal"].StringValue())
	who, err := p.invoke("azure-native:authorization:getClientConfig", nil)
	require.NoError(t, err)
	assert.Equal(t, subscription, who["subscriptionId"].StringValue())
	assert.Equal(t, "tenant", who["tenantId"].StringValue())

	for token, says := range map[string]string{
		"azure-native:made/v1:getNothing": "does not know the function azure-native:made/v1:getNothing",
		"azure-native:made/v1:listVault":  "does not know the function",
		"azure-native:made/v1:getNetwork": "needs resourceGroupName, networkName",
	} {
		_, err := p.invoke(token, props{"resourceGroupName": "rg"})
		assert.ErrorContains(t, err, says)
	}
	_, err = p.invoke("azure-native:made/v1:getVault", props{"resourceGroupName": "rg", "vaultName": "none"})
	assert.ErrorContains(t, err, "ResourceNotFound")
}
