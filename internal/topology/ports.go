package topology

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Protocol is what a connection speaks.
type Protocol string

// The protocols that every answer is computed for.
const (
	TCP  Protocol = "tcp"
	UDP  Protocol = "udp"
	ICMP Protocol = "icmp"
)

// protocols are those; "any" in a rule encompasses them (Microsoft Learn, Virtual network, network-security-groups-overview).
var protocols = []Protocol{TCP, UDP, ICMP}

// PortRange is a range of ports, both ends included.
type PortRange struct{ First, Last uint16 }

// anyPort is every port there is.
var anyPort = PortRange{0, 65535}

func (p PortRange) String() string {
	switch {
	case p == anyPort:
		return "*"
	case p.First == p.Last:
		return strconv.Itoa(int(p.First))
	}
	return fmt.Sprintf("%d-%d", p.First, p.Last)
}

func (p PortRange) contains(port uint16) bool { return port >= p.First && port <= p.Last }

// parsePort reads "*", "443" or "8080-8090".
func parsePort(text string) (PortRange, error) {
	if text == "*" {
		return anyPort, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	from, err := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
	if err != nil {
		return PortRange{}, fmt.Errorf("port %q: expected a number, a range or *", text)
	}
	to, err := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
	if err != nil || to < from {
		return PortRange{}, fmt.Errorf("port %q: expected a number, a range or *", text)
	}
	return PortRange{uint16(from), uint16(to)}, nil
}

// portSet are the ports of a rule.
type portSet struct {
	ranges  []PortRange
	unknown bool
}

func newPortSet(values []string, known bool) portSet {
	s := portSet{unknown: !known || len(values) == 0}
	for _, value := range values {
		for _, part := range strings.Split(value, ",") {
			ports, err := parsePort(strings.TrimSpace(part))
			if err != nil {
				s.unknown = true
				continue
			}
			s.ranges = append(s.ranges, ports)
		}
	}
	return s
}

// matches says whether a port is in the set.
func (s portSet) matches(port uint16) match {
	if slices.ContainsFunc(s.ranges, func(r PortRange) bool { return r.contains(port) }) {
		return yes
	}
	if s.unknown {
		return perhaps
	}
	return no
}

// every is true when the set certainly holds all ports.
func (s portSet) every() bool {
	return slices.ContainsFunc(s.ranges, func(r PortRange) bool { return r.First <= 1 && r.Last == anyPort.Last })
}

// pieces cuts all ports at the ends of the ranges. Two ports of one piece are in the same ranges.
func pieces(ranges []PortRange) []PortRange {
	starts := []int{0}
	for _, r := range ranges {
		starts = append(starts, int(r.First), int(r.Last)+1)
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	var cut []PortRange
	for i, start := range starts {
		if start > int(anyPort.Last) {
			break
		}
		last := int(anyPort.Last)
		if i+1 < len(starts) {
			last = starts[i+1] - 1
		}
		cut = append(cut, PortRange{uint16(start), uint16(last)}) //nolint:gosec // both are within the ports
	}
	return cut
}
