package database_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const maintenance = "/subscriptions/" + pulumitest.SubscriptionID + "/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/"

func TestDatabaseAndReplicaInFull(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	tags := map[string]any{"environment": "prod", "commit": "abc"}
	sku := map[string]any{"name": "BC_Gen5", "tier": "BusinessCritical", "family": "Gen5", "capacity": 8.0}
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-database", "serverName": "sql-trelica-prod-eus2", "databaseName": "sqldb-trelica-prod-app",
		"location": "eastus2", "sku": sku, "zoneRedundant": true, "requestedBackupStorageRedundancy": "Geo",
		"maintenanceConfigurationId": maintenance + "SQL_EastUS2_DB_1", "licenseType": "LicenseIncluded", "readScale": "Disabled",
		"createMode": "Default", "collation": "SQL_Latin1_General_CP1_CI_AS", "catalogCollation": "SQL_Latin1_General_CP1_CI_AS",
		"maxSizeBytes": 274877906944.0, "isLedgerOn": false, "tags": tags,
	}, inputs(t, resources, databaseType, "db-home-database"))
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-cus-database", "serverName": "sql-trelica-prod-cus", "databaseName": "sqldb-trelica-prod-app",
		"location": "centralus", "sku": sku, "zoneRedundant": true, "requestedBackupStorageRedundancy": "Geo",
		"maintenanceConfigurationId": maintenance + "SQL_CentralUS_DB_2", "licenseType": "LicenseIncluded", "readScale": "Disabled",
		"createMode": "Secondary", "secondaryType": "Geo", "sourceDatabaseId": id(site("prod", "eastus2"), "/databases/sqldb-trelica-prod-app"), "tags": tags,
	}, inputs(t, resources, databaseType, "db-recovery-database"), "size, collation and ledger are the source's")
}

func TestWhereADatabaseCameFromNeverReplacesIt(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	for name, inherited := range map[string][]string{
		"db-home-database": nil, // what the database is stays visible
		// A replica has from its source what it may not say, and Azure shows it: an import would replace the replica for it.
		"db-recovery-database": {"catalogCollation", "collation", "isLedgerOn", "maxSizeBytes"},
	} {
		made := pulumitest.Find(t, resources, databaseType, name)
		assert.ElementsMatch(t, append(inherited,
			"tags.commit", "createMode", "sourceDatabaseId", "secondaryType", "recoverableDatabaseId", "restorableDroppedDatabaseId",
			"restorePointInTime", "sourceDatabaseDeletionDate", "longTermRetentionBackupResourceId",
			"recoveryServicesRecoveryPointId", "sourceResourceId", "sampleName",
		), made.IgnoreChanges, name)
		assert.True(t, made.Protect, name)
	}
}

func TestBothDatabasesKeepBackupsForThirtyDays(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	for name, server := range map[string]string{"db-home": "eus2", "db-recovery": "cus"} {
		place := func(more map[string]any) map[string]any {
			more["resourceGroupName"] = "rg-trelica-prod-" + server + "-database"
			more["serverName"] = "sql-trelica-prod-" + server
			more["databaseName"], more["policyName"] = "sqldb-trelica-prod-app", "default"
			return more
		}
		assert.Equal(t, place(map[string]any{"retentionDays": 30.0, "diffBackupIntervalInHours": 24.0}),
			inputs(t, resources, retentionType, name+"-retention"))
		assert.Equal(t, place(map[string]any{
			"weeklyRetention": "P5W", "monthlyRetention": "PT0S", "yearlyRetention": "PT0S", "weekOfYear": 1.0,
		}), inputs(t, resources, longTermType, name+"-long-term"))
		assert.Contains(t, pulumitest.Find(t, resources, longTermType, name+"-long-term").DependsOn, name+"-retention",
			"Azure refuses two writes to a database at once")
	}
	assert.GreaterOrEqual(t, database.LongTermWeeks*7, database.RetentionDays, "the weekly copies cover the promise by themselves")
}

// Every settings resource goes back to Azure's default when the provider deletes it. Taking this away must fail here.
func TestSettingsAreNeverPutBack(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	for _, typ := range []string{retentionType, longTermType, auditType, threatsType, protectorType} {
		found := pulumitest.OfType(resources, typ)
		assert.Len(t, found, 2, "%s is on both sides", typ)
		for _, setting := range found {
			assert.True(t, setting.RetainOnDelete, "%s %s would be reset", typ, setting.Name)
			assert.True(t, setting.Protect, "%s %s can be taken away", typ, setting.Name)
		}
	}
}

func TestShorterPromisesCanBeMadeElsewhere(t *testing.T) {
	t.Parallel()
	p := production()
	p.design.RetentionDays, p.design.DifferentialHours, p.design.LongTermWeeks = 7, 12, 1
	p.design.Collation, p.design.Ledger = "Latin1_General_100_CI_AS_SC_UTF8", true
	resources := p.run(t)
	retention := inputs(t, resources, retentionType, "db-home-retention")
	assert.Equal(t, []any{7.0, 12.0}, []any{retention["retentionDays"], retention["diffBackupIntervalInHours"]})
	assert.Equal(t, "P1W", inputs(t, resources, longTermType, "db-home-long-term")["weeklyRetention"])
	made := inputs(t, resources, databaseType, "db-home-database")
	assert.Equal(t, []any{"Latin1_General_100_CI_AS_SC_UTF8", true}, []any{made["collation"], made["isLedgerOn"]})
}

func TestLogsOfADatabase(t *testing.T) {
	t.Parallel()
	setting := inputs(t, production().run(t), diagnosticType, "db-recovery-diagnostic-eus2")
	var categories []any
	for _, log := range setting["logs"].([]any) {
		categories = append(categories, log.(map[string]any)["category"])
	}
	assert.Equal(t, []any{
		"SQLInsights", "AutomaticTuning", "QueryStoreRuntimeStatistics", "QueryStoreWaitStatistics", "Errors",
		"DatabaseWaitStatistics", "Timeouts", "Blocks", "Deadlocks",
	}, categories, "the audit's categories go through the server's own setting")
	assert.Equal(t, []any{map[string]any{"category": "AllMetrics", "enabled": true}}, setting["metrics"])
	assert.Equal(t, id(site("prod", "centralus"), "/databases/sqldb-trelica-prod-app"), setting["resourceUri"])
}

func TestReplicaComesAfterItsSourceAndMayBeLarger(t *testing.T) {
	t.Parallel()
	p := production()
	p.recovery.VCores = 16
	resources := p.run(t)
	assert.Contains(t, pulumitest.Find(t, resources, databaseType, "db-recovery-database").DependsOn, "db-home-database")
	assert.Equal(t, 16.0, inputs(t, resources, databaseType, "db-recovery-database")["sku"].(map[string]any)["capacity"],
		"to grow, the replica grows first")
}
