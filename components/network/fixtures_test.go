package network_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	sdk = "azure-native:network/v20240501:"
	dns = "azure-native:network/v20240601:"

	networkGroup = "rg-trelica-prod-eus2-network"
	networkScope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + networkGroup +
		"/providers/Microsoft.Network/"
	clusterGroup = "rg-trelica-prod-eus2-cluster"
	clusterScope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + clusterGroup +
		"/providers/Microsoft.Network/"
)

// site is production in East US 2.
func site() azure.Site { return pulumitest.Site("eastus2") }

// plainTags are the site's tags as Plain shows them.
func plainTags() map[string]any { return map[string]any{"environment": "prod"} }

func flowLogs() network.FlowLogs {
	return network.FlowLogs{StorageID: pulumi.String("/flow-account"), IdentityID: pulumi.String("/flow-identity")}
}

func sinks() azure.LogSinks {
	return azure.LogSinks{WorkspaceID: pulumi.String("/workspace"), ArchiveID: pulumi.String("/archive")}
}

// dataArgs are complete arguments of a data network.
func dataArgs() *network.DataArgs {
	return &network.DataArgs{
		Site:              site(),
		ResourceGroup:     azure.ExistingResourceGroup(site(), "network"),
		Space:             netip.MustParsePrefix("10.11.0.0/24"),
		Endpoints:         netip.MustParsePrefix("10.11.0.0/26"),
		Nodes:             netip.MustParsePrefix("10.10.0.0/22"),
		Ops:               []netip.Prefix{netip.MustParsePrefix("10.90.0.0/26")},
		Services:          azure.PrivateServices(),
		AvailabilityZones: []string{"1", "2", "3"},
		FlowLogs:          flowLogs(),
		Sinks:             sinks(),
	}
}

// clusterArgs are complete arguments of a cluster network, on a data network that another stack made.
func clusterArgs() *network.ClusterArgs {
	return &network.ClusterArgs{
		Site:           site(),
		ResourceGroup:  pulumi.String(clusterGroup),
		Space:          netip.MustParsePrefix("10.10.0.0/21"),
		Nodes:          netip.MustParsePrefix("10.10.0.0/22"),
		Pods:           netip.MustParsePrefix("10.244.0.0/16"),
		Endpoints:      netip.MustParsePrefix("10.11.0.0/26"),
		IngressAddress: pulumi.String("203.0.113.7"),
		Data:           network.ExistingDataNetwork(site(), azure.ExistingResourceGroup(site(), "network"), azure.PrivateServices()),
		FlowLogs:       flowLogs(),
		Sinks:          sinks(),
	}
}

// data runs a program that makes one data network.
func data(t *testing.T, args *network.DataArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := network.NewData(ctx, "data", args, provider)
			return err
		}), opts...)
}

// cluster runs a program that makes one cluster network.
func cluster(t *testing.T, args *network.ClusterArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := network.NewCluster(ctx, "cluster", args, provider)
			return err
		}), opts...)
}
