package edge_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestEdgeHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		edge.Type + " edge",
		logType + " edge-diagnostics",
		cdnTypes + "AFDCustomDomain edge-domain-api",
		cdnTypes + "AFDCustomDomain edge-domain-app",
		cdnTypes + "AFDEndpoint edge-endpoint",
		policyType + " edge-firewall",
		cdnTypes + "RuleSet edge-headers",
		cdnTypes + "AFDOrigin edge-origin-cus",
		cdnTypes + "AFDOrigin edge-origin-eus2",
		cdnTypes + "AFDOrigin edge-origin-maintenance",
		cdnTypes + "AFDOriginGroup edge-origins",
		cdnTypes + "Profile edge-profile",
		recordType + " edge-record-api",
		recordType + " edge-record-app",
		recordType + " edge-record-caa",
		recordType + " edge-record-dnsauth-api",
		recordType + " edge-record-dnsauth-app",
		recordType + " edge-record-origin-cus",
		recordType + " edge-record-origin-eus2",
		cdnTypes + "Route edge-route",
		cdnTypes + "Rule edge-rule-hardening",
		cdnTypes + "Rule edge-rule-strict-transport",
		cdnTypes + "SecurityPolicy edge-security",
	}
	resources := run(t, args())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	for _, r := range resources[1:] {
		assert.Equal(t, "edge", r.Parent, r.Name)
		assert.Equal(t, r.Name == "edge-profile" || r.Name == "edge-endpoint", r.Protect, r.Name)
	}
	assert.Equal(t, want, pulumitest.Names(run(t, args(), pulumitest.Preview())))
}

func TestProfile(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "location": "Global",
		"sku":                          map[string]any{"name": "Premium_AzureFrontDoor"},
		"originResponseTimeoutSeconds": 60.0,
		"logScrubbing": map[string]any{"state": "Enabled", "scrubbingRules": []any{map[string]any{
			"matchVariable": "QueryStringArgNames", "selectorMatchOperator": "EqualsAny", "state": "Enabled",
		}}},
		"tags": plainTags(),
	}, inputs(t, resources, cdnTypes+"Profile", "edge-profile"))
	assert.Equal(t, map[string]any{
		"name": "diag-central", "resourceUri": profile, "workspaceId": "/workspace", "storageAccountId": "/archive",
		"logAnalyticsDestinationType": "Dedicated",
		"logs": []any{
			map[string]any{"category": "FrontDoorAccessLog", "enabled": true},
			map[string]any{"category": "FrontDoorHealthProbeLog", "enabled": true},
			map[string]any{"category": "FrontDoorWebApplicationFirewallLog", "enabled": true},
		},
		"metrics": []any{map[string]any{"category": "AllMetrics", "enabled": true}},
	}, inputs(t, resources, logType, "edge-diagnostics"))
}

func TestOriginGroup(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "originGroupName": "og-product",
		"healthProbeSettings": map[string]any{
			"probePath": "/healthz/edge", "probeProtocol": "Https", "probeRequestType": "HEAD", "probeIntervalInSeconds": 30.0,
		},
		"loadBalancingSettings": map[string]any{
			"sampleSize": 4.0, "successfulSamplesRequired": 3.0, "additionalLatencyInMilliseconds": 50.0,
		},
		"sessionAffinityState": "Disabled",
	}, inputs(t, run(t, args()), cdnTypes+"AFDOriginGroup", "edge-origins"))
}

// Both regions are there from the first day and get the customer's host name; the maintenance page comes last and gets its own.
func TestOrigins(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	common := func(name, host string, priority float64) map[string]any {
		return map[string]any{
			"resourceGroupName": group, "profileName": "afd-trelica-prod", "originGroupName": "og-product", "originName": name,
			"hostName": host, "httpPort": 80.0, "httpsPort": 443.0, "priority": priority, "weight": 1000.0,
			"enabledState": "Enabled", "enforceCertificateNameCheck": true,
		}
	}
	maintenance := common("origin-maintenance", "maintenance.example", 5)
	maintenance["originHostHeader"] = "maintenance.example"
	for name, want := range map[string]map[string]any{
		"edge-origin-eus2":        common("origin-eus2", "origin-eus2.trelica.example", 1),
		"edge-origin-cus":         common("origin-cus", "origin-cus.trelica.example", 2),
		"edge-origin-maintenance": maintenance,
	} {
		assert.Equal(t, want, inputs(t, resources, cdnTypes+"AFDOrigin", name), name)
	}
}

func TestDomainsHaveManagedCertificatesAndNoOldTLS(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "customDomainName": "dom-app-trelica-example",
		"hostName": "app.trelica.example",
		"azureDnsZone": map[string]any{
			"id": "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/rg-trelica-prod-dns/providers/Microsoft.Network/dnsZones/trelica.example",
		},
		"tlsSettings": map[string]any{"certificateType": "ManagedCertificate", "minimumTlsVersion": "TLS12"},
	}, inputs(t, run(t, args()), cdnTypes+"AFDCustomDomain", "edge-domain-app"))
}

func TestRouteIsHTTPSOnlyAndCachesNothing(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "endpointName": "fde-trelica-prod", "routeName": "rt-product",
		"enabledState": "Enabled", "linkToDefaultDomain": "Disabled",
		"customDomains": []any{
			map[string]any{"id": profile + "/customDomains/dom-app-trelica-example"},
			map[string]any{"id": profile + "/customDomains/dom-api-trelica-example"},
		},
		"originGroup":        map[string]any{"id": profile + "/originGroups/og-product"},
		"patternsToMatch":    []any{"/*"},
		"supportedProtocols": []any{"Http", "Https"},
		"httpsRedirect":      "Enabled", "forwardingProtocol": "HttpsOnly",
		"ruleSets": []any{map[string]any{"id": profile + "/ruleSets/rsheaders"}},
	}, inputs(t, resources, cdnTypes+"Route", "edge-route"))
	waits := pulumitest.Find(t, resources, cdnTypes+"Route", "edge-route").DependsOn
	for _, first := range []string{"edge-origin-eus2", "edge-origin-cus", "edge-origin-maintenance", "edge-rule-strict-transport"} {
		assert.Contains(t, waits, first, "Front Door refuses a route to a group without origins")
	}
}

func TestStrictTransportIsOverwritten(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "ruleSetName": "rsheaders", "ruleName": "rulestricttransport",
		"order": 1.0, "matchProcessingBehavior": "Continue",
		"actions": []any{map[string]any{"name": "ModifyResponseHeader", "parameters": map[string]any{
			"typeName": "DeliveryRuleHeaderActionParameters", "headerAction": "Overwrite",
			"headerName": "Strict-Transport-Security", "value": "max-age=63072000; includeSubDomains",
		}}},
	}, inputs(t, run(t, args()), cdnTypes+"Rule", "edge-rule-strict-transport"))
}

// The claim asks for a year at least and for every host below.
func TestStrictTransportIsLongEnough(t *testing.T) {
	t.Parallel()
	age, rest, _ := strings.Cut(strings.TrimPrefix(edge.StrictTransport, "max-age="), ";")
	seconds, err := strconv.Atoi(age)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, seconds, 31_536_000)
	assert.Contains(t, rest, "includeSubDomains")
}

func TestRulesFitFrontDoor(t *testing.T) {
	t.Parallel()
	for _, rule := range edge.Rules() {
		assert.NotEmpty(t, rule.Headers, rule.What)
		assert.LessOrEqual(t, len(rule.Headers), 5, "%s: Front Door takes five actions a rule", rule.What)
	}
	removed := inputs(t, run(t, args()), cdnTypes+"Rule", "edge-rule-hardening")["actions"].([]any)[2]
	assert.Equal(t, map[string]any{"name": "ModifyResponseHeader", "parameters": map[string]any{
		"typeName": "DeliveryRuleHeaderActionParameters", "headerAction": "Delete", "headerName": "Server",
	}}, removed)
}

func TestEdgeGivesTheIdentifierAndTheHostName(t *testing.T) {
	t.Parallel()
	got := outputs(t, args())
	assert.Regexp(t, `^[0-9a-f-]{36}$`, got["frontDoorId"])
	assert.Equal(t, "fde-trelica-prod-test.z01.azurefd.net", got["hostName"])
	assert.Equal(t, profile, got["id"])
	assert.Equal(t, scope+"Microsoft.Network/frontDoorWebApplicationFirewallPolicies/fdfptrelicaprod", got["firewallId"])
}
