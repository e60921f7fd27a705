package arm

import (
	"net/netip"
)

const reservedAddresses = "Microsoft Learn, virtual-network, virtual-networks-faq (address ranges that cannot be used)"

// placedPrefix is a range of addresses and the input it was read from.
type placedPrefix struct {
	path   string
	prefix netip.Prefix
}

// readPrefix reads a range and demands that it is written with its first address.
func readPrefix(path, text string) (placedPrefix, []Problem) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return placedPrefix{}, []Problem{refusal(path, "InvalidAddressPrefixFormat", "%q is not a range of addresses in CIDR notation, such as 10.20.0.0/16.", text)}
	}
	if prefix != prefix.Masked() {
		return placedPrefix{}, []Problem{refusal(path, "InvalidCIDRNotation",
			"%q has an invalid CIDR notation: for the given prefix length, the address prefix should be %s.", text, prefix.Masked())}
	}
	return placedPrefix{path: path, prefix: prefix}, nil
}

// readPrefixes reads every range that a pattern names; what cannot be read or is not known is left out.
func readPrefixes(b Body, pattern string) []placedPrefix {
	var read []placedPrefix
	found := texts(b, pattern)
	for _, path := range sortedNames(found) {
		if placed, problems := readPrefix(path, found[path]); problems == nil {
			read = append(read, placed)
		}
	}
	return read
}

// forbiddenPrefixes are ranges that no virtual network may have.
func forbiddenPrefixes() map[string]netip.Prefix {
	return map[string]netip.Prefix{
		"multicast":            netip.MustParsePrefix("224.0.0.0/4"),
		"broadcast":            netip.MustParsePrefix("255.255.255.255/32"),
		"loopback":             netip.MustParsePrefix("127.0.0.0/8"),
		"link-local":           netip.MustParsePrefix("169.254.0.0/16"),
		"Azure's internal DNS": netip.MustParsePrefix("168.63.129.16/32"),
	}
}

// privatePrefixes are the ranges that never appear on the internet.
func privatePrefixes() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	}
}

// publicRule demands that an address rule of a service's firewall names public addresses.
func publicRule(path, text string) []Problem {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		address, addressErr := netip.ParseAddr(text)
		if addressErr != nil {
			return []Problem{refusal(path, "", "%q is neither an address nor a range in CIDR notation.", text)}
		}
		prefix = netip.PrefixFrom(address, address.BitLen())
	}
	for _, private := range privatePrefixes() {
		if private.Overlaps(prefix) {
			return []Problem{refusal(path, "", "%q is a private address; address rules take public ones only.", text)}
		}
	}
	return nil
}

// addressOrRange reports whether a text is an address, or a range with its first address.
func addressOrRange(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	prefix, err := netip.ParsePrefix(text)
	return err == nil && prefix == prefix.Masked()
}
