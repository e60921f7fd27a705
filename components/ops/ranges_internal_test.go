package ops

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAuthorizedRanges(t *testing.T) {
	t.Parallel()
	desk := netip.MustParsePrefix("203.0.113.0/29")
	for _, c := range []struct {
		own    string
		glass  []netip.Prefix
		want   []string
		reason string
	}{
		{"198.51.100.7", nil, []string{"198.51.100.7/32"}, "the network's own address alone"},
		{"198.51.100.7", []netip.Prefix{desk}, []string{"198.51.100.7/32", "203.0.113.0/29"}, "the pipeline comes first, then people"},
		{"", []netip.Prefix{desk}, nil, "without its own address the pipeline would be shut out"},
		{"2001:db8::1", nil, nil, "API servers are limited by IPv4 ranges"},
	} {
		got, err := authorizedRanges(c.own, c.glass)
		assert.Equal(t, c.want, got, c.reason)
		if c.want == nil {
			assert.ErrorContains(t, err, "no IPv4 address", c.reason)
			continue
		}
		assert.NoError(t, err, c.reason)
	}
}
