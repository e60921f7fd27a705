package vault_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestAuditLogGoesToEverySink(t *testing.T) {
	t.Parallel()
	sent := map[string]map[string]any{}
	for _, setting := range pulumitest.OfType(run(t, args(), audit()), diagnosticTyp) {
		sent[setting.Name] = pulumitest.Plain(setting.Inputs)
	}
	common := func(name, workspace string) map[string]any {
		return map[string]any{
			"name": name, "resourceUri": vaultID, "workspaceId": workspace, "logAnalyticsDestinationType": "Dedicated",
			"logs":    []any{map[string]any{"categoryGroup": "allLogs", "enabled": true}},
			"metrics": []any{map[string]any{"category": "AllMetrics", "enabled": true}},
		}
	}
	home := common("diag-eus2", "/ws/eus2")
	home["storageAccountId"] = "/st/eus2"
	assert.Equal(t, map[string]map[string]any{
		"vault-diagnostic-eus2": home,
		"vault-diagnostic-cus":  common("diag-cus", "/ws/cus"),
	}, sent)
}

func TestEveryAlertSaysWhatAndTellsSomebody(t *testing.T) {
	t.Parallel()
	what := map[string]bool{}
	for _, alert := range vault.Alerts("kv-x", false) {
		assert.False(t, what[alert.What], "%s is there twice", alert.What)
		what[alert.What] = true
		assert.Greater(t, len(alert.Summary), 40, "%s: the summary is for somebody who was asleep", alert.What)
		assert.Regexp(t, `^[a-z-]+$`, alert.Runbook, alert.What)
		assert.True(t, alert.Severity >= 0 && alert.Severity <= 2, "%s: less than a warning wakes nobody", alert.What)
		ways := 0
		for _, way := range []bool{alert.Query != nil, alert.Metric != nil, alert.Event != nil} {
			if way {
				ways++
			}
		}
		assert.Equal(t, 1, ways, "%s is seen in exactly one way", alert.What)
	}

	resources := run(t, args(), audit())
	count := 0
	for _, typ := range []string{logAlertType, metricType, activityType} {
		for _, rule := range pulumitest.OfType(resources, typ) {
			count++
			inputs := pulumitest.Plain(rule.Inputs)
			assert.Equal(t, true, inputs["enabled"], rule.Name)
			assert.Contains(t, inputs["description"], "Runbook: https://docs.example.com/runbooks/vault-", rule.Name)
			text := strings.Join(leaves(inputs["actions"]), " ")
			assert.Contains(t, text, "/ag/oncall", "%s tells nobody", rule.Name)
			assert.Contains(t, text, "https://docs.example.com/runbooks/vault-", "%s carries no runbook", rule.Name)
		}
	}
	assert.Equal(t, len(what), count, "every alert is a rule")
}

// The claim names what must be noticed. Taking one of these away must fail here.
func TestWhatTheClaimNamesIsWatched(t *testing.T) {
	t.Parallel()
	watched := ""
	for _, alert := range vault.Alerts("kv-x", false) {
		if alert.Query != nil {
			watched += alert.Query.KQL + "\n"
		}
		if alert.Event != nil {
			watched += strings.Join(alert.Event.Where[0].Values, " ") + "\n"
		}
	}
	for _, must := range []string{
		"Status == 403", `"KeyDelete"`, `"SecretDelete"`, `"KeyPurge"`, `"SecretPurge"`, `"KeyRecover"`, `"KeyRotationPolicySet"`,
		`"KeyUpdate"`, `"VaultPatch"`, `"VaultPut"`, `"VaultAccessPolicyChangedEventGridNotification"`,
		"Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete",
		"Microsoft.KeyVault/vaults/delete",
	} {
		assert.Contains(t, watched, must)
	}
}

func TestCriticalVaultIsSeverityZero(t *testing.T) {
	t.Parallel()
	severities := func(critical bool) map[string]int {
		found := map[string]int{}
		for _, alert := range vault.Alerts("kv-x", critical) {
			found[alert.What] = alert.Severity
		}
		return found
	}
	calm, urgent := severities(false), severities(true)
	for _, what := range []string{"denied", "availability", "policy", "roles"} {
		assert.Equal(t, 1, calm[what], what)
		assert.Equal(t, 0, urgent[what], what)
	}
}

func TestAlertsOfTwoVaultsHaveDifferentNames(t *testing.T) {
	t.Parallel()
	platform, tde := args(), args()
	tde.Purpose = "tde"
	name := func(a *vault.Args) any {
		rule := pulumitest.Find(t, run(t, a, audit()), logAlertType, "vault-alert-denied")
		return pulumitest.Plain(rule.Inputs)["ruleName"]
	}
	assert.Equal(t, "alert-trelica-prod-eus2-vault-denied", name(platform))
	assert.Equal(t, "alert-trelica-prod-eus2-vault-tde-denied", name(tde))
}

func TestLogAlertInFull(t *testing.T) {
	t.Parallel()
	rule := pulumitest.Find(t, run(t, args(), audit()), logAlertType, "vault-alert-purged")
	inputs := pulumitest.Plain(rule.Inputs)
	query := inputs["criteria"].(map[string]any)["allOf"].([]any)[0].(map[string]any)["query"]
	assert.Contains(t, query, "vaults/kv-trelica-prod-eus2\"")
	inputs["criteria"].(map[string]any)["allOf"].([]any)[0].(map[string]any)["query"] = "…"
	assert.Equal(t, map[string]any{
		"resourceGroupName":   "rg-trelica-prod-eus2-monitoring",
		"ruleName":            "alert-trelica-prod-eus2-vault-purged",
		"displayName":         "alert-trelica-prod-eus2-vault-purged",
		"location":            "eastus2",
		"kind":                "LogAlert",
		"description":         inputs["description"],
		"severity":            0.0,
		"skipQueryValidation": true,
		"enabled":             true,
		"autoMitigate":        true,
		"evaluationFrequency": "PT5M",
		"windowSize":          "PT15M",
		"scopes":              []any{"/ws/eus2"},
		"tags":                inputs["tags"],
		"criteria": map[string]any{"allOf": []any{map[string]any{
			"query": "…", "timeAggregation": "Count", "operator": "GreaterThan", "threshold": 0.0,
			"failingPeriods": map[string]any{"minFailingPeriodsToAlert": 1.0, "numberOfEvaluationPeriods": 1.0},
		}}},
		"actions": map[string]any{
			"actionGroups": []any{"/ag/oncall"},
			"customProperties": map[string]any{
				"claim": "SP-13", "severity": "critical", "vault": "kv-trelica-prod-eus2",
				"runbook": "https://docs.example.com/runbooks/vault-key-or-secret-deleted.md",
			},
		},
	}, inputs)
}

// columns are those of each table that a query may name. Sources: Azure Monitor reference, tables AZKVAuditLogs and
// AzureDiagnostics; the latter's columns with a type's letter at the end come and go with what has been sent, and are
// read through column_ifexists.
var columns = map[string][]string{
	"AZKVAuditLogs": {"TimeGenerated", "OperationName", "HttpStatusCode", "CallerIpAddress", "Id", "Identity", "_ResourceId"},
	"AzureDiagnostics": {"TimeGenerated", "OperationName", "CallerIPAddress", "ResourceId", "ResourceProvider",
		"httpStatusCode_d", "id_s", "identity_claim_oid_g"},
}

// projected are the columns that the query makes, and so the only ones that a condition may use.
var projected = []string{"TimeGenerated", "Operation", "Status", "Caller", "Object", "Who"}

var (
	quoted    = regexp.MustCompile(`"[^"]*"`)
	word      = regexp.MustCompile(`\b[A-Za-z_]\w*\b`)
	columnArg = regexp.MustCompile(`column_ifexists\("(\w+)"`)
)

func TestQueriesNameColumnsThatExist(t *testing.T) {
	t.Parallel()
	rule := pulumitest.Find(t, run(t, args(), audit()), logAlertType, "vault-alert-denied")
	query := pulumitest.Plain(rule.Inputs)["criteria"].(map[string]any)["allOf"].([]any)[0].(map[string]any)["query"].(string)

	_, union, ok := strings.Cut(query, "union isfuzzy=true")
	require.True(t, ok, query)
	branches, condition, ok := strings.Cut(union, "\n| where ")
	require.True(t, ok, query)
	keywords := []string{"where", "endswith", "project", "tostring", "toint", "column_ifexists", "real", "null", "vault", "and"}
	for _, branch := range strings.Split(branches, "),\n") {
		table := word.FindString(branch)
		require.Contains(t, columns, table)
		allowed := append(append(append([]string{table}, keywords...), columns[table]...), projected...)
		for _, match := range columnArg.FindAllStringSubmatch(branch, -1) {
			assert.Contains(t, columns[table], match[1], "a column of %s", table)
		}
		for _, name := range word.FindAllString(quoted.ReplaceAllString(branch, ""), -1) {
			assert.Contains(t, allowed, name, "a word of the branch for %s", table)
		}
		for _, column := range projected {
			assert.Contains(t, branch, column, "the branches must agree")
		}
	}
	assert.Contains(t, condition, "403")
	for _, alert := range vault.Alerts("kv-x", false) {
		if alert.Query == nil {
			continue
		}
		_, condition, _ := strings.Cut(alert.Query.KQL, "\n| where ")
		for _, name := range word.FindAllString(quoted.ReplaceAllString(condition, ""), -1) {
			assert.Contains(t, append([]string{"in", "or", "and"}, projected...), name, "a word of alert %s", alert.What)
		}
	}
}

// leaves are all texts in a value, keys left out.
func leaves(value any) []string {
	var found []string
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, element := range v {
			found = append(found, leaves(element)...)
		}
	case map[string]any:
		for _, element := range v {
			found = append(found, leaves(element)...)
		}
	}
	return found
}
