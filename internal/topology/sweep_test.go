package topology_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
)

// mutant is one change of one property of one resource.
type mutant struct {
	what   string
	change func(inputs map[string]any)
}

// field changes a property in a copy of what holds it, so that goldens are read once.
func field(name string, value any) func(map[string]any) {
	return func(inner map[string]any) {
		if value == nil {
			delete(inner, name)
			return
		}
		inner[name] = value
	}
}

// ruleMutants widen a rule that allows, narrow one that denies, and turn or remove either: none leaves the flows as they are.
func ruleMutants(rule map[string]any) []mutant {
	name := fmt.Sprint(rule["name"])
	var all []mutant
	add := func(what string, change func(map[string]any)) {
		all = append(all, mutant{name + ": " + what, change})
	}
	side := func(end, value string) func(map[string]any) {
		return func(inner map[string]any) {
			delete(inner, end+"AddressPrefixes")
			inner[end+"AddressPrefix"] = value
		}
	}
	ports := func(value string) func(map[string]any) {
		return func(inner map[string]any) {
			delete(inner, "destinationPortRanges")
			inner["destinationPortRange"] = value
		}
	}
	if rule["access"] == "Deny" {
		add("allows", field("access", "Allow"))
		add("denies TCP alone", field("protocol", "Tcp"))
		add("denies UDP alone", field("protocol", "Udp"))
		for _, end := range []string{"source", "destination"} {
			add("denies one "+end, side(end, "192.0.2.1"))
			add("denies the Internet as "+end, side(end, "Internet"))
		}
		add("denies one port", ports("22"))
		return all
	}
	add("denies", field("access", "Deny"))
	if rule["protocol"] != "*" {
		add("any protocol", field("protocol", "*"))
	}
	for _, end := range []string{"source", "destination"} {
		now := fmt.Sprint(rule[end+"AddressPrefix"])
		for _, value := range []string{"*", "0.0.0.0/0", "Internet", "VirtualNetwork", "10.0.0.0/8", "AzureCloud", "198.51.100.0/24"} {
			if value != now {
				add(end+" "+value, side(end, value))
			}
		}
	}
	if rule["destinationPortRange"] != "*" {
		add("every port", ports("*"))
		add("more ports", ports("22-65535"))
		add("another port", ports("22"))
	}
	return all
}

// TestEveryChangeOfARuleIsSeen sweeps over all rules of all security groups in the goldens.
func TestEveryChangeOfARuleIsSeen(t *testing.T) {
	t.Parallel()
	for environment := range environments {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			if environment != "dev" && os.Getenv("TRELICA_DEEP") == "" {
				t.Skip("a deep test, whose rules are dev's at other addresses: set TRELICA_DEEP=1")
			}
			all, d := states(t, environment), declared(t, environment)
			before := compare(environment, all, d)
			tried := 0
			for s, state := range all {
				for r, resource := range state.Resources {
					if !is(resource, "NetworkSecurityGroup") {
						continue
					}
					rules := resource.Inputs["securityRules"].([]any)
					for i, rule := range rules {
						group := fmt.Sprint(resource.Inputs["networkSecurityGroupName"])
						check := func(what string, changed []any) {
							tried++
							inputs := maps.Clone(resource.Inputs)
							inputs["securityRules"] = changed
							assert.True(t, seen(environment, with(all, s, r, inputs), d, before), "%s %s: not seen", group, what)
						}
						check(fmt.Sprint("without rule ", rule.(map[string]any)["name"]), slices.Delete(slices.Clone(rules), i, i+1))
						for _, mutant := range ruleMutants(rule.(map[string]any)) {
							changed := slices.Clone(rules)
							inner := maps.Clone(rule.(map[string]any))
							mutant.change(inner)
							changed[i] = inner
							check(mutant.what, changed)
						}
					}
				}
			}
			require.Greater(t, tried, 200, "the sweep found no rules")
			t.Logf("%d changes of rules", tried)
		})
	}
}

// with is the states with other inputs of one resource; without it where inputs is nil.
func with(all []topology.State, state, resource int, inputs map[string]any) []topology.State {
	changed := slices.Clone(all)
	resources := slices.Clone(changed[state].Resources)
	if inputs == nil {
		resources = slices.Delete(resources, resource, resource+1)
	} else {
		resources[resource].Inputs = inputs
	}
	changed[state].Resources = resources
	return changed
}

// seen says whether there is anything that there was not before. The groups alone are asked first, which is quicker.
func seen(environment string, all []topology.State, d topology.Declaration, before []topology.Finding) bool {
	survey := topology.NewSurvey(topology.NewWorld(environment, all...), d)
	fresh := func(f topology.Finding) bool { return !slices.Contains(before, f) }
	return slices.ContainsFunc(survey.Admissions(), fresh) || slices.ContainsFunc(survey.Compare(), fresh)
}

func compare(environment string, all []topology.State, d topology.Declaration) []topology.Finding {
	return topology.NewSurvey(topology.NewWorld(environment, all...), d).Compare()
}

// TestEveryChangeOfWhatHoldsTheRulesIsSeen takes away, or opens, everything else that the flows rest on.
func TestEveryChangeOfWhatHoldsTheRulesIsSeen(t *testing.T) {
	t.Parallel()
	set := func(path string, value any) func(map[string]any) map[string]any {
		return func(inputs map[string]any) map[string]any { return changed(inputs, strings.Split(path, "."), value) }
	}
	gone := func(map[string]any) map[string]any { return nil }
	tests := []struct {
		reason, kind string
		change       func(map[string]any) map[string]any
	}{
		{"a policy that isolates, or lets through, is gone", "NetworkPolicy", gone},
		{"a policy selects other pods", "NetworkPolicy", set("spec.podSelector", map[string]any{"matchLabels": map[string]any{"app": "none"}})},
		{"a policy lets everything out", "NetworkPolicy", set("spec.egress", []any{map[string]any{}})},
		{"a policy lets everything in", "NetworkPolicy", func(inputs map[string]any) map[string]any {
			return changed(changed(inputs, []string{"spec", "ingress"}, []any{map[string]any{}}), []string{"spec", "policyTypes"}, []any{"Ingress", "Egress"})
		}},
		{"a group is gone, and the subnet names it still", "NetworkSecurityGroup", gone},
		{"half of a peering is gone", "VirtualNetworkPeering", gone},
		{"a peering passes on what others send", "VirtualNetworkPeering", set("allowForwardedTraffic", true)},
		{"a peering leads to another network", "VirtualNetworkPeering", set("remoteVirtualNetwork.id", "/subscriptions/x/virtualNetworks/y")},
		{"the API server is open to everybody", "ManagedCluster", set("apiServerAccessProfile.authorizedIPRanges", []any{})},
		{"the API server is open to one more", "ManagedCluster", set("apiServerAccessProfile.authorizedIPRanges", []any{"0.0.0.0/1"})},
		{"nobody enforces network policies", "ManagedCluster", set("networkProfile.networkPolicy", "none")},
		{"a private endpoint waits for approval", "PrivateEndpoint", func(inputs map[string]any) map[string]any {
			inputs = changed(inputs, []string{"manualPrivateLinkServiceConnections"}, inputs["privateLinkServiceConnections"])
			delete(inputs, "privateLinkServiceConnections")
			return inputs
		}},
	}
	for environment := range environments {
		if environment == "preprod" {
			continue // dev again, at other addresses
		}
		all, d := states(t, environment), declared(t, environment)
		before := compare(environment, all, d)
		for _, test := range tests {
			t.Run(environment+"/"+test.reason, func(t *testing.T) {
				t.Parallel()
				tried := 0
				for s, state := range all {
					for r, resource := range state.Resources {
						if !is(resource, test.kind) {
							continue
						}
						tried++
						assert.True(t, seen(environment, with(all, s, r, test.change(resource.Inputs)), d, before), "%s: not seen", resource.Name())
					}
				}
				require.NotZero(t, tried, "there is nothing to change")
			})
		}
	}
}

// is tells whether a resource is a provider's of a kind, in whatever version.
func is(r topology.Resource, kind string) bool {
	parts := strings.Split(r.URN, "::")
	token := parts[2][strings.LastIndex(parts[2], "$")+1:]
	return !strings.HasPrefix(token, "trelica:") && strings.HasSuffix(token, ":"+kind)
}

// changed is a copy of a property map with one value changed.
func changed(inputs map[string]any, path []string, value any) map[string]any {
	inputs = maps.Clone(inputs)
	if len(path) == 1 {
		inputs[path[0]] = value
		return inputs
	}
	inner, _ := inputs[path[0]].(map[string]any)
	inputs[path[0]] = changed(inner, path[1:], value)
	return inputs
}
