package topology_test

import (
	"fmt"
	"maps"
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
			all, d := states(t, environment), declared(t, environment)
			before := compare(environment, all, d)
			tried := 0
			for s, state := range all {
				for r, resource := range state.Resources {
					if !strings.HasSuffix(resource.URN[:strings.LastIndex(resource.URN, "::")], ":NetworkSecurityGroup") {
						continue
					}
					rules := resource.Inputs["securityRules"].([]any)
					for i, rule := range rules {
						group := fmt.Sprint(resource.Inputs["networkSecurityGroupName"])
						check := func(what string, changed []any) {
							tried++
							inputs := maps.Clone(resource.Inputs)
							inputs["securityRules"] = changed
							assert.NotEqual(t, before, compare(environment, with(all, s, r, inputs), d), "%s %s: not seen", group, what)
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

func compare(environment string, all []topology.State, d topology.Declaration) []topology.Finding {
	return topology.NewSurvey(topology.NewWorld(environment, all...), d).Compare()
}
