package stacktest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/stacks/settings"
)

// newBenchFor is a bench on which a stack can be provisioned: what it stands on is there. An environment stands on its bootstrap. A
// rebuild is provisioned where its environment has been, and has lost its home region.
func newBenchFor(t *testing.T, stack string, options localazure.Options) *bench {
	t.Helper()
	b := newBench(t, options)
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	if set.IsBootstrap() {
		return b
	}
	b.up(t, settings.Bootstrap(set.Identity.Environment))
	if set.IsRebuild() {
		b.up(t, set.Identity.Environment)
		b.lose(t, set.Place.Region)
	}
	return b
}

// assertNothingOfTheLostRegion looks at every call that was made since a region was lost, and at everything that the rebuilt
// platform names.
func assertNothingOfTheLostRegion(t *testing.T, b *bench) {
	t.Helper()
	require.Equal(t, []string{"eastus2"}, b.azure.World().Outages(), "the region was out all the time")
	made := b.azure.World().Calls()[b.callsBefore:]
	assert.Greater(t, len(made), 30, "too few calls to have been looked at")
	assert.Empty(t, concerning(made), "calls that concern the lost region")
	named := withoutRegistry(goldenText(t, settings.Rebuild))
	for _, word := range lostWords() {
		if at := strings.Index(named, word); at >= 0 {
			assert.Fail(t, "the rebuilt platform names something of the lost region", "…%s…", named[max(0, at-100):min(len(named), at+100)])
		}
	}
}

// withoutRegistry takes out the one name with the lost region's in it that stays good: the registry's host. The registry has a copy in
// the recovery region, which answers to the same name (Azure Container Registry documentation, geo-replication).
func withoutRegistry(text string) string {
	for _, host := range []string{"crtrelicaprodeus2.azurecr.io", "crtrelicaprodeus2[.]azurecr[.]io"} {
		text = strings.ReplaceAll(text, host, "REGISTRY")
	}
	return text
}

// TestCallsThatConcernALostRegionAreFound shows calls of the kind that a rebuild must not make to what looks for them.
func TestCallsThatConcernALostRegionAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call   world.Call
		found  bool
		reason string
	}{
		{world.Call{Method: "GET", ID: "/subscriptions/s/resourceGroups/rg-trelica-prod-cus-network", Location: "centralus"}, false, "a group of the standby"},
		{world.Call{Method: "PUT", ID: "/subscriptions/s/resourceGroups/rg-trelica-prod-eus2-network", Location: ""}, true, "a group by its name alone"},
		{world.Call{Method: "GET", ID: "/subscriptions/s/providers/x", Location: "eastus2"}, true, "a call that the lost region would answer"},
		{world.Call{Method: "GET", ID: "/subscriptions/s/resourceGroups/RG-EUS2-x", Location: "global"}, true, "identifiers have no case"},
	} {
		assert.Equal(t, c.found, len(concerning([]world.Call{c.call})) == 1, c.reason)
	}
}

// lostWords are by what something of East US 2 is told: the region's name, and its short name, which is in every name.
func lostWords() []string { return []string{"eastus2", "eus2"} }

// concerning are the calls that the lost region would answer, or that name something of it.
func concerning(calls []world.Call) []world.Call {
	var found []world.Call
	for _, call := range calls {
		for _, word := range lostWords() {
			if world.Region(call.Location) == word || strings.Contains(strings.ToLower(call.ID), word) {
				found = append(found, call)
				break
			}
		}
	}
	return found
}
