package arm

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

const (
	componentSpecification = "azure-rest-api-specs Microsoft.Insights 2020-02-02 components_API.json"
	webTestSpecification   = "azure-rest-api-specs Microsoft.Insights 2022-06-15 webTests_API.json"
	webTestDocument        = "Microsoft Learn, azure-monitor, app, availability"

	typeComponent = "Microsoft.Insights/components"
	typeWebTest   = "Microsoft.Insights/webtests"
)

// telemetryTypes are Application Insights and its availability tests.
func telemetryTypes() []Type { return []Type{insightsComponent(), webTest()} }

func insightsComponent() Type {
	return Type{
		Token:    "azure-native:insights/v20200202:Component",
		Path:     insightsPath + "components/{resourceName}",
		Source:   componentSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 1, Max: 260, Pattern: `^[^%&\\?/\x00-\x1f]*[^%&\\?/\x00-\x1f .]$`,
			Allowed: `anything but % & \ ? / and control characters, not ending in a space or period`, Source: nameRules,
		},
		Changes: together(
			replaces(componentSpecification+", x-ms-mutability of ComponentsResource.location; "+generatorRule, "location"),
			refused("terraform-provider-azurerm application_insights (ForceNew, supporting)", "applicationType"),
			updates(inPlaceByList(componentSpecification), "disableIpMasking", "disableLocalAuth", "flowType", "forceCustomerStorageForProfiler", "hockeyAppId",
				"immediatePurgeDataOn30Days", "ingestionMode", "kind", "publicNetworkAccessForIngestion", "publicNetworkAccessForQuery", "requestSource",
				"retentionInDays", "samplingPercentage", "tags", "workspaceResourceId"),
		),
		Defaults: defaults(componentSpecification+", defaults of ApplicationInsightsComponentProperties", map[string]any{
			"applicationType": "web", "flowType": "Bluefield", "requestSource": "rest", "ingestionMode": "LogAnalytics",
			"publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled", "retentionInDays": 90,
		}),
		References: []Reference{{Path: "workspaceResourceId", Types: []string{typeWorkspace}, Source: componentSpecification}},
		Outputs: []Output{
			succeeded(), drawn("appId"), drawn("instrumentationKey"), generatedStamp("creationDate"), tenantOutput(),
			generated("connectionString", "Microsoft Learn, azure-monitor, app, connection-strings", func(r Request) string {
				location, _ := r.Body.String("location")
				return "InstrumentationKey=" + drawnUUID(r, "instrumentationKey") + ";IngestionEndpoint=https://" + location + "-0.in.applicationinsights.azure.com/"
			}),
		},
		Checks: []Check{checkLocationExists(), checkComponentWorkspace(), checkComponentRetention()},
	}
}

// tenantOutput is the tenant that a resource is of.
func tenantOutput() Output {
	return Output{Name: "tenantId", Source: typings, Make: func(r Request) resource.PropertyValue { return resource.NewStringProperty(r.Tenant) }}
}

func webTest() Type {
	name := alertName(webTestSpecification)
	return Type{
		Token:    "azure-native:insights/v20220615:WebTest",
		Path:     insightsPath + "webtests/{webTestName}",
		Source:   webTestSpecification,
		Location: FromGroup,
		Name:     name,
		Changes: together(
			replaces(webTestSpecification+", x-ms-mutability of WebtestsResource.location; "+generatorRule, "location"),
			refused("terraform-provider-azurerm application_insights_standard_web_test (ForceNew, supporting)", "kind", "webTestKind", "syntheticMonitorId"),
			updates(inPlaceByList(webTestSpecification), "configuration", "description", "enabled", "frequency", "locations", "request", "retryEnabled", "tags",
				"timeout", "validationRules"),
		),
		Defaults: defaults(webTestSpecification+", defaults of WebTestProperties", map[string]any{"frequency": 300, "timeout": 30, "kind": "ping"}),
		Sets:     facts(webTestDocument+" (locations have no order)", "locations"),
		Outputs:  []Output{succeeded()},
		Checks:   []Check{checkLocationExists(), checkTestLink(), checkTestKind(), checkTestPlaces(), checkTestTimes(), checkTestCertificate()},
	}
}
