package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// complete is dev with all that runs in it, on its bootstrap, as the goldens have them.
func complete(t *testing.T) []topology.State {
	t.Helper()
	var states []topology.State
	for _, each := range []struct{ golden, stack string }{{"dev-complete", "dev"}, {"bootstrap-dev", "bootstrap-dev"}} {
		file, err := os.Open("../../internal/stacktest/testdata/" + each.golden + ".json")
		require.NoError(t, err)
		resources, err := topology.ReadSnapshot(file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		_, environment := settings.KindOf(each.stack)
		states = append(states, topology.State{Stack: each.stack, Environment: environment, Resources: resources})
	}
	return states
}

// differences are what the command finds in dev with all that runs in it, after a change of the settings.
func differences(t *testing.T, change func(*settings.Settings)) []string {
	t.Helper()
	set, err := settings.FromFiles("../..", "dev")
	require.NoError(t, err)
	if change != nil {
		change(set)
	}
	report, _ := newTopology(&topologyOptions{stack: "dev"}, environment{Operators: operators(set), Flows: workloadFlows(set)}, complete(t))
	found := []string{}
	for _, difference := range report.Differences {
		found = append(found, difference.String())
	}
	return found
}

// TestWhatRunsIsAsTheSettingsDeclareIt takes one declaration away after the other, and sees that what stays open is told.
func TestWhatRunsIsAsTheSettingsDeclareIt(t *testing.T) {
	t.Parallel()
	require.Empty(t, differences(t, nil), "the workloads' flows are joined from the settings")
	without := func(name, flow string) func(*settings.Settings) {
		return func(set *settings.Settings) {
			for i, w := range set.Workloads.Workloads {
				if w.Name == name {
					set.Workloads.Workloads[i].Flows = slices.DeleteFunc(slices.Clone(w.Flows), func(f string) bool { return f == flow })
				}
			}
		}
	}
	for _, c := range []struct {
		change func(*settings.Settings)
		want   string
		reason string
	}{
		{without("web", "internet"), "open, and declared nowhere: pods product/web in aks-trelica-dev-uks to Internet, tcp 443",
			"the state lets through more than the sign-in"},
		{without("worker", "database"), "open, and declared nowhere: pods product/worker in aks-trelica-dev-uks to sql-trelica-dev-uks", "the database"},
		{without("tokens", "vault"), "open, and declared nowhere: pods product/tokens in aks-trelica-dev-uks to kv-trelica-dev-uks-tok", "the tokens"},
		{func(set *settings.Settings) {
			for i, w := range set.Workloads.Workloads {
				if w.Name == "migrate" {
					set.Workloads.Workloads[i].Flows = append(slices.Clone(w.Flows), "internet")
				}
			}
		}, "undecided: pods product/migrate-eeeeeeeeeeee in aks-trelica-dev-uks to Internet, tcp 443", "a declared flow that the state lets through in part"},
		{func(set *settings.Settings) {
			for i := range set.Workloads.Workloads {
				set.Workloads.Workloads[i].Hosts = nil
			}
		}, "open, and declared nowhere: pods ingress/ingress in aks-trelica-dev-uks to pods product/web", "a host that is no more"},
	} {
		found := differences(t, c.change)
		assert.True(t, slices.ContainsFunc(found, func(text string) bool { return strings.HasPrefix(text, c.want) }), "%s: %v", c.reason, found)
	}
}
