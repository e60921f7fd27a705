package preflight

import (
	"context"
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/cloud"
)

// roles is one row where all is well, and one for each that is missing. A scope is asked once.
func (r *report) roles(ctx context.Context, azure Cloud, roles []Role) {
	given := map[string][]cloud.Assignment{}
	broken := map[string]bool{}
	good := 0
	for _, role := range roles {
		key := strings.ToLower(role.Scope)
		if _, asked := given[key]; !asked && !broken[key] {
			at, _, err := azure.Assignments(ctx, role.Scope)
			if err != nil {
				r.unknown("roles at "+role.Scope, err)
				broken[key] = true
				continue
			}
			given[key] = at
		}
		switch {
		case broken[key]:
		case has(given[key], role):
			good++
		default:
			next := "run up for the stack, or the part, that gives it; a role takes up to an hour to work"
			if role.Stack != "" {
				next = "stackctl up --stack " + role.Stack + "; a role takes up to an hour to work"
			}
			r.add(Failed, "role "+role.Name, fmt.Sprintf("principal %s has it not at %s", role.PrincipalID, role.Scope), next)
		}
	}
	if len(roles) > 0 && good == len(roles) {
		r.add(OK, "roles", fmt.Sprintf("all %d are given", good), "")
	}
}

// has tells whether a role is given, on its scope or above it. Role definitions compare by their last segment: they are
// written with and without the subscription.
func has(given []cloud.Assignment, role Role) bool {
	for _, a := range given {
		if strings.EqualFold(last(a.RoleID), last(role.RoleID)) && strings.EqualFold(a.PrincipalID, role.PrincipalID) {
			return true
		}
	}
	return false
}

func last(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// identityVersion is of azure-rest-api-specs, Microsoft.ManagedIdentity 2023-01-31, UserAssignedIdentities_Get.
const identityVersion = "2023-01-31"

// membership is always a person's to check: groups are Entra's, and Resource Manager does not know them.
func (r *report) membership(ctx context.Context, azure Cloud, m Membership) {
	name := fmt.Sprintf("group %s has %s", m.GroupID, last(m.IdentityID))
	identity, found, err := azure.Resource(ctx, m.IdentityID, identityVersion)
	switch {
	case err != nil:
		r.unknown(name, err)
		return
	case !found:
		r.add(Waiting, name, "the identity is not there yet", "run up, then the preflight again: it prints the commands")
		return
	}
	principal, _ := identity.Properties["principalId"].(string)
	r.add(ByHand, name, m.Why, fmt.Sprintf("az ad group member check --group %s --member-id %s\nif false: az ad group member add --group %s --member-id %s",
		m.GroupID, principal, m.GroupID, principal))
}
