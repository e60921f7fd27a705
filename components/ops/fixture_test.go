package ops_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	sdk     = "azure-native:network/v20240501:"
	dns     = "azure-native:network/v20240601:"
	logType = "azure-native:insights/v20210501preview:DiagnosticSetting"
	lock    = "azure-native:authorization/v20200501:ManagementLockByScope"

	group = "rg-trelica-prod-cus-ops"
	scope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group + "/providers/"
	vault = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/rg-trelica-prod-cus-state/providers/" +
		"Microsoft.KeyVault/vaults/kv-trelica-prod-cus-sec"
)

// site is production's bootstrap, in the recovery region.
func site() azure.Site { return pulumitest.Site("centralus") }

func sinks() azure.LogSinks { return azure.LogSinks{WorkspaceID: pulumi.String("/workspace")} }

func plan(t *testing.T) addressplan.Ops {
	t.Helper()
	made, err := addressplan.NewOps(netip.MustParsePrefix("10.96.32.0/20"))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func networkArgs(t *testing.T) *ops.NetworkArgs {
	t.Helper()
	return &ops.NetworkArgs{
		Site:              site(),
		ResourceGroup:     azure.ExistingResourceGroup(site(), "ops"),
		Plan:              plan(t),
		AvailabilityZones: []string{"1", "2", "3"},
		BreakGlass:        []netip.Prefix{netip.MustParsePrefix("203.0.113.200/32")},
		Sinks:             sinks(),
	}
}

func runnersArgs() *ops.RunnersArgs {
	return &ops.RunnersArgs{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "ops"),
		SubnetID:      pulumi.String("/ops/subnets/snet-runners"),
		ZoneRedundant: true,
		Image:         "ghcr.io/trelica/runner@sha256:" + strings.Repeat("0f", 32),
		App: ops.App{
			Owner: "trelica", Repository: "infrastructure", ID: "12", InstallationID: "34",
			VaultName: "kv-trelica-prod-cus-sec", Secret: "github-app-key", VaultID: pulumi.String(vault), VaultScope: vault,
		},
		Labels: []string{"trelica-prod"}, Most: 5, Minutes: 120, Sinks: sinks(),
	}
}

func breakGlassArgs() *ops.BreakGlassArgs {
	return &ops.BreakGlassArgs{
		Site:          site(),
		ResourceGroup: azure.ExistingResourceGroup(site(), "ops"),
		WorkspaceID:   pulumi.String("/workspace"),
		ActionGroupID: pulumi.String("/oncall"),
		RunbookBase:   "https://docs.example.com/runbooks/",
		GroupID:       "0d0d0d0d-0000-4000-8000-000000000001",
		AccountIDs:    []string{"0e0e0e0e-0000-4000-8000-000000000001", "0e0e0e0e-0000-4000-8000-000000000002"},
	}
}

// program makes one thing under an explicit provider.
func program(build func(ctx *pulumi.Context, provider pulumi.ResourceOption) error) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", build)
}

func networkProgram(args *ops.NetworkArgs) pulumi.RunFunc {
	return program(func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := ops.NewNetwork(ctx, "ops", args, provider)
		return err
	})
}

func runnersProgram(args *ops.RunnersArgs) pulumi.RunFunc {
	return program(func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := ops.NewRunners(ctx, "runners", args, provider)
		return err
	})
}

func breakGlassProgram(args *ops.BreakGlassArgs) pulumi.RunFunc {
	return program(func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := ops.NewBreakGlass(ctx, "break-glass", args, provider)
		return err
	})
}
