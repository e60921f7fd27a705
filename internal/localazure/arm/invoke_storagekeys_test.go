package arm_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
)

func TestStorageKeysNeedAnAccount(t *testing.T) {
	t.Parallel()
	const function = "azure-native:storage/v20240101:listStorageAccountKeys"
	fails := &refuser{}
	a := startAzure(t, arm.Options{Faults: fails})
	p := a.connect(startEngine(t), nil)
	p.group()
	_, err := p.invoke(function, props{"accountName": "st"})
	require.ErrorContains(t, err, "needs resourceGroupName and accountName")
	_, err = p.invoke(function, props{"resourceGroupName": "rg", "accountName": "st"})
	require.ErrorContains(t, err, "storageAccounts/st' under resource group 'rg' was not found")
	fails.method = http.MethodPost
	_, err = p.invoke(function, props{"resourceGroupName": "rg", "accountName": "st"})
	require.ErrorContains(t, err, `Code="Refused"`, "it is a call like any other")
}
