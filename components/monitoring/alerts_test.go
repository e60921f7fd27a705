package monitoring_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	queryRuleType = "azure-native:insights/v20231201:ScheduledQueryRule"
	metricType    = "azure-native:insights/v20180301:MetricAlert"
	activityType  = "azure-native:insights/v20201001:ActivityLogAlert"
	runbooks      = "https://docs.example.com/runbooks"
)

// everySet is every set there is, under the names that docs/runbooks/README.md uses.
func everySet() []monitoring.AlertSet {
	return []monitoring.AlertSet{
		{Name: "cluster", Scope: pulumi.String("/cluster"), Alerts: monitoring.ClusterAlerts()},
		{Name: "egress", Scope: pulumi.String("/balancer"), Alerts: monitoring.EgressAlerts(1000)},
		{Name: "edge", Scope: pulumi.String("/profile"), Alerts: monitoring.FrontDoorAlerts("origin-eus2.trelica.example", "maintenance.example")},
		{Name: "objective", Alerts: monitoring.SLOAlerts(monitoring.Objective{Percent: 99.9})},
		{Name: "region", Alerts: monitoring.RegionAlerts()},
		{Name: "subscription", Scope: pulumi.String("/subscriptions/s"), Alerts: monitoring.SubscriptionAlerts()},
		{Name: "watch", Alerts: monitoring.WatchAlerts()},
		{Name: "database", Scope: pulumi.String("/database"), Alerts: monitoring.DatabaseAlerts("sql-trelica-prod-eus2", "sqldb-trelica-prod-app")},
		{Name: "replication", Scope: pulumi.String("/database"), Alerts: monitoring.ReplicationAlerts()},
		{Name: "server", Scope: pulumi.String("/server"), Alerts: monitoring.ServerAlerts()},
		{Name: "tokens", Alerts: append(monitoring.TokenAlerts(), monitoring.TokenSilence()...)},
	}
}

func alertsArgs() *monitoring.AlertsArgs {
	return &monitoring.AlertsArgs{
		Site: site(), ResourceGroup: azure.ExistingResourceGroup(site(), "monitoring"), WorkspaceID: pulumi.String("/workspace"),
		ActionGroupID: pulumi.String("/oncall"), RunbookBase: runbooks + "/", Sets: everySet(),
	}
}

func alerts(t *testing.T, args *monitoring.AlertsArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := monitoring.NewAlerts(ctx, "alerts", args, provider)
		return err
	}, opts...)
}

func TestEveryAlertIsARuleThatTellsSomebodyWhatToDo(t *testing.T) {
	t.Parallel()
	resources := alerts(t, alertsArgs())
	pulumitest.AssertConventions(t, resources)
	index := readme(t)
	count := 0
	for _, set := range everySet() {
		for _, alert := range set.Alerts {
			count++
			name := set.Name + "-" + alert.What
			assert.Greater(t, len(alert.Summary), 30, "%s: the summary is for somebody who was asleep", name)
			assert.Regexp(t, `^SP-\d\d$`, alert.Claim, name)
			assert.FileExists(t, filepath.Join("..", "..", "docs", "runbooks", alert.Runbook+".md"), name)
			assert.Regexp(t, `\(`+alert.Runbook+`\.md\) \|[^\n]*\b`+name+`\b`, index, "%s is not in the runbooks' index", name)
		}
	}
	rules := 0
	for _, r := range resources[1:] {
		rules++
		inputs := pulumitest.Plain(r.Inputs)
		assert.Equal(t, "alerts", r.Parent, r.Name)
		assert.Equal(t, true, inputs["enabled"], r.Name)
		assert.Contains(t, inputs["description"], "Runbook: "+runbooks+"/", r.Name)
		text := strings.Join(texts(inputs["actions"]), " ")
		for _, must := range []string{"/oncall", runbooks + "/", "SP-"} {
			assert.Contains(t, text, must, r.Name)
		}
	}
	assert.Equal(t, count, rules, "every alert is a rule")
	assert.Len(t, alerts(t, alertsArgs(), pulumitest.Preview()), rules+1)
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "runbooks", "README.md"))
	require.NoError(t, err)
	return string(text)
}

// texts are all texts in a value.
func texts(value any) []string {
	var found []string
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, element := range v {
			found = append(found, texts(element)...)
		}
	case map[string]any:
		for _, element := range v {
			found = append(found, texts(element)...)
		}
	}
	return found
}

// What the environment must notice. Taking one of these away must fail here.
func TestWhatMustBeNoticedIsWatched(t *testing.T) {
	t.Parallel()
	var watched strings.Builder
	for _, r := range alerts(t, alertsArgs())[1:] {
		watched.WriteString(strings.Join(texts(pulumitest.Plain(r.Inputs)), "\n") + "\n")
	}
	for _, must := range []string{
		"kube_node_status_condition", "node_cpu_usage_percentage", "node_memory_working_set_percentage", "node_disk_usage_percentage",
		"kube_pod_status_phase", "cluster_autoscaler_unschedulable_pods_count", "SnatConnectionCount", "UsedSnatPorts", "Percentage5XX",
		"FrontDoorHealthProbeLog", `"maintenance.example"`, `"origin-eus2.trelica.example"`, "CertificateNearExpiryEventGridNotification",
		"SecretNearExpiryEventGridNotification", "CertificateExpiredEventGridNotification", "_LogOperation", "AppAvailabilityResults",
		"ServiceHealth", "ResourceHealth", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete",
		"Microsoft.Network/networkSecurityGroups/write", "Microsoft.Network/networkSecurityGroups/securityRules/write",
		"Microsoft.Authorization/locks/delete", "Microsoft.Insights/diagnosticSettings/delete",
		"cpu_percent", "physical_data_read_percent", "log_write_percent", "workers_percent", "sessions_percent", "storage_percent",
		"connection_failed", "deadlock", "replication_lag_seconds", "MakeDatabaseInaccessible", "Microsoft.Sql/servers/encryptionProtector/write",
		"Microsoft.Sql/servers/keys/delete", "Microsoft.Sql/servers/failoverGroups/forceFailoverAllowDataLoss/action",
		"Microsoft.Sql/servers/databases/delete", "tokens-reconciled", "lagSeconds",
	} {
		assert.Contains(t, watched.String(), must)
	}
}

func TestMetricAlertInFull(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, alerts(t, alertsArgs()), metricType, "alerts-egress-snat-filling")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "ruleName": "alert-trelica-prod-eus2-egress-snat-filling", "location": "global",
		"description": "A node uses four fifths of its 1000 outbound ports. At all of them its calls to other services fail. Runbook: " + runbooks + "/snat-exhaustion.md",
		"severity":    2.0, "enabled": true, "autoMitigate": true, "evaluationFrequency": "PT5M", "windowSize": "PT15M", "scopes": []any{"/balancer"},
		"criteria": map[string]any{
			"odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
			"allOf": []any{map[string]any{
				"criterionType": "StaticThresholdCriterion", "name": "bound", "metricNamespace": "Microsoft.Network/loadBalancers",
				"metricName": "UsedSnatPorts", "timeAggregation": "Average", "operator": "GreaterThan", "threshold": 800.0,
				"dimensions": []any{map[string]any{"name": "BackendIPAddress", "operator": "Include", "values": []any{"*"}}},
			}},
		},
		"actions": []any{map[string]any{
			"actionGroupId":     "/oncall",
			"webHookProperties": map[string]any{"runbook": runbooks + "/snat-exhaustion.md", "claim": "SP-21", "severity": "warning"},
		}},
		"tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
}

func TestEventAlertInFull(t *testing.T) {
	t.Parallel()
	got := pulumitest.Plain(pulumitest.Find(t, alerts(t, alertsArgs()), activityType, "alerts-subscription-resource-health").Inputs)
	equal := func(field, value string) map[string]any { return map[string]any{"field": field, "equals": value} }
	assert.Equal(t, map[string]any{"allOf": []any{
		equal("category", "ResourceHealth"),
		map[string]any{"anyOf": []any{
			equal("properties.currentHealthStatus", "Degraded"), equal("properties.currentHealthStatus", "Unavailable"),
		}},
		map[string]any{"anyOf": []any{equal("properties.cause", "PlatformInitiated")}},
	}}, got["condition"])
	assert.Equal(t, []any{"/subscriptions/s"}, got["scopes"])
	assert.Equal(t, "global", got["location"])
}

// No rows at all must fire: that is what silence looks like.
func TestSilenceFires(t *testing.T) {
	t.Parallel()
	got := pulumitest.Plain(pulumitest.Find(t, alerts(t, alertsArgs()), queryRuleType, "alerts-region-workspace-silent").Inputs)
	condition := got["criteria"].(map[string]any)["allOf"].([]any)[0].(map[string]any)
	assert.Equal(t, "LessThan", condition["operator"])
	assert.Equal(t, 1.0, condition["threshold"])
	assert.Equal(t, "Count", condition["timeAggregation"])
	assert.Equal(t, "eastus2", got["location"], "a rule lies with its workspace")
	assert.Equal(t, []any{"/workspace"}, got["scopes"])
	assert.Equal(t, "PT15M", got["evaluationFrequency"])
	assert.Equal(t, "PT30M", got["windowSize"])
}

// recent are the short window of a burn, both times that its query names it.
var recent = regexp.MustCompile(`TimeGenerated > ago\((\d+[mh])\)`)

var bound = regexp.MustCompile(`Errors > ([\d.]+) \* Requests and RecentErrors > ([\d.]+) \* Recent`)

// The rates are those of the published method: 14.4, 6 and 3 times what 99.9 per cent allows.
func TestBurnRates(t *testing.T) {
	t.Parallel()
	for i, want := range []struct{ what, rate, window, short string }{
		{"burn-fast", "0.0144", "PT1H", "15m"}, {"burn-slow", "0.006", "PT6H", "30m"}, {"burn-creeping", "0.003", "P1D", "2h"},
	} {
		alert := monitoring.SLOAlerts(monitoring.Objective{Percent: 99.9})[i]
		found := bound.FindStringSubmatch(alert.Query.KQL)
		require.Len(t, found, 3, alert.Query.KQL)
		assert.Equal(t, []string{want.rate, want.rate}, found[1:], "both windows must be over the bound")
		assert.Equal(t, want.what, alert.What)
		assert.Equal(t, want.window, alert.Query.Window)
		shorts := recent.FindAllStringSubmatch(alert.Query.KQL, -1)
		require.Len(t, shorts, 2, alert.Query.KQL)
		for _, short := range shorts {
			assert.Equal(t, want.short, short[1], "%s", want.what)
			span, err := time.ParseDuration(short[1])
			require.NoError(t, err)
			assert.GreaterOrEqual(t, span, 15*time.Minute, "%s: logs take up to ten minutes to arrive", want.what)
		}
	}
}

// Which of the columns a workspace has, and so whether the status is a number or a text, is not known beforehand.
func TestTheStatusIsReadFromWhicheverColumnThereIs(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, alert := range append(monitoring.FrontDoorAlerts("origin", "page"), monitoring.SLOAlerts(monitoring.Objective{Percent: 99.9})...) {
		if alert.Query == nil {
			continue
		}
		asked++
		assert.Contains(t, alert.Query.KQL, `Code = coalesce(toint(column_ifexists("httpStatusCode_d", real(null))), toint(column_ifexists("httpStatusCode_s", "")))`, alert.What)
	}
	assert.Equal(t, 5, asked)
}

// columns are those that queries may name (Azure Monitor reference, tables AzureDiagnostics, AZKVAuditLogs, AppAvailabilityResults,
// AzureActivity, ContainerLogV2 and _LogOperation; Front Door documentation, monitor-front-door, for what stands in AzureDiagnostics).
func columns() []string {
	return strings.Fields(`AzureDiagnostics AZKVAuditLogs AppAvailabilityResults _LogOperation AKSControlPlane AKSAuditAdmin ContainerLogV2
		KubePodInventory AzureMetrics ResourceProvider Category TimeGenerated OperationName ResourceId _ResourceId Id Level
		Origin Code Requests Errors Recent RecentErrors Operation Vault Object
		AzureActivity OperationNameValue Properties LogMessage Line event lagSeconds failed
		endswith contains or tostring todouble parse_json
		where and extend toint coalesce real null column_ifexists startswith summarize count countif ago union isfuzzy true project in take`)
}

func TestQueriesNameWhatExists(t *testing.T) {
	t.Parallel()
	quoted, word := regexp.MustCompile(`"[^"]*"`), regexp.MustCompile(`\b[A-Za-z_]\w*\b`)
	known := columns()
	seen := 0
	for _, set := range everySet() {
		for _, alert := range set.Alerts {
			if alert.Query == nil {
				continue
			}
			seen++
			for _, name := range word.FindAllString(quoted.ReplaceAllString(alert.Query.KQL, ""), -1) {
				assert.Contains(t, known, name, "a word of %s", alert.What)
			}
		}
	}
	assert.Positive(t, seen)
}

func TestAlertsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	args := &monitoring.AlertsArgs{Site: site(), RunbookBase: "http://x", Sets: []monitoring.AlertSet{
		{Name: "empty"},
		{Alerts: []monitoring.Alert{
			{What: "a", Severity: 5, Metric: &monitoring.Metric{}, Query: &monitoring.Query{}},
			{What: "a", Summary: "s", Runbook: "r", Claim: "c"},
		}},
	}}
	var refused *azure.ArgsError
	resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
		_, err := monitoring.NewAlerts(ctx, "alerts", args)
		require.ErrorAs(t, err, &refused)
		return nil
	})
	assert.Empty(t, resources)
	assert.Equal(t, []string{
		"ResourceGroup: is missing", "ActionGroupID: is missing", `RunbookBase: "http://x"; allowed: an https address that whoever is woken can open`,
		"Sets[0].Alerts: is empty", "Sets[1].Name: is empty",
		"Sets[1].Alerts[0].Summary: is empty", "Sets[1].Alerts[0].Runbook: is empty", "Sets[1].Alerts[0].Claim: is empty",
		"Sets[1].Alerts[0].Severity: is 5; allowed: 0 to 4",
		"Sets[1].Alerts[0]: is seen in 2 ways; allowed: one of Metric, Query, Event and Test",
		"WorkspaceID: is missing, and Sets[1].Alerts[0] asks it",
		"Sets[1].Scope: is missing, and Sets[1].Alerts[0] watches it",
		"Sets[1].Alerts[1]: is seen in 0 ways; allowed: one of Metric, Query, Event and Test",
		`Sets[1].Alerts[1].What: "a" is there twice`,
	}, refused.Problems)
	assert.ErrorContains(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := monitoring.NewAlerts(ctx, "alerts", nil)
		return err
	}), "Sets: is empty")
}
