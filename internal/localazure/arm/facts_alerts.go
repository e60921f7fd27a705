package arm

const (
	actionGroupSpecification = "azure-rest-api-specs Microsoft.Insights 2023-01-01 actionGroups_API.json"
	metricAlertSpecification = "azure-rest-api-specs Microsoft.Insights 2018-03-01 metricAlert_API.json"
	queryRuleSpecification   = "azure-rest-api-specs Microsoft.Insights 2023-12-01 scheduledQueryRule_API.json"
	activitySpecification    = "azure-rest-api-specs Microsoft.Insights 2020-10-01 activityLogAlerts_API.json"

	typeActionGroup = "Microsoft.Insights/actionGroups"

	insightsPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Insights/"
)

// alertTypes are alert rules and the groups of people they call.
func alertTypes() []Type { return []Type{actionGroup(), metricAlert(), queryRule(), activityAlert()} }

func alertName(document string) NameRule {
	return NameRule{
		Min: 1, Max: 260, Pattern: `^[^*#&+:<>?@%{}\\/|]*[^*#&+:<>?@%{}\\/| .]$`,
		Allowed: `anything but * # & + : < > ? @ % { } \ / |, not ending in a space or period`, Source: nameRules + "; " + document,
	}
}

func actionGroup() Type {
	return Type{
		Token:    "azure-native:insights/v20230101:ActionGroup",
		Path:     insightsPath + "actionGroups/{actionGroupName}",
		Source:   actionGroupSpecification,
		Location: FromGroup,
		Name:     alertName(actionGroupSpecification),
		Changes: updates(inPlace(actionGroupSpecification), "armRoleReceivers", "automationRunbookReceivers", "azureAppPushReceivers",
			"azureFunctionReceivers", "emailReceivers", "enabled", "eventHubReceivers", "groupShortName", "itsmReceivers", "logicAppReceivers",
			"smsReceivers", "tags", "voiceReceivers", "webhookReceivers"),
		Defaults: defaults(actionGroupSpecification+", defaults of the receivers", map[string]any{
			"emailReceivers[*].useCommonAlertSchema": false, "webhookReceivers[*].useCommonAlertSchema": false,
			"webhookReceivers[*].useAadAuth": false, "armRoleReceivers[*].useCommonAlertSchema": false,
		}),
		Checks: []Check{checkActionGroupShortName(), checkReceiverNames(), checkReceiverAddresses(), checkActionGroupLocation(), checkFilled(actionGroupSpecification+", names of receivers", "emailReceivers[*].name", "webhookReceivers[*].name", "smsReceivers[*].name", "armRoleReceivers[*].name")},
	}
}

func metricAlert() Type {
	return Type{
		Token:    "azure-native:insights/v20180301:MetricAlert",
		Path:     insightsPath + "metricAlerts/{ruleName}",
		Source:   metricAlertSpecification,
		Location: Global,
		Name:     alertName(metricAlertSpecification),
		Changes: together(
			replaces(metricAlertSpecification+", x-ms-mutability of Resource.location; "+generatorRule, "location"),
			updates(inPlace(metricAlertSpecification), "actions", "autoMitigate", "criteria", "description", "enabled", "evaluationFrequency",
				"scopes", "severity", "tags", "targetResourceRegion", "targetResourceType", "windowSize"),
		),
		Defaults: defaults(metricAlertSpecification+", autoMitigate (the default is true)", map[string]any{"autoMitigate": true}),
		References: []Reference{
			{Path: "actions[*].actionGroupId", Types: []string{typeActionGroup}, Source: metricAlertSpecification},
			{Path: "criteria.componentId", Types: []string{typeComponent}, Source: metricAlertSpecification + ", WebtestLocationAvailabilityCriteria"},
			{Path: "criteria.webTestId", Types: []string{typeWebTest}, Source: metricAlertSpecification + ", WebtestLocationAvailabilityCriteria"},
		},
		Outputs: []Output{generatedStamp("lastUpdatedTime")},
		Checks: []Check{checkGlobalLocation(), checkAlertSeverity(), checkMetricTimes(), checkMetricScopes(), checkScopesExist(), checkMetricCriteria(), checkMetricNames(), checkFilled(metricAlertSpecification+", MetricCriteria and MetricDimension",
			"criteria.allOf[*].name", "criteria.allOf[*].metricName", "criteria.allOf[*].dimensions[*].name", "criteria.allOf[*].dimensions[*].operator", "criteria.allOf[*].dimensions[*].values")},
	}
}

func queryRule() Type {
	return Type{
		Token:    "azure-native:insights/v20231201:ScheduledQueryRule",
		Path:     insightsPath + "scheduledQueryRules/{ruleName}",
		Source:   queryRuleSpecification,
		Location: FromGroup,
		Name:     alertName(queryRuleSpecification),
		Changes: together(
			replaces(queryRuleSpecification+", x-ms-mutability of ScheduledQueryRuleResource.location; "+generatorRule, "location"),
			updates(inPlace(queryRuleSpecification), "actions", "autoMitigate", "checkWorkspaceAlertsStorageConfigured", "criteria", "description",
				"displayName", "enabled", "evaluationFrequency", "identity", "muteActionsDuration", "overrideQueryTimeRange",
				"resolveConfiguration", "scopes", "severity", "skipQueryValidation", "tags", "targetResourceTypes", "windowSize"),
		),
		Defaults: defaults("Microsoft Learn, REST reference, Scheduled Query Rules - Create Or Update (defaults)", map[string]any{
			"autoMitigate": true, "checkWorkspaceAlertsStorageConfigured": false, "skipQueryValidation": false, "kind": "LogAlert",
		}),
		References: []Reference{
			{Path: "actions.actionGroups[*]", Types: []string{typeActionGroup}, Source: queryRuleSpecification},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: queryRuleSpecification},
		},
		Checks: []Check{
			checkLocationExists(), checkAlertSeverity(), checkQueryTimes(), checkQueryPeriods(), checkQueryMute(), checkScopesExist(), checkQueryCriteria(), checkQueryRegion(),
			checkFilled(queryRuleSpecification+", scopes and criteria", "scopes", "criteria"),
		},
	}
}

func activityAlert() Type {
	return Type{
		Token:    "azure-native:insights/v20201001:ActivityLogAlert",
		Path:     insightsPath + "activityLogAlerts/{activityLogAlertName}",
		Source:   activitySpecification,
		Location: FromGroup,
		Name:     alertName(activitySpecification),
		Changes:  updates(inPlace(activitySpecification), "actions", "condition", "description", "enabled", "scopes", "tags"),
		Defaults: defaults(activitySpecification+", enabled (the default is true)", map[string]any{"enabled": true}),
		References: []Reference{
			{Path: "actions.actionGroups[*].actionGroupId", Types: []string{typeActionGroup}, Source: activitySpecification},
		},
		Checks: []Check{checkActivityCondition(), checkActivityScopes(), checkScopesExist(), checkActivityLocation()},
	}
}
