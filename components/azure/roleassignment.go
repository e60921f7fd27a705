package azure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	authorization "github.com/pulumi/pulumi-azure-native-sdk/authorization/v2/v20220401"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The kinds of principal that a role can be given to.
const (
	// PrincipalService is a managed identity or an application.
	PrincipalService = "ServicePrincipal"
	// PrincipalGroup is an Entra group.
	PrincipalGroup = "Group"
	// PrincipalUser is a person.
	PrincipalUser = "User"
)

// roleAssignmentSpace is the UUIDv5 namespace of the assignments' names. It must never change: the names would, and every
// assignment would be made anew.
var roleAssignmentSpace = uuid.MustParse("6f2f6b0e-4f7e-5b61-9a3a-2a6d3c1d5e77")

// RoleAssignmentArgs describe who gets which role where.
type RoleAssignmentArgs struct {
	Site Site
	// Scope is the ARM identifier of what the role is on. Taken from the resource itself it orders the two.
	Scope pulumi.StringInput
	// ScopeID is the same identifier as known before anything exists (Site.ResourceID, Site.GroupID).
	ScopeID string
	// PrincipalID is the Entra object that gets the role.
	PrincipalID pulumi.StringInput
	// Principal is that object's stable name, known before it exists: an identity's Azure name, a group's object identifier.
	Principal string
	// PrincipalType is PrincipalService, PrincipalGroup or PrincipalUser. Given explicitly, Azure does not look the
	// principal up and so accepts one that was made a moment ago (Azure RBAC documentation, role-assignments-template).
	PrincipalType string
	// Role is what the principal may do.
	Role Role
	// Condition limits what the role allows, in the language of conditions, version 2.0 (Azure RBAC documentation,
	// conditions-format). Empty for none.
	Condition string
	// Description says why, for whoever reviews access.
	Description string
}

// RoleAssignmentName returns the name of the assignment of a role to a principal on a scope: a UUIDv5, so that a rebuilt
// environment, or an import, finds the name without asking anybody. ARM identifiers are compared without regard to case.
func RoleAssignmentName(scopeID, principal string, role Role) string {
	key := strings.Join([]string{strings.ToLower(scopeID), principal, string(role)}, "\n")
	return uuid.NewSHA1(roleAssignmentSpace, []byte(key)).String()
}

// NewRoleAssignment gives a role to a principal. The platform makes none: an assignment takes effect within ten minutes, on
// a capacity reservation within sixty (AKS documentation, workload-identity-deploy-cluster and use-capacity-reservation-groups),
// and a rebuild cannot wait for that.
func NewRoleAssignment(
	ctx *pulumi.Context, name string, args *RoleAssignmentArgs, opts ...pulumi.ResourceOption,
) (*authorization.RoleAssignment, error) {
	if args == nil {
		args = &RoleAssignmentArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	// Azure refuses to update any of these on an existing assignment (RoleAssignmentUpdateNotPermitted).
	fixed := pulumi.ReplaceOnChanges([]string{"scope", "principalId", "principalType", "roleDefinitionId"})
	inputs := &authorization.RoleAssignmentArgs{
		RoleAssignmentName: pulumi.String(RoleAssignmentName(args.ScopeID, args.Principal, args.Role)),
		Scope:              args.Scope,
		PrincipalId:        args.PrincipalID,
		PrincipalType:      pulumi.String(args.PrincipalType),
		RoleDefinitionId:   pulumi.String(args.Role.DefinitionID(args.Site.SubscriptionID)),
		Description:        pulumi.String(args.Description),
	}
	if args.Condition != "" {
		inputs.Condition, inputs.ConditionVersion = pulumi.String(args.Condition), pulumi.String("2.0")
	}
	assignment, err := authorization.NewRoleAssignment(ctx, name, inputs, named(opts, fixed)...)
	if err != nil {
		return nil, fmt.Errorf("role %q for %s on %s: %w", args.Role, args.Principal, args.ScopeID, err)
	}
	return assignment, nil
}

func (args *RoleAssignmentArgs) validate(name string) error {
	problems := Check("azure.RoleAssignmentArgs of "+name, args.Site)
	problems.Missing("Scope", args.Scope, "PrincipalID", args.PrincipalID, "Principal", args.Principal,
		"Description", args.Description)
	if !strings.HasPrefix(args.ScopeID, "/subscriptions/") {
		problems.Addf("ScopeID", "%q is not an ARM identifier; allowed: /subscriptions/…", args.ScopeID)
	}
	if kinds := []string{PrincipalService, PrincipalGroup, PrincipalUser}; !slices.Contains(kinds, args.PrincipalType) {
		problems.Addf("PrincipalType", "%q is no kind of principal; allowed: %s", args.PrincipalType, strings.Join(kinds, ", "))
	}
	if !guidPattern.MatchString(string(args.Role)) {
		problems.Addf("Role", "%q is not the GUID of a role", string(args.Role))
	}
	return problems.Err()
}
