package monitoring_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestArchiveHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		"trelica:monitoring:Archive archive",
		accountType + " archive-account",
		blobsType + " archive-account-blobs",
		logType + " archive-account-diagnostics",
		lockType + " archive-account-lock",
		exportType + " archive-export",
		logType + " archive-queries",
	}
	resources := archive(t, archiveArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(archive(t, archiveArgs(), pulumitest.Preview())))
}

// plainAccount is what both accounts have in common.
func plainAccount(more map[string]any) map[string]any {
	account := map[string]any{
		"resourceGroupName":            group,
		"location":                     "eastus2",
		"kind":                         "StorageV2",
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
		"publicNetworkAccess":          "Enabled",
		"networkRuleSet":               map[string]any{"defaultAction": "Deny", "bypass": "AzureServices"},
		"tags":                         plainTags(),
	}
	for key, value := range more {
		account[key] = value
	}
	return account
}

func plainServices() map[string]any {
	service := map[string]any{"enabled": true, "keyType": "Account"}
	return map[string]any{"blob": service, "file": service}
}

func TestArchiveAccount(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		reason string
		locked bool
		state  string
	}{
		"Fresh":  {reason: "Azure takes only an unlocked policy at creation.", locked: false, state: "Unlocked"},
		"Locked": {reason: "The second change makes the period binding.", locked: true, state: "Locked"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := archiveArgs()
			args.Locked = tc.locked
			got := pulumitest.Find(t, archive(t, args), accountType, "archive-account")
			assert.Equal(t, plainAccount(map[string]any{
				"accountName": "sttrelicaprodeus2arc",
				"sku":         map[string]any{"name": "Standard_GZRS"},
				"identity":    map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{"/identity"}},
				"encryption": map[string]any{
					"keySource":                       "Microsoft.Keyvault",
					"requireInfrastructureEncryption": true,
					"services":                        plainServices(),
					"encryptionIdentity":              map[string]any{"encryptionUserAssignedIdentity": "/identity"},
					"keyVaultProperties": map[string]any{
						"keyVaultUri": "https://kv-trelica-prod-eus2.vault.azure.net", "keyName": "archive",
					},
				},
				"immutableStorageWithVersioning": map[string]any{
					"enabled": true,
					"immutabilityPolicy": map[string]any{
						"immutabilityPeriodSinceCreationInDays": 365.0, "allowProtectedAppendWrites": true, "state": tc.state,
					},
				},
			}), pulumitest.Plain(got.Inputs), tc.reason)
			assert.True(t, got.Protect)
		})
	}
}

func TestArchiveBlobs(t *testing.T) {
	t.Parallel()
	resources := archive(t, archiveArgs())
	kept := map[string]any{"enabled": true, "days": 30.0}
	assert.Equal(t, map[string]any{
		"resourceGroupName":              group,
		"accountName":                    "sttrelicaprodeus2arc",
		"blobServicesName":               "default",
		"isVersioningEnabled":            true,
		"deleteRetentionPolicy":          kept,
		"containerDeleteRetentionPolicy": kept,
	}, pulumitest.Plain(pulumitest.Find(t, resources, blobsType, "archive-account-blobs").Inputs))
	lock := pulumitest.Find(t, resources, lockType, "archive-account-lock")
	assert.Equal(t, scope+"Microsoft.Storage/storageAccounts/sttrelicaprodeus2arc", pulumitest.Plain(lock.Inputs)["scope"])
	assert.True(t, lock.Protect)
	assert.Subset(t, lock.DependsOn, []string{"archive-account-blobs", "archive-account-diagnostics"},
		"a lock that is made before what hangs on the account would forbid removing it")
}

// TestArchiveLogsGoToTheOtherSink: what watches a sink must not lie in it.
func TestArchiveLogsGoToTheOtherSink(t *testing.T) {
	t.Parallel()
	resources := archive(t, archiveArgs())
	account := scope + "Microsoft.Storage/storageAccounts/sttrelicaprodeus2arc"
	assert.Equal(t, map[string]any{
		"name":                        "diag-central",
		"resourceUri":                 account + "/blobServices/default",
		"workspaceId":                 "/workspace",
		"logAnalyticsDestinationType": "Dedicated",
		"logs":                        []any{map[string]any{"categoryGroup": "allLogs", "enabled": true}},
		"metrics":                     []any{map[string]any{"category": "AllMetrics", "enabled": true}},
	}, pulumitest.Plain(pulumitest.Find(t, resources, logType, "archive-account-diagnostics").Inputs),
		"the archive's own log goes to the workspace and never to the archive")
	assert.Equal(t, map[string]any{
		"name":             "diag-archive",
		"resourceUri":      "/workspace",
		"storageAccountId": account,
		"logs":             []any{map[string]any{"category": "Audit", "enabled": true}},
	}, pulumitest.Plain(pulumitest.Find(t, resources, logType, "archive-queries").Inputs),
		"who queried the workspace is kept where they cannot change it")
}

func TestFlowLogAccount(t *testing.T) {
	t.Parallel()
	resources := flows(t, flowArgs())
	assert.Equal(t, []string{
		"trelica:monitoring:FlowLogs flows",
		accountType + " flows-account",
		blobsType + " flows-account-blobs",
		logType + " flows-account-diagnostics",
		lockType + " flows-account-lock",
		"azure-native:managedidentity/v20230131:UserAssignedIdentity flows-identity",
		"azure-native:storage/v20240101:ManagementPolicy flows-lifecycle",
		"azure-native:authorization/v20220401:RoleAssignment flows-writer",
	}, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)

	assert.Equal(t, plainAccount(map[string]any{
		"accountName": "sttrelicaprodeus2flw",
		"sku":         map[string]any{"name": "Standard_ZRS"},
		"encryption": map[string]any{
			"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": true, "services": plainServices(),
		},
	}), pulumitest.Plain(pulumitest.Find(t, resources, accountType, "flows-account").Inputs))

	lifecycle := pulumitest.Find(t, resources, "azure-native:storage/v20240101:ManagementPolicy", "flows-lifecycle")
	assert.Equal(t, map[string]any{
		"resourceGroupName":    group,
		"accountName":          "sttrelicaprodeus2flw",
		"managementPolicyName": "default",
		"policy": map[string]any{"rules": []any{map[string]any{
			"name": "delete-old-flow-logs", "enabled": true, "type": "Lifecycle",
			"definition": map[string]any{
				"filters": map[string]any{"blobTypes": []any{"blockBlob"}},
				"actions": map[string]any{"baseBlob": map[string]any{
					"delete": map[string]any{"daysAfterModificationGreaterThan": 90.0},
				}},
			},
		}}},
	}, pulumitest.Plain(lifecycle.Inputs))

	lock := pulumitest.Find(t, resources, lockType, "flows-account-lock")
	assert.Subset(t, lock.DependsOn, []string{"flows-account-blobs", "flows-account-diagnostics", "flows-lifecycle", "flows-writer"})

	writer := pulumitest.Plain(pulumitest.Find(t, resources, "azure-native:authorization/v20220401:RoleAssignment", "flows-writer").Inputs)
	assert.Equal(t, scope+"Microsoft.Storage/storageAccounts/sttrelicaprodeus2flw", writer["scope"])
	assert.Contains(t, writer["roleDefinitionId"], "ba92f5b4-2d11-453d-a403-e96b0029c9fe")
}

func TestFlowLogAccountWithAKeyOfOurOwn(t *testing.T) {
	t.Parallel()
	args, own := flowArgs(), key()
	args.Key = &own
	got := pulumitest.Plain(pulumitest.Find(t, flows(t, args), accountType, "flows-account").Inputs)
	encryption, ok := got["encryption"].(map[string]any)
	assert.True(t, ok)
	assert.Equal(t, "Microsoft.Keyvault", encryption["keySource"])
}

func TestFlowLogIdentityIsHandedOnWithItsRole(t *testing.T) {
	t.Parallel()
	resources := under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		made, err := monitoring.NewFlowLogAccount(ctx, "flows", flowArgs(), provider)
		if err != nil {
			return err
		}
		assert.Equal(t, "id-trelica-prod-eus2-flow", made.IdentityName)
		args := archiveArgs()
		args.Key.IdentityID = made.IdentityID
		_, err = monitoring.NewArchive(ctx, "archive", args, provider)
		return err
	})
	assert.Contains(t, pulumitest.Find(t, resources, accountType, "archive-account").DependsOn, "flows-writer",
		"whoever takes the identity waits until it may write")
}

func TestFlowLogsOfARegionWithoutZonesAreInOneBuilding(t *testing.T) {
	t.Parallel()
	args := flowArgs()
	args.Site.Location, args.Site.Names.Region = "ukwest", "ukwest"
	account := pulumitest.Plain(pulumitest.Find(t, flows(t, args), accountType, "flows-account").Inputs)
	assert.Equal(t, map[string]any{"name": "Standard_LRS"}, account["sku"], "Azure refuses copies in zones that are not there")
}

// TestWhatContainersWriteIsArchived looks at the way of the application's audit log.
func TestWhatContainersWriteIsArchived(t *testing.T) {
	t.Parallel()
	export := pulumitest.Find(t, archive(t, archiveArgs()), exportType, "archive-export")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group,
		"workspaceName":     "workspace",
		"dataExportName":    "audit-to-archive",
		"resourceId":        scope + "Microsoft.Storage/storageAccounts/sttrelicaprodeus2arc",
		"tableNames":        []any{"ContainerLogV2"},
		"enable":            true,
	}, pulumitest.Plain(export.Inputs))
}
