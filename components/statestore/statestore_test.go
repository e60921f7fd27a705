package statestore_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/statestore"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestStoreHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		statestore.Type + " state",
		storageSDK + "StorageAccount state-account",
		storageSDK + "BlobServiceProperties state-blobs",
		storageSDK + "BlobContainer state-container",
		logType + " state-diagnostics",
		"trelica:azure:PrivateEndpoint state-endpoint",
		"azure-native:network/v20240501:PrivateEndpoint state-endpoint-endpoint",
		"azure-native:network/v20240501:PrivateDnsZoneGroup state-endpoint-zones",
		storageSDK + "ManagementPolicy state-lifecycle",
		lockType + " state-lock",
	}
	resources := run(t, args())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(run(t, args(), pulumitest.Preview())), "a first preview shows the same")
}

func TestAccountIsClosedKeylessAndCopied(t *testing.T) {
	t.Parallel()
	service := map[string]any{"enabled": true, "keyType": "Account"}
	got := pulumitest.Find(t, run(t, args()), storageSDK+"StorageAccount", "state-account")
	assert.Equal(t, map[string]any{
		"resourceGroupName":            group,
		"accountName":                  "sttrelicaprodcusste",
		"location":                     "centralus",
		"kind":                         "StorageV2",
		"sku":                          map[string]any{"name": "Standard_RAGZRS"},
		"allowBlobPublicAccess":        false,
		"allowCrossTenantReplication":  false,
		"allowSharedKeyAccess":         false,
		"allowedCopyScope":             "AAD",
		"defaultToOAuthAuthentication": true,
		"enableHttpsTrafficOnly":       true,
		"isHnsEnabled":                 false,
		"isLocalUserEnabled":           false,
		"isSftpEnabled":                false,
		"minimumTlsVersion":            "TLS1_2",
		"publicNetworkAccess":          "Disabled",
		"networkRuleSet":               map[string]any{"defaultAction": "Deny", "bypass": "None", "ipRules": []any{}},
		"encryption": map[string]any{
			"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": true,
			"services": map[string]any{"blob": service, "file": service},
		},
		"tags": map[string]any{"environment": "prod"},
	}, pulumitest.Plain(got.Inputs))
	assert.True(t, got.Protect)
}

func TestStateSurvivesMistakes(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	kept := map[string]any{"enabled": true, "days": 90.0}
	assert.Equal(t, map[string]any{
		"resourceGroupName":              group,
		"accountName":                    "sttrelicaprodcusste",
		"blobServicesName":               "default",
		"isVersioningEnabled":            true,
		"deleteRetentionPolicy":          kept,
		"containerDeleteRetentionPolicy": kept,
	}, pulumitest.Plain(pulumitest.Find(t, resources, storageSDK+"BlobServiceProperties", "state-blobs").Inputs))

	container := pulumitest.Find(t, resources, storageSDK+"BlobContainer", "state-container")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "accountName": "sttrelicaprodcusste", "containerName": "pulumi-state", "publicAccess": "None",
	}, pulumitest.Plain(container.Inputs))
	assert.True(t, container.Protect)
	assert.Equal(t, accountID+"/blobServices/default/containers/pulumi-state", container.ID)

	rules := pulumitest.Plain(pulumitest.Find(t, resources, storageSDK+"ManagementPolicy", "state-lifecycle").Inputs)["policy"]
	assert.Equal(t, map[string]any{"rules": []any{map[string]any{
		"name": "delete-old-versions", "enabled": true, "type": "Lifecycle",
		"definition": map[string]any{
			"filters": map[string]any{"blobTypes": []any{"blockBlob"}},
			"actions": map[string]any{"version": map[string]any{
				"delete": map[string]any{"daysAfterCreationGreaterThan": 365.0},
			}},
		},
	}}}, rules, "only former versions go; the present state never does")

	lock := pulumitest.Find(t, resources, lockType, "state-lock")
	assert.Equal(t, accountID, pulumitest.Plain(lock.Inputs)["scope"])
	assert.True(t, lock.Protect)
	assert.Subset(t, lock.DependsOn, []string{"state-blobs", "state-container", "state-diagnostics", "state-lifecycle"},
		"a lock that is made before what hangs on the account would forbid removing it")
}

func TestProtectionFollowsTheSite(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site.Protect = false
	resources := run(t, a)
	assert.Empty(t, pulumitest.OfType(resources, lockType))
	for _, r := range resources {
		assert.False(t, r.Protect, r.Name)
	}
}

func TestWhoReadAndWroteTheStateIsLogged(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, run(t, args()), logType, "state-diagnostics")
	assert.Equal(t, map[string]any{
		"name": "diag-central", "resourceUri": accountID + "/blobServices/default",
		"workspaceId": "/workspace", "logAnalyticsDestinationType": "Dedicated",
		"logs":    []any{map[string]any{"categoryGroup": "allLogs", "enabled": true}},
		"metrics": []any{map[string]any{"category": "AllMetrics", "enabled": true}},
	}, pulumitest.Plain(got.Inputs))

	a := args()
	a.Sinks = azure.LogSinks{}
	assert.Empty(t, pulumitest.OfType(run(t, a), logType), "without a place to send to there is no setting")
}

func TestOnlyTheEndpointLeadsIn(t *testing.T) {
	t.Parallel()
	made := pulumitest.Plain(pulumitest.Find(t, run(t, args()), "azure-native:network/v20240501:PrivateEndpoint", "state-endpoint-endpoint").Inputs)
	connection := made["privateLinkServiceConnections"].([]any)[0].(map[string]any)
	assert.Equal(t, accountID, connection["privateLinkServiceId"])
	assert.Equal(t, []any{"blob"}, connection["groupIds"])
}

// An opening is the only thing that turns the public network on, and then for those addresses alone.
func TestOpeningLetsOnlyItselfIn(t *testing.T) {
	t.Parallel()
	a := args()
	a.Openings = []netip.Prefix{netip.MustParsePrefix("203.0.113.7/32"), netip.MustParsePrefix("198.51.100.0/30"), netip.MustParsePrefix("192.0.2.6/31")}
	got := pulumitest.Plain(pulumitest.Find(t, run(t, a), storageSDK+"StorageAccount", "state-account").Inputs)
	assert.Equal(t, "Enabled", got["publicNetworkAccess"])
	let := func(address string) map[string]any {
		return map[string]any{"action": "Allow", "iPAddressOrRange": address}
	}
	assert.Equal(t, map[string]any{
		"defaultAction": "Deny", "bypass": "None",
		"ipRules": []any{let("203.0.113.7"), let("198.51.100.0/30"), let("192.0.2.6"), let("192.0.2.7")},
	}, got["networkRuleSet"], "the firewall takes no /31 and no /32")
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		store, err := statestore.New(ctx, "state", args(), provider)
		if err != nil {
			return err
		}
		assert.Equal(t, accountID+"/blobServices/default/containers/pulumi-state", store.ContainerScope)
		pulumi.All(store.ContainerID, store.BackendURL).ApplyT(func(values []any) error {
			assert.Equal(t, store.ContainerScope, values[0], "what is known beforehand is what comes to be")
			assert.Equal(t, "azblob://pulumi-state?storage_account=sttrelicaprodcusste", values[1])
			return nil
		})
		return nil
	}))
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	wrong := &statestore.Args{
		Site: site(), Redundancy: "Standard_LRS", SoftDeleteDays: 3, VersionDays: 7,
		Openings: []netip.Prefix{
			netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("203.0.113.7/24"), {},
		},
	}
	err := pulumitest.RunError(t, program(wrong))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing",
		`Redundancy: is "Standard_LRS"; allowed: "Standard_RAGZRS", "Standard_RAGRS", "Standard_ZRS"`,
		"SoftDeleteDays: is 3; allowed: 7 to 365",
		"VersionDays: is 7; allowed: 30 to 3650",
		"Endpoint.SubnetID: is missing",
		"Endpoint.ZoneID: is missing",
		"Openings[0]: 0.0.0.0/0 is too wide",
		"Openings[1]: 10.0.0.1/32 is not public",
		"Openings[2]: 203.0.113.7/24 is not written by its first address, 203.0.113.0/24",
		"Openings[3]: invalid Prefix is no IPv4 range",
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.ErrorContains(t, pulumitest.RunError(t, program(nil)), "ResourceGroup: is missing", "nothing at all is an error, not a panic")
}
