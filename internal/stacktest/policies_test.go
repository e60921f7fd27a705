package stacktest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/stacks/settings"
)

// policiesOf are the settings of an environment's policies: the regions in which it may have anything.
func policiesOf(t *testing.T, stack string) governance.PolicySettings {
	t.Helper()
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	places := []string{set.Place.Region, set.Place.WatchRegion}
	if set.HasRecovery() {
		places = append(places, set.Place.RecoveryRegion)
	}
	return governance.PolicySettings{Locations: places, Registry: set.Names().Registry() + ".azurecr.io"}
}

// refused lists what the policies would refuse of a snapshot, with the policy.
func refused(policies governance.PolicySettings, snapshot []goldenResource) []string {
	var found []string
	for _, r := range snapshot {
		parts := strings.Split(r.URN, "::")
		if len(parts) < 4 {
			continue
		}
		kind := parts[2][strings.LastIndex(parts[2], "$")+1:]
		for _, policy := range governance.Refusals(policies, governance.Resource{Token: kind, Inputs: r.Inputs}) {
			found = append(found, parts[3]+": "+policy)
		}
	}
	return found
}

// TestNoPolicyRefusesWhatTheStacksMake holds every resource of every stack against the policies of its environment: those that
// refuse would stop a deployment half-way.
func TestNoPolicyRefusesWhatTheStacksMake(t *testing.T) {
	t.Parallel()
	for _, stack := range settings.Stacks(root) {
		assert.Empty(t, refused(policiesOf(t, stack), golden(t, stack)), stack)
	}
}

// TestAPolicyThatLeavesOutTheWatchRegionIsSeen takes the region away that the front's own things lie in.
func TestAPolicyThatLeavesOutTheWatchRegionIsSeen(t *testing.T) {
	t.Parallel()
	policies := policiesOf(t, settings.Production)
	policies.Locations = []string{"eastus2", "centralus"}
	found := refused(policies, golden(t, settings.Production))
	assert.Contains(t, found, "front-group-watch: group-locations")
	assert.Contains(t, found, "front-status-environment: locations")
	for _, each := range found {
		assert.True(t, strings.HasPrefix(each, "front-"), each)
	}
}
