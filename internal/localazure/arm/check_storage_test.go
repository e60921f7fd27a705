package arm

const (
	reservationToken = "compute/v20240301:CapacityReservation"
	diskSetToken     = "compute/v20240302:DiskEncryptionSet"
	accountToken     = "storage/v20240101:StorageAccount"
	blobToken        = "storage/v20240101:BlobServiceProperties"
	lifecycleToken   = "storage/v20240101:ManagementPolicy"
	workspaceToken   = "operationalinsights/v20230901:Workspace"

	reservationGroupID = inGroup + "Microsoft.Compute/capacityReservationGroups/crg"
	reservationID      = reservationGroupID + "/capacityReservations/cr"
	diskSetID          = inGroup + "Microsoft.Compute/diskEncryptionSets/des"
	workspaceID        = inGroup + "Microsoft.OperationalInsights/workspaces/log"

	keyURL = "https://kv.vault.azure.net/keys/disks/0123456789abcdef0123456789abcdef"
)

func computeCases() []checkCase {
	group := made(reservationGroupID, "eastus2", `{"zones":["1","2"]}`)
	vault := made(vaultID, "eastus2", `{"properties":{"enablePurgeProtection":true,"enableRbacAuthorization":true}}`)
	open := made(vaultID, "centralus", `{"properties":{}}`)
	key := made(keyID, "", `{}`)
	set := `{"location":"eastus2","identity":{"type":"UserAssigned","userAssignedIdentities":["` + identityID + `"]},"activeKey":{"keyUrl":"` + keyURL + `","sourceVault":{"id":"` + vaultID + `"}}}`
	reserve := `{"location":"eastus2","sku":{"name":"Standard_D4ds_v5","capacity":2},"zones":["1"]}`
	return []checkCase{
		{check: "reservation-zone", reason: "a zone of the group", token: reservationToken, id: reservationID, body: reserve, world: fakeView{group}},
		{check: "reservation-zone", reason: "another zone", token: reservationToken, id: reservationID, body: `{"zones":["3"]}`, world: fakeView{group}, want: []string{"zones[0] -: \"1\" or \"2\""}},
		{check: "reservation-zone", reason: "no zone in a group with zones", token: reservationToken, id: reservationID, body: `{}`, world: fakeView{group}, want: []string{"zones -: 0 are given"}},
		{check: "reservation-location", reason: "the group's region", token: reservationToken, id: reservationID, body: reserve, world: fakeView{group}},
		{check: "reservation-location", reason: "another region", token: reservationToken, id: reservationID, body: `{"location":"centralus"}`, world: fakeView{group}, want: []string{"location -: centralus"}},
		{check: "reservation-capacity", reason: "two machines", token: reservationToken, id: reservationID, body: reserve},
		{check: "reservation-capacity", reason: "no number", token: reservationToken, id: reservationID, body: `{"sku":{"name":"Standard_D4ds_v5"}}`, want: []string{"sku.capacity -: missing"}},
		{check: "reservation-once", reason: "another zone", token: reservationToken, id: reservationID, body: reserve, world: fakeView{group, made(reservationID+"2", "", `{"sku":{"name":"Standard_D4ds_v5"},"zones":["2"]}`)}},
		{check: "reservation-once", reason: "the same size and zone", token: reservationToken, id: reservationID, body: reserve, world: fakeView{group, made(reservationID+"2", "", `{"sku":{"name":"Standard_D4ds_v5"},"zones":["1"]}`)}, want: []string{"sku.name -: cr2"}},
		{check: "reservation-size", reason: "a size", token: reservationToken, id: reservationID, body: reserve},
		{check: "reservation-size", reason: "no size", token: reservationToken, id: reservationID, body: `{"sku":{"name":"D4ds_v5"}}`, want: []string{"sku.name InvalidParameter: D4ds_v5"}},

		{check: "disk-set-identity", reason: "an identity", token: diskSetToken, id: diskSetID, body: set},
		{check: "disk-set-identity", reason: "none", token: diskSetToken, id: diskSetID, body: `{}`, want: []string{"identity.type InvalidParameter: needs an identity"}},
		{check: "disk-set-key-version", reason: "with its version", token: diskSetToken, id: diskSetID, body: set},
		{check: "disk-set-key-version", reason: "without", token: diskSetToken, id: diskSetID, body: `{"activeKey":{"keyUrl":"https://kv.vault.azure.net/keys/disks"},"rotationToLatestKeyVersionEnabled":true}`, want: []string{"activeKey.keyUrl InvalidParameter: fully versioned"}},
		{check: "disk-set-key-exists", reason: "there", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault, key}},
		{check: "disk-set-key-exists", reason: "not there", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault}, want: []string{"activeKey.keyUrl KeyVaultKeyNotFound: \"disks\""}},
		{check: "disk-set-vault", reason: "protected and near", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault}},
		{check: "disk-set-vault", reason: "far and unprotected", token: diskSetToken, id: diskSetID, body: set, world: fakeView{open}, want: []string{"activeKey.keyUrl -: centralus", "activeKey.keyUrl -: purge"}},
		{check: "disk-set-role", reason: "a crypto role on the key", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault, theIdentity(), grant(roleCryptoEncryption, keyID)}},
		{check: "disk-set-role", reason: "a role on the vault holds for its keys", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault, theIdentity(), grant(roleCryptoUser, vaultID)}},
		{check: "disk-set-role", reason: "no role", token: diskSetToken, id: diskSetID, body: set, world: fakeView{vault, theIdentity(), grant(roleReader, keyID)}, want: []string{"identity.userAssignedIdentities[0] KeyVaultAccessForbidden: Key Vault Crypto Service Encryption User"}},
	}
}

func storageCases() []checkCase {
	customer := `{"location":"eastus2","identity":{"type":"UserAssigned","userAssignedIdentities":["` + identityID + `"]},"encryption":{"keySource":"Microsoft.Keyvault","encryptionIdentity":{"encryptionUserAssignedIdentity":"` + identityID +
		`"},"keyVaultProperties":{"keyVaultUri":"https://kv.vault.azure.net/","keyName":"disks"}}}`
	vault := made(vaultID, "eastus2", `{"properties":{"enablePurgeProtection":true,"enableRbacAuthorization":true}}`)
	bare := made(vaultID, "eastus2", `{"properties":{"enableRbacAuthorization":true}}`)
	policy := func(state string, days string) string {
		return `{"immutableStorageWithVersioning":{"enabled":true,"immutabilityPolicy":{"state":"` + state + `","immutabilityPeriodSinceCreationInDays":` + days + `}}}`
	}
	at := "immutableStorageWithVersioning.immutabilityPolicy."
	blobs := accountID + "/blobServices/default"
	lifecycle := accountID + "/managementPolicies/default"
	rule := func(name, actions, types string) string {
		return `{"name":"` + name + `","type":"Lifecycle","definition":{"actions":` + actions + `,"filters":{"blobTypes":` + types + `}}}`
	}
	remove := `{"baseBlob":{"delete":{"daysAfterModificationGreaterThan":30}}}`
	return []checkCase{
		{check: "storage-key", reason: "vault and key", token: accountToken, id: accountID, body: customer},
		{check: "storage-key", reason: "no key, and a key that is not used", token: accountToken, id: accountID, body: `{"encryption":{"keySource":"Microsoft.Keyvault","keyVaultProperties":{"keyVaultUri":"https://kv.vault.azure.net/"}}}`, want: []string{"encryption.keyVaultProperties.keyName -: missing"}},
		{check: "storage-key-identity", reason: "an identity of the account", token: accountToken, id: accountID, body: customer},
		{check: "storage-key-identity", reason: "an identity the account has not", token: accountToken, id: accountID, body: `{"encryption":{"keySource":"Microsoft.Keyvault","encryptionIdentity":{"encryptionUserAssignedIdentity":"` + identityID + `"},"keyVaultProperties":{"keyVaultUri":"https://kv.vault.azure.net/","keyName":"disks"}}}`,
			want: []string{"encryption.encryptionIdentity.encryptionUserAssignedIdentity -: not among"}},
		{check: "storage-key-vault", reason: "protected, and the identity may", token: accountToken, id: accountID, body: customer, world: fakeView{vault, made(keyID, "", `{}`), theIdentity(), grant(roleCryptoEncryption, keyID)}},
		{check: "storage-key-vault", reason: "no key, no protection, no role", token: accountToken, id: accountID, body: customer, world: fakeView{bare, theIdentity()},
			want: []string{"encryption.keyVaultProperties.keyName KeyVaultKeyNotFound: disks", "encryption.keyVaultProperties.keyVaultUri KeyVaultPolicyError: purge", "encryption.encryptionIdentity.encryptionUserAssignedIdentity KeyVaultAuthenticationFailure: no role"}},
		{check: "storage-immutability", reason: "on, with a policy", token: accountToken, id: accountID, body: policy("Unlocked", "365")},
		{check: "storage-immutability", reason: "with a hierarchical namespace", token: accountToken, id: accountID, body: `{"isHnsEnabled":true,"immutableStorageWithVersioning":{"enabled":true}}`, want: []string{"immutableStorageWithVersioning.enabled -: hierarchical"}},
		{check: "storage-immutability-policy", reason: "begins unlocked", token: accountToken, id: accountID, body: policy("Unlocked", "365")},
		{check: "storage-immutability-policy", reason: "begins locked, for no time", token: accountToken, id: accountID, body: policy("Locked", "0"), want: []string{at + "immutabilityPeriodSinceCreationInDays -: 146000", at + "state -: second change"}},
		{check: "storage-immutability-lock", reason: "locked later, and lengthened", token: accountToken, id: accountID, old: policy("Unlocked", "365"), body: policy("Locked", "730")},
		{check: "storage-immutability-lock", reason: "unlocked and shortened", token: accountToken, id: accountID, old: policy("Locked", "365"), body: policy("Unlocked", "30"), want: []string{at + "state -: reverted", at + "immutabilityPeriodSinceCreationInDays -: lengthened"}},
		{check: "storage-immutability-lock", reason: "a locked policy cannot be left out", token: accountToken, id: accountID, old: policy("Locked", "365"), body: `{}`, want: []string{at + "state -: not set"}},
		{check: "storage-addresses", reason: "a public address", token: accountToken, id: accountID, body: `{"networkRuleSet":{"ipRules":[{"iPAddressOrRange":"198.51.100.7"}]}}`},
		{check: "storage-addresses", reason: "a private one", token: accountToken, id: accountID, body: `{"networkRuleSet":{"ipRules":[{"iPAddressOrRange":"192.168.0.1"}]}}`, want: []string{"networkRuleSet.ipRules[0].iPAddressOrRange -: private"}},
		{check: "storage-redundancy", reason: "over the zones of East US 2", token: accountToken, id: accountID, body: `{"location":"eastus2","sku":{"name":"Standard_GZRS"}}`},
		{check: "storage-redundancy", reason: "UK West has no zones", token: accountToken, id: accountID, body: `{"location":"ukwest","sku":{"name":"Standard_ZRS"}}`, want: []string{"sku.name RedundancyConfigurationNotAvailableInRegion: ukwest"}},
		{check: "storage-one-identity", reason: "one", token: accountToken, id: accountID, body: customer},
		{check: "storage-one-identity", reason: "two", token: accountToken, id: accountID, body: `{"identity":{"type":"UserAssigned","userAssignedIdentities":["a","b"]}}`, want: []string{"identity.userAssignedIdentities -: 2 are given"}},

		{check: "blob-retention", reason: "two weeks", token: blobToken, id: blobs, body: `{"deleteRetentionPolicy":{"enabled":true,"days":14}}`},
		{check: "blob-retention", reason: "on for no days, and too long", token: blobToken, id: blobs, body: `{"deleteRetentionPolicy":{"enabled":true},"containerDeleteRetentionPolicy":{"enabled":true,"days":400}}`, want: []string{"deleteRetentionPolicy.days -: no number", "containerDeleteRetentionPolicy.days -: 400"}},
		{check: "blob-restore", reason: "with all it needs", token: blobToken, id: blobs, body: `{"isVersioningEnabled":true,"changeFeed":{"enabled":true},"deleteRetentionPolicy":{"enabled":true,"days":14},"restorePolicy":{"enabled":true,"days":7}}`},
		{check: "blob-restore", reason: "without the change feed, too far back", token: blobToken, id: blobs, body: `{"isVersioningEnabled":true,"deleteRetentionPolicy":{"enabled":true,"days":14},"restorePolicy":{"enabled":true,"days":14}}`, want: []string{"changeFeed.enabled -: needs", "restorePolicy.days -: less than"}},
		{check: "blob-versioning", reason: "off where nothing needs it", token: blobToken, id: blobs, body: `{"isVersioningEnabled":false}`, world: fakeView{made(accountID, "eastus2", `{}`)}},
		{check: "blob-versioning", reason: "off on a write-once account", token: blobToken, id: blobs, body: `{"isVersioningEnabled":false}`, world: fakeView{made(accountID, "eastus2", policy("Unlocked", "1"))}, want: []string{"isVersioningEnabled -: needs versioning"}},
		{check: "lifecycle-rules", reason: "one rule", token: lifecycleToken, id: lifecycle, body: `{"policy":{"rules":[` + rule("a", remove, `["blockBlob"]`) + `]}}`},
		{check: "lifecycle-rules", reason: "one name twice", token: lifecycleToken, id: lifecycle, body: `{"policy":{"rules":[` + rule("a", remove, `["blockBlob"]`) + "," + rule("a", remove, `["blockBlob"]`) + `]}}`, want: []string{"policy.rules[1].name -: policy.rules[0].name"}},
		{check: "lifecycle-actions", reason: "append blobs deleted", token: lifecycleToken, id: lifecycle, body: `{"policy":{"rules":[` + rule("a", remove, `["appendBlob"]`) + `]}}`},
		{check: "lifecycle-actions", reason: "append blobs moved, and a rule that does nothing", token: lifecycleToken, id: lifecycle,
			body: `{"policy":{"rules":[` + rule("a", `{"baseBlob":{"tierToCool":{"daysAfterModificationGreaterThan":1}}}`, `["appendBlob"]`) + "," + rule("b", `{}`, `["blockBlob"]`) + `]}}`,
			want: []string{"policy.rules[0].definition.actions.baseBlob.tierToCool -: Append", "policy.rules[1].definition.actions -: nothing"}},

		{check: "workspace-retention", reason: "two years", token: workspaceToken, id: workspaceID, body: `{"retentionInDays":730,"sku":{"name":"PerGB2018"}}`},
		{check: "workspace-retention", reason: "a fortnight", token: workspaceToken, id: workspaceID, body: `{"retentionInDays":14,"sku":{"name":"PerGB2018"}}`, want: []string{"retentionInDays -: 30 to 730"}},
		{check: "workspace-quota", reason: "none", token: workspaceToken, id: workspaceID, body: `{"workspaceCapping":{"dailyQuotaGb":-1}}`},
		{check: "workspace-quota", reason: "too small", token: workspaceToken, id: workspaceID, body: `{"workspaceCapping":{"dailyQuotaGb":0.01}}`, want: []string{"workspaceCapping.dailyQuotaGb InvalidParameter: 0.01"}},
		{check: "workspace-reservation", reason: "pay as you go", token: workspaceToken, id: workspaceID, body: `{"sku":{"name":"PerGB2018"}}`},
		{check: "workspace-reservation", reason: "a commitment without a level", token: workspaceToken, id: workspaceID, body: `{"sku":{"name":"CapacityReservation"}}`, want: []string{"sku.capacityReservationLevel InvalidParameter: GB per day"}},
	}
}
