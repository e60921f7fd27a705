package vault

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Grant is a role on the vault, or on one key of it. Roles are given as narrowly as they work: an identity that wraps with one
// key gets its role on that key.
type Grant struct {
	// Name tells the grants of a vault apart: "disks", "web-secrets".
	Name string
	// Key is the name of a declared key; empty for the whole vault.
	Key string
	// Role is what may be done.
	Role azure.Role
	// PrincipalID is the Entra object that may do it, Principal its stable name and PrincipalType its kind; see
	// azure.RoleAssignmentArgs.
	PrincipalID   pulumi.StringInput
	Principal     string
	PrincipalType string
	// Why is a sentence for whoever reviews access.
	Why string
}

// newGrants assigns the roles. Azure takes them away when a vault is deleted, so a recovered vault gets them anew.
func (v *Vault) newGrants(ctx *pulumi.Context, name string, args *Args) error {
	for _, grant := range args.Grants {
		scope, scopeID := v.ID, args.id()
		if grant.Key != "" {
			scope, scopeID = v.Keys[grant.Key].ID, scopeID+"/keys/"+grant.Key
		}
		assignment, err := azure.NewRoleAssignment(ctx, name+"-grant-"+grant.Name, &azure.RoleAssignmentArgs{
			Site:          args.Site,
			Scope:         scope,
			ScopeID:       scopeID,
			PrincipalID:   grant.PrincipalID,
			Principal:     grant.Principal,
			PrincipalType: grant.PrincipalType,
			Role:          grant.Role,
			Description:   grant.Why,
		}, pulumi.Parent(v))
		if err != nil {
			return fmt.Errorf("grant %q on vault %s: %w", grant.Name, v.Name, err)
		}
		v.Granted[grant.Name] = assignment
	}
	return nil
}
