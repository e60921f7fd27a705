package arm

const (
	natSpecification       = "azure-rest-api-specs Microsoft.Network 2024-05-01 natGateway.json"
	natDocument            = "Microsoft Learn, nat-gateway, nat-gateway-resource"
	runnerJobSpecification = "azure-rest-api-specs Microsoft.App 2025-01-01 Jobs.json"

	typeNatGateway = "Microsoft.Network/natGateways"
)

// bootstrapTypes are gateways that subnets go out by, containers of blobs, and jobs in the API version that keeps an identity
// from the containers.
func bootstrapTypes() []Type { return []Type{natGateway(), blobContainer(), identityJob()} }

func natGateway() Type {
	return Type{
		Token:    "azure-native:network/v20240501:NatGateway",
		Path:     networkPath + "natGateways/{natGatewayName}",
		Source:   natSpecification,
		Name:     networkName(1, 80),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+networkSpecification, "location"),
			refused("ARM error ResourceAvailabilityZonesCannotBeModified; terraform-provider-azurerm nat_gateway (ForceNew, supporting)", "zones"),
			refused("terraform-provider-azurerm nat_gateway (ForceNew, supporting)", "sku"),
			updates(inPlaceByList(natSpecification), "idleTimeoutInMinutes", "publicIpAddresses", "publicIpPrefixes", "tags"),
		),
		Defaults: defaults(natDocument, map[string]any{"idleTimeoutInMinutes": 4, "sku.name": "Standard"}),
		References: []Reference{
			{
				Path: "publicIpAddresses[*].id", Types: []string{typePublicIP}, SameLocation: true, Holds: true, Code: "PublicIPAddressCannotBeDeleted",
				Source: natDocument + "; ARM error PublicIPAddressCannotBeDeleted",
			},
			{
				Path: "publicIpPrefixes[*].id", Types: []string{"Microsoft.Network/publicIPPrefixes"}, SameLocation: true, Holds: true,
				Source: natDocument,
			},
		},
		Sets:    facts(natDocument+" (addresses have no order)", "publicIpAddresses", "publicIpPrefixes", "zones"),
		Outputs: []Output{succeeded(), etag(), drawn("resourceGuid")},
		Checks: []Check{
			checkLocationExists(), checkZones("zones"), checkNatZone(), checkNatTimeout(), checkNatAddresses(), checkNatAddressFree(),
		},
	}
}

func blobContainer() Type {
	return Type{
		Token:  "azure-native:storage/v20240101:BlobContainer",
		Path:   storagePath + "/blobServices/default/containers/{containerName}",
		Source: blobSpecification,
		Name: NameRule{
			Min: 3, Max: 63, Pattern: `^([a-z0-9](-?[a-z0-9])*|\$root|\$web|\$logs)$`,
			Allowed: "lower-case letters, digits and single hyphens, beginning and ending with a letter or digit", Source: blobSpecification + ", ContainerName; " + nameRules,
		},
		Changes: together(
			updates(replacementList+" (BlobContainer: nothing replaces)", "enableNfsV3AllSquash", "enableNfsV3RootSquash", "metadata", "publicAccess"),
			refused("Microsoft Learn, storage, encryption-scope-overview (a container's default scope is set when it is made)",
				"defaultEncryptionScope", "denyEncryptionScopeOverride"),
			refused(blobSpecification+", ImmutableStorageWithVersioning (can only be set to true at creation)", "immutableStorageWithVersioning"),
		),
		Defaults: defaults("Microsoft Learn, REST reference, Blob Containers - Create (sample response)", map[string]any{
			"defaultEncryptionScope": "$account-encryption-key", "denyEncryptionScopeOverride": false, "publicAccess": "None",
		}),
		Outputs: []Output{
			generatedStamp("lastModifiedTime"),
			computed("leaseState", typings, func(Request) string { return "Available" }),
			computed("leaseStatus", typings, func(Request) string { return "Unlocked" }),
		},
		Checks: []Check{checkContainerPublic(), checkContainerImmutable()},
	}
}

// identityJob is a job as containerJob has it, in a later API version: it says besides in which of its stages an identity is
// available.
func identityJob() Type {
	job := containerJob()
	job.Token, job.Source = "azure-native:app/v20250101:Job", runnerJobSpecification
	job.Checks = append(job.Checks, checkJobIdentities(), checkJobScale(), checkJobVault())
	return job
}
