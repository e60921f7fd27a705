package addressplan_test

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/addressplan"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// spaces draws every address space that a plan accepts: /16 to /20 within the private ranges, less what AKS keeps.
var spaces = rapid.Custom(func(t *rapid.T) netip.Prefix {
	for {
		bits := rapid.IntRange(addressplan.LargestSpace, addressplan.SmallestSpace).Draw(t, "bits")
		private := prefix(rapid.SampledFrom([]string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}).Draw(t, "private"))
		four := private.Addr().As4()
		room := uint32(1)<<(bits-private.Bits()) - 1
		index := rapid.Uint32Range(0, room).Draw(t, "index")
		binary.BigEndian.PutUint32(four[:], binary.BigEndian.Uint32(four[:])+index<<(32-bits))
		space := netip.PrefixFrom(netip.AddrFrom4(four), bits)
		if _, forbidden := addressplan.Forbidden(space); !forbidden {
			return space
		}
	}
})

func TestPlanOfProduction(t *testing.T) {
	t.Parallel()
	plan, err := addressplan.New(prefix("10.64.0.0/16"))
	require.NoError(t, err)
	assert.Equal(t, addressplan.Plan{
		Space:          prefix("10.64.0.0/16"),
		ClusterNetwork: prefix("10.64.0.0/17"),
		NodeSubnet:     prefix("10.64.0.0/23"),
		DataNetwork:    prefix("10.64.128.0/18"),
		EndpointSubnet: prefix("10.64.128.0/26"),
		Spare:          prefix("10.64.192.0/18"),
	}, plan)
	assert.Equal(t, 500, plan.MaxNodes())
}

func TestPlanOfTheSmallestSpace(t *testing.T) {
	t.Parallel()
	plan, err := addressplan.New(prefix("192.168.240.0/20"))
	require.NoError(t, err)
	assert.Equal(t, addressplan.Plan{
		Space:          prefix("192.168.240.0/20"),
		ClusterNetwork: prefix("192.168.240.0/21"),
		NodeSubnet:     prefix("192.168.240.0/23"),
		DataNetwork:    prefix("192.168.248.0/22"),
		EndpointSubnet: prefix("192.168.248.0/26"),
		Spare:          prefix("192.168.252.0/22"),
	}, plan)
	assert.Equal(t, 500, plan.MaxNodes(), "the node subnet does not depend on the space")
}

func TestEveryPlanIsDisjointContainedAndSized(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		space := spaces.Draw(t, "space")
		plan, err := addressplan.New(space)
		require.NoError(t, err)
		siblings := []netip.Prefix{plan.ClusterNetwork, plan.DataNetwork, plan.Spare}
		total := 0
		for i, a := range siblings {
			assert.True(t, addressplan.Contains(space, a), "%s lies outside %s", a, space)
			assert.Equal(t, a, a.Masked(), "%s has host bits", a)
			total += 1 << (32 - a.Bits())
			for _, b := range siblings[i+1:] {
				assert.False(t, addressplan.Overlaps(a, b), "%s and %s overlap", a, b)
			}
		}
		assert.Equal(t, 1<<(32-space.Bits()), total, "networks and spare must fill the space")
		assert.True(t, addressplan.Contains(plan.ClusterNetwork, plan.NodeSubnet))
		assert.True(t, addressplan.Contains(plan.DataNetwork, plan.EndpointSubnet))
		assert.LessOrEqual(t, plan.EndpointSubnet.Bits(), 27, "private endpoints need a /27 at least")
		assert.Equal(t, 500, plan.MaxNodes())
		assert.Less(t, plan.MaxNodes(), addressplan.Usable(plan.NodeSubnet), "internal load balancers need addresses too")
	})
}

func TestPlansOfDisjointSpacesAreDisjoint(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := spaces.Draw(t, "one"), spaces.Draw(t, "other")
		one, err := addressplan.New(a)
		require.NoError(t, err)
		other, err := addressplan.New(b)
		require.NoError(t, err)
		meet := false
		for _, m := range one.Networks() {
			for _, n := range other.Networks() {
				meet = meet || addressplan.Overlaps(m, n)
			}
		}
		if !addressplan.Overlaps(a, b) {
			assert.False(t, meet, "the spaces are disjoint, their networks are not")
		}
		if a == b {
			assert.True(t, meet, "the same space must give the same networks")
		}
	})
}

func TestSpacesThatCannotBeDivided(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ space, want, reason string }{
		{"10.0.0.0/15", "is a /15", "a virtual network cannot be that large"},
		{"10.0.0.0/21", "is a /21", "there would be no room to move the pools"},
		{"10.0.1.0/16", "has bits set behind its length; 10.0.0.0/16 is meant", "a typing mistake must not be rounded away"},
		{"20.0.0.0/16", "is not private", "somebody else has those addresses"},
		{"172.30.0.0/16", "overlaps 172.30.0.0/16, which AKS keeps for itself", "AKS would refuse the cluster"},
		{"172.31.16.0/20", "overlaps 172.31.0.0/16, which AKS keeps for itself", "a part of a forbidden range is forbidden"},
		{"fd00::/20", "is not an IPv4 range", "the plan knows IPv4 alone"},
	} {
		_, err := addressplan.New(prefix(c.space))
		require.Error(t, err, c.reason)
		assert.Equal(t, "address space "+c.space+" "+c.want+"; allowed: "+addressplan.SpaceAllowed, err.Error(), c.reason)
	}
	_, err := addressplan.New(netip.Prefix{})
	assert.ErrorContains(t, err, "is no address range", "the zero prefix must not be divided")
}
