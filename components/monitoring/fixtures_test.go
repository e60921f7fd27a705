package monitoring_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	accountType = "azure-native:storage/v20240101:StorageAccount"
	blobsType   = "azure-native:storage/v20240101:BlobServiceProperties"
	lockType    = "azure-native:authorization/v20200501:ManagementLockByScope"
	logType     = "azure-native:insights/v20210501preview:DiagnosticSetting"
	exportType  = "azure-native:operationalinsights/v20230901:DataExport"

	group = "rg-trelica-prod-eus2-monitoring"
	scope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group + "/providers/"
)

// site is production in East US 2.
func site() azure.Site { return pulumitest.Site("eastus2") }

// plainTags are the site's tags as Plain shows them.
func plainTags() map[string]any { return map[string]any{"environment": "prod"} }

func workspaceArgs() *monitoring.WorkspaceArgs {
	return &monitoring.WorkspaceArgs{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "monitoring"),
		RetentionDays: 90,
		OnCall: monitoring.ActionGroupArgs{
			ShortName: "prod-oncall",
			Emails:    []monitoring.Email{{Name: "on-call", Address: "oncall@trelica.example"}},
		},
	}
}

func archiveArgs() *monitoring.ArchiveArgs {
	return &monitoring.ArchiveArgs{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "monitoring"),
		Redundancy:    monitoring.GeoZoneRedundant,
		RetentionDays: 365,
		Key:           key(),
		WorkspaceID:   pulumi.String("/workspace"),
	}
}

func flowArgs() *monitoring.FlowLogAccountArgs {
	return &monitoring.FlowLogAccountArgs{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "monitoring"),
		KeepDays:      90,
		WorkspaceID:   pulumi.String("/workspace"),
	}
}

func key() monitoring.CustomerKey {
	return monitoring.CustomerKey{
		URI:        pulumi.String("https://kv-trelica-prod-eus2.vault.azure.net/keys/archive"),
		IdentityID: pulumi.String("/identity"),
	}
}

func workspace(t *testing.T, args *monitoring.WorkspaceArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := monitoring.NewWorkspace(ctx, "logs", args, provider)
		return err
	}, opts...)
}

func archive(t *testing.T, args *monitoring.ArchiveArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := monitoring.NewArchive(ctx, "archive", args, provider)
		return err
	}, opts...)
}

func flows(t *testing.T, args *monitoring.FlowLogAccountArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := monitoring.NewFlowLogAccount(ctx, "flows", args, provider)
		return err
	}, opts...)
}

// under runs a program with an explicit provider.
func under(t *testing.T, program func(*pulumi.Context, pulumi.ResourceOption) error, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", program), opts...)
}
