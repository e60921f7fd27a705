package monitoring_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	componentType = "azure-native:insights/v20200202:Component"
	testType      = "azure-native:insights/v20220615:WebTest"
	watchGroup    = "rg-trelica-prod-wus2-watch"
	watchScope    = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + watchGroup + "/providers/Microsoft.Insights/"
)

func watchArgs() *monitoring.WatchArgs {
	place := site()
	place.Location, place.Names.Region = "westus2", "westus2"
	return &monitoring.WatchArgs{
		Site: place, ResourceGroup: azure.ExistingResourceGroup(place, "watch"), WorkspaceID: pulumi.String("/workspace"),
		ActionGroupID: pulumi.String("/oncall"), RunbookBase: runbooks,
		Tests: []monitoring.Test{
			{What: "product", URL: pulumi.String("https://app.trelica.example/healthz"), Status: 200, Severity: 0},
			{What: "signin", URL: pulumi.String("https://app.trelica.example/signin"), Status: 200, Severity: 1},
		},
	}
}

func watch(t *testing.T, args *monitoring.WatchArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := monitoring.NewWatch(ctx, "watch", args, provider)
		return err
	}, opts...)
}

func TestWatchHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		monitoring.WatchType + " watch",
		metricType + " watch-alert-product", metricType + " watch-alert-signin",
		componentType + " watch-insights",
		testType + " watch-test-product", testType + " watch-test-signin",
	}
	resources := watch(t, watchArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(watch(t, watchArgs(), pulumitest.Preview())))
}

func TestApplicationInsightsKeepsItsDataInTheWorkspace(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, watch(t, watchArgs()), componentType, "watch-insights")
	assert.Equal(t, map[string]any{
		"resourceGroupName": watchGroup, "resourceName": "appi-trelica-prod-wus2", "location": "westus2", "kind": "web", "applicationType": "web",
		"flowType": "Bluefield", "requestSource": "rest", "ingestionMode": "LogAnalytics", "workspaceResourceId": "/workspace",
		"disableLocalAuth": true, "disableIpMasking": false, "publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled",
		"retentionInDays": 90.0, "tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
}

func TestStandardTestInFull(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, watch(t, watchArgs()), testType, "watch-test-product")
	place := func(code string) map[string]any { return map[string]any{"location": code} }
	assert.Equal(t, map[string]any{
		"resourceGroupName": watchGroup, "webTestName": "wt-trelica-prod-wus2-product", "syntheticMonitorId": "wt-trelica-prod-wus2-product",
		"location": "westus2", "kind": "standard", "webTestKind": "standard", "enabled": true, "retryEnabled": true, "frequency": 300.0, "timeout": 30.0,
		"locations": []any{place("us-va-ash-azr"), place("us-ca-sjc-azr"), place("us-tx-sn1-azr"), place("us-il-ch1-azr"), place("emea-gb-db3-azr")},
		"request": map[string]any{
			"requestUrl": "https://app.trelica.example/healthz", "httpVerb": "GET", "followRedirects": false, "parseDependentRequests": false,
		},
		"validationRules": map[string]any{
			"expectedHttpStatusCode": 200.0, "ignoreHttpStatusCode": false, "sSLCheck": true, "sSLCertRemainingLifetimeCheck": 14.0,
		},
		"tags": map[string]any{"environment": "prod", "hidden-link:" + watchScope + "components/appi-trelica-prod-wus2": "Resource"},
	}, pulumitest.Plain(got.Inputs))
	assert.Contains(t, got.DependsOn, "watch-insights")
}

func TestATestThatFailsFromThreePlacesWakesSomebody(t *testing.T) {
	t.Parallel()
	got := pulumitest.Plain(pulumitest.Find(t, watch(t, watchArgs()), metricType, "watch-alert-product").Inputs)
	test, component := watchScope+"webtests/wt-trelica-prod-wus2-product", watchScope+"components/appi-trelica-prod-wus2"
	assert.Equal(t, []any{test, component}, got["scopes"])
	assert.Equal(t, map[string]any{
		"odataType":   "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
		"componentId": component, "webTestId": test, "failedLocationCount": 3.0,
	}, got["criteria"])
	assert.Equal(t, []any{map[string]any{"actionGroupId": "/oncall", "webHookProperties": map[string]any{
		"runbook": runbooks + "/availability-test-failed.md", "claim": "SP-22", "severity": "critical",
	}}}, got["actions"])
	assert.Equal(t, 0.0, got["severity"])
	assert.Contains(t, got["description"], `What the test "product" asks does not answer`)
}

func TestWatchIsRefusedWithAllItsMistakes(t *testing.T) {
	t.Parallel()
	args := &monitoring.WatchArgs{
		Site: site(), RunbookBase: "docs", Places: []string{"a", "b", "c", "d", "a"},
		Tests: []monitoring.Test{{URL: pulumi.String("http://a.example"), Status: 500, Severity: 9}, {What: "x", URL: pulumi.String("https://a.example"), Status: 200}, {What: "x", URL: pulumi.String("https://a.example"), Status: 200}},
	}
	var refused *azure.ArgsError
	resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
		_, err := monitoring.NewWatch(ctx, "watch", args)
		require.ErrorAs(t, err, &refused)
		return nil
	})
	assert.Empty(t, resources)
	assert.Equal(t, []string{
		"ResourceGroup: is missing", "WorkspaceID: is missing", "ActionGroupID: is missing",
		`RunbookBase: "docs"; allowed: an https address that whoever is woken can open`,
		"Places: are 4 different ones; allowed: 5 or more",
		"Tests[0].What: is empty", `Tests[0].URL: "http://a.example"; allowed: an https address`, "Tests[0].Status: is 500; allowed: 200 to 499",
		"Tests[0].Severity: is 9; allowed: 0 to 4", `Tests[2].What: "x" is there twice`,
	}, refused.Problems)
	assert.ErrorContains(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := monitoring.NewWatch(ctx, "watch", nil)
		return err
	}), "Tests: is empty")
}
