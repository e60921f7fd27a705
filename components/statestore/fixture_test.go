package statestore_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/statestore"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	storageSDK = "azure-native:storage/v20240101:"
	lockType   = "azure-native:authorization/v20200501:ManagementLockByScope"
	logType    = "azure-native:insights/v20210501preview:DiagnosticSetting"

	group     = "rg-trelica-prod-cus-state"
	accountID = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group +
		"/providers/Microsoft.Storage/storageAccounts/sttrelicaprodcusste"
)

// site is production's bootstrap, in the recovery region.
func site() azure.Site { return pulumitest.Site("centralus") }

func args() *statestore.Args {
	return &statestore.Args{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "state"),
		Endpoint: statestore.Endpoint{
			ResourceGroup: pulumi.String("rg-trelica-prod-cus-ops"),
			SubnetID:      pulumi.String("/ops/subnets/snet-endpoints"),
			ZoneID:        pulumi.String("/ops/privateDnsZones/" + azure.PrivateBlob.Zone()),
		},
		Sinks: azure.LogSinks{WorkspaceID: pulumi.String("/workspace")},
	}
}

func program(a *statestore.Args) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := statestore.New(ctx, "state", a, provider)
		return err
	})
}

func run(t *testing.T, a *statestore.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, program(a), opts...)
}
