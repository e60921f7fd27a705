package addressplan_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/addressplan"
)

func TestCheckClusterRanges(t *testing.T) {
	t.Parallel()
	network := []addressplan.Named{{Name: "addressSpace", Prefix: prefix("10.64.0.0/16")}}
	for _, c := range []struct {
		pods, services string
		want           []string
		reason         string
	}{
		{"10.244.0.0/16", "10.245.0.0/20", nil, "the defaults collide with nothing"},
		{"10.64.128.0/17", "10.245.0.0/20", []string{"podCidr overlaps addressSpace (10.64.0.0/16)"}, "pods in a network are unreachable"},
		{"10.244.0.0/16", "10.244.240.0/20", []string{"serviceCidr overlaps podCidr (10.244.0.0/16)"}, "a service would shadow pods"},
		{"10.244.0.0/25", "10.245.0.0/20", []string{"podCidr has no room for the /24 of a single node"}, "every node takes a /24"},
		{"10.128.0.0/16", "10.240.0.0/12", []string{"serviceCidr is a /12"}, "AKS wants it smaller than a /12"},
		{"10.244.0.0/16", "10.245.0.0/25", []string{"serviceCidr is a /25"}, "a handful of services is too few"},
		{"172.16.0.0/12", "10.245.0.0/20", []string{"podCidr overlaps 172.30.0.0/16, which AKS keeps for itself"}, "a large range may hide a forbidden one"},
		{"192.0.2.0/24", "169.254.0.0/20", []string{"podCidr is not private", "serviceCidr is not private"}, "both mistakes are told"},
		{"10.244.1.0/16", "fd00::/108", []string{
			"podCidr has bits set behind its length; 10.244.0.0/16 is meant", "serviceCidr is not an IPv4 range",
		}, "both mistakes are told"},
	} {
		found := addressplan.CheckClusterRanges(
			addressplan.Named{Name: "podCidr", Prefix: prefix(c.pods)},
			addressplan.Named{Name: "serviceCidr", Prefix: prefix(c.services)}, network)
		var got []string
		for _, f := range found {
			got = append(got, f.Range.Name+" "+f.Message)
			assert.NotEmpty(t, f.Allowed)
		}
		assert.Equal(t, c.want, got, c.reason)
	}
}

func TestCheckClusterRangesOfNothing(t *testing.T) {
	t.Parallel()
	found := addressplan.CheckClusterRanges(addressplan.Named{Name: "podCidr"}, addressplan.Named{Name: "serviceCidr"}, nil)
	require.Len(t, found, 2)
	assert.Equal(t, "is no address range", found[0].Message)
	assert.Equal(t, "is no address range", found[1].Message)
}

func TestForbiddenRangesAreSeenFromInsideAndOutside(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{"169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"} {
		for _, p := range []netip.Prefix{prefix(kept), netip.PrefixFrom(prefix(kept).Addr(), 32), prefix("0.0.0.0/0")} {
			_, ok := addressplan.Forbidden(p)
			assert.True(t, ok, "%s against %s", p, kept)
		}
	}
	_, ok := addressplan.Forbidden(prefix("172.29.0.0/16"))
	assert.False(t, ok)
}

func TestMaxNodesForPods(t *testing.T) {
	t.Parallel()
	for pods, want := range map[string]int{"10.244.0.0/16": 256, "10.240.0.0/14": 1024, "10.244.0.0/24": 1, "10.244.0.0/25": 0, "fd00::/16": 0} {
		assert.Equal(t, want, addressplan.MaxNodesForPods(prefix(pods)), pods)
	}
	assert.Zero(t, addressplan.MaxNodesForPods(netip.Prefix{}))
}

func TestDNSServiceIP(t *testing.T) {
	t.Parallel()
	ip, err := addressplan.DNSServiceIP(prefix("10.245.0.0/20"))
	require.NoError(t, err)
	assert.Equal(t, netip.MustParseAddr("10.245.0.10"), ip)
	for _, bad := range []netip.Prefix{{}, prefix("10.245.0.0/29"), prefix("fd00::/108")} {
		_, err := addressplan.DNSServiceIP(bad)
		assert.ErrorContains(t, err, "allowed: an IPv4 prefix of /28 or larger", "%s", bad)
	}
}

func TestDNSServiceIPIsInTheRangeAndNotItsFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		services := spaces.Draw(t, "services")
		ip, err := addressplan.DNSServiceIP(services)
		require.NoError(t, err)
		assert.True(t, services.Contains(ip))
		assert.NotEqual(t, services.Addr().Next(), ip, "the first address belongs to the Kubernetes API")
	})
}
