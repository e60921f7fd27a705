package addressplan

import (
	"encoding/binary"
	"net/netip"
)

// Overlaps says whether two ranges share an address. An invalid range shares none.
func Overlaps(a, b netip.Prefix) bool { return a.IsValid() && b.IsValid() && a.Overlaps(b) }

// Contains says whether every address of inner is in outer.
func Contains(outer, inner netip.Prefix) bool {
	return outer.IsValid() && inner.IsValid() && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// Usable is how many addresses of a subnet resources can have, after the five that Azure keeps. It is zero for
// anything but an IPv4 range with room for more than those five; /29 is the smallest with any.
func Usable(subnet netip.Prefix) int {
	if !subnet.IsValid() || !subnet.Addr().Is4() {
		return 0
	}
	return max(0, 1<<(32-subnet.Bits())-reservedByAzure)
}

// Private says whether every address of a range is private: RFC 1918, or the shared range of RFC 6598.
func Private(p netip.Prefix) bool {
	return within(p, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
}

// Documentation says whether a range lies in what RFC 5737 keeps for examples, which no real network has.
func Documentation(p netip.Prefix) bool {
	return within(p, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
}

// Public says whether a range shares no address with the ranges that nobody on the Internet can have: private, loopback,
// link-local, multicast, reserved and unspecified ones (RFC 6890). Documentation ranges pass: they stand for public ones.
func Public(p netip.Prefix) bool {
	return !overlapsAny(p, "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4")
}

func within(p netip.Prefix, ranges ...string) bool {
	for _, r := range ranges {
		if Contains(netip.MustParsePrefix(r), p) {
			return true
		}
	}
	return false
}

func overlapsAny(p netip.Prefix, ranges ...string) bool {
	for _, r := range ranges {
		if Overlaps(netip.MustParsePrefix(r), p) {
			return true
		}
	}
	return false
}

// child is the index-th part of an IPv4 range when it is divided into parts of the given length.
func child(parent netip.Prefix, bits, index int) netip.Prefix {
	four := parent.Addr().As4()
	start := binary.BigEndian.Uint32(four[:]) + uint32(index)<<(32-bits)
	binary.BigEndian.PutUint32(four[:], start)
	return netip.PrefixFrom(netip.AddrFrom4(four), bits)
}
