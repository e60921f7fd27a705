package controls

import "strings"

// storageRules are those about storage accounts and the registry.
func storageRules() []*Rule {
	account := []string{"storage:StorageAccount"}
	archive := inside("trelica:monitoring:Archive")
	return []*Rule{
		{
			ID: "storage-tls", Claim: "SP-09", Severity: Critical, Kinds: account, Title: "Storage refuses less than TLS 1.2, and plain HTTP",
			Why: "Older protocols are blocked.", Fix: "set minimumTlsVersion and enableHttpsTrafficOnly",
			Needs: []Need{
				need("minimumTlsVersion", is("TLS1_2", "TLS1_3")).or("TLS1_0", srcStorage), need("enableHttpsTrafficOnly", yes()).or(true, srcStorage),
			},
			Policies: []string{"fe83a0eb-a853-422d-aac2-1bffd182c5d0", "404c3081-a854-4457-ae30-26a93ef643f9"},
		},
		{
			ID: "storage-firewall", Claim: "SP-18", Severity: Critical, Kinds: account, Title: "Storage denies by default and lets no address in",
			Why: "An account that answers everybody is one key away from everybody.", Fix: "set networkRuleSet.defaultAction to Deny, bypass to None but where Azure writes logs, no IP rules, no public blobs",
			Needs: []Need{
				need("networkRuleSet.defaultAction", is("Deny")).or("Allow", srcStorage), never("networkRuleSet.ipRules").butOpened(),
				need("allowBlobPublicAccess", no()).or(false, srcStorage), need("networkRuleSet.bypass", is("AzureServices", "None")).or("AzureServices", srcStorage),
			},
			Each: func(c *Case) {
				if !c.Stack.ours() {
					return
				}
				want := is("None") // whoever is let in has a rule of its own
				if archive(c.Resource, c.Stack) || inside("trelica:monitoring:FlowLogs")(c.Resource, c.Stack) {
					want = is("AzureServices") // which write logs there, and come in by nothing else
				}
				c.Expect(c.Resource, c.Resource.At("networkRuleSet.bypass")[0], want, absentIs("AzureServices", srcStorage))
			},
			Policies: []string{"4fa4b6c0-31ca-4c0d-b10d-24b96f62a751"},
		},
		{
			ID: "storage-endpoint", Claim: "SP-18", Severity: High, Kinds: account, Title: "Storage has no public endpoint", Why: "What has no address is not called.",
			Fix: "set publicNetworkAccess to Disabled", Needs: []Need{need("publicNetworkAccess", is("Disabled", "SecuredByPerimeter")).or("Enabled", srcStorage).butOpened()},
		},
		{
			ID: "storage-no-keys", Claim: "SP-12", Severity: High, Kinds: account, Title: "Storage takes no shared key", Why: "A key is nobody's, and everybody's who has it.",
			Fix: "set allowSharedKeyAccess to false", Needs: []Need{need("allowSharedKeyAccess", no()).or(true, srcStorage)},
			Policies: []string{"8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54"},
		},
		{
			ID: "storage-tenant", Claim: "SP-04", Severity: High, Kinds: account, Title: "Nothing is copied to another tenant", Why: "Replication is a way between environments.",
			Fix: "set allowCrossTenantReplication to false", Needs: []Need{need("allowCrossTenantReplication", no()).or(false, srcStorage)},
		},
		{
			ID: "storage-copies", Claim: "SP-05", Severity: Medium, Kinds: account, Title: "Copies stay in the tenant", Why: "What can be copied anywhere will be.",
			Fix: "set allowedCopyScope to AAD or PrivateLink", When: func(r *Resource, s *Stack) bool { return s.ours() && !inside("trelica:statuspage:StatusPage")(r, s) },
			Needs: []Need{need("allowedCopyScope", is("AAD", "PrivateLink"))},
		},
		{
			ID: "storage-doors", Claim: "SP-11", Severity: High, Kinds: account, Title: "Storage has no local users", Why: "SFTP's users have passwords.",
			Fix: "leave isSftpEnabled and isLocalUserEnabled off", Needs: []Need{need("isSftpEnabled", no()).or(false, srcStorage), need("isLocalUserEnabled", no()).or(true, srcStorage)},
		},
		{
			ID: "storage-key", Claim: "SP-07", Severity: High, Kinds: account, Title: "Storage is encrypted with a key of ours", Why: "Whoever has the disks has nothing.",
			Fix:  "set encryption.keySource and name a key",
			Each: storageKey, Whole: storageKeyHere,
		},
		{
			ID: "storage-twice", Claim: "SP-07", Severity: Medium, Kinds: account, Title: "Storage is encrypted twice", Why: "Below the service's encryption is the infrastructure's.",
			Fix: "set requireInfrastructureEncryption when the account is made, and switch both services on", When: func(_ *Resource, s *Stack) bool { return s.ours() },
			Needs: []Need{
				need("encryption.requireInfrastructureEncryption", yes()).or(false, srcStorage), need("encryption.services.blob.enabled", yes()).or(true, srcStorage),
				need("encryption.services.file.enabled", yes()).or(true, srcStorage),
			},
		},
		{
			ID: "archive-write-once", Claim: "SP-02", Severity: Critical, Kinds: account, When: archive, Title: "The archive is written once",
			Why: "A log that an intruder can delete proves nothing.", Fix: "set immutableStorageWithVersioning when the account is made",
			Needs: []Need{
				need("immutableStorageWithVersioning.enabled", yes()).or(false, srcStorage),
				need("immutableStorageWithVersioning.immutabilityPolicy.state", is("Unlocked", "Locked")),
				need("immutableStorageWithVersioning.immutabilityPolicy.allowProtectedAppendWrites", yes()).or(false, srcStorage),
			},
		},
		{
			ID: "archive-years", Claim: "SP-02", Severity: High, Kinds: account, Title: "The archive keeps what it has long enough", Why: "Break-ins are found after months.",
			Fix: "keep two years in production, thirty days elsewhere", When: archive,
			Each: func(c *Case) {
				least := 30.0
				if c.Stack.Production() {
					least = 730
				}
				p := c.Resource.At("immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays")
				c.Expect(c.Resource, p[0], atLeast(least), Default{})
			},
		},
		{
			ID: "archive-copies", Claim: "SP-02", Severity: High, Kinds: account, When: archive, Title: "The archive outlives a datacentre", Why: "One copy is none.",
			Fix: "use zone-redundant storage, in production with a second region", Each: func(c *Case) {
				want := is("Standard_ZRS", "Standard_GZRS", "Standard_RAGZRS")
				if c.Stack.Production() {
					want = is("Standard_GZRS", "Standard_RAGZRS")
				}
				c.Expect(c.Resource, c.Resource.At("sku.name")[0], want, Default{})
			},
		},
		{
			ID: "archive-versions", Claim: "SP-02", Severity: Medium, Kinds: []string{"storage:BlobServiceProperties"}, When: archive, Title: "The archive keeps versions",
			Why: "Version-level immutability needs them.", Fix: "set isVersioningEnabled", Needs: []Need{need("isVersioningEnabled", yes()).or(false, srcStorage)},
		},
		{
			ID: "storage-kept", Claim: "SP-16", Severity: Medium, Kinds: []string{"storage:BlobServiceProperties"}, Title: "Deleted blobs and containers can be brought back",
			Why: "Mistakes are found after the weekend.", Fix: "keep them seven days or more", Needs: []Need{
				need("deleteRetentionPolicy.enabled", yes()).or(false, srcStorage), need("deleteRetentionPolicy.days", between(7, 365)),
				need("containerDeleteRetentionPolicy.enabled", yes()).or(false, srcStorage), need("containerDeleteRetentionPolicy.days", between(7, 365)),
			},
		},
		{
			ID: "share-protocol", Claim: "SP-09", Severity: High, Kinds: []string{"storage:FileServiceProperties"}, Title: "File shares are read over encrypted channels alone",
			Why: "SMB 2.1 knows no encryption.", Fix: "allow SMB3.1.1 and AES-GCM alone", Needs: []Need{
				need("protocolSettings.smb.versions", is("SMB3.1.1")), need("protocolSettings.smb.channelEncryption", is("AES-128-GCM;AES-256-GCM", "AES-256-GCM", "AES-128-GCM")),
			},
		},
		{
			ID: "share-kept", Claim: "SP-22", Severity: Low, Kinds: []string{"storage:FileServiceProperties"}, Title: "The status page's history can be brought back",
			Why: "Past availability is shown.", Fix: "keep deleted shares thirty days", Needs: []Need{
				need("shareDeleteRetentionPolicy.enabled", yes()), need("shareDeleteRetentionPolicy.days", between(7, 365)),
			},
		},
		{
			ID: "flow-log-age", Claim: "SP-18", Severity: Low, Kinds: []string{"storage:ManagementPolicy"}, When: inside("trelica:monitoring:FlowLogs"),
			Title: "Flow logs are kept long enough to be asked", Why: "An incident is looked into after it is found.", Fix: "delete after thirty days or later",
			Needs: []Need{
				need("policy.rules[].definition.actions.baseBlob.delete.daysAfterModificationGreaterThan", between(30, 730)),
				need("policy.rules[].definition.filters.blobTypes", exactly("blockBlob")), need("policy.rules[].enabled", yes()).or(true, srcStorage),
			},
		},
		{
			ID: "registry-access", Claim: "SP-24", Severity: High, Kinds: []string{"containerregistry:Registry"}, Title: "Images are pulled by identities alone, and not taken out",
			Why: "An image that others write is a program of theirs.", Fix: "switch the admin user, anonymous pull and export off",
			Needs: []Need{
				need("adminUserEnabled", no()).or(false, srcRegistry), need("anonymousPullEnabled", no()).or(false, srcRegistry),
				need("policies.exportPolicy.status", is("disabled")).or("enabled", srcRegistry),
			},
			Policies: []string{"dc921057-6b28-4fbe-9b83-f7bec05db6c2", "9f2dea28-e834-476c-99c5-3507b4728395"},
		},
		{
			ID: "registry-closed", Claim: "SP-18", Severity: High, Kinds: []string{"containerregistry:Registry"}, Title: "The registry answers on private endpoints alone",
			Why: "Images come from inside.", Fix: "set publicNetworkAccess to Disabled, Deny, no rules", Needs: []Need{
				need("publicNetworkAccess", is("Disabled")).or("Enabled", srcRegistry), need("networkRuleSet.defaultAction", is("Deny")).or("Allow", srcRegistry),
				never("networkRuleSet.ipRules"), need("sku.name", is("Premium")),
			},
			Policies: []string{"0fdf0491-d080-4575-b627-ad0e843cba0f"},
		},
		{
			ID: "registry-scanned", Claim: "SP-24", Severity: Medium, Kinds: []string{"containerregistry:Registry"}, Title: "The scanner reaches the registry",
			Why: "Defender scans a closed registry only as a trusted service.", Fix: "set networkRuleBypassOptions to AzureServices",
			Needs: []Need{need("networkRuleBypassOptions", is("AzureServices")).or("AzureServices", srcRegistry)},
		},
		{
			ID: "registry-zones", Claim: "SP-17", Severity: High, Kinds: []string{"containerregistry:Registry", "containerregistry:Replication"}, Title: "The registry outlives a datacentre",
			Why: "A rebuild pulls images.", Fix: "set zoneRedundancy", Needs: []Need{need("zoneRedundancy", is("Enabled")).or("Disabled", srcRegistry)},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "registry-replica", Claim: "SP-17", Severity: Critical, Title: "Images are in the recovery region", Why: "A rebuild cannot wait for the region that is lost.",
			Fix: "replicate the registry to the recovery region, with its endpoint on", Whole: func(c *Case) {
				standby := environments[c.Stack.Environment()].standby
				if !c.Stack.Full() || standby == "" {
					return
				}
				for _, r := range c.Stack.Of("containerregistry:Replication") {
					if r.Text("location") == standby {
						c.Expect(r, r.At("regionEndpointEnabled")[0], yes(), absentIs(true, srcRegistry))
						return
					}
				}
				c.Violate(nil, Place{}, "no replication of the registry is in "+standby)
			},
		},
		{
			ID: "registry-key", Claim: "SP-07", Severity: Medium, Kinds: []string{"containerregistry:Registry"}, Title: "Images are encrypted with a key of ours",
			Why: "All data is.", Fix: "set encryption.status, or record why not", Needs: []Need{need("encryption.status", is("enabled")).or("disabled", srcRegistry)},
		},
	}
}

// storageKey demands a key of ours, without its version.
func storageKey(c *Case) {
	r := c.Resource
	c.Expect(r, r.At("encryption.keySource")[0], is("Microsoft.Keyvault"), absentIs("Microsoft.Storage", srcStorage))
	if version := r.At("encryption.keyVaultProperties.keyVersion")[0]; !version.Absent && version.Value != "" {
		c.Violate(r, version, "pins a version: the account would not follow a rotation")
	}
}

// storageKeyHere demands that the key is one of this stack.
func storageKeyHere(c *Case) {
	if !c.Stack.Full() {
		return
	}
	for _, r := range c.Stack.Of("storage:StorageAccount") {
		if !equals(r.Text("encryption.keySource"), "Microsoft.Keyvault") {
			continue
		}
		name, uri := r.At("encryption.keyVaultProperties.keyName")[0], r.At("encryption.keyVaultProperties.keyVaultUri")[0]
		if hasUnknown(name.Value) || hasUnknown(uri.Value) {
			c.Doubt(r, name, "is not known before apply")
			continue
		}
		found := false
		for _, k := range c.Stack.Of("keyvault:Key") {
			found = found || equals(k.Text("keyName"), plain(name.Value)) && equals("https://"+k.Text("vaultName")+".vault.azure.net", strings.TrimSuffix(plainText(uri.Value), "/"))
		}
		if !found {
			c.Missing(r, name, show(name.Value)+" of "+show(uri.Value)+" is no key of this stack", "keyvault:Key")
			continue
		}
		c.Hold(r, name)
	}
}

func plainText(v any) string {
	text, _ := plain(v).(string)
	return text
}
