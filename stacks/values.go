package stacks

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/components/workload"
)

// FoundationValues are all that a platform needs to know of the foundation it is built on. They are plain values, so that a
// platform does not care whether the same stack made the foundation or another one long ago.
type FoundationValues struct {
	// ClusterGroup is the name of the group that the platform goes into.
	ClusterGroup pulumi.StringInput
	// Data is the data network.
	Data network.DataNetwork
	// IngressAddress is the reserved address that requests arrive at.
	IngressAddress pulumi.StringInput
	// EgressIDs are the ARM identifiers of the reserved addresses that the cluster calls out from.
	EgressIDs []pulumi.StringInput
	// ControlPlaneID is the identity that AKS acts with.
	ControlPlaneID pulumi.StringInput
	// Kubelet is the identity that nodes pull images with.
	Kubelet cluster.Identity
	// DiskEncryptionSetID is what disks are encrypted with.
	DiskEncryptionSetID pulumi.StringInput
	// CapacityGroupID is the capacity that is held for the nodes, nil for none.
	CapacityGroupID pulumi.StringInput
	// FlowLogs are where the flow log of the cluster's network goes.
	FlowLogs network.FlowLogs
	// Sinks are where logs go.
	Sinks azure.LogSinks
	// ActionGroupID is the group of people who are told of alerts.
	ActionGroupID pulumi.StringInput
	// TokenVaults are the addresses of the vaults of customers' tokens: the region's own, and the other's where there is one.
	TokenVaults []string
	// Workloads are the identities of the workloads and of the ingress, by their names. A client id comes once the identity may
	// read its secrets.
	Workloads map[string]WorkloadIdentity
	// Present are the secrets that people have brought into the region's vault.
	Present map[string]bool
	// Users are the database users of the workloads of every region that is known.
	Users []workload.User
	// Database is what must be there before the database can be reached. It is empty where another stack made it long ago.
	Database []pulumi.Resource
}

// WorkloadIdentity is what a workload acts as.
type WorkloadIdentity struct {
	Name     string
	ClientID pulumi.StringInput
}

// values hands the foundation on. The control plane's identity comes once its roles are there: whoever uses it waits for them.
func (f *foundation) values() FoundationValues {
	kubelet := f.identities[identityKubelet]
	made := FoundationValues{
		ClusterGroup:   f.groups[groupCluster].NameOutput,
		Data:           f.data.Network(),
		IngressAddress: f.data.Ingress.Value,
		ControlPlaneID: azure.Once(f.identities[identityCluster].ID, f.ready()...),
		Kubelet: cluster.Identity{
			ResourceID: kubelet.ID, ClientID: kubelet.ClientID, ObjectID: kubelet.PrincipalID,
		},
		DiskEncryptionSetID: f.disks.ID,
		FlowLogs:            f.flowLogs,
		Sinks:               f.sinks(),
		ActionGroupID:       f.workspace.ActionGroupID,
		TokenVaults:         f.tokenVaults,
		Workloads:           map[string]WorkloadIdentity{},
		Present:             f.present,
	}
	for _, name := range workloadIdentities(f.set) {
		identity := f.identities[name]
		made.Workloads[name] = WorkloadIdentity{Name: identity.Name, ClientID: azure.Once(identity.ClientID, f.reads[name]...)}
	}
	for _, address := range f.data.Egress {
		made.EgressIDs = append(made.EgressIDs, address.ID)
	}
	if f.capacity != nil {
		made.CapacityGroupID = f.capacity.GroupID
	}
	return made
}
