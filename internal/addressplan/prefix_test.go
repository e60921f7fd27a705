package addressplan_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/addressplan"
)

func TestUsable(t *testing.T) {
	t.Parallel()
	for subnet, want := range map[string]int{
		"10.0.0.0/23": 507, "10.0.0.0/24": 251, "10.0.0.0/26": 59, "10.0.0.0/29": 3, "10.0.0.0/30": 0, "10.0.0.0/32": 0, "fd00::/64": 0,
	} {
		assert.Equal(t, want, addressplan.Usable(prefix(subnet)), subnet)
	}
	assert.Zero(t, addressplan.Usable(netip.Prefix{}))
}

func TestKindsOfRanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		prefix                         string
		private, documentation, public bool
		reason                         string
	}{
		{"10.1.2.0/24", true, false, false, "RFC 1918"},
		{"100.64.0.0/16", true, false, false, "the shared range is nobody's on the Internet"},
		{"203.0.113.7/32", false, true, true, "an example stands for a public address"},
		{"20.1.2.3/32", false, false, true, "an ordinary public address"},
		{"0.0.0.0/0", false, false, false, "the whole Internet contains what is not public"},
		{"8.0.0.0/5", false, false, false, "a range that contains private addresses is neither"},
		{"127.0.0.1/32", false, false, false, "loopback"},
		{"224.0.0.0/8", false, false, false, "multicast"},
	} {
		p := prefix(c.prefix)
		assert.Equal(t, c.private, addressplan.Private(p), "%s private: %s", c.prefix, c.reason)
		assert.Equal(t, c.documentation, addressplan.Documentation(p), "%s documentation: %s", c.prefix, c.reason)
		assert.Equal(t, c.public, addressplan.Public(p), "%s public: %s", c.prefix, c.reason)
	}
}

func TestOverlapsAndContains(t *testing.T) {
	t.Parallel()
	a, half, other := prefix("10.0.0.0/16"), prefix("10.0.128.0/17"), prefix("10.1.0.0/16")
	assert.True(t, addressplan.Overlaps(a, half))
	assert.True(t, addressplan.Overlaps(half, a))
	assert.False(t, addressplan.Overlaps(a, other))
	assert.False(t, addressplan.Overlaps(a, netip.Prefix{}), "nothing overlaps no range")
	assert.True(t, addressplan.Contains(a, half))
	assert.False(t, addressplan.Contains(half, a))
	assert.False(t, addressplan.Contains(a, netip.Prefix{}))
}
