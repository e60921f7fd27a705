package arm

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// lockType is the ARM type of management locks.
const lockType = "Microsoft.Authorization/locks"

// The levels of a lock: CanNotDelete forbids deleting, ReadOnly forbids that and changing
// (azure-rest-api-specs Microsoft.Authorization 2020-05-01 locks.json, LockLevel).
const (
	canNotDelete = "CanNotDelete"
	readOnly     = "ReadOnly"
)

// lockedAgainst says which locks forbid an operation on a resource: those of the levels given, on the resource or on
// anything it lies in (Azure documentation, Lock your resources to protect your infrastructure: "When you apply a lock at
// a parent scope, all resources within that scope inherit the same lock").
func (s *Server) lockedAgainst(seen View, id string, levels ...string) []Problem {
	return locked(seen, id, levels...)
}

// endpointOfLocked says why an endpoint of an account cannot be deleted: the service's own half of the connection lies under the
// account, and goes with it (terraform-provider-azurerm issue 17478).
func endpointOfLocked(r Request) []Problem {
	var problems []Problem
	targets := texts(r.Body, "privateLinkServiceConnections[*].privateLinkServiceId")
	for _, path := range sortedNames(targets) {
		if strings.EqualFold(world.TypeOf(targets[path]), typeStorage) {
			problems = append(problems, locked(r.View, targets[path], canNotDelete, readOnly)...)
		}
	}
	return problems
}

func locked(seen View, id string, levels ...string) []Problem {
	if strings.EqualFold(world.TypeOf(id), lockType) {
		return nil
	}
	var problems []Problem
	for _, lock := range seen.OfType(lockType) {
		scope := world.Parent(lock.ID)
		if scope == "" || world.Key(scope) != world.Key(id) && !world.IsUnder(id, scope) {
			continue
		}
		level, _ := InputsOf(lock).String("level")
		for _, forbidding := range levels {
			if strings.EqualFold(level, forbidding) {
				problems = append(problems, Problem{
					Code: "ScopeLocked",
					Message: fmt.Sprintf("the scope '%s' cannot perform the operation because the following scope(s) are locked: '%s'; "+
						"remove the lock %s and try again", id, scope, world.Name(lock.ID)),
				})
			}
		}
	}
	return problems
}
