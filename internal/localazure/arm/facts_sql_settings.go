package arm

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

const (
	auditSpecification     = "azure-rest-api-specs Microsoft.Sql 2023-08-01 BlobAuditing.json"
	auditDocument          = "Microsoft Learn, azure-sql, auditing-setup"
	threatSpecification    = "azure-rest-api-specs Microsoft.Sql 2023-08-01 ServerSecurityAlertPolicies.json"
	shortSpecification     = "azure-rest-api-specs Microsoft.Sql 2023-08-01 BackupShortTermRetentionPolicies.json"
	longSpecification      = "azure-rest-api-specs Microsoft.Sql 2023-08-01 LongTermRetentionPolicies.json"
	retentionDocument      = "Microsoft Learn, azure-sql, automated-backups-overview"
	longRetentionDocument  = "Microsoft Learn, azure-sql, long-term-retention-overview"
	settingsDefaultsSource = "Microsoft Learn, REST reference, answers to GET of a new server or database"
)

// textOf and amount make values of a default state.
func textOf(value string) resource.PropertyValue  { return resource.NewStringProperty(value) }
func amount(value float64) resource.PropertyValue { return resource.NewNumberProperty(value) }

func sqlAuditing() Type {
	return Type{
		Token:     "azure-native:sql/v20230801:ExtendedServerBlobAuditingPolicy",
		Path:      sqlServerPath + "/extendedAuditingSettings/{blobAuditingPolicyName}",
		Source:    auditSpecification,
		Name:      NameRule{OneOf: []string{"default"}, Source: auditSpecification + ", blobAuditingPolicyName"},
		Singleton: true,
		Guarded:   true,
		ResetTo:   resource.PropertyMap{"state": textOf("Disabled")},
		Changes: updates(inPlace(auditSpecification), "auditActionsAndGroups", "isAzureMonitorTargetEnabled", "isDevopsAuditEnabled", "isManagedIdentityInUse",
			"isStorageSecondaryKeyInUse", "predicateExpression", "queueDelayMs", "retentionDays", "state", "storageAccountAccessKey",
			"storageAccountSubscriptionId", "storageEndpoint"),
		Defaults: defaults(settingsDefaultsSource, map[string]any{
			"isAzureMonitorTargetEnabled": false, "isManagedIdentityInUse": false, "isStorageSecondaryKeyInUse": false, "retentionDays": 0,
			"storageAccountSubscriptionId": "00000000-0000-0000-0000-000000000000",
		}),
		WriteOnly: facts(auditSpecification+", storageAccountAccessKey (never returned)", "storageAccountAccessKey"),
		Sets:      facts(auditSpecification+" (groups have no order)", "auditActionsAndGroups"),
		Checks:    []Check{checkAuditTarget(), checkAuditGroups()},
	}
}

func sqlAlertPolicy() Type {
	return Type{
		Token:     "azure-native:sql/v20230801:ServerSecurityAlertPolicy",
		Path:      sqlServerPath + "/securityAlertPolicies/{securityAlertPolicyName}",
		Source:    threatSpecification,
		Name:      NameRule{OneOf: []string{"Default"}, Source: threatSpecification + ", securityAlertPolicyName; pulumi-azure-native issue 4840"},
		Singleton: true,
		Guarded:   true,
		ResetTo:   resource.PropertyMap{"state": textOf("Disabled")},
		Changes: updates(inPlace(threatSpecification), "disabledAlerts", "emailAccountAdmins", "emailAddresses", "retentionDays", "state",
			"storageAccountAccessKey", "storageEndpoint"),
		Defaults: defaults(settingsDefaultsSource, map[string]any{
			"disabledAlerts": []any{}, "emailAccountAdmins": false, "emailAddresses": []any{}, "retentionDays": 0,
		}),
		WriteOnly: facts(threatSpecification+", storageAccountAccessKey (a credential)", "storageAccountAccessKey"),
		Sets:      facts(threatSpecification+" (lists of addresses and kinds have no order)", "disabledAlerts", "emailAddresses"),
		Outputs:   []Output{generatedStamp("creationTime")},
		Checks:    []Check{checkThreatKinds(), checkThreatRetention()},
	}
}

func sqlShortRetention() Type {
	return Type{
		Token:     "azure-native:sql/v20230801:BackupShortTermRetentionPolicy",
		Path:      sqlDatabasePath + "/backupShortTermRetentionPolicies/{policyName}",
		Source:    shortSpecification,
		Name:      NameRule{OneOf: []string{"default"}, Source: shortSpecification + ", policyName"},
		Singleton: true,
		Guarded:   true,
		ResetTo:   resource.PropertyMap{"retentionDays": amount(7)},
		Changes:   updates(inPlace(shortSpecification), "diffBackupIntervalInHours", "retentionDays"),
		Defaults: []Default{
			{Path: "retentionDays", Value: 7, Source: retentionDocument + " (seven days by default)"},
			{Path: "diffBackupIntervalInHours", Source: retentionDocument + " (12 hours by default; none in Hyperscale)", Make: func(r Request) resource.PropertyValue {
				if tierAbove(r) == tierHyperscale {
					return resource.NewNullProperty()
				}
				return amount(12)
			}},
		},
		Checks: []Check{checkRetentionOfBackups(), checkDifferentialBackups()},
	}
}

func sqlLongRetention() Type {
	return Type{
		Token:     "azure-native:sql/v20230801:LongTermRetentionPolicy",
		Path:      sqlDatabasePath + "/backupLongTermRetentionPolicies/{policyName}",
		Source:    longSpecification,
		Name:      NameRule{OneOf: []string{"default"}, Source: longSpecification + ", policyName"},
		Singleton: true,
		Guarded:   true,
		ResetTo: resource.PropertyMap{
			"weeklyRetention": textOf("PT0S"), "monthlyRetention": textOf("PT0S"), "yearlyRetention": textOf("PT0S"), "weekOfYear": amount(1),
		},
		Changes: updates(inPlace(longSpecification), "monthlyRetention", "weekOfYear", "weeklyRetention", "yearlyRetention"),
		Defaults: defaults("terraform-provider-azurerm mssql_database, helper LongTermRetentionPolicy (unset reads PT0S, week 1; supporting)", map[string]any{
			"weeklyRetention": "PT0S", "monthlyRetention": "PT0S", "yearlyRetention": "PT0S", "weekOfYear": 1,
		}),
		Checks: []Check{checkLongTermDurations(), checkLongTermWeek()},
	}
}
