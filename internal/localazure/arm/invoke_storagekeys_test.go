package arm_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStorageKeysNeedAnAccount(t *testing.T) {
	t.Parallel()
	const function = "azure-native:storage/v20240101:listStorageAccountKeys"
	_, p, _ := simple(t)
	p.group()
	_, err := p.invoke(function, props{"accountName": "st"})
	require.ErrorContains(t, err, "needs resourceGroupName and accountName")
	_, err = p.invoke(function, props{"resourceGroupName": "rg", "accountName": "st"})
	require.ErrorContains(t, err, "storageAccounts/st' under resource group 'rg' was not found")
}
