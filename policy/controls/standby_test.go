package controls_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// TestTheStandbyOpensWhatTheHomeRegionDoes changes a rule of production's standby, and of its home region, where nothing runs that would miss it.
func TestTheStandbyOpensWhatTheHomeRegionDoes(t *testing.T) {
	t.Parallel()
	const home, standby = "foundation-network-endpoints-nsg", "standby-network-endpoints-nsg"
	first := func(r *controls.Resource) map[string]any {
		rules, _ := r.Inputs["securityRules"].([]any)
		one, _ := rules[0].(map[string]any)
		return one
	}
	for _, c := range []struct {
		reason string
		change func(groups map[string]*controls.Resource)
		want   controls.Answer
	}{
		{"as it is", func(map[string]*controls.Resource) {}, controls.Holds},
		{"another address of the same size", func(g map[string]*controls.Resource) { first(g[standby])["sourceAddressPrefix"] = "10.80.2.0/23" }, controls.Holds},
		{"the nodes are refused", func(g map[string]*controls.Resource) { first(g[standby])["access"] = "Deny" }, controls.Violated},
		{"fewer nodes are let in", func(g map[string]*controls.Resource) { first(g[standby])["sourceAddressPrefix"] = "10.80.0.0/24" }, controls.Violated},
		{"the database is left out", func(g map[string]*controls.Resource) { first(g[standby])["destinationPortRanges"] = []any{"443"} }, controls.Violated},
		{"the home region opens a port that the standby does not", func(g map[string]*controls.Resource) {
			first(g[home])["destinationPortRanges"] = []any{"443", "1433", "11000-11999"}
		}, controls.Violated},
		{"the rules are not known yet", func(g map[string]*controls.Resource) { g[home].Inputs["securityRules"] = controls.Unknown{} }, controls.Undecided},
	} {
		s := golden(t, "prod")
		groups := map[string]*controls.Resource{}
		for _, r := range s.Of("network:NetworkSecurityGroup") {
			groups[r.Name()] = r
		}
		require.NotNil(t, groups[home])
		require.NotNil(t, groups[standby])
		c.change(groups)
		assert.Contains(t, answers("standby-doors", s), c.want, c.reason)
		if c.want == controls.Holds {
			assert.NotContains(t, answers("standby-doors", s), controls.Violated, c.reason)
		}
	}
}
