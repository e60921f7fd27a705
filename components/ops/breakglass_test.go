package ops_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	queryType    = "azure-native:insights/v20231201:ScheduledQueryRule"
	activityType = "azure-native:insights/v20201001:ActivityLogAlert"
)

func TestBreakGlassHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{ops.BreakGlassType + " break-glass", activityType + " break-glass-trust", queryType + " break-glass-used"}
	resources := pulumitest.Run(t, breakGlassProgram(breakGlassArgs()))
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(pulumitest.Run(t, breakGlassProgram(breakGlassArgs()), pulumitest.Preview())))
}

func TestUseOfBreakGlassWakesSomebody(t *testing.T) {
	t.Parallel()
	rule := pulumitest.Plain(pulumitest.Find(t, pulumitest.Run(t, breakGlassProgram(breakGlassArgs())), queryType, "break-glass-used").Inputs)
	condition := rule["criteria"].(map[string]any)["allOf"].([]any)[0].(map[string]any)
	assert.Equal(t, `let group = "0d0d0d0d-0000-4000-8000-000000000001";
let accounts = dynamic(["0e0e0e0e-0000-4000-8000-000000000001", "0e0e0e0e-0000-4000-8000-000000000002"]);
union isfuzzy=true
    (AuditLogs
    | where tostring(TargetResources) has group
    | project TimeGenerated, What = OperationName, Who = tostring(InitiatedBy), Where = tostring(LoggedByService)),
    (SigninLogs
    | where UserId in~ (accounts)
    | project TimeGenerated, What = "sign-in", Who = UserId, Where = IPAddress),
    (AzureActivity
    | where tostring(Claims) has_any (accounts) and CategoryValue == "Administrative"
    | project TimeGenerated, What = OperationNameValue, Who = Caller, Where = CallerIpAddress)`, condition["query"])
	delete(condition, "query")
	assert.Equal(t, map[string]any{
		"timeAggregation": "Count", "operator": "GreaterThan", "threshold": 0.0,
		"failingPeriods": map[string]any{"minFailingPeriodsToAlert": 1.0, "numberOfEvaluationPeriods": 1.0},
	}, condition, "one record is enough")
	for key, want := range map[string]any{
		"ruleName": "alert-trelica-prod-cus-break-glass-used", "location": "centralus", "severity": 0.0, "enabled": true,
		"evaluationFrequency": "PT5M", "windowSize": "PT1H", "scopes": []any{"/workspace"}, "skipQueryValidation": true,
		"actions": map[string]any{
			"actionGroups": []any{"/oncall"},
			"customProperties": map[string]any{
				"runbook": "https://docs.example.com/runbooks/break-glass-used.md", "claim": "SP-23", "severity": "critical",
			},
		},
	} {
		assert.Equal(t, want, rule[key], key)
	}
	assert.Contains(t, rule["description"], "Runbook: https://docs.example.com/runbooks/break-glass-used.md")
}

func TestChangedTrustWakesSomebody(t *testing.T) {
	t.Parallel()
	rule := pulumitest.Plain(pulumitest.Find(t, pulumitest.Run(t, breakGlassProgram(breakGlassArgs())), activityType, "break-glass-trust").Inputs)
	const credential = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/"
	field := func(name, value string) map[string]any { return map[string]any{"field": name, "equals": value} }
	assert.Equal(t, map[string]any{"allOf": []any{
		field("category", "Administrative"),
		map[string]any{"anyOf": []any{field("operationName", credential+"write"), field("operationName", credential+"delete")}},
		map[string]any{"anyOf": []any{field("status", "Succeeded")}},
	}}, rule["condition"])
	assert.Equal(t, []any{"/subscriptions/" + pulumitest.SubscriptionID}, rule["scopes"])
	assert.Equal(t, true, rule["enabled"])
	assert.Equal(t, map[string]any{"actionGroups": []any{map[string]any{
		"actionGroupId": "/oncall",
		"webhookProperties": map[string]any{
			"runbook": "https://docs.example.com/runbooks/break-glass-used.md", "claim": "SP-23", "severity": "error",
		},
	}}}, rule["actions"])
}

// An alert whose page is not there wakes somebody who then does not know what to do.
func TestRunbookIsThereAndListed(t *testing.T) {
	t.Parallel()
	pages := filepath.Join("..", "..", "docs", "runbooks")
	page, err := os.ReadFile(filepath.Join(pages, ops.Runbook+".md"))
	require.NoError(t, err)
	for _, part := range []string{"## What it means", "## Look", "## Act", "## Check", "## Afterwards"} {
		assert.Contains(t, string(page), part)
	}
	list, err := os.ReadFile(filepath.Join(pages, "README.md"))
	require.NoError(t, err)
	assert.Contains(t, string(list), "("+ops.Runbook+".md) | "+ops.AlertUsed+", "+ops.AlertTrust+" |")
}

func TestBreakGlassMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	a := breakGlassArgs()
	a.ResourceGroup, a.WorkspaceID, a.ActionGroupID = nil, nil, nil
	a.RunbookBase, a.GroupID, a.AccountIDs = "docs/runbooks", "admins", []string{"root"}
	err := pulumitest.RunError(t, breakGlassProgram(a))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing", "WorkspaceID: is missing", "ActionGroupID: is missing",
		`RunbookBase: "docs/runbooks"; allowed: an https address`, `GroupID: "admins" is not a GUID`, `AccountIDs[0]: "root" is not a GUID`,
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.ErrorContains(t, pulumitest.RunError(t, breakGlassProgram(nil)), "GroupID", "nothing at all is an error, not a panic")
}
