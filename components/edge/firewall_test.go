package edge_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

// outputs are what the edge gives to others.
func outputs(t *testing.T, a *edge.Args) map[string]string {
	t.Helper()
	got := map[string]string{}
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		e, err := edge.New(ctx, "edge", a, provider)
		if err != nil {
			return err
		}
		pulumi.All(e.ID, e.FrontDoorID, e.HostName, e.FirewallID).ApplyT(func(all []any) string {
			for i, key := range []string{"id", "frontDoorId", "hostName", "firewallId"} {
				got[key], _ = all[i].(string)
			}
			return ""
		})
		return nil
	}))
	return got
}

func limit(name string, priority, perMinute float64, condition map[string]any) map[string]any {
	return map[string]any{
		"name": name, "ruleType": "RateLimitRule", "enabledState": "Enabled", "action": "Block", "priority": priority,
		"rateLimitDurationInMinutes": 1.0, "rateLimitThreshold": perMinute,
		"groupBy":         []any{map[string]any{"variableName": "SocketAddr"}},
		"matchConditions": []any{condition},
	}
}

func scrubbing(variable string) map[string]any {
	return map[string]any{"matchVariable": variable, "selectorMatchOperator": "EqualsAny", "state": "Enabled"}
}

func TestFirewallPrevents(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "policyName": "fdfptrelicaprod", "location": "Global",
		"sku": map[string]any{"name": "Premium_AzureFrontDoor"},
		"policySettings": map[string]any{
			"enabledState": "Enabled", "mode": "Prevention", "requestBodyCheck": "Enabled", "customBlockResponseStatusCode": 403.0,
			"state": "Enabled",
			"scrubbingRules": []any{
				scrubbing("QueryStringArgNames"), scrubbing("RequestHeaderNames"), scrubbing("RequestCookieNames"),
				scrubbing("RequestBodyPostArgNames"), scrubbing("RequestBodyJsonArgNames"), scrubbing("RequestUri"),
			},
		},
		"managedRules": map[string]any{"managedRuleSets": []any{
			map[string]any{"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetVersion": "2.1", "ruleSetAction": "Block"},
			map[string]any{"ruleSetType": "Microsoft_BotManagerRuleSet", "ruleSetVersion": "1.1"},
		}},
		"customRules": map[string]any{"rules": []any{
			limit("SignIn", 100, 60, map[string]any{
				"matchVariable": "RequestUri", "operator": "Contains", "negateCondition": false, "matchValue": []any{"/signin"},
				"transforms": []any{"Lowercase", "UrlDecode"},
			}),
			limit("Everything", 101, 3000, map[string]any{
				"matchVariable": "SocketAddr", "operator": "IPMatch", "negateCondition": false, "matchValue": []any{"0.0.0.0/0", "::/0"},
			}),
		}},
		"tags": plainTags(),
	}, inputs(t, run(t, args()), policyType, "edge-firewall"))
}

func TestFirewallGuardsEveryHostAndTheEndpoint(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "profileName": "afd-trelica-prod", "securityPolicyName": "sp-firewall",
		"parameters": map[string]any{
			"type":      "WebApplicationFirewall",
			"wafPolicy": map[string]any{"id": scope + "Microsoft.Network/frontDoorWebApplicationFirewallPolicies/fdfptrelicaprod"},
			"associations": []any{map[string]any{
				"domains": []any{
					map[string]any{"id": profile + "/afdEndpoints/fde-trelica-prod"},
					map[string]any{"id": profile + "/customDomains/dom-app-trelica-example"},
					map[string]any{"id": profile + "/customDomains/dom-api-trelica-example"},
				},
				"patternsToMatch": []any{"/*"},
			}},
		},
	}, inputs(t, run(t, args()), cdnTypes+"SecurityPolicy", "edge-security"))
}

// Managed rules exist in Premium only; the limits and the mode are the same in both.
func TestStandardHasNoManagedRules(t *testing.T) {
	t.Parallel()
	a := args()
	a.SKU = edge.Standard
	resources := run(t, a)
	policy := inputs(t, resources, policyType, "edge-firewall")
	assert.Equal(t, map[string]any{"managedRuleSets": []any{}}, policy["managedRules"])
	assert.Equal(t, map[string]any{"name": "Standard_AzureFrontDoor"}, policy["sku"])
	assert.Equal(t, policy["sku"], inputs(t, resources, cdnTypes+"Profile", "edge-profile")["sku"], "Front Door wants both alike")
	assert.Equal(t, "Prevention", policy["policySettings"].(map[string]any)["mode"])
	assert.Len(t, policy["customRules"].(map[string]any)["rules"], 2)
	assert.Len(t, policy["policySettings"].(map[string]any)["scrubbingRules"], 6, "custom rules are logged as well")
}

func TestRecords(t *testing.T) {
	t.Parallel()
	got := map[string]map[string]any{}
	for _, record := range pulumitest.OfType(run(t, args()), recordType) {
		got[record.Name] = pulumitest.Plain(record.Inputs)
	}
	record := func(name, kind string, more map[string]any) map[string]any {
		all := map[string]any{
			"resourceGroupName": "rg-trelica-prod-dns", "zoneName": "trelica.example", "relativeRecordSetName": name,
			"recordType": kind, "ttl": 300.0,
		}
		for key, value := range more {
			all[key] = value
		}
		return all
	}
	text := func(host string) map[string]any {
		return map[string]any{"txtRecords": []any{map[string]any{"value": []any{"token-of-" + host}}}}
	}
	endpoint := map[string]any{"cnameRecord": map[string]any{"cname": "fde-trelica-prod-test.z01.azurefd.net"}}
	statement := func(tag, value string) map[string]any {
		return map[string]any{"flags": 0.0, "tag": tag, "value": value}
	}
	assert.Equal(t, map[string]map[string]any{
		"edge-record-origin-eus2": record("origin-eus2", "A", map[string]any{"targetResource": map[string]any{"id": "/addresses/eus2"}}),
		"edge-record-origin-cus":  record("origin-cus", "A", map[string]any{"targetResource": map[string]any{"id": "/addresses/cus"}}),
		"edge-record-app":         record("app", "CNAME", endpoint),
		"edge-record-api":         record("api", "CNAME", endpoint),
		"edge-record-dnsauth-app": record("_dnsauth.app", "TXT", text("app.trelica.example")),
		"edge-record-dnsauth-api": record("_dnsauth.api", "TXT", text("api.trelica.example")),
		"edge-record-caa": record("@", "CAA", map[string]any{"caaRecords": []any{
			statement("issue", "digicert.com"), statement("issue", "letsencrypt.org"), statement("issuewild", ";"),
			statement("iodef", "mailto:security@trelica.example"),
		}}),
	}, got)
}

func TestLookupAsksForTheProfileByName(t *testing.T) {
	t.Parallel()
	for reason, c := range map[string]struct{ override, want string }{
		"the living profile's identifier is taken": {"", `^[0-9a-f-]{36}$`},
		"one that was set by hand wins":            {"00000000-0000-4000-8000-0000000000ff", `^00000000-0000-4000-8000-0000000000ff$`},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			assert.Regexp(t, c.want, lookedUp(t, c.override))
		})
	}
	assert.Equal(t, outputs(t, args())["frontDoorId"], lookedUp(t, ""), "the same identifier as the front's own")
}

// lookedUp is what the lookup gives. It is exported, because only then is it waited for.
func lookedUp(t *testing.T, override string) string {
	t.Helper()
	var got string
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		id, err := edge.LookupFrontDoorID(ctx, site(), override)
		if err != nil {
			return err
		}
		ctx.Export("id", id.ApplyT(func(value string) string { got = value; return value }))
		return nil
	})
	return got
}

func TestLookupRefusesWhatIsNoIdentifier(t *testing.T) {
	t.Parallel()
	err := pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := edge.LookupFrontDoorID(ctx, site(), "yes")
		return err
	})
	assert.ErrorContains(t, err, `front door identifier "yes" given by hand`)
	err = pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := edge.LookupFrontDoorID(ctx, azure.Site{}, "")
		return err
	})
	assert.ErrorContains(t, err, "Site.Location: is empty")
}

// An ingress that asked for an empty identifier would let in everybody who sends none.
func TestLookupRefusesAProfileWithoutIdentifier(t *testing.T) {
	t.Parallel()
	err := pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		id, err := edge.LookupFrontDoorID(ctx, site(), "")
		if err != nil {
			return err
		}
		ctx.Export("id", id)
		return nil
	}, pulumitest.Answer("azure-native:cdn/v20240901:getProfile", resource.PropertyMap{"frontDoorId": resource.NewProperty("")}))
	assert.ErrorContains(t, err, `has the identifier "", which is no GUID`)
}
