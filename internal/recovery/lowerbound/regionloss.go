package lowerbound

import "github.com/trelica/infrastructure/internal/localazure/durations"

// The parts of a platform that is made anew.
const (
	securityGroup = "security group of the node subnet"
	network       = "network with its node subnet"
	peeringHere   = "peering, this half"
	peeringThere  = "peering, the other half"
	zoneLink      = "links to private DNS zones"
	cluster       = "cluster with its system pool"
	pool          = "node pool for workloads"
	credential    = "credentials of the workloads' identities"
	address       = "load balancer's rule for the ingress"
	pods          = "pods of the ingress and the product"
	failover      = "database failover"
	row           = "row that names the active region"
	traffic       = "requests at the other origin"
)

// RegionLoss is the least after the loss of a home region whose standby foundation is there: data network, database, vault, registry,
// identities, roles, addresses.
func RegionLoss() []Wait {
	return append([]Wait{
		{What: failover, Takes: durations.FailoverForced},
	}, append(platform(), Wait{
		What: row, Takes: durations.KindJob, After: []string{failover, pool, credential, peeringThere, zoneLink},
		Because: "a database without public access is written from its network alone, here by a pod, and only where it is the primary",
		Source:  "SQL documentation, private-endpoint-overview and failover groups",
	}, Wait{
		What: traffic, Takes: durations.OriginFailover, After: []string{pods, address, row},
		Because: "Front Door sends requests to an origin once its probes were answered with 200, several times",
		Source:  "Front Door documentation, health-probes",
	})...)
}

// platform is a cluster with what runs in it.
func platform() []Wait {
	return []Wait{
		{What: securityGroup, Takes: durations.TypeRules},
		{
			What: network, Takes: durations.TypeNetwork, After: []string{securityGroup},
			Because: "a subnet names its security group, and a name of what is not there is refused",
			Source:  "azure-rest-api-specs, Microsoft.Network 2024-05-01, Subnet.networkSecurityGroup; error InvalidResourceReference",
		},
		{
			What: peeringHere, Takes: durations.TypePeering, After: []string{network},
			Because: "a peering lies in a network", Source: "azure-rest-api-specs, Microsoft.Network 2024-05-01, virtualNetworkPeerings",
		},
		{
			What: peeringThere, Takes: durations.TypePeering, After: []string{peeringHere},
			Because: "two operations on one network at a time are refused", Source: "error AnotherOperationInProgress",
		},
		{
			What: zoneLink, Takes: durations.TypeZoneLink, After: []string{network},
			Because: "a link names its network", Source: "azure-rest-api-specs, Microsoft.Network 2024-06-01, virtualNetworkLinks",
		},
		{
			What: cluster, Takes: durations.TypeCluster, After: []string{network},
			Because: "a pool's subnet must be there, and cannot be given later", Source: "AKS documentation, configure-azure-cni and azure-cni-overlay",
		},
		{
			What: pool, Takes: durations.TypePool, After: []string{cluster},
			Because: "a pool is added to a cluster", Source: "AKS documentation, create-node-pools",
		},
		{
			What: credential, Takes: durations.TypeCredential, After: []string{cluster},
			Because: "a credential names the cluster's issuer, which Azure makes up", Source: "AKS documentation, workload-identity-deploy-cluster",
		},
		{
			What: address, Takes: durations.KindBalancer, After: []string{cluster},
			Because: "the cluster's own load balancer gets the rule", Source: "AKS documentation, load-balancer-standard",
		},
		{
			What: pods, Takes: durations.KindDeployment, After: []string{pool, credential, peeringThere, zoneLink},
			Because: "pods need nodes that take them, images through the private endpoint of the registry, and tokens of their identity",
			Source:  "AKS documentation, use-system-pools; Azure Container Registry documentation, container-registry-private-link",
		},
	}
}
