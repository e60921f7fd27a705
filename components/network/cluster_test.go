package network_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestClusterHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		"trelica:network:Cluster cluster",
		sdk + "FlowLog cluster-flow-log",
		dns + "VirtualNetworkLink cluster-link-blob",
		dns + "VirtualNetworkLink cluster-link-registry",
		dns + "VirtualNetworkLink cluster-link-sql",
		dns + "VirtualNetworkLink cluster-link-vault",
		sdk + "NetworkSecurityGroup cluster-nodes-nsg",
		"azure-native:insights/v20210501preview:DiagnosticSetting cluster-nodes-nsg-diagnostics",
		sdk + "VirtualNetworkPeering cluster-peering-local",
		sdk + "VirtualNetworkPeering cluster-peering-remote",
		sdk + "VirtualNetwork cluster-vnet",
		"azure-native:insights/v20210501preview:DiagnosticSetting cluster-vnet-diagnostics",
	}
	resources := cluster(t, clusterArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	for _, r := range resources {
		assert.NotContains(t, r.Type, "RoleAssignment", "a rebuild cannot wait for a role to take effect")
		assert.False(t, r.Protect, "%s: a platform can be rebuilt, so it can be torn down", r.Name)
	}
	assert.Equal(t, want, pulumitest.Names(cluster(t, clusterArgs(), pulumitest.Preview())))
}

func TestClusterNetwork(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, cluster(t, clusterArgs()), sdk+"VirtualNetwork", "cluster-vnet")
	assert.Equal(t, map[string]any{
		"resourceGroupName":    clusterGroup,
		"virtualNetworkName":   "vnet-trelica-prod-eus2-cluster",
		"location":             "eastus2",
		"addressSpace":         map[string]any{"addressPrefixes": []any{"10.10.0.0/21"}},
		"enableDdosProtection": false,
		"enableVmProtection":   false,
		"subnets": []any{map[string]any{
			"name":                           "snet-nodes",
			"addressPrefix":                  "10.10.0.0/22",
			"defaultOutboundAccess":          false,
			"networkSecurityGroup":           map[string]any{"id": clusterScope + "networkSecurityGroups/nsg-trelica-prod-eus2-nodes"},
			"privateEndpointNetworkPolicies": "Disabled",
		}},
		"tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
}

func TestClusterSecurityGroup(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, cluster(t, clusterArgs()), sdk+"NetworkSecurityGroup", "cluster-nodes-nsg")
	inputs := pulumitest.Plain(got.Inputs)
	rules, ok := inputs["securityRules"].([]any)
	require.True(t, ok)
	require.Len(t, rules, 9)
	assert.Equal(t, map[string]any{
		"name":                     "AllowFrontDoorToIngress",
		"description":              "Customers' requests come through Front Door; the ingress refuses those of other profiles.",
		"direction":                "Inbound",
		"priority":                 100.0,
		"access":                   "Allow",
		"protocol":                 "Tcp",
		"sourceAddressPrefix":      "AzureFrontDoor.Backend",
		"sourcePortRange":          "*",
		"destinationAddressPrefix": "203.0.113.7",
		"destinationPortRange":     "443",
	}, rules[0], "the destination is the public address, one value in the singular property")
	assert.Equal(t, map[string]any{
		"name":                       "AllowClusterInbound",
		"description":                "Nodes and pods reach each other on every port: the overlay does not work otherwise.",
		"direction":                  "Inbound",
		"priority":                   300.0,
		"access":                     "Allow",
		"protocol":                   "*",
		"sourceAddressPrefixes":      []any{"10.10.0.0/22", "10.244.0.0/16"},
		"sourcePortRange":            "*",
		"destinationAddressPrefixes": []any{"10.10.0.0/22", "10.244.0.0/16"},
		"destinationPortRange":       "*",
	}, rules[2], "two ranges are in the plural property")
	assert.NotContains(t, inputs["securityRules"], string(network.Ingress))
}

func TestClusterPreviewKnowsAllRulesButTheAddress(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			made, err := network.NewData(ctx, "data", dataArgs(), provider)
			if err != nil {
				return err
			}
			args := clusterArgs()
			args.IngressAddress, args.Data = made.Ingress.Value, made.Network()
			_, err = network.NewCluster(ctx, "cluster", args, provider)
			return err
		}), pulumitest.Preview())
	got := pulumitest.Find(t, resources, sdk+"NetworkSecurityGroup", "cluster-nodes-nsg")
	rules, ok := pulumitest.Plain(got.Inputs)["securityRules"].([]any)
	require.True(t, ok, "the table itself is known in a first preview, so that policy can judge it")
	require.Len(t, rules, 9)
	first, ok := rules[0].(map[string]any)
	require.True(t, ok)
	assert.Equal(t, pulumitest.UnknownMark, first["destinationAddressPrefix"])
	first["destinationAddressPrefix"] = ""
	for _, rule := range rules {
		assert.NotContains(t, rule, pulumitest.UnknownMark)
	}
	link := pulumitest.Find(t, resources, dns+"VirtualNetworkLink", "cluster-link-sql")
	assert.Equal(t, "privatelink.database.windows.net", pulumitest.Plain(link.Inputs)["privateZoneName"],
		"names are known before what they name is there")
	assert.Contains(t, link.DependsOn, "data-zone-sql", "and still wait for it")
}

func TestClusterPeering(t *testing.T) {
	t.Parallel()
	resources := cluster(t, clusterArgs())
	half := func(name string) pulumitest.Resource {
		return pulumitest.Find(t, resources, sdk+"VirtualNetworkPeering", name)
	}
	common := map[string]any{
		"allowVirtualNetworkAccess": true, "allowForwardedTraffic": false, "allowGatewayTransit": false, "useRemoteGateways": false,
	}
	with := func(more map[string]any) map[string]any {
		for key, value := range common {
			more[key] = value
		}
		return more
	}
	assert.Equal(t, with(map[string]any{
		"resourceGroupName":         clusterGroup,
		"virtualNetworkName":        "vnet-trelica-prod-eus2-cluster",
		"virtualNetworkPeeringName": "peer-cluster-to-data",
		"remoteVirtualNetwork":      map[string]any{"id": networkScope + "virtualNetworks/vnet-trelica-prod-eus2-data"},
	}), pulumitest.Plain(half("cluster-peering-local").Inputs))
	assert.Equal(t, with(map[string]any{
		"resourceGroupName":         networkGroup,
		"virtualNetworkName":        "vnet-trelica-prod-eus2-data",
		"virtualNetworkPeeringName": "peer-data-to-cluster",
		"remoteVirtualNetwork":      map[string]any{"id": clusterScope + "virtualNetworks/vnet-trelica-prod-eus2-cluster"},
	}), pulumitest.Plain(half("cluster-peering-remote").Inputs), "the remote half lies on the data network")
	assert.Contains(t, half("cluster-peering-remote").DependsOn, "cluster-peering-local")
}

func TestClusterLinksAndFlowLogLieWithTheFoundation(t *testing.T) {
	t.Parallel()
	resources := cluster(t, clusterArgs())
	link := pulumitest.Find(t, resources, dns+"VirtualNetworkLink", "cluster-link-vault")
	assert.Equal(t, map[string]any{
		"resourceGroupName":      networkGroup,
		"privateZoneName":        "privatelink.vaultcore.azure.net",
		"virtualNetworkLinkName": "link-cluster",
		"location":               "global",
		"virtualNetwork":         map[string]any{"id": clusterScope + "virtualNetworks/vnet-trelica-prod-eus2-cluster"},
		"registrationEnabled":    false,
		"resolutionPolicy":       "NxDomainRedirect",
		"tags":                   plainTags(),
	}, pulumitest.Plain(link.Inputs))
	flow := pulumitest.Plain(pulumitest.Find(t, resources, sdk+"FlowLog", "cluster-flow-log").Inputs)
	assert.Equal(t, networkGroup, flow["resourceGroupName"], "flow logs are children of the region's watcher")
	assert.Equal(t, clusterScope+"virtualNetworks/vnet-trelica-prod-eus2-cluster", flow["targetResourceId"])
}

func TestWhatIsConnectedWaitsForPeeringAndLinks(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			made, err := network.NewCluster(ctx, "cluster", clusterArgs(), provider)
			if err != nil {
				return err
			}
			_, err = azure.NewIdentity(ctx, "after", &azure.IdentityArgs{
				Site: site(), ResourceGroup: azure.Once(pulumi.String(clusterGroup), made.Connected...), Role: "after",
			}, provider)
			return err
		}))
	after := pulumitest.Find(t, resources, "azure-native:managedidentity/v20230131:UserAssignedIdentity", "after")
	assert.Equal(t, []string{
		"cluster-link-blob", "cluster-link-registry", "cluster-link-sql", "cluster-link-vault", "cluster-peering-local",
		"cluster-peering-remote",
	}, after.DependsOn)
}

func TestClusterArgsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	args := clusterArgs()
	args.ResourceGroup, args.IngressAddress = nil, nil
	args.Nodes = netip.MustParsePrefix("10.20.0.0/22")
	args.Pods = netip.MustParsePrefix("10.10.0.0/16")
	args.Data = network.DataNetwork{}
	args.FlowLogs = network.FlowLogs{}
	args.Sinks = azure.LogSinks{}
	var refused *azure.ArgsError
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewCluster(ctx, "cluster", args)
		require.ErrorAs(t, err, &refused)
		return nil
	})
	assert.Equal(t, strings.Split(`ResourceGroup: is missing
IngressAddress: is missing
Data.ResourceGroup: is missing
Data.ID: is missing
Data.Name: is missing
Data.WatcherName: is missing
Nodes: 10.20.0.0/22 is not inside Space, 10.10.0.0/21
Pods: 10.10.0.0/16 overlaps Space, 10.10.0.0/21
Services: is empty; allowed: some of ["vault" "sql" "registry" "blob"]
FlowLogs.StorageID: is missing
FlowLogs.IdentityID: is missing
Sinks.WorkspaceID: is missing`, "\n"), refused.Problems)
}
