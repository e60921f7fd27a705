package azure_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

// alertArgs are an alert's with everything but the way in which it is seen.
func alertArgs() *azure.AlertRuleArgs {
	return &azure.AlertRuleArgs{
		Site: site(), ResourceGroup: pulumi.String("rg-alerts"), Set: "set", ActionGroupID: pulumi.String("/oncall"),
		Alert: azure.Alert{
			What: "thing", Severity: 2, Claim: "SP-21", Runbook: "page", Summary: "Something was seen, and it matters.",
		},
		Scopes: []pulumi.StringInput{pulumi.String("/watched")}, WorkspaceID: pulumi.String("/workspace"),
		RunbookBase: "https://docs.example.com/runbooks/",
	}
}

// TestEveryKindOfRuleTellsTheSame makes one rule of each kind: name, description, message and group are alike, whatever Azure
// calls the fields.
func TestEveryKindOfRuleTellsTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ, name, message string
		seen               func(args *azure.AlertRuleArgs)
		reason             string
	}{
		{
			"azure-native:insights/v20180301:MetricAlert", "ruleName", "webHookProperties",
			func(args *azure.AlertRuleArgs) { args.Alert.Metric = &azure.AlertMetric{Name: "cpu"} }, "a metric",
		},
		{
			"azure-native:insights/v20180301:MetricAlert", "ruleName", "webHookProperties",
			func(args *azure.AlertRuleArgs) {
				args.Alert.Test, args.Scopes = &azure.AlertTest{Places: 3}, append(args.Scopes, pulumi.String("/component"))
			}, "an availability test",
		},
		{
			"azure-native:insights/v20201001:ActivityLogAlert", "activityLogAlertName", "webhookProperties",
			func(args *azure.AlertRuleArgs) { args.Alert.Event = azure.Done("x/delete") }, "an event",
		},
		{
			"azure-native:insights/v20231201:ScheduledQueryRule", "ruleName", "customProperties",
			func(args *azure.AlertRuleArgs) { args.Alert.Query = &azure.AlertQuery{KQL: "T"} }, "a query",
		},
	} {
		args := alertArgs()
		c.seen(args)
		args.Details = map[string]string{"vault": "kv-x"}
		resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
			return azure.NewAlertRule(ctx, "rule", args, parent)
		})
		pulumitest.AssertConventions(t, resources)
		got := pulumitest.Plain(pulumitest.Find(t, resources, c.typ, "rule").Inputs)
		assert.Equal(t, "alert-trelica-prod-eus2-set-thing", got[c.name], c.reason)
		assert.Equal(t, "Something was seen, and it matters. Runbook: https://docs.example.com/runbooks/page.md", got["description"], c.reason)
		assert.Equal(t, true, got["enabled"], c.reason)
		assert.Equal(t, map[string]any{
			"runbook": "https://docs.example.com/runbooks/page.md", "claim": "SP-21", "severity": "warning", "vault": "kv-x",
		}, message(got["actions"], c.message), c.reason)
	}
}

// message is what a rule's actions carry.
func message(actions any, field string) any {
	switch a := actions.(type) {
	case []any:
		return message(a[0], field)
	case map[string]any:
		if found, ok := a[field]; ok {
			return found
		}
		return message(a["actionGroups"], field)
	}
	return nil
}

func TestAnAlertOnATestFailsWithItsPlaces(t *testing.T) {
	t.Parallel()
	args := alertArgs()
	args.Alert.Test, args.Scopes = &azure.AlertTest{Places: 3}, append(args.Scopes, pulumi.String("/component"))
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		return azure.NewAlertRule(ctx, "rule", args, parent)
	})
	got := pulumitest.Plain(pulumitest.Find(t, resources, "azure-native:insights/v20180301:MetricAlert", "rule").Inputs)
	assert.Equal(t, map[string]any{
		"odataType": "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
		"webTestId": "/watched", "componentId": "/component", "failedLocationCount": 3.0,
	}, got["criteria"])
	assert.Equal(t, []any{"/watched", "/component"}, got["scopes"])
	assert.Equal(t, "PT1M", got["evaluationFrequency"])
}

func TestAnAlertIsRefusedWithAllItsMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		edit   func(args *azure.AlertRuleArgs)
		want   []string
	}{
		{"nothing at all", func(args *azure.AlertRuleArgs) { *args = azure.AlertRuleArgs{Site: site()} }, []string{
			"ResourceGroup: is missing", "ActionGroupID: is missing",
			`RunbookBase: ""; allowed: an https address that whoever is woken can open`,
			"Alert.What: is empty", "Alert.Summary: is empty", "Alert.Runbook: is empty", "Alert.Claim: is empty",
			"Alert: is seen in 0 ways; allowed: one of Metric, Query, Event and Test",
		}},
		{"two ways, and a severity that there is not", func(args *azure.AlertRuleArgs) {
			args.Alert.Severity, args.Alert.Event, args.Alert.Metric = 5, azure.Done("x"), &azure.AlertMetric{}
		}, []string{
			"Alert.Severity: is 5; allowed: 0 to 4", "Alert: is seen in 2 ways; allowed: one of Metric, Query, Event and Test",
		}},
		{"a query of no workspace", func(args *azure.AlertRuleArgs) {
			args.Alert.Query, args.WorkspaceID = &azure.AlertQuery{}, nil
		}, []string{"WorkspaceID: is missing, and the alert asks it"}},
		{"a metric of nothing", func(args *azure.AlertRuleArgs) {
			args.Alert.Metric, args.Scopes = &azure.AlertMetric{}, nil
		}, []string{"Scopes: are 0; allowed: one, which the alert watches"}},
		{"a test without its component", func(args *azure.AlertRuleArgs) { args.Alert.Test = &azure.AlertTest{} },
			[]string{"Scopes: are 1; allowed: an availability test and its component"}},
	} {
		args := alertArgs()
		c.edit(args)
		var refused *azure.ArgsError
		resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
			require.ErrorAs(t, azure.NewAlertRule(ctx, "rule", args), &refused, c.reason)
			return nil
		})
		assert.Empty(t, resources, c.reason)
		assert.Equal(t, c.want, refused.Problems, c.reason)
	}
}
