package network

import "net/netip"

// probePorts are those that Azure's load balancer asks a Container Apps environment on; which it will be is known only when the
// environment is there (Azure Container Apps documentation, firewall-integration).
const probePorts = "30000-32767"

// fileShares is the service tag of Azure's storage.
const fileShares Peer = "Storage"

// WatchRules returns the rules of the subnet in which the status page runs.
//
// Inbound, the public has no rule: in an environment with workload profiles the requests of the world arrive at an address in
// the environment's own group and do not pass through the subnet (Azure Container Apps documentation, firewall-integration). The
// two rules there are what the environment needs to be healthy: its own nodes, and Azure's probes.
//
// Outbound go 443 to the Internet, which is what is watched, where images come from, and what the environment itself calls
// (Microsoft's registry, sign-in, monitoring), NTP, which the same page requires, and the history's share over SMB. Azure's DNS at
// 168.63.129.16 needs no rule.
func WatchRules(apps netip.Prefix) []Rule {
	own := Range(apps)
	return []Rule{
		{
			Name:        "AllowProbes",
			Description: "Azure's load balancer asks whether the environment is alive.",
			Direction:   Inbound, Band: BandPlatform, Priority: BandPlatform.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{LoadBalancer}, To: []Peer{own}, Ports: []string{probePorts},
		},
		{
			Name:        "AllowAppsInbound",
			Description: "The nodes that Container Apps runs the pages on speak to each other.",
			Direction:   Inbound, Band: BandCluster, Priority: BandCluster.at(0), Access: Allow, Protocol: AnyProtocol,
			From: []Peer{own}, To: []Peer{own}, Ports: []string{AnyPort},
		},
		denyAll(Inbound),
		{
			Name:        "AllowShare",
			Description: "The history of the status page lies on a share.",
			Direction:   Outbound, Band: BandPlatform, Priority: BandPlatform.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{own}, To: []Peer{fileShares}, Ports: []string{"445"},
		},
		{
			Name:        "AllowAppsOutbound",
			Description: "The nodes that Container Apps runs the pages on speak to each other.",
			Direction:   Outbound, Band: BandCluster, Priority: BandCluster.at(0), Access: Allow, Protocol: AnyProtocol,
			From: []Peer{own}, To: []Peer{own}, Ports: []string{AnyPort},
		},
		{
			Name:        "AllowInternet",
			Description: "The page asks the product from outside; images and Azure's own services are there too.",
			Direction:   Outbound, Band: BandInternet, Priority: BandInternet.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{own}, To: []Peer{Internet}, Ports: []string{"443"},
		},
		{
			Name:        "AllowNtp",
			Description: "The nodes that Container Apps runs the pages on keep their clocks.",
			Direction:   Outbound, Band: BandInternet, Priority: BandInternet.at(1), Access: Allow, Protocol: UDP,
			From: []Peer{own}, To: []Peer{Internet}, Ports: []string{"123"},
		},
		denyAll(Outbound),
	}
}
