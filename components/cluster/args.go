package cluster

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Args describes a cluster. What decides its shape is plain data; what may be unknown in a preview is an input.
type Args struct {
	Site azure.Site
	// ResourceGroup is the cluster's, made by the foundation with every role assigned on it.
	ResourceGroup pulumi.StringInput
	// KubernetesVersion is a minor version, "1.35". AKS picks the patch and keeps it current.
	KubernetesVersion string
	// Upgrade lets a change of KubernetesVersion through. The version is ignored in diffs otherwise, so that no preview
	// proposes to take a cluster back to where it began. Set it together with the new version, for one reviewed change.
	Upgrade bool
	// Resize sends the pools' node counts again, at their minimum. The counts are ignored in diffs otherwise, because the
	// autoscaler keeps moving them; but AKS refuses a minimum above the count that was last sent. Set it together with a
	// raised minimum, or a maximum lowered below that count, for one reviewed change: the pools start again from their minimum.
	Resize bool
	// Tier is "Standard" or "Premium" where an uptime agreement is needed, "Free" for a cluster that may be down.
	Tier string

	Access  Access
	Network Network
	// ControlPlaneID is the ARM identifier of the user-assigned identity with which AKS acts.
	ControlPlaneID pulumi.StringInput
	// Kubelet is the identity with which nodes pull images.
	Kubelet Identity
	// DiskEncryptionSetID encrypts system and persistent disks. It cannot be changed later.
	DiskEncryptionSetID pulumi.StringInput
	// CapacityReservationGroupID holds machines for the pools; nil when nothing is reserved. It cannot be changed later.
	CapacityReservationGroupID pulumi.StringInput

	// System is the pool for the cluster's own pods, Pools are for workloads.
	System Pool
	Pools  []Pool

	// Maintenance says when the cluster may be changed without being asked.
	Maintenance Maintenance
	// Sinks get the control plane's logs; the workspace gets the containers' logs and Defender's findings as well.
	Sinks azure.LogSinks
}

// Access says who reaches the API server.
type Access struct {
	// AuthorizedRanges are the public IPv4 ranges that reach it, 1 to 200, for instance "198.51.100.7/32". The cluster's
	// own outbound addresses are let in by AKS itself (AKS documentation, api-server-authorized-ip-ranges).
	AuthorizedRanges []string
	// AdminGroups are object identifiers of Entra groups with every right in the cluster, at least one.
	AdminGroups []string
	// Login is how the kubeconfig gets its token: "azurecli", "workloadidentity" or "devicecode".
	Login string
	// ClientID is the Entra application that signs in with workload identity; empty leaves it to the environment.
	ClientID string
	// Kubeconfig is the kubeconfig as it was rendered last, for a run that must not ask AKS because the cluster's region may be out.
	// Empty asks.
	Kubeconfig string
}

// Network is the cluster's place in the address plan.
type Network struct {
	// SubnetID is the ARM identifier of the node subnet.
	SubnetID pulumi.StringInput
	// PodCIDR has a /24 for each node; ServiceCIDR is smaller than /12. Neither overlaps anything that is connected.
	PodCIDR, ServiceCIDR string
	// DNSServiceIP lies in ServiceCIDR and is not its first address.
	DNSServiceIP string
	// OutboundIPIDs are ARM identifiers of the reserved public addresses from which the cluster calls out.
	OutboundIPIDs []pulumi.StringInput
	// OutboundPorts is the number of source ports of each node: a multiple of 8. All nodes, surge included, must find room:
	// 64,000 ports an address.
	OutboundPorts int
	// IdleMinutes is how long an idle outbound connection is kept, 4 to 120.
	IdleMinutes int
}

// Identity names a user-assigned identity in the three ways that Azure wants to hear.
type Identity struct {
	ResourceID, ClientID, ObjectID pulumi.StringInput
}
