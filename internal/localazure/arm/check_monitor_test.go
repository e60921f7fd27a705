package arm

import "fmt"

const (
	diagnosticToken  = "insights/v20210501preview:DiagnosticSetting"
	actionToken      = "insights/v20230101:ActionGroup"
	metricToken      = "insights/v20180301:MetricAlert"
	queryToken       = "insights/v20231201:ScheduledQueryRule"
	activityToken    = "insights/v20201001:ActivityLogAlert"
	ruleToken        = "insights/v20230311:DataCollectionRule"
	associationToken = "insights/v20230311:DataCollectionRuleAssociation"
	exportToken      = "operationalinsights/v20230901:DataExport"

	onVault = vaultID + "/providers/Microsoft.Insights/diagnosticSettings/audit"
	alertID = inGroup + "Microsoft.Insights/metricAlerts/a"
)

func diagnosticCases() []checkCase {
	audit := `{"resourceUri":"` + vaultID + `","workspaceId":"` + workspaceID + `","logs":[{"categoryGroup":"audit","enabled":true}],"metrics":[{"category":"AllMetrics","enabled":true}]}`
	archive := `{"storageAccountId":"` + accountID + `","logs":[{"categoryGroup":"audit","enabled":true}]}`
	vault := made(vaultID, "eastus2", `{}`)
	near, far := made(accountID, "eastus2", `{}`), made(accountID, "centralus", `{"publicNetworkAccess":"Disabled"}`)
	onAccount := accountID + "/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/self"
	var five fakeView
	for i := range 5 {
		five = append(five, made(fmt.Sprintf("%s%d", onVault, i), "", `{"workspaceId":"/other"}`))
	}
	return []checkCase{
		{check: "diagnostic-sink", reason: "a workspace", token: diagnosticToken, id: onVault, body: audit},
		{check: "diagnostic-sink", reason: "nothing to nowhere", token: diagnosticToken, id: onVault, body: `{}`, want: []string{" BadRequest: data sink", " BadRequest: neither"}},
		{check: "diagnostic-categories", reason: "a vault's groups", token: diagnosticToken, id: onVault, body: audit},
		{check: "diagnostic-categories", reason: "another service's category", token: diagnosticToken, id: onVault, body: `{"logs":[{"category":"kube-audit","enabled":true}]}`, want: []string{"logs[0].category BadRequest: AuditEvent"}},
		{check: "diagnostic-mix", reason: "groups alone", token: diagnosticToken, id: onVault, body: audit},
		{check: "diagnostic-mix", reason: "a group and a category", token: diagnosticToken, id: onVault, body: `{"logs":[{"categoryGroup":"audit"},{"category":"AuditEvent"}]}`, want: []string{"logs BadRequest: mix"}},
		{check: "diagnostic-storage-region", reason: "the same region", token: diagnosticToken, id: onVault, body: archive, world: fakeView{vault, near}},
		{check: "diagnostic-storage-region", reason: "another region", token: diagnosticToken, id: onVault, body: archive, world: fakeView{vault, far}, want: []string{"storageAccountId BadRequest: centralus"}},
		{check: "diagnostic-storage-reachable", reason: "open", token: diagnosticToken, id: onVault, body: archive, world: fakeView{near}},
		{check: "diagnostic-storage-reachable", reason: "closed", token: diagnosticToken, id: onVault, body: archive, world: fakeView{far}, want: []string{"warning storageAccountId -: nothing will be written"}},
		{check: "diagnostic-count", reason: "the fifth", token: diagnosticToken, id: onVault, body: audit, world: five[:4]},
		{check: "diagnostic-count", reason: "the sixth", token: diagnosticToken, id: onVault, body: audit, world: five, want: []string{"resourceUri BadRequest: 6 diagnostic settings"}},
		{check: "diagnostic-sink-once", reason: "another workspace", token: diagnosticToken, id: onVault, body: audit, world: five[:1]},
		{check: "diagnostic-sink-once", reason: "the same workspace and group", token: diagnosticToken, id: onVault, body: audit, world: fakeView{made(onVault+"2", "", audit)}, want: []string{"workspaceId Conflict: \"audit\""}},
		{check: "diagnostic-loop", reason: "a vault's archive", token: diagnosticToken, id: onVault, body: archive},
		{check: "diagnostic-loop", reason: "an account into itself", token: diagnosticToken, id: onAccount, body: archive, want: []string{"warning storageAccountId -: itself"}},
		{check: "diagnostic-retention", reason: "none", token: diagnosticToken, id: onVault, body: `{"logs":[{"retentionPolicy":{"days":0,"enabled":false}}]}`},
		{check: "diagnostic-retention", reason: "some", token: diagnosticToken, id: onVault, body: `{"logs":[{"retentionPolicy":{"days":30,"enabled":true}}]}`, want: []string{"logs[0].retentionPolicy.days BadRequest: lifecycle"}},
	}
}

func exportCases() []checkCase {
	export, body := workspaceID+"/dataExports/audit", `{"resourceId":"`+accountID+`","tableNames":["ContainerLogV2"],"enable":true}`
	workspace := made(workspaceID, "eastus2", `{}`)
	near, far := made(accountID, "eastus2", `{}`), made(accountID, "centralus", `{"publicNetworkAccess":"Disabled"}`)
	var ten fakeView
	for i := range mostExports {
		ten = append(ten, made(fmt.Sprintf("%s%d", export, i), "", `{"enable":true}`))
	}
	off := append(fakeView{made(export+"off", "", `{"enable":false}`)}, ten[:9]...)
	return []checkCase{
		{check: "export-tables", reason: "a table", token: exportToken, id: export, body: body},
		{check: "export-tables", reason: "none", token: exportToken, id: export, body: `{"tableNames":[]}`, want: []string{"tableNames -: at least one"}},
		{check: "export-tables", reason: "one twice", token: exportToken, id: export, body: `{"tableNames":["Syslog","syslog"]}`, want: []string{"tableNames -: twice"}},
		{check: "export-region", reason: "the same region", token: exportToken, id: export, body: body, world: fakeView{workspace, near}},
		{check: "export-region", reason: "another region", token: exportToken, id: export, body: body, world: fakeView{workspace, far}, want: []string{"resourceId -: centralus"}},
		{check: "export-reachable", reason: "open", token: exportToken, id: export, body: body, world: fakeView{near}},
		{check: "export-reachable", reason: "closed", token: exportToken, id: export, body: body, world: fakeView{far}, want: []string{"warning resourceId -: nothing will be written"}},
		{check: "export-count", reason: "the tenth, and one that is off", token: exportToken, id: export, body: body, world: off},
		{check: "export-count", reason: "the eleventh", token: exportToken, id: export, body: body, world: ten, want: []string{"dataExportName -: 11 data export rules"}},
	}
}

func alertCases() []checkCase {
	action, query, activity := inGroup+"Microsoft.Insights/actionGroups/oncall", inGroup+"Microsoft.Insights/scheduledQueryRules/q", inGroup+"Microsoft.Insights/activityLogAlerts/a"
	onWorkspace := `{"location":"eastus2","scopes":["` + workspaceID + `"]}`
	condition := `{"query":"T","timeAggregation":"Count","operator":"GreaterThan","threshold":0}`
	return []checkCase{
		{check: "action-group-short-name", reason: "short", token: actionToken, id: action, body: `{"groupShortName":"oncall"}`},
		{check: "action-group-short-name", reason: "thirteen characters", token: actionToken, id: action, body: `{"groupShortName":"oncall-people"}`, want: []string{"groupShortName GroupShortNameIsTooLong: 13"}},
		{check: "action-group-receivers", reason: "two names", token: actionToken, id: action, body: `{"emailReceivers":[{"name":"a"}],"smsReceivers":[{"name":"b"}]}`},
		{check: "action-group-receivers", reason: "one name for two kinds", token: actionToken, id: action, body: `{"emailReceivers":[{"name":"a"}],"smsReceivers":[{"name":"A"}]}`, want: []string{"smsReceivers[0].name -: emailReceivers[0].name"}},
		{check: "action-group-addresses", reason: "an address and a hook", token: actionToken, id: action, body: `{"emailReceivers":[{"emailAddress":"a@example.com"}],"webhookReceivers":[{"serviceUri":"https://example.com"}]}`},
		{check: "action-group-addresses", reason: "neither", token: actionToken, id: action, body: `{"emailReceivers":[{"emailAddress":"example.com"}],"webhookReceivers":[{"serviceUri":"example.com"}]}`, want: []string{"emailReceivers[0].emailAddress -: example.com", "webhookReceivers[0].serviceUri -: https"}},
		{check: "action-group-location", reason: "global", token: actionToken, id: action, body: `{"location":"global"}`},
		{check: "action-group-location", reason: "a region without alert processing is shown", token: actionToken, id: action, body: `{"location":"ukwest"}`, want: []string{"warning location -: ukwest"}},
		{check: "alert-severity", reason: "critical", token: metricToken, id: alertID, body: `{"severity":0}`},
		{check: "alert-severity", reason: "beyond verbose", token: metricToken, id: alertID, body: `{"severity":5}`, want: []string{"severity -: 0 to 4"}},
		{check: "metric-alert-times", reason: "five minutes of fifteen", token: metricToken, id: alertID, body: `{"evaluationFrequency":"PT5M","windowSize":"PT15M"}`},
		{check: "metric-alert-times", reason: "an hour is sixty minutes", token: metricToken, id: alertID, body: `{"evaluationFrequency":"PT60M","windowSize":"PT24H"}`},
		{check: "metric-alert-times", reason: "two minutes, and a window too short", token: metricToken, id: alertID, body: `{"evaluationFrequency":"PT2M","windowSize":"PT1M"}`, want: []string{"evaluationFrequency BadRequest: PT2M", "windowSize BadRequest: shorter"}},
		{check: "metric-alert-scopes", reason: "one resource", token: metricToken, id: alertID, body: `{"scopes":["` + vaultID + `"]}`},
		{check: "metric-alert-scopes", reason: "a group without type and region", token: metricToken, id: alertID, body: `{"scopes":["` + testGroup + `"]}`, want: []string{"targetResourceType BadRequest: mandatory", "targetResourceRegion BadRequest: mandatory"}},
		{check: "metric-alert-criteria", reason: "two criteria", token: metricToken, id: alertID, body: `{"criteria":{"allOf":[{"name":"a"},{"name":"b"}]}}`},
		{check: "metric-alert-criteria", reason: "one name twice, and a dynamic threshold that is not alone", token: metricToken, id: alertID, body: `{"criteria":{"allOf":[{"name":"a"},{"name":"a","criterionType":"DynamicThresholdCriterion"}]}}`,
			want: []string{"criteria.allOf[1].criterionType BadRequest: alone", "criteria.allOf[1].name BadRequest: criteria.allOf[0].name"}},
		{check: "alert-scopes-exist", reason: "a name", token: metricToken, id: alertID, body: `{"scopes":["kv"]}`, want: []string{"scopes[0] BadRequest: \"kv\" is not the identifier"}},
		{check: "alert-scopes-exist", reason: "no such subscription", token: metricToken, id: alertID, body: `{"scopes":["/subscriptions/prod"]}`, want: []string{"scopes[0] InvalidSubscriptionId: 'prod'"}},
		{check: "alert-scopes-exist", reason: "a vault that is there", token: metricToken, id: alertID, body: `{"scopes":["` + vaultID + `"]}`, world: fakeView{made(vaultID, "eastus2", `{}`)}},
		{check: "alert-scopes-exist", reason: "a vault that is not", token: metricToken, id: alertID, body: `{"scopes":["` + vaultID + `"]}`, want: []string{"scopes[0] ResourceNotFound: kv"}},
		{check: "query-rule-times", reason: "every five minutes at ten", token: queryToken, id: query, body: `{"evaluationFrequency":"PT5M","windowSize":"PT10M"}`},
		{check: "query-rule-times", reason: "every seven minutes", token: queryToken, id: query, body: `{"evaluationFrequency":"PT7M","windowSize":"PT10M"}`, want: []string{"evaluationFrequency BadRequest: PT7M"}},
		{check: "query-rule-periods", reason: "two of three", token: queryToken, id: query, body: `{"criteria":{"allOf":[{"failingPeriods":{"numberOfEvaluationPeriods":3,"minFailingPeriodsToAlert":2}}]}}`},
		{check: "query-rule-periods", reason: "three of two", token: queryToken, id: query, body: `{"criteria":{"allOf":[{"failingPeriods":{"numberOfEvaluationPeriods":2,"minFailingPeriodsToAlert":3}}]}}`, want: []string{"criteria.allOf[0].failingPeriods.minFailingPeriodsToAlert BadRequest: 3 of 2"}},
		{check: "query-rule-mute", reason: "muted, resolved by hand", token: queryToken, id: query, body: `{"autoMitigate":false,"muteActionsDuration":"PT1H"}`},
		{check: "query-rule-mute", reason: "muted and resolving itself", token: queryToken, id: query, body: `{"autoMitigate":true,"muteActionsDuration":"PT1H"}`, want: []string{"muteActionsDuration BadRequest: autoMitigate"}},
		{check: "query-rule-criteria", reason: "a query", token: queryToken, id: query, body: `{"criteria":{"allOf":[` + condition + `]}}`},
		{check: "query-rule-criteria", reason: "two of them, one an average of nothing", token: queryToken, id: query, body: `{"criteria":{"allOf":[` + condition + `,{"query":"T","timeAggregation":"Average","operator":"GreaterThan","threshold":0}]}}`,
			want: []string{"criteria.allOf BadRequest: 2 are given", "criteria.allOf[1].metricMeasureColumn BadRequest: Average"}},
		{check: "query-rule-region", reason: "beside its workspace", token: queryToken, id: query, body: onWorkspace, world: fakeView{made(workspaceID, "eastus2", `{}`)}},
		{check: "query-rule-region", reason: "in another region", token: queryToken, id: query, body: onWorkspace, world: fakeView{made(workspaceID, "centralus", `{}`)}, want: []string{"location BadRequest: centralus"}},
		{check: "activity-alert-condition", reason: "a category and an operation", token: activityToken, id: activity, body: `{"condition":{"allOf":[{"field":"category","equals":"Administrative"},{"anyOf":[{"field":"operationName","equals":"x"}]}]}}`},
		{check: "activity-alert-condition", reason: "an operation alone, half said", token: activityToken, id: activity, body: `{"condition":{"allOf":[{"field":"operationName"}]}}`, want: []string{"condition.allOf[0] BadRequest: either", "condition.allOf BadRequest: category"}},
		{check: "activity-alert-scopes", reason: "one subscription", token: activityToken, id: activity, body: `{"scopes":["/subscriptions/a","/subscriptions/a/resourceGroups/x"]}`},
		{check: "activity-alert-scopes", reason: "two subscriptions", token: activityToken, id: activity, body: `{"scopes":["/subscriptions/a","/subscriptions/b"]}`, want: []string{"scopes[1] BadRequest: another subscription"}},
		{check: "activity-alert-location", reason: "global", token: activityToken, id: activity, body: `{"location":"Global"}`},
		{check: "activity-alert-location", reason: "elsewhere", token: activityToken, id: activity, body: `{"location":"eastus2"}`, want: []string{"location LocationNotAvailableForResourceType: eastus2"}},
	}
}

func collectionCases() []checkCase {
	rule := inGroup + "Microsoft.Insights/dataCollectionRules/r"
	association := clusterID + "/providers/Microsoft.Insights/dataCollectionRuleAssociations/"
	flows := func(destination string) string {
		return `{"destinations":{"logAnalytics":[{"name":"log"}]},"dataFlows":[{"streams":["Microsoft-ContainerLogV2"],"destinations":["` + destination + `"]}]}`
	}
	return []checkCase{
		{check: "collection-flows", reason: "to a destination of the rule", token: ruleToken, id: rule, body: flows("log")},
		{check: "collection-flows", reason: "to no destination", token: ruleToken, id: rule, body: flows("nowhere"), want: []string{"dataFlows[0].destinations[0] InvalidPayload: \"log\""}},
		{check: "collection-destinations", reason: "two names", token: ruleToken, id: rule, body: `{"destinations":{"logAnalytics":[{"name":"a"},{"name":"b"}]}}`},
		{check: "collection-destinations", reason: "one name twice", token: ruleToken, id: rule, body: `{"destinations":{"logAnalytics":[{"name":"a"},{"name":"a"}]}}`, want: []string{"destinations.logAnalytics[1].name InvalidPayload: logAnalytics[0].name"}},
		{check: "association-target", reason: "a rule", token: associationToken, id: association + "x", body: `{"dataCollectionRuleId":"/r"}`},
		{check: "association-target", reason: "neither", token: associationToken, id: association + "x", body: `{}`, want: []string{"dataCollectionRuleId InvalidPayload: not both"}},
		{check: "association-name", reason: "an endpoint under its name", token: associationToken, id: association + "configurationAccessEndpoint", body: `{"dataCollectionEndpointId":"/e"}`},
		{check: "association-name", reason: "an endpoint under another", token: associationToken, id: association + "x", body: `{"dataCollectionEndpointId":"/e"}`, want: []string{"associationName InvalidAssociationName: \"x\""}},
	}
}
