package azure_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

// site is production in East US 2.
func site() azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"},
		Location:       "eastus2",
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags: map[string]string{
			"environment": "prod", "owner": "platform", "cost-centre": "1000", "commit": "0123abc",
		},
		Protect: true,
	}
}

// plainTags are the site's tags as Plain shows them.
func plainTags() map[string]any {
	return map[string]any{"environment": "prod", "owner": "platform", "cost-centre": "1000", "commit": "0123abc"}
}

const groupID = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/rg-trelica-prod-eus2-network"

// run runs a program under one component, which gives what it registers a parent and a provider.
func run(t *testing.T, program func(ctx *pulumi.Context, parent pulumi.ResourceOption) error) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			parent := &struct{ pulumi.ResourceState }{}
			if err := ctx.RegisterComponentResource("trelica:test:Parent", "parent", parent, provider); err != nil {
				return err
			}
			if err := program(ctx, pulumi.Parent(parent)); err != nil {
				return err
			}
			return ctx.RegisterResourceOutputs(parent, pulumi.Map{})
		}))
}

func TestSiteIdentifiers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		given  string
		want   string
	}{
		"Group": {
			reason: "A group is below the subscription.",
			given:  site().GroupID("rg-trelica-prod-eus2-network"),
			want:   groupID,
		},
		"Resource": {
			reason: "A resource has its provider, its type and its name.",
			given:  site().ResourceID("rg-trelica-prod-eus2-network", "Microsoft.Network/virtualNetworks", "vnet"),
			want:   groupID + "/providers/Microsoft.Network/virtualNetworks/vnet",
		},
		"Child": {
			reason: "A child has a name for each segment of its type.",
			given:  site().ResourceID("rg-trelica-prod-eus2-network", "Microsoft.KeyVault/vaults/keys", "kv", "sql-tde"),
			want:   groupID + "/providers/Microsoft.KeyVault/vaults/kv/keys/sql-tde",
		},
		"NameMissing": {
			reason: "A missing name stays empty, so that Azure refuses it, rather than naming the parent.",
			given:  site().ResourceID("rg-trelica-prod-eus2-network", "Microsoft.KeyVault/vaults/keys", "kv"),
			want:   groupID + "/providers/Microsoft.KeyVault/vaults/kv/keys/",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, tc.given, tc.reason)
		})
	}
}

func TestResourceGroup(t *testing.T) {
	t.Parallel()
	var group *azure.ResourceGroup
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) (err error) {
		group, err = azure.NewResourceGroup(ctx, "network", &azure.ResourceGroupArgs{Site: site(), Role: "network"}, parent)
		return err
	})
	pulumitest.AssertConventions(t, resources)
	got := pulumitest.Find(t, resources, "azure-native:resources/v20240301:ResourceGroup", "network")
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-network",
		"location":          "eastus2",
		"tags":              plainTags(),
	}, pulumitest.Plain(got.Inputs))
	assert.Equal(t, "rg-trelica-prod-eus2-network", group.Name)
	assert.Equal(t, groupID, group.ID)
	assert.Equal(t, groupID, got.ID, "what is known beforehand is what Azure gives")
	assert.False(t, got.Protect, "a group is protected only if the caller says so")
}

func TestExistingResourceGroupIsTheOneThatWasMade(t *testing.T) {
	t.Parallel()
	var made, found *azure.ResourceGroup
	run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) (err error) {
		made, err = azure.NewResourceGroup(ctx, "network", &azure.ResourceGroupArgs{Site: site(), Role: "network"}, parent)
		found = azure.ExistingResourceGroup(site(), "network")
		return err
	})
	assert.Equal(t, [2]string{made.Name, made.ID}, [2]string{found.Name, found.ID})
	assert.Nil(t, found.Resource)
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	var name string
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		identity, err := azure.NewIdentity(ctx, "kubelet", &azure.IdentityArgs{
			Site: site(), ResourceGroup: pulumi.String("rg"), Role: "kubelet",
		}, parent)
		if err == nil {
			name = identity.Name
		}
		return err
	})
	pulumitest.AssertConventions(t, resources)
	got := pulumitest.Find(t, resources, "azure-native:managedidentity/v20230131:UserAssignedIdentity", "kubelet")
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg",
		"resourceName":      "id-trelica-prod-eus2-kubelet",
		"location":          "eastus2",
		"tags":              plainTags(),
	}, pulumitest.Plain(got.Inputs))
	assert.Equal(t, "id-trelica-prod-eus2-kubelet", name)
}

func TestLock(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		reason  string
		protect bool
	}{
		"Production": {reason: "In production the lock itself cannot be taken away by the program.", protect: true},
		"Elsewhere":  {reason: "Elsewhere an environment can be torn down.", protect: false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			here := site()
			here.Protect = tc.protect
			resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
				_, err := azure.NewLock(ctx, "archive-lock", &azure.LockArgs{
					Site: here, Scope: pulumi.String(groupID + "/providers/x/y/z"), ScopeID: groupID + "/providers/x/y/z",
					What: "archive", Notes: "It holds the audit trail.",
				}, parent)
				return err
			})
			pulumitest.AssertConventions(t, resources)
			got := pulumitest.Find(t, resources, "azure-native:authorization/v20200501:ManagementLockByScope", "archive-lock")
			assert.Equal(t, map[string]any{
				"lockName": "lock-archive",
				"scope":    groupID + "/providers/x/y/z",
				"level":    "CanNotDelete",
				"notes":    "It holds the audit trail.",
			}, pulumitest.Plain(got.Inputs))
			assert.Equal(t, tc.protect, got.Protect, tc.reason)
		})
	}
}

func TestPrivateEndpoint(t *testing.T) {
	t.Parallel()
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		_, err := azure.NewPrivateEndpoint(ctx, "sql", &azure.PrivateEndpointArgs{
			Site: site(), ResourceGroup: pulumi.String("rg"), Role: "sql-secondary", Service: azure.PrivateSQL,
			TargetID: pulumi.String("/target"), SubnetID: pulumi.String("/subnet"), ZoneID: pulumi.String("/zone"),
		}, parent)
		return err
	})
	pulumitest.AssertConventions(t, resources)
	endpoint := pulumitest.Find(t, resources, "azure-native:network/v20240501:PrivateEndpoint", "sql-endpoint")
	assert.Equal(t, map[string]any{
		"resourceGroupName":          "rg",
		"privateEndpointName":        "pep-trelica-prod-eus2-sql-secondary",
		"location":                   "eastus2",
		"customNetworkInterfaceName": "pep-trelica-prod-eus2-sql-secondary-nic",
		"subnet": map[string]any{
			"id": "/subnet", "privateEndpointNetworkPolicies": "Enabled", "privateLinkServiceNetworkPolicies": "Enabled",
		},
		"privateLinkServiceConnections": []any{map[string]any{
			"name":                 "pep-trelica-prod-eus2-sql-secondary",
			"privateLinkServiceId": "/target",
			"groupIds":             []any{"sqlServer"},
		}},
		"tags": plainTags(),
	}, pulumitest.Plain(endpoint.Inputs))
	zones := pulumitest.Find(t, resources, "azure-native:network/v20240501:PrivateDnsZoneGroup", "sql-zones")
	assert.Equal(t, map[string]any{
		"resourceGroupName":       "rg",
		"privateEndpointName":     "pep-trelica-prod-eus2-sql-secondary",
		"privateDnsZoneGroupName": "default",
		"privateDnsZoneConfigs": []any{map[string]any{
			"name": "privatelink-database-windows-net", "privateDnsZoneId": "/zone",
		}},
	}, pulumitest.Plain(zones.Inputs))
	assert.Equal(t, []string{"sql-endpoint"}, zones.DependsOn)
	assert.Equal(t, "sql", zones.Parent)
}

func TestPrivateServicesAreComplete(t *testing.T) {
	t.Parallel()
	want := map[azure.PrivateService][3]any{
		azure.PrivateVault:    {"privatelink.vaultcore.azure.net", "vault", 443},
		azure.PrivateSQL:      {"privatelink.database.windows.net", "sqlServer", 1433},
		azure.PrivateRegistry: {"privatelink.azurecr.io", "registry", 443},
		azure.PrivateBlob:     {"privatelink.blob.core.windows.net", "blob", 443},
	}
	got := map[azure.PrivateService][3]any{}
	for _, service := range azure.PrivateServices() {
		got[service] = [3]any{service.Zone(), service.GroupID(), service.Port()}
	}
	assert.Equal(t, want, got)
	assert.Equal(t, [3]any{"", "", 0},
		[3]any{azure.PrivateService("x").Zone(), azure.PrivateService("x").GroupID(), azure.PrivateService("x").Port()})
}

func TestOnceWaits(t *testing.T) {
	t.Parallel()
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		group, err := azure.NewResourceGroup(ctx, "first", &azure.ResourceGroupArgs{Site: site(), Role: "first"}, parent)
		if err != nil {
			return err
		}
		_, err = azure.NewIdentity(ctx, "second", &azure.IdentityArgs{
			Site: site(), ResourceGroup: azure.Once(pulumi.String("rg"), group.Resource), Role: "second",
		}, parent)
		return err
	})
	got := pulumitest.Find(t, resources, "azure-native:managedidentity/v20230131:UserAssignedIdentity", "second")
	require.Equal(t, "rg", pulumitest.Plain(got.Inputs)["resourceGroupName"])
	assert.Equal(t, []string{"first"}, got.DependsOn, "the value carries the order with it")
}
