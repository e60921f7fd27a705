package azure

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	authorization "github.com/pulumi/pulumi-azure-native-sdk/authorization/v2/v20220501preview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// roleDefinitionSpace is the UUIDv5 namespace of our own roles' identifiers. It must never change: every assignment of such a role
// would be made anew.
var roleDefinitionSpace = uuid.MustParse("1c5b2a52-6f0e-5d0c-8b0b-7d7f0a3c9e42")

// OwnRole is a role that Azure does not have: for use where every built-in one allows more than is needed. It allows only what is
// done with data (a vault's keys, what is inside a cluster), never the management of a resource.
type OwnRole struct {
	// Title is its name in a few words, without the environment: "Secrets Key Decrypter".
	Title string
	// Does is a sentence for whoever reviews access.
	Does string
	// DataActions are what it allows, as Azure names it (Azure RBAC documentation, resource provider operations).
	DataActions []string
}

// Name is the role's name. It is unique in a whole tenant (Azure RBAC documentation, custom-roles), so the environment is in it.
func (o OwnRole) Name(site Site) string {
	return site.Names.Organisation + "-" + site.Names.Environment + " " + o.Title
}

// Role is the role as it is assigned: its GUID is computed of the subscription and the title, so that it is known before the role is.
func (o OwnRole) Role(site Site) Role {
	key := strings.ToLower(site.SubscriptionID) + "\n" + o.Title
	return Role(uuid.NewSHA1(roleDefinitionSpace, []byte(key)).String())
}

// NewRoleDefinition makes a role that can be assigned in the site's subscription. Only whoever may give any role may make one:
// neither a Contributor nor a Role Based Access Control Administrator can.
func NewRoleDefinition(ctx *pulumi.Context, name string, site Site, own OwnRole, opts ...pulumi.ResourceOption) (*authorization.RoleDefinition, error) {
	problems := Check("azure.OwnRole of "+name, site)
	problems.Missing("Title", own.Title, "Does", own.Does)
	if len(own.DataActions) == 0 {
		problems.Add("DataActions", "is empty; allowed: at least one")
	}
	for i, action := range own.DataActions {
		if parts := strings.Split(action, "/"); len(parts) < 3 || !strings.HasPrefix(action, "Microsoft.") || strings.HasSuffix(action, "*") {
			problems.Addf(fmt.Sprintf("DataActions[%d]", i), "%q; allowed: a provider, types and what is done, such as Microsoft.KeyVault/vaults/keys/read", action)
		}
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	made, err := authorization.NewRoleDefinition(ctx, name, &authorization.RoleDefinitionArgs{
		Scope:            pulumi.String(site.SubscriptionScope()),
		RoleDefinitionId: pulumi.String(string(own.Role(site))),
		RoleName:         pulumi.String(own.Name(site)),
		RoleType:         pulumi.String("CustomRole"),
		Description:      pulumi.String(own.Does),
		AssignableScopes: pulumi.StringArray{pulumi.String(site.SubscriptionScope())},
		Permissions: authorization.PermissionArray{authorization.PermissionArgs{
			Actions: pulumi.StringArray{}, NotActions: pulumi.StringArray{},
			DataActions: pulumi.ToStringArray(own.DataActions), NotDataActions: pulumi.StringArray{},
		}},
	}, named(opts)...)
	if err != nil {
		return nil, fmt.Errorf("role %q: %w", own.Title, err)
	}
	return made, nil
}
