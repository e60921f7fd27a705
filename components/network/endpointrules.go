package network

import (
	"net/netip"
	"slices"
	"strconv"
)

// EndpointRanges are the addresses that the endpoint subnet's rules speak of.
type EndpointRanges struct {
	// Endpoints is the subnet itself.
	Endpoints netip.Prefix
	// Nodes is the node subnet of the region's cluster. Pods come with their node's address.
	Nodes netip.Prefix
	// Ops are the ranges of runners and operators; none where nobody but the cluster needs the services.
	Ops []netip.Prefix
	// Ports are the TCP ports that the endpoints answer on.
	Ports []int
}

// EndpointRules returns the rules of the private-endpoint subnet: in from nodes and ops on the endpoints' own ports, out
// nothing. They take effect only because the subnet's privateEndpointNetworkPolicies are enabled.
func EndpointRules(ranges EndpointRanges) []Rule {
	endpoints := []Peer{Range(ranges.Endpoints)}
	rules := []Rule{{
		Name:        "AllowNodes",
		Description: "Workloads reach vaults, databases and the registry.",
		Direction:   Inbound, Band: BandEndpoints, Priority: BandEndpoints.at(0), Access: Allow, Protocol: TCP,
		From: []Peer{Range(ranges.Nodes)}, To: endpoints, Ports: ports(ranges.Ports),
	}}
	if len(ranges.Ops) > 0 {
		rules = append(rules, Rule{
			Name:        "AllowOps",
			Description: "Runners and operators reach what they deploy to and repair.",
			Direction:   Inbound, Band: BandOps, Priority: BandOps.at(0), Access: Allow, Protocol: TCP,
			From: peers(ranges.Ops), To: endpoints, Ports: ports(ranges.Ports),
		})
	}
	return append(rules, denyAll(Inbound), denyAll(Outbound))
}

func peers(prefixes []netip.Prefix) []Peer {
	all := make([]Peer, 0, len(prefixes))
	for _, prefix := range prefixes {
		all = append(all, Range(prefix))
	}
	return all
}

// ports turns port numbers into what a rule takes: sorted, each once.
func ports(numbers []int) []string {
	sorted := slices.Compact(slices.Sorted(slices.Values(numbers)))
	all := make([]string, 0, len(sorted))
	for _, number := range sorted {
		all = append(all, strconv.Itoa(number))
	}
	return all
}
