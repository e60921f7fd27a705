package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	storageSpecification = "azure-rest-api-specs Microsoft.Storage 2024-01-01 storage.json"
	blobSpecification    = "azure-rest-api-specs Microsoft.Storage 2024-01-01 blob.json"

	typeStorage = "Microsoft.Storage/storageAccounts"

	storagePath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Storage/storageAccounts/{accountName}"
)

// storageTypes are storage accounts and the settings of their blob service.
func storageTypes() []Type { return []Type{storageAccount(), blobService(), managementPolicy()} }

func storageAccount() Type {
	return Type{
		Token:    "azure-native:storage/v20240101:StorageAccount",
		Path:     storagePath,
		Source:   storageSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 3, Max: 24, Pattern: `^[a-z0-9]+$`, Allowed: "lower-case letters and digits",
			Global: true, Taken: "StorageAccountAlreadyTaken", Source: nameRules,
		},
		Changes: together(
			replaces(replacementList, "isHnsEnabled", "location"),
			refused(storageSpecification+", immutableStorageWithVersioning (immutable, can only be set at creation)", "immutableStorageWithVersioning.enabled"),
			updates(storageSpecification+", AccountImmutabilityPolicyProperties; "+generatorRule, "immutableStorageWithVersioning.immutabilityPolicy"),
			refused("ARM error AccountPropertyCannotBeUpdated; terraform-provider-azurerm storage_account (ForceNew, supporting)",
				"enableNfsV3", "dnsEndpointType", "extendedLocation", "encryption.requireInfrastructureEncryption"),
			updates(inPlace(storageSpecification), "accessTier", "allowBlobPublicAccess", "allowCrossTenantReplication", "allowSharedKeyAccess",
				"allowedCopyScope", "azureFilesIdentityBasedAuthentication", "customDomain", "defaultToOAuthAuthentication", "enableExtendedGroups",
				"enableHttpsTrafficOnly", "encryption.encryptionIdentity", "encryption.keySource", "encryption.keyVaultProperties", "encryption.services",
				"identity", "isLocalUserEnabled", "isSftpEnabled", "keyPolicy", "kind", "largeFileSharesState", "minimumTlsVersion", "networkRuleSet",
				"publicNetworkAccess", "routingPreference", "sasPolicy", "sku", "tags"),
		),
		Defaults: defaults(storageSpecification+", defaults and default interpretations", map[string]any{
			"enableHttpsTrafficOnly": true, "accessTier": "Hot", "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": false,
			"allowCrossTenantReplication": false, "encryption.keySource": "Microsoft.Storage",
		}),
		References: []Reference{
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: storageSpecification},
			{Path: "encryption.encryptionIdentity.encryptionUserAssignedIdentity", Types: []string{typeIdentity}, Source: storageSpecification},
			{Path: "networkRuleSet.virtualNetworkRules[*].virtualNetworkResourceId", Types: []string{typeSubnet}, Source: storageSpecification},
		},
		Sets:    facts("Microsoft Learn, storage, storage-network-security (rules have no order)", "networkRuleSet.ipRules", "networkRuleSet.virtualNetworkRules"),
		Outputs: storageOutputs(),
		Checks: []Check{
			checkLocationExists(), checkStorageKey(), checkStorageIdentity(), checkStorageVault(), checkImmutabilityShape(), checkImmutabilityPolicy(), checkImmutabilityLock(),
			checkStorageAddresses(), checkStorageRedundancy(), checkOneStorageIdentity(),
		},
	}
}

func storageOutputs() []Output {
	outputs := []Output{
		succeeded(),
		generatedStamp("creationTime"),
		computed("statusOfPrimary", typings, func(Request) string { return "available" }),
		{Name: "primaryLocation", Source: storageSpecification, Make: func(r Request) resource.PropertyValue {
			location, _ := r.Body.String("location")
			return resource.NewStringProperty(world.Region(location))
		}},
	}
	for _, service := range []string{"blob", "dfs", "file", "queue", "table"} {
		outputs = append(outputs, computed("primaryEndpoints."+service, "Microsoft Learn, storage, storage-account-overview, standard endpoints", func(r Request) string {
			return "https://" + strings.ToLower(world.Name(r.ID)) + "." + service + ".core.windows.net/"
		}))
	}
	return append(outputs, generated("primaryEndpoints.web", "Microsoft Learn, storage, storage-account-overview, standard endpoints", func(r Request) string {
		return "https://" + strings.ToLower(world.Name(r.ID)) + ".z" + drawnHex(r, "web", 1) + ".web.core.windows.net/"
	}))
}

func blobService() Type {
	return Type{
		Token:     "azure-native:storage/v20240101:BlobServiceProperties",
		Path:      storagePath + "/blobServices/{blobServicesName}",
		Source:    blobSpecification,
		Name:      NameRule{OneOf: []string{"default"}, Source: blobSpecification + ", BlobServicesName"},
		Singleton: true,
		ResetTo:   resource.PropertyMap{},
		Changes: updates(inPlaceByList(blobSpecification), "automaticSnapshotPolicyEnabled", "changeFeed", "containerDeleteRetentionPolicy", "cors",
			"defaultServiceVersion", "deleteRetentionPolicy", "isVersioningEnabled", "lastAccessTimeTrackingPolicy", "restorePolicy"),
		Defaults: defaults("Microsoft Learn, REST reference, Blob Services - Get Service Properties", map[string]any{"deleteRetentionPolicy.allowPermanentDelete": false}),
		Checks:   []Check{checkBlobRetention(), checkBlobRestore(), checkBlobRestoredBefore(), checkBlobVersioning()},
	}
}

func managementPolicy() Type {
	return Type{
		Token:   "azure-native:storage/v20240101:ManagementPolicy",
		Path:    storagePath + "/managementPolicies/{managementPolicyName}",
		Source:  storageSpecification,
		Name:    NameRule{OneOf: []string{"default"}, Source: storageSpecification + ", ManagementPolicyName"},
		Changes: updates(inPlaceByList(storageSpecification), "policy"),
		Outputs: []Output{generatedStamp("lastModifiedTime")},
		Checks:  []Check{checkLifecycleRules(), checkLifecycleActions(), checkFilled(storageSpecification+", ManagementPolicyRule.name (unique within a policy)", "policy.rules[*].name")},
	}
}
