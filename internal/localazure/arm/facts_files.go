package arm

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

const fileSpecification = "azure-rest-api-specs Microsoft.Storage 2024-01-01 file.json"

// fileTypes are the file service of a storage account and its shares.
func fileTypes() []Type { return []Type{fileService(), fileShare()} }

func fileService() Type {
	return Type{
		Token:     "azure-native:storage/v20240101:FileServiceProperties",
		Path:      storagePath + "/fileServices/{fileServicesName}",
		Source:    fileSpecification,
		Name:      NameRule{OneOf: []string{"default"}, Source: fileSpecification + ", FileServicesName"},
		Singleton: true,
		ResetTo:   resource.PropertyMap{},
		Changes:   updates(inPlace(fileSpecification), "cors", "protocolSettings", "shareDeleteRetentionPolicy"),
		Checks:    []Check{checkShareRetention()},
	}
}

func fileShare() Type {
	return Type{
		Token:  "azure-native:storage/v20240101:FileShare",
		Path:   storagePath + "/fileServices/default/shares/{shareName}",
		Source: fileSpecification,
		Name: NameRule{
			Min: 3, Max: 63, Pattern: `^[a-z0-9](-?[a-z0-9])*$`,
			Allowed: "lower-case letters, digits and single hyphens, beginning and ending with a letter or digit", Source: fileSpecification + ", ShareName; " + nameRules,
		},
		Changes: together(
			replaces(fileSpecification+", x-ms-mutability of FileShareProperties.enabledProtocols; "+generatorRule, "enabledProtocols"),
			updates(inPlace(fileSpecification), "accessTier", "expand", "fileSharePaidBursting", "metadata", "provisionedBandwidthMibps", "provisionedIops",
				"rootSquash", "shareQuota", "signedIdentifiers"),
		),
		Defaults: defaults(fileSpecification+"; Microsoft Learn, storage, files, storage-files-planning", map[string]any{
			"accessTier": "TransactionOptimized", "enabledProtocols": "SMB", "shareQuota": 5120,
		}),
		Outputs: []Output{generatedStamp("lastModifiedTime")},
		Checks:  []Check{checkShareQuota(), checkShareProtocol()},
	}
}
