package arm

const (
	reservationSpecification = "azure-rest-api-specs Microsoft.Compute 2024-03-01 capacityReservation.json"
	diskSetSpecification     = "azure-rest-api-specs Microsoft.Compute 2024-03-02 diskEncryptionSet.json"
	computeCommon            = "azure-rest-api-specs Microsoft.Compute common-types v1 common.json"

	typeReservationGroup = "Microsoft.Compute/capacityReservationGroups"
	typeReservation      = "Microsoft.Compute/capacityReservationGroups/capacityReservations"
	typeDiskSet          = "Microsoft.Compute/diskEncryptionSets"

	computePath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute/"
)

func computeName() NameRule {
	return NameRule{
		Min: 1, Max: 80, Pattern: `^[a-zA-Z0-9_-]+$`, Allowed: "letters, digits, underscores and hyphens", Source: nameRules,
	}
}

// computeTypes are capacity reservations and disk encryption sets.
func computeTypes() []Type { return []Type{reservationGroup(), reservation(), diskEncryptionSet()} }

func reservationGroup() Type {
	return Type{
		Token:    "azure-native:compute/v20240301:CapacityReservationGroup",
		Path:     computePath + "capacityReservationGroups/{capacityReservationGroupName}",
		Source:   reservationSpecification,
		Name:     computeName(),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+computeCommon, "location"),
			refused("ARM error PropertyChangeNotAllowed; "+reservationSpecification+", CapacityReservationGroup.zones (assigned only during creation)", "zones"),
			updates(inPlace(reservationSpecification), "sharingProfile", "tags"),
		),
		HeldBy: []Holder{{Type: typeReservation, Code: "OperationNotAllowed", Source: reservationSpecification + ", CapacityReservationGroups_Delete (all reservations must be removed first)"}},
		Sets:   facts("Microsoft Learn, capacity-reservation-create (zones have no order)", "zones"),
		Checks: []Check{checkLocationExists(), checkZones("zones")},
	}
}

func reservation() Type {
	return Type{
		Token:    "azure-native:compute/v20240301:CapacityReservation",
		Path:     computePath + "capacityReservationGroups/{capacityReservationGroupName}/capacityReservations/{capacityReservationName}",
		Source:   reservationSpecification,
		Name:     computeName(),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+computeCommon, "location"),
			refused("ARM error PropertyChangeNotAllowed; "+reservationSpecification+", CapacityReservationUpdate (only tags and sku.capacity can be updated)",
				"sku.name", "sku.tier", "zones"),
			updates(reservationSpecification+", CapacityReservationUpdate; "+generatorRule, "sku.capacity", "tags"),
		),
		Outputs: []Output{succeeded(), drawn("reservationId"), generatedStamp("provisioningTime"), generatedStamp("timeCreated")},
		Checks: []Check{
			checkReservationZone(), checkReservationPlace(), checkReservationCapacity(), checkReservationOnce(), checkReservationSize(), checkReservationSeries(),
		},
	}
}

func diskEncryptionSet() Type {
	return Type{
		Token:    "azure-native:compute/v20240302:DiskEncryptionSet",
		Path:     computePath + "diskEncryptionSets/{diskEncryptionSetName}",
		Source:   diskSetSpecification,
		Name:     computeName(),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+computeCommon, "location"),
			updates(diskSetSpecification+", DiskEncryptionSetUpdateProperties; "+generatorRule, "activeKey", "federatedClientId", "identity",
				"rotationToLatestKeyVersionEnabled", "tags"),
			refused("terraform-provider-azurerm disk_encryption_set (ForceNew, supporting); Microsoft Learn, disk-encryption", "encryptionType"),
		),
		Defaults: defaults("Microsoft Learn, REST reference, Disk Encryption Sets - Create Or Update", map[string]any{
			"encryptionType": "EncryptionAtRestWithCustomerKey", "rotationToLatestKeyVersionEnabled": false,
		}),
		References: []Reference{
			{Path: "activeKey.sourceVault.id", Types: []string{typeVault}, SameLocation: true, Source: "Microsoft Learn, AKS, azure-disk-customer-managed-keys; disks-enable-customer-managed-keys (vault, set and disks in one region)"},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: diskSetSpecification},
		},
		Outputs: []Output{succeeded(), generatedStamp("lastKeyRotationTimestamp")},
		Checks: []Check{
			checkLocationExists(), checkDiskSetIdentity(), checkDiskSetKeyVersion(), checkDiskSetKeyExists(), checkDiskSetVault(), checkDiskSetRole(),
		},
	}
}
