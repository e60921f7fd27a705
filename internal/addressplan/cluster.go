package addressplan

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// podBlockBits is the range of pod addresses that every node gets; fixed by Azure CNI Overlay (AKS documentation,
// Configure Azure CNI Overlay).
const podBlockBits = 24

// largestService is the largest service range, exclusive: AKS wants it smaller than a /12 (AKS documentation, IP address planning).
const largestService = 12

// smallestService leaves 250 services, far more than an environment has.
const smallestService = 24

// Named is a range with the name by which a message speaks of it: "podCidr", or "the cluster network".
type Named struct {
	Name   string
	Prefix netip.Prefix
}

// Conflict is one range that cannot be used as it is.
type Conflict struct {
	// Range is the offending range.
	Range Named
	// Message says what is wrong with it.
	Message string
	// Allowed says what would be right.
	Allowed string
}

// Forbidden returns the range that AKS keeps for itself and that p overlaps, if there is one. Neither pods nor
// services nor the cluster's network may use them (AKS documentation, Configure Azure CNI networking, prerequisites).
func Forbidden(p netip.Prefix) (netip.Prefix, bool) {
	for _, kept := range []string{"169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"} {
		if k := netip.MustParsePrefix(kept); Overlaps(k, p) {
			return k, true
		}
	}
	return netip.Prefix{}, false
}

// MaxNodesForPods is how many nodes a pod range has room for: each takes a /24 of it.
func MaxNodesForPods(pods netip.Prefix) int {
	if !pods.IsValid() || !pods.Addr().Is4() || pods.Bits() > podBlockBits {
		return 0
	}
	return 1 << (podBlockBits - pods.Bits())
}

// CheckClusterRanges checks the ranges inside a cluster against each other, against the networks around the cluster, and
// against what AKS demands. It reports every conflict at once, and none when all is well.
func CheckClusterRanges(pods, services Named, networks []Named) []Conflict {
	var found []Conflict
	add := func(r Named, allowed, format string, args ...any) {
		found = append(found, Conflict{Range: r, Message: fmt.Sprintf(format, args...), Allowed: allowed})
	}
	for _, r := range []Named{pods, services} {
		allowed := allowedFor(r, services)
		if message := checkInner(r.Prefix); message != "" {
			add(r, allowed, "%s", message)
			continue
		}
		for _, network := range networks {
			if Overlaps(r.Prefix, network.Prefix) {
				add(r, allowed, "overlaps %s (%s)", network.Name, network.Prefix)
			}
		}
	}
	if Overlaps(pods.Prefix, services.Prefix) {
		add(services, allowedFor(services, services), "overlaps %s (%s)", pods.Name, pods.Prefix)
	}
	if MaxNodesForPods(pods.Prefix) == 0 && checkInner(pods.Prefix) == "" {
		add(pods, allowedFor(pods, services), "has no room for the /%d of a single node", podBlockBits)
	}
	if bits := services.Prefix.Bits(); checkInner(services.Prefix) == "" && (bits <= largestService || bits > smallestService) {
		add(services, allowedFor(services, services), "is a /%d", bits)
	}
	return found
}

func allowedFor(r, services Named) string {
	if r == services {
		return "a private IPv4 prefix of /13 to /24 that overlaps neither pods nor networks nor what AKS keeps for itself"
	}
	return "a private IPv4 prefix of /24 or larger that overlaps neither services nor networks nor what AKS keeps for itself"
}

func checkInner(p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return "is no address range"
	case !p.Addr().Is4():
		return "is not an IPv4 range"
	case p != p.Masked():
		return fmt.Sprintf("has bits set behind its length; %s is meant", p.Masked())
	case !Private(p):
		return "is not private"
	}
	if taken, ok := Forbidden(p); ok {
		return fmt.Sprintf("overlaps %s, which AKS keeps for itself", taken)
	}
	return ""
}

// DNSServiceIP is the address of the cluster's DNS service: the tenth of the service range, as AKS itself chooses. The
// first belongs to the Kubernetes API. It fails when the range is not an IPv4 range with ten addresses.
func DNSServiceIP(services netip.Prefix) (netip.Addr, error) {
	const tenth = 10
	if !services.IsValid() || !services.Addr().Is4() || services.Bits() > 28 {
		return netip.Addr{}, fmt.Errorf("service range %s has no tenth address for DNS; allowed: an IPv4 prefix of /28 or larger", services)
	}
	four := services.Masked().Addr().As4()
	binary.BigEndian.PutUint32(four[:], binary.BigEndian.Uint32(four[:])+tenth)
	return netip.AddrFrom4(four), nil
}
