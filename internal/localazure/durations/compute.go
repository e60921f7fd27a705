package durations

// The subjects that other parts of this package, or the lower bound, speak of by name.
const (
	TypeNetwork    = "azure-native:network:VirtualNetwork"
	TypeRules      = "azure-native:network:NetworkSecurityGroup"
	TypePeering    = "azure-native:network:VirtualNetworkPeering"
	TypeZoneLink   = "azure-native:network:VirtualNetworkLink"
	TypeCluster    = "azure-native:containerservice:ManagedCluster"
	TypePool       = "azure-native:containerservice:AgentPool"
	TypeCredential = "azure-native:managedidentity:FederatedIdentityCredential"
)

// compute is the cluster and what nodes are made of, the registry, and the status page's containers.
func compute() []Entry {
	reserved := assumed(10*second, 30*second, 2*minute, "as a virtual machine is allocated")
	apps := assumed(20*second, minute, 3*minute, "a revision is pulled and started")
	return []Entry{
		row(TypeCluster,
			measured(6*minute, 9*minute, 20*minute, "public apply logs of plain ones: 3 min 39 s to 11 min 45 s; "+
				"mspnp/aks-baseline: a stamp with zones and add-ons, pool included, in 18 min"),
			assumed(minute, 3*minute, 10*minute, "the control plane is reconciled, no node is replaced"),
			assumed(4*minute, 6*minute, 15*minute, "as its creation: the nodes' group is deleted")),
		row(TypePool,
			measured(2*minute, 3*minute, 10*minute, "googleforgames/agones pull request 2165: about 3 min; with cluster and deletion 12 to "+
				"18 min in the acceptance tests of hashicorp/terraform-provider-azurerm pull request 32604"),
			assumed(30*second, minute, 5*minute, "counts and labels; a new image or size rolls the nodes and takes far longer"),
			assumed(2*minute, 4*minute, 10*minute, "nodes are drained and deleted")),
		row("azure-native:containerservice:MaintenanceConfiguration", quick(), quick(), quick()),
		{Subject: "azure-native:containerservice:listManagedClusterUserCredentials", Figures: map[Operation]Figure{Read: quick()}},
		row("azure-native:compute:CapacityReservationGroup", quick(), quick(), quick()),
		row("azure-native:compute:CapacityReservation", reserved, reserved, reserved),
		row("azure-native:compute:DiskEncryptionSet", assumed(10*second, 30*second, 2*minute, "the set tries its key"), quick(), quick()),
		row("azure-native:containerregistry:Registry",
			measured(18*second, 40*second, minute, "public apply logs: 18 to 60 s"), quick(),
			assumed(10*second, 30*second, minute, "as its creation")),
		row("azure-native:containerregistry:Replication", assumed(minute, 5*minute, 15*minute,
			"an empty registry is copied; images follow: mspnp/aks-baseline gives 4 min for a registry with its replica"),
			quick(), assumed(minute, 2*minute, 5*minute, "as its creation")),
		row("azure-native:app:ManagedEnvironment", assumed(2*minute, 5*minute, 15*minute,
			"a managed cluster in a network of ours is made behind it"), apps, assumed(2*minute, 5*minute, 15*minute, "as its creation")),
		row("azure-native:app:ManagedEnvironmentsStorage", quick(), quick(), quick()),
		row("azure-native:app:Certificate", quick(), quick(), quick()),
		row("azure-native:app:ContainerApp", apps, apps, quick()),
		row("azure-native:app:Job", apps, quick(), quick()),
	}
}
