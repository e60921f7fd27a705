package network

import "net/netip"

// NodeRanges are the addresses that the node subnet's rules speak of.
type NodeRanges struct {
	// Nodes is the node subnet.
	Nodes netip.Prefix
	// Pods is the overlay's range. Pods keep their own addresses inside the cluster, and leave it with their node's.
	Pods netip.Prefix
	// Endpoints is the data network's subnet of private endpoints.
	Endpoints netip.Prefix
	// EndpointPorts are the TCP ports that the endpoints answer on.
	EndpointPorts []int
}

// NodeRules returns the rules of the node subnet.
//
// Inbound, the destination of requests is the public address and not the nodes: rules of an AKS load balancer use floating
// IP, so a packet reaches the node with the balancer's address on it (kubernetes-sigs/cloud-provider-azure). An overlay needs
// node-node, node-pod and pod-pod traffic on every port and protocol (AKS documentation, concepts-network-azure-cni-overlay).
//
// Outbound, the product calls hundreds of SaaS APIs, so 443 is open to the Internet. 80 stays closed, which works because
// nodes are patched by whole images (the OS channel NodeImage); the channel SecurityPatch would need it (AKS documentation,
// outbound-rules-control-egress). Azure's DNS at 168.63.129.16 needs no rule.
func NodeRules(ranges NodeRanges) []Rule {
	nodes, pods := Range(ranges.Nodes), Range(ranges.Pods)
	return []Rule{
		{
			Name:        "AllowFrontDoorToIngress",
			Description: "Customers' requests come through Front Door; the ingress refuses those of other profiles.",
			Direction:   Inbound, Band: BandEdge, Priority: BandEdge.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{FrontDoor}, To: []Peer{Ingress}, Ports: []string{"443"},
		},
		{
			Name:        "AllowLoadBalancerProbes",
			Description: "The load balancer asks each node whether it serves; the health port is chosen by Kubernetes.",
			Direction:   Inbound, Band: BandPlatform, Priority: BandPlatform.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{LoadBalancer}, To: []Peer{nodes}, Ports: []string{AnyPort},
		},
		{
			Name:        "AllowClusterInbound",
			Description: "Nodes and pods reach each other on every port: the overlay does not work otherwise.",
			Direction:   Inbound, Band: BandCluster, Priority: BandCluster.at(0), Access: Allow, Protocol: AnyProtocol,
			From: []Peer{nodes, pods}, To: []Peer{nodes, pods}, Ports: []string{AnyPort},
		},
		denyAll(Inbound),
		{
			Name:        "AllowClusterOutbound",
			Description: "Nodes and pods reach each other on every port: the overlay does not work otherwise.",
			Direction:   Outbound, Band: BandCluster, Priority: BandCluster.at(0), Access: Allow, Protocol: AnyProtocol,
			From: []Peer{nodes, pods}, To: []Peer{nodes, pods}, Ports: []string{AnyPort},
		},
		{
			Name:        "AllowPrivateEndpoints",
			Description: "Vaults, databases and the registry are reached by their private endpoints, on their own ports.",
			Direction:   Outbound, Band: BandEndpoints, Priority: BandEndpoints.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{nodes}, To: []Peer{Range(ranges.Endpoints)}, Ports: ports(ranges.EndpointPorts),
		},
		{
			Name:        "AllowInternetHttps",
			Description: "The product calls SaaS APIs of customers' choice; AKS needs its API server and Microsoft's registry.",
			Direction:   Outbound, Band: BandInternet, Priority: BandInternet.at(0), Access: Allow, Protocol: TCP,
			From: []Peer{nodes}, To: []Peer{Internet}, Ports: []string{"443"},
		},
		{
			Name:        "AllowInternetNtp",
			Description: "Nodes keep their clocks; tokens and certificates are refused by a clock that is off.",
			Direction:   Outbound, Band: BandInternet, Priority: BandInternet.at(1), Access: Allow, Protocol: UDP,
			From: []Peer{nodes}, To: []Peer{Internet}, Ports: []string{"123"},
		},
		denyAll(Outbound),
	}
}
