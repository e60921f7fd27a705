package controls_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// TestWhatIsLoggedAndLocked holds both ways what the firewall's log leaves out, and where a zone is locked.
func TestWhatIsLoggedAndLocked(t *testing.T) {
	t.Parallel()
	stack := func(all ...*controls.Resource) *controls.Stack {
		return &controls.Stack{Name: "dev", Project: "trelica", Resources: all, Now: today}
	}
	firewall := func(change func(settings values)) *controls.Stack {
		var rules []any
		for _, variable := range []string{"QueryStringArgNames", "RequestHeaderNames", "RequestCookieNames", "RequestBodyPostArgNames", "RequestBodyJsonArgNames", "RequestUri"} {
			rules = append(rules, values{"matchVariable": variable, "selectorMatchOperator": "EqualsAny", "state": "Enabled"})
		}
		settings := values{"state": "Enabled", "scrubbingRules": rules}
		change(settings)
		return stack(made("dev", "azure-native:network/v20240201:Policy", "firewall", values{"policySettings": settings}))
	}
	scrubbed := func(i int, name string, value any) *controls.Stack {
		return firewall(func(s values) { s["scrubbingRules"].([]any)[i].(values)[name] = value })
	}
	zoneWith := func(scopes ...any) *controls.Stack {
		all := []*controls.Resource{
			made("bootstrap-prod", "pulumi:providers:azure-native", "azure", values{"subscriptionId": "s"}),
			made("bootstrap-prod", "azure-native:network/v20180501:Zone", "zone", values{"resourceGroupName": "rg", "zoneName": "trelica.example"}),
		}
		for i, scope := range scopes {
			all = append(all, made("bootstrap-prod", "azure-native:authorization/v20200501:ManagementLockByScope", "lock"+strings.Repeat("x", i), values{"scope": scope, "level": "CanNotDelete"}))
		}
		return &controls.Stack{Name: "bootstrap-prod", Project: "trelica", Resources: all, Now: today}
	}
	const ourZone = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/dnsZones/trelica.example"
	for _, c := range []struct {
		rule   string
		stack  *controls.Stack
		want   bool // violated
		reason string
	}{
		{"edge-firewall-scrubbing", firewall(func(values) {}), false, "all that a request carries is scrubbed"},
		{"edge-firewall-scrubbing", firewall(func(s values) { delete(s, "scrubbingRules") }), true, "nothing is scrubbed"},
		{"edge-firewall-scrubbing", firewall(func(s values) { s["scrubbingRules"] = s["scrubbingRules"].([]any)[1:] }), true, "the values of queries stay"},
		{"edge-firewall-scrubbing", firewall(func(s values) { s["scrubbingRules"] = s["scrubbingRules"].([]any)[:5] }), true, "the address stays, and with it the query"},
		{"edge-firewall-scrubbing", firewall(func(s values) { s["state"] = "Disabled" }), true, "rules that are not used"},
		{"edge-firewall-scrubbing", scrubbed(2, "state", "Disabled"), true, "a rule that is off"},
		{"edge-firewall-scrubbing", scrubbed(1, "selectorMatchOperator", "Equals"), true, "one header of many"},
		{"edge-firewall-scrubbing", scrubbed(4, "matchVariable", "RequestIPAddress"), true, "nobody knows who it was"},
		{"edge-firewall-scrubbing", scrubbed(4, "matchVariable", controls.Unknown{}), false, "not known yet"},
		{"zone-locked", zoneWith(ourZone + "/SOA/@"), false, "the zone stays, its records come and go"},
		{"zone-locked", zoneWith(), true, "the zone can be deleted"},
		{"zone-locked", zoneWith(ourZone), true, "no record can be taken away"},
		{"zone-locked", zoneWith(ourZone, ourZone+"/SOA/@"), true, "nor with a second lock"},
		{"zone-locked", zoneWith(ourZone + "/TXT/@"), true, "a set that may go before the zone does"},
		{"zone-locked", zoneWith(controls.Unknown{}), false, "a preview before there is a zone: undecided"},
		{"zone-locked", stack(made("dev", "azure-native:network/v20180501:Zone", "zone", values{"resourceGroupName": "rg", "zoneName": "dev.example"})), false, "development may be thrown away"},
	} {
		assert.Equal(t, c.want, containsAnswer(answers(c.rule, c.stack), controls.Violated), "%s: %s", c.rule, c.reason)
	}
}

// TestAlertsLookFarEnoughBack shortens what an alert looks at to less than records take to arrive, and takes a column away.
func TestAlertsLookFarEnoughBack(t *testing.T) {
	t.Parallel()
	asking := func(was, is string) func(values) {
		return func(in values) {
			condition := in["criteria"].(values)["allOf"].([]any)[0].(values)
			query := condition["query"].(string)
			require.Contains(t, query, was)
			condition["query"] = strings.ReplaceAll(query, was, is)
		}
	}
	window := func(length string) func(values) { return func(in values) { in["windowSize"] = length } }
	for _, c := range []struct {
		stack, alert string
		change       func(values)
		want         bool // violated
		reason       string
	}{
		{"bootstrap-prod", "break-glass-used", func(values) {}, false, "an hour, and records come within twenty minutes"},
		{"bootstrap-prod", "break-glass-used", window("PT15M"), true, "half of the records come later"},
		{"bootstrap-prod", "break-glass-used", window("PT2H"), true, "the alert stays on long after"},
		{"prod", "objective-burn-fast", func(values) {}, false, "a quarter of an hour, and logs come within ten minutes"},
		{"prod", "objective-burn-fast", asking("ago(15m)", "ago(5m)"), true, "nothing of that has come yet"},
		{"prod", "objective-burn-fast", asking(`column_ifexists("httpStatusCode_d", real(null))`, "real(null)"), true, "the status may be a number"},
		{"prod", "edge-home-origin-ill", asking(`column_ifexists("httpStatusCode_s", "")`, `""`), true, "or a text"},
	} {
		s, changed := golden(t, c.stack), 0
		for _, r := range s.Resources {
			if name, _ := r.Inputs["ruleName"].(string); strings.HasSuffix(name, "-"+c.alert) {
				c.change(r.Inputs)
				changed++
			}
		}
		require.Equal(t, 1, changed, c.alert)
		assert.Equal(t, c.want, containsAnswer(answers("alerts-sharp", s), controls.Violated), "%s: %s", c.alert, c.reason)
	}
}
