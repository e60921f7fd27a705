package addressplan_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/addressplan"
)

func TestOpsPlanOfProduction(t *testing.T) {
	t.Parallel()
	plan, err := addressplan.NewOps(prefix("10.96.32.0/20"))
	require.NoError(t, err)
	assert.Equal(t, addressplan.Ops{
		Space:          prefix("10.96.32.0/20"),
		Network:        prefix("10.96.32.0/22"),
		RunnerSubnet:   prefix("10.96.32.0/23"),
		EndpointSubnet: prefix("10.96.34.0/27"),
	}, plan)
}

func TestOpsPlansAreContainedDisjointAndSized(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.IntRange(addressplan.LargestOpsSpace, addressplan.SmallestOpsSpace).Draw(t, "bits")
		block := byte(rapid.IntRange(0, 255).Draw(t, "block"))
		space := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, block, byte(rapid.IntRange(0, 255).Draw(t, "third")), 0}), bits).Masked()
		plan, err := addressplan.NewOps(space)
		require.NoError(t, err)
		assert.True(t, addressplan.Contains(space, plan.Network))
		for _, subnet := range []netip.Prefix{plan.RunnerSubnet, plan.EndpointSubnet} {
			assert.True(t, addressplan.Contains(plan.Network, subnet), "%s lies outside %s", subnet, plan.Network)
			assert.Equal(t, subnet, subnet.Masked(), "%s has host bits", subnet)
			assert.LessOrEqual(t, subnet.Bits(), 27, "Container Apps and endpoints need a /27 at least")
		}
		assert.False(t, addressplan.Overlaps(plan.RunnerSubnet, plan.EndpointSubnet))
	})
}

func TestOpsSpacesThatCannotBeDivided(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ space, want, reason string }{
		{"10.96.0.0/15", "is a /15", "a virtual network cannot be that large"},
		{"10.96.0.0/23", "is a /23", "there would be no room for runners and endpoints"},
		{"10.96.33.0/20", "has bits set behind its length; 10.96.32.0/20 is meant", "a typing mistake must not be rounded away"},
		{"203.0.113.0/22", "has bits set behind its length; 203.0.112.0/22 is meant", "mistakes are told one at a time"},
		{"20.0.0.0/20", "is not private", "somebody else has those addresses"},
		{"172.31.16.0/20", "overlaps 172.31.0.0/16, which AKS keeps for itself", "Container Apps keeps what AKS does"},
		{"100.100.16.0/20", "overlaps 100.100.0.0/16, which Container Apps keeps for itself", "the environment of the runners would be refused"},
		{"fd00::/20", "is not an IPv4 range", "the plan knows IPv4 alone"},
	} {
		_, err := addressplan.NewOps(prefix(c.space))
		require.Error(t, err, c.reason)
		assert.Equal(t, "ops space "+c.space+" "+c.want+"; allowed: "+addressplan.OpsSpaceAllowed, err.Error(), c.reason)
	}
	_, err := addressplan.NewOps(netip.Prefix{})
	assert.ErrorContains(t, err, "is no address range")
}
