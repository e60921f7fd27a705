package topology

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
)

// Flow is a declared flow: who may reach whom on which ports, and why.
//
// From and To are selectors: a kind of place, then what it is, then the area it is in: "nodes", "endpoint:vault@data",
// "pods:product/web", "address:ops". A star stands for any name: "pods:product/*".
type Flow struct {
	From string `yaml:"from" json:"from"`
	To   string `yaml:"to" json:"to"`
	// Protocol is tcp, udp, or any; tcp if empty.
	Protocol string `yaml:"protocol,omitempty" json:"protocol,omitempty"`
	// Ports are "443", "30000-32767", "443,1433" or "*".
	Ports string `yaml:"ports" json:"ports"`
	// Why is what would not work without it.
	Why string `yaml:"why" json:"why"`
	// Optional is true for a flow that may be closed: only what is open beyond it is a mistake.
	Optional bool `yaml:"optional,omitempty" json:"optional,omitempty"`
	// Some is true for a flow to some of the other end's addresses, which the state tells and this does not: Entra's of the
	// Internet's. That all of them are open is then a mistake, and so is that none is, unless the flow is optional.
	Some bool `yaml:"some,omitempty" json:"some,omitempty"`
	// Anywhere is true for a flow whose ends may be in different regions; otherwise they are in the same, where both are in one.
	Anywhere bool `yaml:"anywhere,omitempty" json:"anywhere,omitempty"`
}

// Declaration is what an environment declares.
type Declaration struct {
	// Addresses gives names to public addresses outside the environment: "ops", "break-glass".
	Addresses map[string][]netip.Prefix `json:"addresses"`
	// Reserved are ranges for machines that do not exist yet, and that rules let in beforehand.
	Reserved []Reserved `json:"reserved,omitempty"`
	Flows    []Flow     `json:"flows"`
}

// Reserved is a range kept for what is built later: the nodes of a rebuild.
type Reserved struct {
	// What is in the selector of its flows: "nodes" in "reserved:nodes".
	What   string         `json:"what"`
	Region string         `json:"region"`
	Ranges []netip.Prefix `json:"ranges"`
}

// reserved are the places of ranges that no network of the world has taken.
func (d Declaration) reserved(w *World) []*Place {
	var places []*Place
	for _, r := range d.Reserved {
		if len(r.Ranges) > 0 && !w.has(r.Ranges[0].Addr()) {
			places = append(places, &Place{
				Kind: PlaceReserved, What: r.What, Region: r.Region, ranges: r.Ranges, Name: r.What + " to come (" + texts(r.Ranges) + ")",
			})
		}
	}
	return places
}

// tags are the service tags that flows name, patterns aside.
func (d Declaration) tags() []string {
	var tags []string
	for _, flow := range d.Flows {
		for _, selector := range []string{flow.From, flow.To} {
			if kind, what, _ := splitSelector(selector); kind == PlaceTag && what != "" && !strings.ContainsAny(what, `*?[\\`) {
				tags = append(tags, what)
			}
		}
	}
	return tags
}

// Problems says everything in which flows cannot be understood, in their order.
func (d Declaration) Problems() []string {
	var problems []string
	for i, flow := range d.Flows {
		say := func(format string, args ...any) {
			problems = append(problems, fmt.Sprintf("flow %d, %s to %s: ", i+1, flow.From, flow.To)+fmt.Sprintf(format, args...))
		}
		for _, selector := range []string{flow.From, flow.To} {
			kind, _, _ := splitSelector(selector)
			if !knownKinds[kind] {
				say("%q begins with no kind of place", selector)
			}
			if _, err := path.Match(selector, ""); err != nil {
				say("%q: %v", selector, err)
			}
		}
		if _, err := flow.ranges(); err != nil {
			say("%v", err)
		}
		if len(flow.protocols()) == 0 {
			say("protocol %q; allowed: tcp, udp, icmp, any", flow.Protocol)
		}
		if strings.TrimSpace(flow.Why) == "" {
			say("it does not say why")
		}
	}
	return problems
}

// knownKinds are the kinds that a selector may begin with.
var knownKinds = map[string]bool{
	PlaceInternet: true, PlaceTag: true, PlaceProfiles: true, PlaceAzure: true, PlaceAnyAzure: true, PlaceProbes: true, PlaceAddress: true,
	PlaceNodes: true, PlaceRunners: true, PlaceApps: true, PlaceHosts: true, PlaceStrangers: true, PlaceOverlay: true, PlacePods: true,
	PlaceEndpoint: true, PlaceService: true, PlaceIngress: true, PlaceAPI: true, PlaceEdge: true, PlaceSite: true, PlaceReserved: true,
}

// splitSelector takes "endpoint:vault@data" apart.
func splitSelector(selector string) (kind, what, area string) {
	rest, area, _ := strings.Cut(selector, "@")
	kind, what, _ = strings.Cut(rest, ":")
	return kind, what, area
}

// selects says whether a selector names a place. What it does not say may be anything.
func selects(selector string, p *Place) bool {
	kind, what, area := splitSelector(selector)
	fits := func(pattern, name string) bool {
		if pattern == "" {
			return true
		}
		ok, err := path.Match(pattern, name)
		return err == nil && ok
	}
	return kind == p.Kind && fits(what, p.What) && fits(area, p.Area)
}

// covers says whether a flow is about a pair of places. Who may call all of the Internet may call the services in it.
func (f Flow) covers(from, to *Place) bool {
	meant := selects(f.To, to) || f.To == PlaceInternet && to.Kind == PlaceTag
	return meant && selects(f.From, from) && (f.Anywhere || from.Region == "" || to.Region == "" || from.Region == to.Region)
}

// ranges are the flow's ports.
func (f Flow) ranges() ([]PortRange, error) {
	var ranges []PortRange
	for _, part := range strings.Split(f.Ports, ",") {
		ports, err := parsePort(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		ranges = append(ranges, ports)
	}
	return ranges, nil
}

// protocols are those that the flow is about.
func (f Flow) protocols() []Protocol {
	switch strings.ToLower(f.Protocol) {
	case "", "tcp":
		return []Protocol{TCP}
	case "udp":
		return []Protocol{UDP}
	case "icmp":
		return []Protocol{ICMP}
	case "any", "*":
		return protocols
	}
	return nil
}

// compiled is a flow as it is asked many times.
type compiled struct {
	Flow
	ports     []PortRange
	protocols []Protocol
	pairs     []pair
}

// pair are two places, in the order in which traffic begins.
type pair struct{ from, to *Place }

func compile(f Flow, places []*Place) compiled {
	c := compiled{Flow: f, protocols: f.protocols()}
	c.ports, _ = f.ranges() // a flow that cannot be read is a problem of the declaration, and allows nothing
	for _, from := range places {
		if !selects(f.From, from) {
			continue
		}
		for _, to := range places {
			if f.covers(from, to) {
				c.pairs = append(c.pairs, pair{from, to})
			}
		}
	}
	return c
}

// allows says whether the flow lets a protocol and all ports of a range through.
func (c compiled) allows(protocol Protocol, ports PortRange) bool {
	return slices.Contains(c.protocols, protocol) && slices.ContainsFunc(c.ports, func(r PortRange) bool {
		return r.First <= ports.First && ports.Last <= r.Last || protocol == ICMP
	})
}
