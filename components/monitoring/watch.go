package monitoring

import (
	"fmt"
	"net/url"
	"slices"

	components "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20200202"
	webtests "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20220615"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// WatchType is the watch's type token.
const WatchType = "trelica:monitoring:Watch"

const (
	// leastPlaces is from how many places the claim wants tests to run; failedPlaces is how many must fail before somebody is
	// woken: one alone is that place's own trouble.
	leastPlaces  = 5
	failedPlaces = 3
	// testEvery and testTimeout are in seconds.
	testEvery, testTimeout = 300, 30
	// certificateDays is how long a certificate must still be good, or the test fails. Those that renew themselves do so earlier.
	certificateDays = 14
)

// Test is one address that is asked from many places.
type Test struct {
	// What names the test: lower-case words and hyphens.
	What string
	// URL is asked, an https address. It may become known only when what it leads to is there.
	URL pulumi.StringInput
	// Status is the answer's that counts as well: 200. A redirect is not followed.
	Status int
	// Severity is that of the alert, 0 to 4.
	Severity int
}

// WatchArgs describe what asks the product from outside, and who is told.
type WatchArgs struct {
	// Site is the watch region's: it must not fail with what is watched.
	Site azure.Site
	// ResourceGroup lies in that region.
	ResourceGroup *azure.ResourceGroup
	// WorkspaceID is a workspace of that region, which keeps the results.
	WorkspaceID pulumi.StringInput
	// ActionGroupID is the group that is told.
	ActionGroupID pulumi.StringInput
	// RunbookBase is where docs/runbooks can be read.
	RunbookBase string
	// Places are where tests run from, five at least; none means Places().
	Places []string
	// Tests are what is asked. One at least.
	Tests []Test
}

// Watch is Application Insights with its availability tests.
type Watch struct {
	pulumi.ResourceState

	// ID is the component's ARM identifier.
	ID pulumi.StringOutput
}

// Places are five places on both coasts, in the middle and across the Atlantic (Application Insights documentation,
// availability, "Location population tags"). The codes are old and do not always say where the place is now.
func Places() []string {
	return []string{"us-va-ash-azr", "us-ca-sjc-azr", "us-tx-sn1-azr", "us-il-ch1-azr", "emea-gb-db3-azr"}
}

// WatchAlerts watch the watch: a test that does not run fails nowhere.
func WatchAlerts() []Alert {
	return []Alert{{
		What: "tests-silent", Severity: 2, Claim: "SP-22", Runbook: "availability-test-failed",
		Summary: "No availability test has reported for half an hour. An outage would go unnoticed.",
		Query: &Query{
			KQL: "AppAvailabilityResults\n| take 1", Operator: "LessThan", Threshold: 1, Every: "PT15M", Window: "PT30M",
		},
	}}
}

// NewWatch registers the component, a standard test for each address, and an alert for each test. Telemetry comes with an
// identity or not at all. The component has no diagnostic setting: what it knows is in the workspace already.
func NewWatch(ctx *pulumi.Context, name string, args *WatchArgs, opts ...pulumi.ResourceOption) (*Watch, error) {
	if args == nil {
		args = &WatchArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	watch := &Watch{}
	if err := ctx.RegisterComponentResource(WatchType, name, watch, opts...); err != nil {
		return nil, fmt.Errorf("watch %q: %w", name, err)
	}
	tags, tagged := azure.Tagged(args.Site)
	componentName := args.Site.Names.ApplicationInsights()
	component, err := components.NewComponent(ctx, name+"-insights", &components.ComponentArgs{
		ResourceGroupName:               args.ResourceGroup.NameOutput,
		ResourceName:                    pulumi.String(componentName),
		Location:                        pulumi.String(args.Site.Location),
		Kind:                            pulumi.String("web"),
		ApplicationType:                 pulumi.String("web"),
		FlowType:                        pulumi.String("Bluefield"),
		RequestSource:                   pulumi.String("rest"),
		IngestionMode:                   pulumi.String("LogAnalytics"),
		WorkspaceResourceId:             args.WorkspaceID.ToStringOutput(),
		DisableLocalAuth:                pulumi.Bool(true),
		DisableIpMasking:                pulumi.Bool(false),
		PublicNetworkAccessForIngestion: pulumi.String("Enabled"),
		PublicNetworkAccessForQuery:     pulumi.String("Enabled"),
		RetentionInDays:                 pulumi.Int(90),
		Tags:                            tags,
	}, azure.ChildOptions(watch, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("application insights: %w", err)
	}
	watch.ID = component.ID().ToStringOutput()
	for _, test := range args.Tests {
		if err := watch.addTest(ctx, name, args, test, component); err != nil {
			return nil, fmt.Errorf("availability test %s: %w", test.What, err)
		}
	}
	if err := ctx.RegisterResourceOutputs(watch, pulumi.Map{"id": watch.ID}); err != nil {
		return nil, fmt.Errorf("outputs of watch %q: %w", name, err)
	}
	return watch, nil
}

// places are where tests run from.
func (args *WatchArgs) places() []string {
	if len(args.Places) == 0 {
		return Places()
	}
	return args.Places
}

// addTest makes a test and its alert. The tag ties the test to the component; Azure knows no other way.
func (w *Watch) addTest(ctx *pulumi.Context, name string, args *WatchArgs, test Test, component pulumi.Resource) error {
	tags, tagged := azure.Tagged(args.Site)
	testName := args.Site.Names.WebTest(test.What)
	link := args.Site.ResourceID(args.ResourceGroup.Name, "Microsoft.Insights/components", args.Site.Names.ApplicationInsights())
	linked := pulumi.StringMap{"hidden-link:" + link: pulumi.String("Resource")}
	for key, value := range tags {
		linked[key] = value
	}
	var from webtests.WebTestGeolocationArray
	for _, place := range args.places() {
		from = append(from, webtests.WebTestGeolocationArgs{Location: pulumi.String(place)})
	}
	made, err := webtests.NewWebTest(ctx, name+"-test-"+test.What, &webtests.WebTestArgs{
		ResourceGroupName:  args.ResourceGroup.NameOutput,
		WebTestName:        pulumi.String(testName),
		SyntheticMonitorId: pulumi.String(testName),
		Location:           pulumi.String(args.Site.Location),
		Kind:               webtests.WebTestKindStandard,
		WebTestKind:        webtests.WebTestKindStandard,
		Enabled:            pulumi.Bool(true),
		RetryEnabled:       pulumi.Bool(true),
		Frequency:          pulumi.Int(testEvery),
		Timeout:            pulumi.Int(testTimeout),
		Locations:          from,
		Request: webtests.WebTestPropertiesRequestArgs{
			RequestUrl: test.URL.ToStringOutput(), HttpVerb: pulumi.String("GET"),
			FollowRedirects: pulumi.Bool(false), ParseDependentRequests: pulumi.Bool(false),
		},
		ValidationRules: webtests.WebTestPropertiesValidationRulesArgs{
			ExpectedHttpStatusCode: pulumi.Int(test.Status), IgnoreHttpStatusCode: pulumi.Bool(false),
			SSLCheck: pulumi.Bool(true), SSLCertRemainingLifetimeCheck: pulumi.Int(certificateDays),
		},
		Tags: linked,
	}, azure.ChildOptions(w, tagged, pulumi.DependsOn([]pulumi.Resource{component}))...)
	if err != nil {
		return err
	}
	return azure.NewAlertRule(ctx, name+"-alert-"+test.What, &azure.AlertRuleArgs{
		Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Set: "test",
		Alert: Alert{
			What: test.What, Severity: test.Severity, Claim: "SP-22", Runbook: "availability-test-failed",
			// The address may not be known yet; the test has it.
			Summary: fmt.Sprintf("What the test %q asks does not answer as it should from %d places or more, or its certificate ends within %d days.",
				test.What, failedPlaces, certificateDays),
			Test: &azure.AlertTest{Places: failedPlaces},
		},
		Scopes: []pulumi.StringInput{made.ID().ToStringOutput(), w.ID}, ActionGroupID: args.ActionGroupID, RunbookBase: args.RunbookBase,
	}, pulumi.Parent(w))
}

func (args *WatchArgs) validate(name string) error {
	problems := azure.Check("monitoring.WatchArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	problems.Missing("WorkspaceID", args.WorkspaceID, "ActionGroupID", args.ActionGroupID)
	azure.CheckRunbookBase(problems, "RunbookBase", args.RunbookBase)
	distinct := slices.Compact(slices.Sorted(slices.Values(args.places())))
	if len(distinct) < leastPlaces {
		problems.Addf("Places", "are %d different ones; allowed: %d or more", len(distinct), leastPlaces)
	}
	if len(args.Tests) == 0 {
		problems.Add("Tests", "is empty; allowed: one test or more")
	}
	names := map[string]bool{}
	for i, test := range args.Tests {
		field := fmt.Sprintf("Tests[%d]", i)
		problems.Missing(field+".What", test.What)
		if names[test.What] {
			problems.Addf(field+".What", "%q is there twice", test.What)
		}
		names[test.What] = true
		problems.Missing(field+".URL", test.URL)
		if known, is := test.URL.(pulumi.String); is {
			if address, err := url.Parse(string(known)); err != nil || address.Scheme != "https" || address.Host == "" {
				problems.Addf(field+".URL", "%q; allowed: an https address", string(known))
			}
		}
		if test.Status < 200 || test.Status > 499 {
			problems.Addf(field+".Status", "is %d; allowed: 200 to 499", test.Status)
		}
		azure.CheckSeverity(problems, field+".Severity", test.Severity)
	}
	return problems.Err()
}
