package arm

import (
	"slices"
	"strings"
)

// metricNames are all metrics of the namespaces whose list was read, in small letters. Of another namespace nothing is known.
func metricNames() map[string][]string {
	return map[string][]string{
		"microsoft.sql/servers/databases": {
			"active_queries", "allocated_data_storage", "app_cpu_billed", "app_cpu_billed_ha_replicas", "app_cpu_percent", "app_memory_percent",
			"availability", "base_blob_size_bytes", "blocked_by_firewall", "cache_hit_percent", "cache_used_percent", "connection_failed",
			"connection_failed_user_error", "connection_successful", "cpu_limit", "cpu_percent", "cpu_used", "deadlock", "delta_num_of_bytes_read",
			"delta_num_of_bytes_total", "delta_num_of_bytes_written", "diff_backup_size_bytes", "dtu_consumption_percent", "dtu_limit", "dtu_used",
			"dwu_consumption_percent", "dwu_limit", "dwu_used", "free_amount_consumed", "free_amount_remaining", "full_backup_size_bytes",
			"ledger_digest_upload_failed", "ledger_digest_upload_success", "local_tempdb_usage_percent", "log_backup_size_bytes", "log_write_percent",
			"memory_usage_percent", "physical_data_read_percent", "queued_queries", "replication_lag_seconds", "sessions_count", "sessions_percent",
			"snapshot_backup_size_bytes", "sql_instance_cpu_percent", "sql_instance_memory_percent", "sqlserver_process_core_percent",
			"sqlserver_process_memory_percent", "storage", "storage_percent", "storage_used", "tempdb_data_size", "tempdb_log_size",
			"tempdb_log_used_percent", "wlg_active_queries", "wlg_active_queries_timeouts", "wlg_allocation_relative_to_system_percent",
			"wlg_allocation_relative_to_wlg_effective_cap_percent", "wlg_effective_cap_resource_percent", "wlg_effective_min_resource_percent",
			"wlg_queued_queries", "workers_percent", "xtp_storage_percent",
		},
	}
}

func checkMetricNames() Check {
	return Check{
		ID: "metric-alert-names", Says: "A metric is one that its namespace has, where the namespace's list is known here.",
		Source: "Microsoft Learn, azure-monitor, reference, supported-metrics; azure-powershell issue 15086",
		Run: func(r Request) []Problem {
			criteria, _ := r.Body.Elements("criteria.allOf")
			var problems []Problem
			for _, criterion := range criteria {
				space, _ := criterion.String("metricNamespace")
				name, state := criterion.String("metricName")
				names, listed := metricNames()[strings.ToLower(space)]
				skip, _ := criterion.Bool("skipMetricValidation")
				problems = append(problems, one(state != Known || !listed || skip || slices.Contains(names, strings.ToLower(name)), refusal(criterion.PathTo("metricName"), "BadRequest",
					"Couldn't find a metric named %s in %s. Make sure the name is correct.", name, space))...)
			}
			return problems
		},
	}
}
