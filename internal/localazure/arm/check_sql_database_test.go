package arm

import "github.com/trelica/infrastructure/internal/localazure/world"

const (
	databaseToken  = "sql/v20230801:Database"
	fogToken       = "sql/v20230801:FailoverGroup"
	auditToken     = "sql/v20230801:ExtendedServerBlobAuditingPolicy"
	threatToken    = "sql/v20230801:ServerSecurityAlertPolicy"
	retentionToken = "sql/v20230801:BackupShortTermRetentionPolicy"
	longToken      = "sql/v20230801:LongTermRetentionPolicy"

	appHome  = sqlHome + "/databases/app"
	appOther = sqlOther + "/databases/app"
	fogID    = sqlHome + "/failoverGroups/fog"
)

// server is a server with the identity that reaches the key, and more.
func server(id, location, more string) world.Resource {
	return made(id, location, `{"identity":{"type":"UserAssigned","userAssignedIdentities":["`+sqlIdentity+`"]},"primaryUserAssignedIdentityId":"`+sqlIdentity+`"`+more+`}`)
}

// database is a database of a server; the inputs are JSON without its braces.
func database(server, name, inputs string) world.Resource {
	return made(server+"/databases/"+name, "eastus2", `{`+inputs+`}`)
}

// protectedBy is a server's protector and, where it has one, the key.
func protectedBy(server string, keyed bool) fakeView {
	view := fakeView{made(server+"/encryptionProtector/current", "", `{"serverKeyType":"AzureKeyVault","serverKeyName":"`+sqlKeyName+`","autoRotationEnabled":true}`)}
	if keyed {
		view = append(view, keyOn(server))
	}
	return view
}

func keyOn(server string) world.Resource {
	return made(server+"/keys/"+sqlKeyName, "", `{"serverKeyType":"AzureKeyVault","uri":"`+sqlKeyURI+`"}`)
}

func sqlDatabaseCases() []checkCase {
	window := func(name string) string {
		return `{"location":"eastus2","maintenanceConfigurationId":"/subscriptions/s/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/` + name + `"`
	}
	zones := func(location, more string) string {
		return `{"location":"` + location + `","zoneRedundant":true,` + more + `}`
	}
	return []checkCase{
		{check: "database-name", reason: "a name", token: databaseToken, id: appHome, body: `{"databaseName":"app"}`},
		{check: "database-name", reason: "the system's", token: databaseToken, id: appHome, body: `{"databaseName":"Master"}`, want: []string{"databaseName CannotUseReservedDatabaseName: \"Master\""}},
		{check: "database-sku", reason: "name, tier and family agree", token: databaseToken, id: appHome, body: `{"sku":{"name":"BC_Gen5","tier":"BusinessCritical","family":"Gen5","capacity":4}}`},
		{check: "database-sku", reason: "they do not", token: databaseToken, id: appHome, body: `{"sku":{"name":"GP_Gen5","tier":"BusinessCritical","family":"DC"}}`,
			want: []string{"sku.tier InvalidTierSkuCombination: \"GeneralPurpose\"", "sku.family InvalidTierSkuCombination: \"DC\""}},
		{check: "database-zones", reason: "Business Critical in a region with zones", token: databaseToken, id: appHome, body: zones("eastus2", `"sku":{"name":"BC_Gen5"}`)},
		{check: "database-zones", reason: "a region without", token: databaseToken, id: appHome, body: zones("ukwest", `"sku":{"name":"BC_Gen5"}`), want: []string{"zoneRedundant -: ukwest has no zones"}},
		{check: "database-zones", reason: "an old tier", token: databaseToken, id: appHome, body: zones("eastus2", `"sku":{"name":"S3","tier":"Standard"}`), want: []string{"zoneRedundant -: the tier Standard"}},
		{check: "database-zones", reason: "other hardware", token: databaseToken, id: appHome, body: zones("eastus2", `"sku":{"name":"GP_DC","tier":"GeneralPurpose","family":"DC"}`), want: []string{"zoneRedundant -: Gen5 only"}},
		{check: "database-zones", reason: "Hyperscale with backups elsewhere", token: databaseToken, id: appHome, body: zones("eastus2", `"sku":{"name":"HS_Gen5"},"requestedBackupStorageRedundancy":"Geo"`), want: []string{"zoneRedundant -: geo zone backup redundancy"}},
		{check: "database-read-scale", reason: "a tier with replicas", token: databaseToken, id: appHome, body: `{"sku":{"name":"BC_Gen5"},"readScale":"Enabled"}`},
		{check: "database-read-scale", reason: "one without", token: databaseToken, id: appHome, body: `{"sku":{"name":"GP_Gen5"},"readScale":"Enabled"}`, want: []string{"readScale InvalidReadScaleEdition: \"GeneralPurpose\""}},
		{check: "database-licence", reason: "provisioned", token: databaseToken, id: appHome, body: `{"sku":{"name":"GP_Gen5"},"licenseType":"LicenseIncluded"}`},
		{check: "database-licence", reason: "serverless", token: databaseToken, id: appHome, body: `{"sku":{"name":"GP_S_Gen5"},"licenseType":"LicenseIncluded"}`, want: []string{"licenseType InvalidLicenseType: serverless"}},
		{check: "database-window", reason: "the region's", token: databaseToken, id: appHome, body: window("SQL_EastUS2_DB_1") + `}`},
		{check: "database-window", reason: "the default is everywhere", token: databaseToken, id: appHome, body: window("SQL_Default") + `}`},
		{check: "database-window", reason: "another region's", token: databaseToken, id: appHome, body: window("SQL_CentralUS_DB_1") + `}`, want: []string{"maintenanceConfigurationId InvalidPublicMaintenanceConfiguration: \"SQL_EastUS2_DB_1\""}},
		{check: "database-window", reason: "in a pool", token: databaseToken, id: appHome, body: window("SQL_Default") + `,"elasticPoolId":"/p"}`, want: []string{"maintenanceConfigurationId InvalidPublicMaintenanceConfiguration: pool"}},
		{check: "database-origin", reason: "from nothing", token: databaseToken, id: appHome, body: `{"createMode":"Default"}`},
		{check: "database-origin", reason: "geo-restore by either of two names", token: databaseToken, id: appHome, body: `{"createMode":"Recovery","recoverableDatabaseId":"/r"}`},
		{check: "database-origin", reason: "a living database is not asked", token: databaseToken, id: appHome, old: `{"createMode":"Secondary"}`, body: `{"createMode":"Secondary"}`},
		{check: "database-origin", reason: "a replica of nothing", token: databaseToken, id: appHome, body: `{"createMode":"Secondary"}`, want: []string{"sourceDatabaseId InvalidParameterValue: \"Secondary\" needs"}},
		{check: "database-origin", reason: "a restore to no time", token: databaseToken, id: appHome, body: `{"createMode":"PointInTimeRestore","sourceDatabaseId":"/s"}`, want: []string{"restorePointInTime InvalidParameterValue: restorePointInTime"}},
	}
}

func replicaCases() []checkCase {
	home := database(sqlHome, "app", `"sku":{"name":"BC_Gen5"}`)
	body := `{"createMode":"Secondary","sourceDatabaseId":"` + appHome + `","sku":{"name":"BC_Gen5"}}`
	restore := `{"createMode":"PointInTimeRestore","sourceDatabaseId":"` + appHome + `","restorePointInTime":"2026-01-01T00:00:00Z"}`
	chain := database(sqlHome, "app", `"createMode":"Secondary","sourceDatabaseId":"`+sqlOther+`x/databases/app"`)
	return []checkCase{
		{check: "database-restore", reason: "beside the original", token: databaseToken, id: sqlHome + "/databases/copy", body: restore, world: fakeView{home}},
		{check: "database-restore", reason: "on another server", token: databaseToken, id: sqlOther + "/databases/copy", body: restore, world: fakeView{home}, want: []string{"sourceDatabaseId InvalidParameterValue: sql-home only"}},
		{check: "database-restore", reason: "of a replica", token: databaseToken, id: sqlHome + "/databases/copy", body: restore, world: fakeView{chain}, want: []string{"sourceDatabaseId RestoreNotSupportedForGeoDrSecondary: replica"}},
		{check: "database-restore", reason: "of nothing", token: databaseToken, id: sqlHome + "/databases/copy", body: restore, want: []string{"sourceDatabaseId SourceDatabaseNotFound: " + appHome}},
		{check: "replica-source", reason: "the same name on another server", token: databaseToken, id: appOther, body: body, world: fakeView{home}},
		{check: "replica-source", reason: "another name", token: databaseToken, id: sqlOther + "/databases/app2", body: body, world: fakeView{home}, want: []string{"databaseName ReplicationSourceAndTargetMustHaveSameName: \"app2\""}},
		{check: "replica-source", reason: "on the same server", token: databaseToken, id: appHome, body: body, world: fakeView{home}, want: []string{"sourceDatabaseId ReplicationSourceAndTargetMustBeInDifferentServers: sql-home"}},
		{check: "replica-source", reason: "of nothing", token: databaseToken, id: appOther, body: body, want: []string{"sourceDatabaseId SourceDatabaseNotFound: depend on it"}},
		{check: "replica-tier", reason: "the same", token: databaseToken, id: appOther, body: body, world: fakeView{home}},
		{check: "replica-tier", reason: "another", token: databaseToken, id: appOther, body: body, world: fakeView{database(sqlHome, "app", `"sku":{"name":"GP_Gen5"}`)}, want: []string{"sku SourceDatabaseEditionCouldNotBeUpgraded: \"GeneralPurpose\""}},
		{check: "replica-key", reason: "the server has the key", token: databaseToken, id: appOther, body: body, world: append(protectedBy(sqlHome, true), home, keyOn(sqlOther))},
		{check: "replica-key", reason: "the service's own key is everywhere", token: databaseToken, id: appOther, body: body, world: fakeView{home}},
		{check: "replica-key", reason: "the server does not have it", token: databaseToken, id: appOther, body: body, world: append(protectedBy(sqlHome, true), home), want: []string{"sourceDatabaseId SameKeyUriNotFoundOnRemoteServer: sql-other does not have"}},
		{check: "replica-key", reason: "a replica of a replica", token: databaseToken, id: appOther, body: body, world: append(protectedBy(sqlHome, true), chain, keyOn(sqlOther)), want: []string{"sourceDatabaseId SecurityAzureKeyVaultGeoChainError: chaining"}},
	}
}

func sqlSettingCases() []checkCase {
	audit, threats := sqlHome+"/extendedAuditingSettings/default", sqlHome+"/securityAlertPolicies/Default"
	short, long := appHome+"/backupShortTermRetentionPolicies/default", appHome+"/backupLongTermRetentionPolicies/default"
	in := func(tier string) fakeView { return fakeView{database(sqlHome, "app", `"sku":{"tier":"`+tier+`"}`)} }
	return []checkCase{
		{check: "audit-target", reason: "to Azure Monitor", token: auditToken, id: audit, body: `{"state":"Enabled","isAzureMonitorTargetEnabled":true}`},
		{check: "audit-target", reason: "nowhere", token: auditToken, id: audit, body: `{"state":"Enabled","isAzureMonitorTargetEnabled":false}`, want: []string{"storageEndpoint -: goes nowhere"}},
		{check: "audit-groups", reason: "known ones, and an action on an object", token: auditToken, id: audit, body: `{"auditActionsAndGroups":["BATCH_COMPLETED_GROUP","SELECT on dbo.t by public"]}`},
		{check: "audit-groups", reason: "an unknown one", token: auditToken, id: audit, body: `{"auditActionsAndGroups":["LOGINS"]}`, want: []string{"warning auditActionsAndGroups[0] -: \"LOGINS\""}},
		{check: "threat-kinds", reason: "a kind", token: threatToken, id: threats, body: `{"disabledAlerts":["Brute_Force",""]}`},
		{check: "threat-kinds", reason: "none", token: threatToken, id: threats, body: `{"disabledAlerts":["All"]}`, want: []string{"disabledAlerts[0] -: \"All\""}},
		{check: "threat-retention", reason: "not kept", token: threatToken, id: threats, body: `{"retentionDays":0}`},
		{check: "threat-retention", reason: "kept nowhere", token: threatToken, id: threats, body: `{"retentionDays":30}`, want: []string{"warning retentionDays -: nothing is kept"}},
		{check: "backup-retention", reason: "thirty-five days", token: retentionToken, id: short, body: `{"retentionDays":35}`, world: in("GeneralPurpose")},
		{check: "backup-retention", reason: "more", token: retentionToken, id: short, body: `{"retentionDays":36}`, world: in("GeneralPurpose"), want: []string{"retentionDays InvalidBackupRetentionPeriod: between 1 and 35"}},
		{check: "backup-retention", reason: "thirty in the smallest tier", token: retentionToken, id: short, body: `{"retentionDays":30}`, world: in("Basic"), want: []string{"retentionDays InvalidBackupRetentionPeriod: between 1 and 7"}},
		{check: "backup-differential", reason: "daily", token: retentionToken, id: short, body: `{"diffBackupIntervalInHours":24}`, world: in("GeneralPurpose")},
		{check: "backup-differential", reason: "hourly", token: retentionToken, id: short, body: `{"diffBackupIntervalInHours":1}`, world: in("GeneralPurpose"), want: []string{"diffBackupIntervalInHours InvalidParameterValue: 12 and 24"}},
		{check: "backup-differential", reason: "in Hyperscale", token: retentionToken, id: short, body: `{"diffBackupIntervalInHours":24}`, world: in("Hyperscale"), want: []string{"diffBackupIntervalInHours InvalidParameterValue: Hyperscale"}},
		{check: "long-term-durations", reason: "five weeks and none", token: longToken, id: long, body: `{"weeklyRetention":"P5W","monthlyRetention":"PT0S","yearlyRetention":"P10Y"}`},
		{check: "long-term-durations", reason: "a day, and eleven years", token: longToken, id: long, body: `{"weeklyRetention":"P1D","monthlyRetention":"five","yearlyRetention":"P11Y"}`,
			want: []string{"weeklyRetention LongTermRetentionPolicyInvalid: \"P1D\"", "monthlyRetention LongTermRetentionPolicyInvalid: \"five\"", "yearlyRetention LongTermRetentionPolicyInvalid: \"P11Y\""}},
		{check: "long-term-week", reason: "the first", token: longToken, id: long, body: `{"yearlyRetention":"P7Y","weekOfYear":1}`},
		{check: "long-term-week", reason: "none is needed", token: longToken, id: long, body: `{"yearlyRetention":"PT0S"}`},
		{check: "long-term-week", reason: "none is named", token: longToken, id: long, body: `{"yearlyRetention":"P7Y"}`, want: []string{"weekOfYear LongTermRetentionPolicyInvalid: no week"}},
		{check: "long-term-week", reason: "the fifty-third", token: longToken, id: long, body: `{"weekOfYear":53}`, want: []string{"weekOfYear -: 1 to 52"}},
	}
}
