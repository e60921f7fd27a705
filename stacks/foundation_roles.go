package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// grant is one role that the foundation gives on a group or a resource of its own. Roles on keys are the vault's.
type grant struct {
	// name is the end of the logical name.
	name string
	// group is the group that the role is on; with resource, the one that the resource lies in.
	group string
	// on is the resource that the role is on, nil for the whole group.
	on *scope
	// identity is one of identityRoles; empty for the administrators' groups.
	identity string
	role     azure.Role
	why      string
}

// scope is a resource that a role is given on.
type scope struct {
	id      pulumi.StringOutput
	armType string
	name    string
}

// grants are the roles on groups and resources of the foundation, as a table.
func (f *foundation) grants() []grant {
	return []grant{
		{
			name: "cluster-network", group: groupCluster, identity: identityCluster, role: azure.RoleNetworkContributor,
			why: "AKS joins its nodes to the cluster's subnet and keeps their load balancer.",
		},
		{
			name: "cluster-addresses", group: groupAddress, identity: identityCluster, role: azure.RoleNetworkContributor,
			why: "AKS attaches the reserved addresses to the cluster's load balancer.",
		},
		{
			name: "cluster-kubelet", group: groupIdentity, identity: identityCluster, role: azure.RoleManagedIdentityOperator,
			on:  &scope{f.identities[identityKubelet].ID, "Microsoft.ManagedIdentity/userAssignedIdentities", f.identities[identityKubelet].Name},
			why: "AKS gives the nodes the identity with which they pull images.",
		},
		{
			name: "cluster-disks", group: groupCompute, identity: identityCluster, role: azure.RoleReader,
			on:  &scope{f.disks.ID, "Microsoft.Compute/diskEncryptionSets", f.site.Names.DiskEncryptionSet()},
			why: "AKS reads the disk encryption set that disks are encrypted with.",
		},
		{
			name: "cluster-capacity", group: groupCapacity, identity: identityCluster, role: azure.RoleContributor,
			why: "AKS places nodes into the reserved capacity.",
		},
		{
			name: "admins-login", group: groupCluster, role: azure.RoleAKSClusterUser,
			why: "Administrators fetch the credentials file of the cluster.",
		},
		{
			name: "admins-cluster", group: groupCluster, role: azure.RoleAKSRBACClusterAdmin,
			why: "Administrators operate the cluster; local accounts are off.",
		},
	}
}

// addRoles gives every role that the platform will need, on groups that are still empty: a role takes up to an hour to work
// (AKS documentation, use-capacity-reservation-groups), and a rebuild cannot wait for that. The platform gives none.
func (f *foundation) addRoles() error {
	for _, g := range f.grants() {
		if g.identity != "" {
			identity := f.identities[g.identity]
			if err := f.assign(g, "", identity.PrincipalID, identity.Name, azure.PrincipalService); err != nil {
				return err
			}
			continue
		}
		for i, group := range f.set.Cluster.ClusterAdminGroupIDs {
			if err := f.assign(g, fmt.Sprintf("-%d", i+1), pulumi.String(group), group, azure.PrincipalGroup); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *foundation) assign(g grant, suffix string, principalID pulumi.StringInput, principal, kind string) error {
	group := f.groups[g.group]
	target, targetID := group.Resource.ID().ToStringOutput(), group.ID
	if g.on != nil {
		target, targetID = g.on.id, f.site.ResourceID(group.Name, g.on.armType, g.on.name)
	}
	assignment, err := azure.NewRoleAssignment(f.ctx, f.name+"-role-"+g.name+suffix, &azure.RoleAssignmentArgs{
		Site: f.site, Scope: target, ScopeID: targetID, PrincipalID: principalID, Principal: principal, PrincipalType: kind,
		Role: g.role, Description: g.why,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("role %s: %w", g.name, err)
	}
	f.roles = append(f.roles, assignment)
	return nil
}
