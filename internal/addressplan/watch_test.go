package addressplan_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/addressplan"
)

func TestWatchPlanOfProduction(t *testing.T) {
	t.Parallel()
	plan, err := addressplan.NewWatch(prefix("10.112.2.0/24"))
	require.NoError(t, err)
	assert.Equal(t, addressplan.Watch{Network: prefix("10.112.2.0/24"), AppSubnet: prefix("10.112.2.0/25")}, plan)
}

func TestWatchPlansAreContainedAndSized(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(addressplan.LargestWatchSpace, addressplan.SmallestWatchSpace).Draw(t, "bits")
		block, third := byte(rapid.IntRange(0, 255).Draw(t, "block")), byte(rapid.IntRange(0, 255).Draw(t, "third"))
		space := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, block, third, 0}), bits).Masked()
		plan, err := addressplan.NewWatch(space)
		require.NoError(t, err)
		assert.Equal(t, space, plan.Network)
		assert.True(t, addressplan.Contains(plan.Network, plan.AppSubnet))
		assert.Equal(t, plan.AppSubnet, plan.AppSubnet.Masked())
		assert.LessOrEqual(t, plan.AppSubnet.Bits(), 27, "Container Apps needs a /27 at least")
	})
}

func TestWatchSpacesThatCannotBeDivided(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ space, want, reason string }{
		{"10.112.0.0/15", "is a /15", "a virtual network cannot be that large"},
		{"10.112.0.0/27", "is a /27", "half of it would be less than Container Apps takes"},
		{"10.112.0.1/24", "has bits set behind its length; 10.112.0.0/24 is meant", "a typing mistake must not be rounded away"},
		{"20.0.0.0/24", "is not private", "somebody else has those addresses"},
		{"100.100.16.0/24", "overlaps 100.100.0.0/16, which Container Apps keeps for itself", "the environment of the page would be refused"},
		{"fd00::/20", "is not an IPv4 range", "the plan knows IPv4 alone"},
	} {
		_, err := addressplan.NewWatch(prefix(c.space))
		require.Error(t, err, c.reason)
		assert.Equal(t, "watch space "+c.space+" "+c.want+"; allowed: "+addressplan.WatchSpaceAllowed, err.Error(), c.reason)
	}
	_, err := addressplan.NewWatch(netip.Prefix{})
	assert.ErrorContains(t, err, "is no address range")
}
