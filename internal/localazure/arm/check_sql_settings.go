package arm

import (
	"regexp"
	"strconv"
	"strings"
)

func checkAuditTarget() Check {
	return Check{
		ID: "audit-target", Says: "An audit that is on goes to a storage account or to Azure Monitor.", Source: auditSpecification + ", storageEndpoint (required if state is Enabled and no other target); " + auditDocument,
		Run: func(r Request) []Problem {
			state, known := r.Body.String("state")
			monitor, monitorState := r.Body.Bool("isAzureMonitorTargetEnabled")
			if known != Known || state != "Enabled" || monitorState == Unknown {
				return nil
			}
			return one(monitor || r.Body.Has("storageEndpoint"), refusal("storageEndpoint", "", "The audit is on and goes nowhere: give storageEndpoint or isAzureMonitorTargetEnabled."))
		},
	}
}

// auditActions are the groups of actions that a database can record.
func auditActions() []string {
	return []string{
		"APPLICATION_ROLE_CHANGE_PASSWORD_GROUP", "BACKUP_RESTORE_GROUP", "BATCH_COMPLETED_GROUP", "BATCH_STARTED_GROUP", "DATABASE_CHANGE_GROUP",
		"DATABASE_LOGOUT_GROUP", "DATABASE_OBJECT_CHANGE_GROUP", "DATABASE_OBJECT_OWNERSHIP_CHANGE_GROUP", "DATABASE_OBJECT_PERMISSION_CHANGE_GROUP",
		"DATABASE_OPERATION_GROUP", "DATABASE_OWNERSHIP_CHANGE_GROUP", "DATABASE_PERMISSION_CHANGE_GROUP", "DATABASE_PRINCIPAL_CHANGE_GROUP",
		"DATABASE_PRINCIPAL_IMPERSONATION_GROUP", "DATABASE_ROLE_MEMBER_CHANGE_GROUP", "DBCC_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP",
		"LEDGER_OPERATION_GROUP", "SCHEMA_OBJECT_ACCESS_GROUP", "SCHEMA_OBJECT_CHANGE_GROUP", "SCHEMA_OBJECT_OWNERSHIP_CHANGE_GROUP",
		"SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP", "SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "USER_CHANGE_PASSWORD_GROUP",
	}
}

func checkAuditGroups() Check {
	return Check{
		ID: "audit-groups", Says: "The groups of actions are ones that are known; a single action says on what it is recorded.", Source: auditSpecification + ", auditActionsAndGroups; " + auditDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			groups := texts(r.Body, "auditActionsAndGroups[*]")
			for _, path := range sortedNames(groups) {
				known := foldContains(auditActions(), groups[path]) || strings.Contains(strings.ToUpper(groups[path]), " ON ")
				problems = append(problems, one(known, warning(path, "%q is not one of the groups of actions that are known here, and no action on an object.", groups[path]))...)
			}
			return problems
		},
	}
}

func checkThreatKinds() Check {
	return Check{
		ID: "threat-kinds", Says: "What is not to be alerted on is a kind of threat that there is.", Source: threatSpecification + ", disabledAlerts",
		Run: func(r Request) []Problem {
			kinds := []string{"Sql_Injection", "Sql_Injection_Vulnerability", "Access_Anomaly", "Data_Exfiltration", "Unsafe_Action", "Brute_Force"}
			var problems []Problem
			disabled := texts(r.Body, "disabledAlerts[*]")
			for _, path := range sortedNames(disabled) {
				problems = append(problems, one(disabled[path] == "" || foldContains(kinds, disabled[path]), refusal(path, "", "%q is no kind of alert; allowed are %s.", disabled[path], oneOf(kinds)))...)
			}
			return problems
		},
	}
}

func checkThreatRetention() Check {
	return Check{
		ID: "threat-retention", Says: "Records are kept in a storage account, or not at all.", Source: threatSpecification + ", retentionDays, storageEndpoint",
		Run: func(r Request) []Problem {
			days, state := r.Body.Number("retentionDays")
			return one(state != Known || days == 0 || r.Body.Has("storageEndpoint"), warning("retentionDays", "Records are to be kept for %v days and no storage account is named: nothing is kept.", days))
		},
	}
}

func checkRetentionOfBackups() Check {
	return Check{
		ID: "backup-retention", Says: "Backups restore to any point in 1 to 35 days, in the tier Basic in 1 to 7.", Source: shortSpecification + ", error InvalidBackupRetentionPeriod; " + retentionDocument,
		Run: func(r Request) []Problem {
			days, state := r.Body.Number("retentionDays")
			most := 35.0
			if strings.EqualFold(tierAbove(r), "Basic") {
				most = 7
			}
			return one(state != Known || days == float64(int(days)) && days >= 1 && days <= most, refusal("retentionDays", "InvalidBackupRetentionPeriod",
				"The retention days of %v is not a valid configuration. Valid backup retention in days must be between 1 and %v.", days, most))
		},
	}
}

func checkDifferentialBackups() Check {
	return Check{
		ID: "backup-differential", Says: "Differential backups are taken every 12 or 24 hours; Hyperscale has none.", Source: shortSpecification + ", diffBackupIntervalInHours; " + retentionDocument,
		Run: func(r Request) []Problem {
			hours, state := r.Body.Number("diffBackupIntervalInHours")
			if state != Known {
				return nil
			}
			if tierAbove(r) == tierHyperscale {
				return []Problem{refusal("diffBackupIntervalInHours", "InvalidParameterValue", "A Hyperscale database has no differential backups.")}
			}
			return one(hours == 12 || hours == 24, refusal("diffBackupIntervalInHours", "InvalidParameterValue", "The interval is %v hours; allowed are 12 and 24.", hours))
		},
	}
}

// longTermDuration matches an ISO 8601 duration of one unit: P5W, P12M, P7Y, P30D, and PT0S for none.
var longTermDuration = regexp.MustCompile(`^P(\d+)([DWMY])$`)

// longTermDays is how long a duration is, roughly, in days; false where it cannot be read.
func longTermDays(duration string) (int, bool) {
	if duration == "PT0S" {
		return 0, true
	}
	parts := longTermDuration.FindStringSubmatch(duration)
	if parts == nil {
		return 0, false
	}
	number, err := strconv.Atoi(parts[1])
	unit := map[string]int{"D": 1, "W": 7, "M": 30, "Y": 365}[parts[2]]
	return number * unit, err == nil
}

func checkLongTermDurations() Check {
	return Check{
		ID: "long-term-durations", Says: "Long-term copies are kept for a duration of ISO 8601 of at least a week and at most ten years, or PT0S for none.", Source: longSpecification + "; " + longRetentionDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, path := range []string{"weeklyRetention", "monthlyRetention", "yearlyRetention"} {
				duration, state := r.Body.String(path)
				if state != Known {
					continue
				}
				days, readable := longTermDays(duration)
				problems = append(problems, one(readable && (days == 0 || days >= 7 && days <= 3650), refusal(path, "LongTermRetentionPolicyInvalid",
					"%q is not a retention; allowed are durations such as \"P5W\", \"P12M\" and \"P10Y\", from a week to ten years, and \"PT0S\".", duration))...)
			}
			return problems
		},
	}
}

func checkLongTermWeek() Check {
	return Check{
		ID: "long-term-week", Says: "The week whose copy is kept for years is one of 1 to 52, and is named where yearly copies are kept.", Source: longSpecification + ", weekOfYear; " + longRetentionDocument,
		Run: func(r Request) []Problem {
			yearly, state := r.Body.String("yearlyRetention")
			if !r.Body.Has("weekOfYear") {
				return one(state != Known || yearly == "PT0S", refusal("weekOfYear", "LongTermRetentionPolicyInvalid", "Yearly copies are to be kept, and no week of the year is named."))
			}
			return between(r.Body, "weekOfYear", 1, 52, "The week of the year")
		},
	}
}
