package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// hostAddress is the virtual address of the host under every machine. Azure's resolver answers there, and the load balancers'
// health probes come from there (Microsoft Learn, Virtual network, network-security-groups-overview, "Azure platform considerations").
var hostAddress = netip.MustParseAddr("168.63.129.16")

// metadataAddress is that of the instance metadata service (the same document).
var metadataAddress = netip.MustParseAddr("169.254.169.254")

// The service tags whose addresses can be told without Azure's list (Microsoft Learn, Virtual network, service-tags-overview).
const (
	tagVirtualNetwork = "VirtualNetwork"
	tagLoadBalancer   = "AzureLoadBalancer"
	tagInternet       = "Internet"
	tagFrontDoor      = "AzureFrontDoor.Backend"
	tagCloud          = "AzureCloud"
)

// Peer is one end of a connection as a security group sees it: a single address, or one of the addresses of a service tag
// that only Azure can list.
type Peer struct {
	Addr netip.Addr
	Tag  string
	// Plain is true for an address that is certainly none of a service of Azure.
	Plain bool
}

// At is the peer at an address; it must be a valid one, and is meant for values that a program knows.
func At(addr string) Peer { return Peer{Addr: netip.MustParseAddr(addr)} }

// Anyone is the peer at a public address of whom nothing is known, but that it is no service of Azure.
func Anyone(addr netip.Addr) Peer { return Peer{Addr: addr, Plain: true} }

// Of is a peer among the addresses of a service tag.
func Of(tag string) Peer { return Peer{Tag: tag} }

func (p Peer) String() string {
	if p.Tag != "" {
		return p.Tag
	}
	return p.Addr.String()
}

// public is true for an address that the public Internet can have.
func public(a netip.Addr) bool {
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
	return a.IsValid() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() && !a.IsUnspecified() &&
		a != hostAddress && !shared.Contains(a)
}

// side is the source or the destination of a rule.
type side struct {
	// prefixes are ranges of addresses; everything is both families' whole range.
	prefixes []netip.Prefix
	tags     []string
	// groups is true where application security groups are named: whose members the state does not say.
	groups bool
	// unknown is true where a value is not known yet, or cannot be read.
	unknown bool
}

var everything = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}

// newSide parses what a rule says: "*", addresses, ranges in CIDR form, service tags.
func newSide(values []string, known, groups bool) side {
	s := side{groups: groups, unknown: !known || len(values) == 0 && !groups}
	for _, value := range values {
		switch prefix, err := parsePrefix(value); {
		case value == "*" || strings.EqualFold(value, "any"):
			s.prefixes = append(s.prefixes, everything...)
		case err == nil:
			s.prefixes = append(s.prefixes, prefix)
		case value == "" || value[0] >= '0' && value[0] <= '9' || strings.ContainsAny(value, ":/"):
			s.unknown = true // an address that cannot be read is no service tag
		default:
			s.tags = append(s.tags, value)
		}
	}
	return s
}

// parsePrefix reads an address or a range; a range may be written with bits beyond its length.
func parsePrefix(value string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(value); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(value)
	return prefix.Masked(), err
}

// parsePrefixes reads those that can be read, and says whether all could.
func parsePrefixes(values []string) (prefixes []netip.Prefix, ok bool) {
	ok = true
	for _, value := range values {
		prefix, err := parsePrefix(value)
		if err != nil {
			ok = false
			continue
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, ok
}

// matches says whether a peer is among what the rule names. virtual is what the tag VirtualNetwork stands for where the rule is.
func (s side) matches(p Peer, virtual []netip.Prefix) match {
	result := matched(false)
	if s.unknown || s.groups {
		result = perhaps
	}
	for _, prefix := range s.prefixes {
		result = oneOf(result, inPrefix(p, prefix))
	}
	for _, tag := range s.tags {
		result = oneOf(result, inTag(p, tag, virtual))
	}
	return result
}

func inPrefix(p Peer, prefix netip.Prefix) match {
	if p.Tag == "" {
		return matched(prefix.Contains(p.Addr))
	}
	// A tag's addresses are public, and nobody here can list them: only the whole range certainly holds them.
	if prefix.Bits() == 0 {
		return matched(prefix.Addr().Is4())
	}
	if !public(prefix.Addr()) {
		return no
	}
	return perhaps
}

// inTag says whether a peer is one of a tag's addresses.
func inTag(p Peer, tag string, virtual []netip.Prefix) match {
	is := func(name string) bool { return strings.EqualFold(tag, name) }
	if p.Tag != "" {
		return tagInTag(p.Tag, tag)
	}
	inside := contains(virtual, p.Addr) || p.Addr == hostAddress
	switch {
	case is(tagVirtualNetwork):
		return matched(inside)
	case is(tagLoadBalancer), is("AzurePlatformDNS"):
		return matched(p.Addr == hostAddress)
	case is("AzurePlatformIMDS"):
		return matched(p.Addr == metadataAddress)
	case is(tagInternet):
		return matched(!inside && public(p.Addr))
	case public(p.Addr) && !inside && !p.Plain:
		return perhaps
	}
	return no
}

// tagInTag says whether the addresses of one tag are among those of another. A tag is the ranges of one service
// (service-tags-overview): one with a region is part of the one without ("Storage.EastUS2" of "Storage"), two services have
// none in common, every tag is part of the Internet, and AzureCloud is all of Azure's.
func tagInTag(inner, outer string) match {
	inner, outer = strings.ToLower(inner), strings.ToLower(outer)
	cloud := strings.ToLower(tagCloud)
	switch {
	case inner == outer, outer == strings.ToLower(tagInternet), strings.HasPrefix(inner, outer+"."):
		return yes
	case strings.HasPrefix(outer, inner+"."), strings.HasPrefix(outer, cloud), strings.HasPrefix(inner, cloud):
		return perhaps
	}
	return no
}

// contains is true when one of the ranges holds the address.
func contains(prefixes []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}

// overlaps is true when any two of the ranges share an address.
func overlaps(a, b []netip.Prefix) bool {
	return slices.ContainsFunc(a, func(p netip.Prefix) bool { return slices.ContainsFunc(b, p.Overlaps) })
}

// representatives cuts all addresses at the ends of the ranges, and returns the first address of each piece: two addresses
// of one piece are in the same ranges, so what is true of the first is true of all.
func representatives(prefixes []netip.Prefix) []netip.Addr {
	cuts := []netip.Addr{netip.MustParseAddr("0.0.0.0"), netip.MustParseAddr("::")}
	for _, prefix := range prefixes {
		cuts = append(cuts, prefix.Masked().Addr())
		if next := lastOf(prefix).Next(); next.IsValid() {
			cuts = append(cuts, next)
		}
	}
	slices.SortFunc(cuts, netip.Addr.Compare)
	return slices.Compact(cuts)
}

// lastOf is the last address of a range.
func lastOf(prefix netip.Prefix) netip.Addr {
	bytes := prefix.Masked().Addr().AsSlice()
	for i := prefix.Bits(); i < len(bytes)*8; i++ {
		bytes[i/8] |= 1 << (7 - i%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}
