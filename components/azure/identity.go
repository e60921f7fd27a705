package azure

import (
	"fmt"

	managedidentity "github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v2/v20230131"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// IdentityArgs describe a user-assigned identity.
type IdentityArgs struct {
	Site Site
	// ResourceGroup is the name of the group it lies in.
	ResourceGroup pulumi.StringInput
	// Role is what acts with it: "cluster", "kubelet", "web".
	Role string
}

// Identity is a user-assigned identity that has been registered.
type Identity struct {
	// Resource is the identity itself, for a DependsOn.
	Resource *managedidentity.UserAssignedIdentity
	// Name is its Azure name, known at once: the stable name of the principal in a role assignment.
	Name string
	// ID is its ARM identifier.
	ID pulumi.StringOutput
	// PrincipalID is the Entra object that roles are given to.
	PrincipalID pulumi.StringOutput
	// ClientID is what a workload signs in as.
	ClientID pulumi.StringOutput
}

// NewIdentity registers a user-assigned identity. Identities are made by the foundation, with their roles: see
// NewRoleAssignment for why.
func NewIdentity(ctx *pulumi.Context, name string, args *IdentityArgs, opts ...pulumi.ResourceOption) (*Identity, error) {
	if args == nil {
		args = &IdentityArgs{}
	}
	problems := Check("azure.IdentityArgs of "+name, args.Site)
	problems.Missing("ResourceGroup", args.ResourceGroup, "Role", args.Role)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	identity := args.Site.Names.Identity(args.Role)
	tags, tagged := Tagged(args.Site)
	resource, err := managedidentity.NewUserAssignedIdentity(ctx, name, &managedidentity.UserAssignedIdentityArgs{
		ResourceGroupName: args.ResourceGroup,
		ResourceName:      pulumi.String(identity),
		Location:          pulumi.String(args.Site.Location),
		Tags:              tags,
	}, named(opts, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("identity %q: %w", identity, err)
	}
	return &Identity{
		Resource:    resource,
		Name:        identity,
		ID:          resource.ID().ToStringOutput(),
		PrincipalID: resource.PrincipalId,
		ClientID:    resource.ClientId,
	}, nil
}
