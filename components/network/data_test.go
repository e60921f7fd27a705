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

func TestDataHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		"trelica:network:Data data",
		sdk + "PublicIPAddress data-egress-1",
		"azure-native:insights/v20210501preview:DiagnosticSetting data-egress-1-diagnostics",
		"azure-native:authorization/v20200501:ManagementLockByScope data-egress-1-lock",
		sdk + "PublicIPAddress data-egress-2",
		"azure-native:insights/v20210501preview:DiagnosticSetting data-egress-2-diagnostics",
		"azure-native:authorization/v20200501:ManagementLockByScope data-egress-2-lock",
		sdk + "NetworkSecurityGroup data-endpoints-nsg",
		"azure-native:insights/v20210501preview:DiagnosticSetting data-endpoints-nsg-diagnostics",
		sdk + "FlowLog data-flow-log",
		sdk + "PublicIPAddress data-ingress",
		"azure-native:insights/v20210501preview:DiagnosticSetting data-ingress-diagnostics",
		"azure-native:authorization/v20200501:ManagementLockByScope data-ingress-lock",
		dns + "VirtualNetworkLink data-link-blob",
		dns + "VirtualNetworkLink data-link-registry",
		dns + "VirtualNetworkLink data-link-sql",
		dns + "VirtualNetworkLink data-link-vault",
		sdk + "VirtualNetwork data-vnet",
		"azure-native:insights/v20210501preview:DiagnosticSetting data-vnet-diagnostics",
		sdk + "NetworkWatcher data-watcher",
		dns + "PrivateZone data-zone-blob",
		dns + "PrivateZone data-zone-registry",
		dns + "PrivateZone data-zone-sql",
		dns + "PrivateZone data-zone-vault",
	}
	resources := data(t, dataArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	for _, r := range resources[1:] {
		assert.Equal(t, "data", r.Parent, r.Name)
	}
	assert.Equal(t, want, pulumitest.Names(data(t, dataArgs(), pulumitest.Preview())), "a preview shows the same resources")
}

func TestDataNetwork(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, data(t, dataArgs()), sdk+"VirtualNetwork", "data-vnet")
	assert.Equal(t, map[string]any{
		"resourceGroupName":    networkGroup,
		"virtualNetworkName":   "vnet-trelica-prod-eus2-data",
		"location":             "eastus2",
		"addressSpace":         map[string]any{"addressPrefixes": []any{"10.11.0.0/24"}},
		"enableDdosProtection": false,
		"enableVmProtection":   false,
		"subnets": []any{map[string]any{
			"name":                           "snet-endpoints",
			"addressPrefix":                  "10.11.0.0/26",
			"defaultOutboundAccess":          false,
			"networkSecurityGroup":           map[string]any{"id": networkScope + "networkSecurityGroups/nsg-trelica-prod-eus2-endpoints"},
			"privateEndpointNetworkPolicies": "Enabled",
		}},
		"tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
	assert.True(t, got.Protect)
}

func TestDataZonesAreTheRegionsOwn(t *testing.T) {
	t.Parallel()
	resources := data(t, dataArgs())
	zone := pulumitest.Find(t, resources, dns+"PrivateZone", "data-zone-sql")
	assert.Equal(t, map[string]any{
		"resourceGroupName": networkGroup,
		"privateZoneName":   "privatelink.database.windows.net",
		"location":          "global",
		"tags":              plainTags(),
	}, pulumitest.Plain(zone.Inputs))
	link := pulumitest.Find(t, resources, dns+"VirtualNetworkLink", "data-link-sql")
	assert.Equal(t, map[string]any{
		"resourceGroupName":      networkGroup,
		"privateZoneName":        "privatelink.database.windows.net",
		"virtualNetworkLinkName": "link-data",
		"location":               "global",
		"virtualNetwork":         map[string]any{"id": networkScope + "virtualNetworks/vnet-trelica-prod-eus2-data"},
		"registrationEnabled":    false,
		"resolutionPolicy":       "NxDomainRedirect",
		"tags":                   plainTags(),
	}, pulumitest.Plain(link.Inputs))
	assert.Contains(t, link.DependsOn, "data-zone-sql")
}

func TestDataFlowLog(t *testing.T) {
	t.Parallel()
	want := map[string]any{
		"resourceGroupName":  networkGroup,
		"networkWatcherName": "nw-trelica-prod-eus2",
		"flowLogName":        "flow-trelica-prod-eus2-data",
		"location":           "eastus2",
		"targetResourceId":   networkScope + "virtualNetworks/vnet-trelica-prod-eus2-data",
		"storageId":          "/flow-account",
		"enabled":            true,
		"format":             map[string]any{"type": "JSON", "version": 2.0},
		"retentionPolicy":    map[string]any{"days": 0.0, "enabled": false},
		"identity":           map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{"/flow-identity"}},
		"tags":               plainTags(),
	}
	got := pulumitest.Find(t, data(t, dataArgs()), sdk+"FlowLog", "data-flow-log")
	assert.Equal(t, want, pulumitest.Plain(got.Inputs))
	assert.Contains(t, got.DependsOn, "data-watcher")

	args := dataArgs()
	args.FlowLogs.Analytics = &network.TrafficAnalytics{
		WorkspaceID: pulumi.String("/workspace"), WorkspaceGUID: pulumi.String("guid"), WorkspaceRegion: "eastus2", IntervalMinutes: 10,
	}
	want["flowAnalyticsConfiguration"] = map[string]any{"networkWatcherFlowAnalyticsConfiguration": map[string]any{
		"enabled": true, "trafficAnalyticsInterval": 10.0, "workspaceId": "guid", "workspaceRegion": "eastus2",
		"workspaceResourceId": "/workspace",
	}}
	got = pulumitest.Find(t, data(t, args), sdk+"FlowLog", "data-flow-log")
	assert.Equal(t, want, pulumitest.Plain(got.Inputs))
}

func TestDataAddresses(t *testing.T) {
	t.Parallel()
	resources := data(t, dataArgs())
	for name, address := range map[string]string{
		"data-ingress": "pip-trelica-prod-eus2-ingress", "data-egress-1": "pip-trelica-prod-eus2-egress-1",
		"data-egress-2": "pip-trelica-prod-eus2-egress-2",
	} {
		got := pulumitest.Find(t, resources, sdk+"PublicIPAddress", name)
		assert.Equal(t, map[string]any{
			"resourceGroupName":        networkGroup,
			"publicIpAddressName":      address,
			"location":                 "eastus2",
			"sku":                      map[string]any{"name": "Standard", "tier": "Regional"},
			"publicIPAddressVersion":   "IPv4",
			"publicIPAllocationMethod": "Static",
			"zones":                    []any{"1", "2", "3"},
			"tags":                     plainTags(),
		}, pulumitest.Plain(got.Inputs))
		assert.True(t, got.Protect, name)
		lock := pulumitest.Find(t, resources, "azure-native:authorization/v20200501:ManagementLockByScope", name+"-lock")
		assert.Equal(t, got.ID, pulumitest.Plain(lock.Inputs)["scope"])
		assert.True(t, lock.Protect, name)
		assert.Contains(t, lock.DependsOn, name+"-diagnostics", "a lock is made last")
	}
}

func TestDataOutsideProductionCanBeTornDown(t *testing.T) {
	t.Parallel()
	args := dataArgs()
	args.Site.Protect = false
	resources := data(t, args)
	for _, r := range resources {
		assert.False(t, r.Protect, r.Name)
	}
	assert.Empty(t, pulumitest.OfType(resources, "azure-native:authorization/v20200501:ManagementLockByScope"))
}

func TestDataOutputs(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		made, err := network.NewData(ctx, "data", dataArgs(), provider)
		if err != nil {
			return err
		}
		described := made.Network()
		pulumi.All(made.NetworkID, made.EndpointSubnetID, made.Zones[azure.PrivateVault].ID, described.Name,
			described.WatcherName, described.ResourceGroup, described.ZoneNames[azure.PrivateVault]).ApplyT(func(all []any) string {
			for i, key := range []string{"network", "subnet", "zone", "name", "watcher", "group", "zoneName"} {
				got[key], _ = all[i].(string)
			}
			return ""
		})
		assert.Len(t, made.EgressIDs(), 2)
		assert.Equal(t, "pip-trelica-prod-eus2-ingress", made.Ingress.Name)
		return nil
	}))
	assert.Equal(t, map[string]string{
		"network":  networkScope + "virtualNetworks/vnet-trelica-prod-eus2-data",
		"subnet":   networkScope + "virtualNetworks/vnet-trelica-prod-eus2-data/subnets/snet-endpoints",
		"zone":     networkScope + "privateDnsZones/privatelink.vaultcore.azure.net",
		"name":     "vnet-trelica-prod-eus2-data",
		"watcher":  "nw-trelica-prod-eus2",
		"group":    networkGroup,
		"zoneName": "privatelink.vaultcore.azure.net",
	}, got)
}

func TestDataArgsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	args := dataArgs()
	args.ResourceGroup = nil
	args.Endpoints = netip.MustParsePrefix("10.12.0.0/28")
	args.Nodes = netip.MustParsePrefix("10.11.1.0/22")
	args.Ops = []netip.Prefix{netip.MustParsePrefix("fd00::/64")}
	args.Services = []azure.PrivateService{azure.PrivateVault, azure.PrivateVault, "ftp"}
	args.AvailabilityZones = []string{"1"}
	args.FlowLogs = network.FlowLogs{Analytics: &network.TrafficAnalytics{IntervalMinutes: 5}}
	args.Sinks = azure.LogSinks{}

	var refused error
	resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
		_, refused = network.NewData(ctx, "data", args)
		return nil
	})
	assert.Empty(t, resources)
	require.EqualError(t, refused, `network.DataArgs of data has 16 problem(s):
  - ResourceGroup: is missing
  - Endpoints: 10.12.0.0/28 is not inside Space, 10.11.0.0/24
  - Endpoints: 10.12.0.0/28 is too small; allowed: /27 or larger
  - Nodes: 10.11.1.0/22 is not written by its first address; allowed: 10.11.0.0/22
  - Nodes: 10.11.1.0/22 overlaps Space, 10.11.0.0/24
  - Ops[0]: fd00::/64 is not IPv4
  - Services[1]: "vault" is there twice
  - Services[2]: "ftp" is not known; allowed: ["vault" "sql" "registry" "blob"]
  - AvailabilityZones: has 1; allowed: at least two, so that an address survives the loss of one
  - FlowLogs.StorageID: is missing
  - FlowLogs.IdentityID: is missing
  - FlowLogs.Analytics.WorkspaceID: is missing
  - FlowLogs.Analytics.WorkspaceGUID: is missing
  - FlowLogs.Analytics.WorkspaceRegion: is empty
  - FlowLogs.Analytics.IntervalMinutes: is 5; allowed: 10 or 60
  - Sinks.WorkspaceID: is missing`)
}
