package azure

import (
	"fmt"

	managedidentity "github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v2/v20230131"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ExistingIdentity asks for an identity that another stack made: Entra drew its principal and its client id, so they cannot be
// computed. Its Resource is nil. The group and the role are those of its name.
func ExistingIdentity(ctx *pulumi.Context, site Site, group, role string, opts ...pulumi.InvokeOption) (*Identity, error) {
	name, in := site.Names.Identity(role), site.Names.ResourceGroup(group)
	found, err := managedidentity.LookupUserAssignedIdentity(ctx, &managedidentity.LookupUserAssignedIdentityArgs{
		ResourceGroupName: in, ResourceName: name,
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("identity %q: %w", name, err)
	}
	return &Identity{
		Name:        name,
		ID:          pulumi.String(site.ResourceID(in, "Microsoft.ManagedIdentity/userAssignedIdentities", name)).ToStringOutput(),
		PrincipalID: pulumi.String(found.PrincipalId).ToStringOutput(),
		ClientID:    pulumi.String(found.ClientId).ToStringOutput(),
	}, nil
}
