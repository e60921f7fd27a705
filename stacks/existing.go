package stacks

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/stacks/settings"
)

// ExistingFoundation describes a foundation that another stack made, from names alone: every name is explicit, and so every
// identifier can be computed. Only what Azure itself drew is looked up, in the foundation's own region: the address that requests
// arrive at, and who the nodes are.
func ExistingFoundation(
	ctx *pulumi.Context, set *settings.Settings, in Region, commit string, opts ...pulumi.InvokeOption,
) (FoundationValues, error) {
	at := site(set, in.Names, commit)
	names := at.Names
	address, err := network.ExistingAddress(ctx, at, groupAddress, network.IngressRole, opts...)
	if err != nil {
		return FoundationValues{}, err
	}
	kubelet, err := azure.ExistingIdentity(ctx, at, groupIdentity, identityKubelet, opts...)
	if err != nil {
		return FoundationValues{}, err
	}
	made := FoundationValues{
		ClusterGroup:   pulumi.String(names.ResourceGroup(groupCluster)),
		Data:           network.ExistingDataNetwork(at, azure.ExistingResourceGroup(at, groupNetwork), azure.PrivateServices()),
		IngressAddress: pulumi.String(address),
		ControlPlaneID: existing(at, groupIdentity, typeIdentity, names.Identity(identityCluster)),
		Kubelet: cluster.Identity{
			ResourceID: kubelet.ID, ClientID: kubelet.ClientID, ObjectID: kubelet.PrincipalID,
		},
		DiskEncryptionSetID: existing(at, groupCompute, typeDiskEncryptionSet, names.DiskEncryptionSet()),
		FlowLogs: network.FlowLogs{
			StorageID:  existing(at, groupMonitoring, typeStorageAccount, names.StorageAccount("flow")),
			IdentityID: existing(at, groupMonitoring, typeIdentity, names.Identity("flow")),
		},
		Sinks: azure.LogSinks{
			WorkspaceID: existing(at, groupMonitoring, typeWorkspace, names.Workspace()),
			ArchiveID:   existing(at, groupMonitoring, typeStorageAccount, names.StorageAccount("archive")),
		},
		ActionGroupID: existing(at, groupMonitoring, typeActionGroup, names.ActionGroup("oncall")),
		TokenVaults:   tokenVaultURIs(names, set.Names()),
	}
	for _, role := range network.EgressRoles() {
		made.EgressIDs = append(made.EgressIDs, existing(at, groupAddress, typePublicIP, names.PublicIP(role)))
	}
	if made.Present, err = arrived(ctx, set, at, opts...); err != nil {
		return FoundationValues{}, err
	}
	made.Workloads = map[string]WorkloadIdentity{}
	for _, name := range workloadIdentities(set) {
		found, err := azure.ExistingIdentity(ctx, at, groupIdentity, name, opts...)
		if err != nil {
			return FoundationValues{}, err
		}
		made.Workloads[name] = WorkloadIdentity{Name: found.Name, ClientID: found.ClientID}
	}
	made.Users = databaseUsers(set, func(name string) WorkloadIdentity { return made.Workloads[name] })
	if set.Cluster.RecoveryCapacityReservations {
		made.CapacityGroupID = existing(at, groupCapacity, typeCapacityGroup, names.CapacityReservationGroup())
	}
	return made, nil
}

// The ARM types of what a foundation hands on.
const (
	typeIdentity          = "Microsoft.ManagedIdentity/userAssignedIdentities"
	typeDiskEncryptionSet = "Microsoft.Compute/diskEncryptionSets"
	typeCapacityGroup     = "Microsoft.Compute/capacityReservationGroups"
	typeStorageAccount    = "Microsoft.Storage/storageAccounts"
	typeActionGroup       = "Microsoft.Insights/actionGroups"
	typeWorkspace         = "Microsoft.OperationalInsights/workspaces"
	typePublicIP          = "Microsoft.Network/publicIPAddresses"
)

// existing is the identifier of a resource that another stack made.
func existing(at azure.Site, group, armType, name string) pulumi.StringInput {
	return pulumi.String(at.ResourceID(at.Names.ResourceGroup(group), armType, name))
}
