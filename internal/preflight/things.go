package preflight

import (
	"context"
	"fmt"

	"github.com/trelica/infrastructure/internal/cloud"
)

// Thing is a resource that another stack must have made.
type Thing struct {
	// Name says in a row what it is: "store of the state".
	Name string
	// ID is its identifier, and Version one of its service's interface.
	ID, Version string
	// Stack is the stack that makes it.
	Stack string
}

// Grant is a role that an identity must have; its object identifier is asked for.
type Grant struct {
	// Name says in a row who has what: "deploy: Contributor".
	Name string
	// IdentityID is the identity's identifier in ARM; PrincipalID is used in its place where it is empty, as for a group.
	IdentityID, PrincipalID string
	// Scope and RoleID are as in an assignment.
	Scope, RoleID string
	// Stack is the stack that gives it.
	Stack string
}

// things is one row where all are there, and one for each that is not.
func (r *report) things(ctx context.Context, azure Cloud, things []Thing) {
	good := 0
	for _, t := range things {
		name := "made before: " + t.Name
		_, found, err := azure.Resource(ctx, t.ID, t.Version)
		switch {
		case err != nil:
			r.unknown(name, err)
		case !found:
			r.add(Failed, name, fmt.Sprintf("%s is not there", last(t.ID)), "stackctl up --stack "+t.Stack)
		default:
			good++
		}
	}
	if len(things) > 0 && good == len(things) {
		r.add(OK, "made before", fmt.Sprintf("all %d are there", good), "")
	}
}

// grants looks up who each identity is and adds what it must have to the roles; a row says where it cannot be told.
func (r *report) grants(ctx context.Context, azure Cloud, grants []Grant) []Role {
	var roles []Role
	known := map[string]string{} // identities by their identifiers
	for _, g := range grants {
		principal := g.PrincipalID
		if g.IdentityID != "" {
			if _, asked := known[g.IdentityID]; !asked {
				known[g.IdentityID] = r.principal(ctx, azure, g)
			}
			principal = known[g.IdentityID]
		}
		if principal != "" {
			roles = append(roles, Role{Name: g.Name, Scope: g.Scope, RoleID: g.RoleID, PrincipalID: principal, Stack: g.Stack})
		}
	}
	return roles
}

// principal is the object identifier of an identity, "" with a row where there is none.
func (r *report) principal(ctx context.Context, azure Cloud, g Grant) string {
	name := "role " + g.Name
	identity, found, err := azure.Resource(ctx, g.IdentityID, identityVersion)
	switch {
	case err != nil:
		r.unknown(name, err)
	case !found:
		r.add(Waiting, name, "the identity is not there yet", "stackctl up --stack "+g.Stack)
	default:
		id, _ := identity.Properties["principalId"].(string)
		return id
	}
	return ""
}

// Archive is a write-once account, and whether settings say that it is locked.
type Archive struct {
	// ID is the storage account's.
	ID string
	// Region names it in a row.
	Region string
	Locked bool
}

// storageVersion is of azure-rest-api-specs, Microsoft.Storage 2024-01-01, StorageAccounts_GetProperties.
const storageVersion = "2024-01-01"

// archive compares the lock of an archive with what settings say. Locking is a step of its own, by people, days after the first
// up; unlocked is no failure before.
func (r *report) archive(ctx context.Context, azure Cloud, a Archive) {
	name := "archive in " + a.Region
	account, found, err := azure.Resource(ctx, a.ID, storageVersion)
	if err != nil {
		r.unknown(name, err)
		return
	}
	state := immutability(account)
	switch {
	case !found:
		r.add(Waiting, name, "it is not there yet", "run up, which makes it")
	case state == "Locked":
		r.add(OK, name, "locked", "")
	case state == "":
		r.add(Failed, name, "it is not write-once", "it can be made so at creation only: look at the account")
	case a.Locked:
		r.add(Failed, name, state+", and the settings say locked", "run up")
	default:
		r.add(Waiting, name, state, "once it has been seen to work: set trelica:archiveLocked in a change of its own, reviewed by a second person")
	}
}

// immutability is the state of an account's own policy (azure-rest-api-specs, ImmutableStorageAccount.immutabilityPolicy.state).
func immutability(account cloud.Resource) string {
	with, _ := account.Properties["immutableStorageWithVersioning"].(map[string]any)
	policy, _ := with["immutabilityPolicy"].(map[string]any)
	state, _ := policy["state"].(string)
	return state
}
