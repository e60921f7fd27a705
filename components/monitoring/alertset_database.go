package monitoring

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
)

// databaseMetrics are those of Azure SQL (Azure Monitor reference, supported metrics of Microsoft.Sql/servers/databases).
const databaseMetrics = "Microsoft.Sql/servers/databases"

// DatabaseAlerts watch one database on one server, the primary or its replica: either may be what customers work with tomorrow.
// Thresholds, where not said otherwise: Azure SQL documentation, monitoring-metrics-alerts, "Recommended alert rules". One
// deadlock is everyday and clients retry it; the bound is ours.
func DatabaseAlerts(server, database string) []Alert {
	above := func(name, aggregation string, threshold float64, window string) *Metric {
		return &Metric{
			Namespace: databaseMetrics, Name: name, Aggregation: aggregation, Operator: "GreaterThan", Threshold: threshold, Window: window,
		}
	}
	return []Alert{
		{
			What: "cpu", Severity: 2, Claim: "SP-21", Runbook: "database-load",
			Summary: "The database's processors have been busy for a quarter of an hour. Queries wait.",
			Metric:  above("cpu_percent", "Average", 90, ""),
		},
		{
			What: "data-io", Severity: 3, Claim: "SP-21", Runbook: "database-load",
			Summary: "The database reads as much from its disks as it may. Queries wait for data.",
			Metric:  above("physical_data_read_percent", "Average", 90, ""),
		},
		{
			What: "log-io", Severity: 2, Claim: "SP-21", Runbook: "database-load",
			Summary: "The database writes as much to its log as it may. Whatever is saved waits, and the replica falls behind.",
			Metric:  above("log_write_percent", "Average", 90, ""),
		},
		{
			What: "workers", Severity: 1, Claim: "SP-21", Runbook: "database-load",
			Summary: "Most of the workers that the database may have are busy. At all of them it refuses requests.",
			Metric:  above("workers_percent", "Minimum", 60, "PT5M"),
		},
		{
			What: "sessions", Severity: 1, Claim: "SP-21", Runbook: "database-load",
			Summary: "Most of the sessions that the database may have are open. At all of them it refuses connections.",
			Metric:  above("sessions_percent", "Average", 80, "PT5M"),
		},
		{
			What: "storage", Severity: 1, Claim: "SP-21", Runbook: "database-storage",
			Summary: "The database has used nine tenths of its space. A full one refuses every change.",
			Metric:  above("storage_percent", "Minimum", 90, ""),
		},
		{
			What: "deadlocks", Severity: 3, Claim: "SP-21", Runbook: "database-deadlocks",
			Summary: "Requests block one another again and again. Each time one of them is thrown away.",
			Metric:  above("deadlock", "Total", 10, "PT1H"),
		},
		{
			What: "connections-failed", Severity: 1, Claim: "SP-22", Runbook: "database-connections",
			Summary: "Connections fail for a cause of the database's own. Customers may be without the product.",
			Metric:  above("connection_failed", "Total", 10, "PT5M"),
		},
		{
			What: "connections-refused", Severity: 2, Claim: "SP-18", Runbook: "database-connections",
			Summary: "Connections are refused for a cause of the caller's: a wrong identity, a user that is missing, or somebody who tries.",
			Metric:  above("connection_failed_user_error", "Total", 10, "PT5M"),
		},
		{
			What: "key-lost", Severity: 0, Claim: "SP-07", Runbook: "database-key-lost",
			Summary: "The database has lost its encryption key, or is about to refuse everybody for want of it. Within half an hour it " +
				"heals by itself once the key is back; after that it does not.",
			Query: &Query{KQL: inaccessible(server, database), Window: "PT30M"},
		},
		{
			What: "ill", Severity: 0, Claim: "SP-22", Runbook: "database-key-lost",
			Summary: "Microsoft reports that the database cannot be used. A lost encryption key looks like this too.",
			Event: &Event{Category: "ResourceHealth", Where: []Field{
				{Name: "properties.currentHealthStatus", Values: []string{"Degraded", "Unavailable"}},
			}},
		},
	}
}

// inaccessible finds the record that Azure SQL leaves in the activity log when a database loses its key: at the loss, and when
// the half hour is over in which it heals by itself. The document gives the event's name and no operation's, so the name is
// looked for wherever it stands (SQL documentation, troubleshoot-tde, "Monitoring database status through the activity log").
func inaccessible(server, database string) string {
	return fmt.Sprintf(`AzureActivity
| where _ResourceId endswith "/servers/%s/databases/%s"
| where OperationNameValue contains "MakeDatabaseInaccessible" or tostring(Properties) contains "MakeDatabaseInaccessible"`, server, database)
}

// ReplicationAlerts watch how far the replica is behind the primary: what would be lost with the region (claim SP-17). The
// metric exists on the primary alone, whichever that is; on a replica the rule has nothing to judge until it is promoted. The
// bound is ours: Azure promises no lag for a replica that is asynchronous.
func ReplicationAlerts() []Alert {
	return []Alert{{
		What: "lag", Severity: 1, Claim: "SP-17", Runbook: "database-replication-lag",
		Summary: "The replica has been more than a minute behind for a quarter of an hour. That much would be lost with the region.",
		Metric: &Metric{
			Namespace: databaseMetrics, Name: "replication_lag_seconds", Aggregation: "Average", Operator: "GreaterThan", Threshold: 60,
			Dimensions: []Dimension{{Name: "PartnerServerName", Values: []string{"*"}}},
		},
	}}
}

// ServerAlerts watch what is done to a database server: by people, by a program, or by somebody who is neither. Operations:
// Azure documentation, resource provider operations of Microsoft.Sql.
func ServerAlerts() []Alert {
	const server, group = "Microsoft.Sql/servers/", "Microsoft.Sql/servers/failoverGroups/"
	return []Alert{
		{
			What: "failover", Severity: 1, Claim: "SP-17", Runbook: "database-failover",
			Summary: "The databases changed places: the replica is the primary now. Somebody decided that, or should have.",
			Event:   azure.Done(group+"failover/action", group+"forceFailoverAllowDataLoss/action"),
		},
		{
			What: "group-removed", Severity: 1, Claim: "SP-17", Runbook: "database-failover",
			Summary: "The failover group was removed. Clients that connect through it find no database.",
			Event:   azure.Done(group + "delete"),
		},
		{
			What: "removed", Severity: 0, Claim: "SP-16", Runbook: "database-removed",
			Summary: "A database or its server was deleted. A server's short-term backups go with it; the clock runs.",
			Event:   azure.Done("Microsoft.Sql/servers/delete", server+"databases/delete"),
		},
		{
			What: "encryption", Severity: 0, Claim: "SP-07", Runbook: "database-key-lost",
			Summary: "The key that encrypts the server was changed or taken away. Expected only while an environment is made.",
			Event: azure.Done(server+"encryptionProtector/write", server+"keys/write", server+"keys/delete",
				server+"databases/transparentDataEncryption/write"),
		},
		{
			What: "opened", Severity: 1, Claim: "SP-18", Runbook: "access-changed",
			Summary: "A firewall or network rule was written on the database server. There are none here: it is reached privately.",
			Event:   azure.Done(server+"firewallRules/write", server+"virtualNetworkRules/write", server+"ipv6FirewallRules/write"),
		},
		{
			What: "administrators", Severity: 1, Claim: "SP-13", Runbook: "access-changed",
			Summary: "Who administers the database server was changed, or passwords were allowed.",
			Event: azure.Done(server+"administrators/write", server+"administrators/delete",
				server+"azureADOnlyAuthentications/write", server+"azureADOnlyAuthentications/delete"),
		},
		{
			What: "retention", Severity: 1, Claim: "SP-16", Runbook: "access-changed",
			Summary: "It was changed how long backups are kept. Expected while an environment is made.",
			Event:   azure.Done(server+"databases/backupShortTermRetentionPolicies/write", server+"databases/backupLongTermRetentionPolicies/write"),
		},
	}
}
