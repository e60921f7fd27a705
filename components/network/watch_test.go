package network_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	watchGroup = "rg-trelica-prod-wus2-watch"
	watchScope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + watchGroup + "/providers/Microsoft.Network/"
)

func watchArgs() *network.WatchArgs {
	place := site()
	place.Location, place.Names.Region = "westus2", "westus2"
	return &network.WatchArgs{
		Site: place, ResourceGroup: azure.ExistingResourceGroup(place, "watch"),
		Space: netip.MustParsePrefix("10.112.2.0/24"), Apps: netip.MustParsePrefix("10.112.2.0/25"),
		FlowLogs: flowLogs(), Sinks: sinks(),
	}
}

func watch(t *testing.T, args *network.WatchArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := network.NewWatch(ctx, "watch", args, provider)
		return err
	}), opts...)
}

func TestWatchHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		"trelica:network:Watch watch",
		sdk + "NetworkSecurityGroup watch-apps-nsg",
		"azure-native:insights/v20210501preview:DiagnosticSetting watch-apps-nsg-diagnostics",
		sdk + "FlowLog watch-flow-log",
		sdk + "VirtualNetwork watch-vnet",
		"azure-native:insights/v20210501preview:DiagnosticSetting watch-vnet-diagnostics",
		sdk + "NetworkWatcher watch-watcher",
	}
	resources := watch(t, watchArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(watch(t, watchArgs(), pulumitest.Preview())), "a preview shows the same resources")
}

func TestWatchNetworkBelongsToContainerApps(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, watch(t, watchArgs()), sdk+"VirtualNetwork", "watch-vnet")
	assert.Equal(t, map[string]any{
		"resourceGroupName": watchGroup, "virtualNetworkName": "vnet-trelica-prod-wus2-watch", "location": "westus2",
		"addressSpace": map[string]any{"addressPrefixes": []any{"10.112.2.0/24"}},
		"subnets": []any{map[string]any{
			"name": "snet-apps", "addressPrefix": "10.112.2.0/25", "defaultOutboundAccess": false, "privateEndpointNetworkPolicies": "Disabled",
			"networkSecurityGroup": map[string]any{"id": watchScope + "networkSecurityGroups/nsg-trelica-prod-wus2-apps"},
			"delegations":          []any{map[string]any{"name": "microsoft-app-environments", "serviceName": "Microsoft.App/environments"}},
			"serviceEndpoints":     []any{map[string]any{"service": "Microsoft.Storage"}},
		}},
		"enableDdosProtection": false, "enableVmProtection": false, "tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
	assert.True(t, got.Protect)
}

// TestWatchRulesAreThese compares the table whole: who, where to, on which ports.
func TestWatchRulesAreThese(t *testing.T) {
	t.Parallel()
	rules := network.WatchRules(netip.MustParsePrefix("10.112.2.0/25"))
	assert.Empty(t, network.RuleProblems(rules))
	type row struct {
		name      string
		direction network.Direction
		priority  int
		access    network.Access
		protocol  network.Protocol
		from, to  network.Peer
		ports     string
	}
	var got []row
	for _, r := range rules {
		require.Len(t, r.From, 1)
		require.Len(t, r.To, 1)
		require.Len(t, r.Ports, 1)
		got = append(got, row{r.Name, r.Direction, r.Priority, r.Access, r.Protocol, r.From[0], r.To[0], r.Ports[0]})
	}
	const own = "10.112.2.0/25"
	assert.Equal(t, []row{
		{"AllowProbes", "Inbound", 200, "Allow", "Tcp", "AzureLoadBalancer", own, "30000-32767"},
		{"AllowAppsInbound", "Inbound", 300, "Allow", "*", own, own, "*"},
		{"DenyAllInbound", "Inbound", 4096, "Deny", "*", "*", "*", "*"},
		{"AllowShare", "Outbound", 200, "Allow", "Tcp", own, "Storage", "445"},
		{"AllowAppsOutbound", "Outbound", 300, "Allow", "*", own, own, "*"},
		{"AllowInternet", "Outbound", 600, "Allow", "Tcp", own, "Internet", "443"},
		{"AllowNtp", "Outbound", 610, "Allow", "Udp", own, "Internet", "123"},
		{"DenyAllOutbound", "Outbound", 4096, "Deny", "*", "*", "*", "*"},
	}, got)
}

func TestWatchArgsAreAllCheckedAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spoil  func(*network.WatchArgs)
		want   []string
		reason string
	}{
		{func(a *network.WatchArgs) { *a = network.WatchArgs{Site: a.Site} }, []string{
			"ResourceGroup: is missing", `Space: is missing; allowed: a range such as "10.0.0.0/24"`, `Apps: is missing; allowed: a range such as "10.0.0.0/24"`,
			"FlowLogs.StorageID: is missing", "FlowLogs.IdentityID: is missing", "Sinks: is empty; allowed: a workspace, an archive or both",
		}, "nothing at all"},
		{func(a *network.WatchArgs) { a.Apps = netip.MustParsePrefix("10.113.0.0/28") }, []string{
			"Apps: 10.113.0.0/28 is not inside Space, 10.112.2.0/24", "Apps: 10.113.0.0/28 is a /28; allowed: /27 or larger",
		}, "a subnet elsewhere, and too small"},
	} {
		args := watchArgs()
		c.spoil(args)
		err := pulumitest.RunError(t, func(ctx *pulumi.Context) error {
			_, err := network.NewWatch(ctx, "watch", args)
			return err
		})
		var wrong *azure.ArgsError
		require.ErrorAs(t, err, &wrong, c.reason)
		assert.Equal(t, c.want, wrong.Problems, c.reason)
	}
}
