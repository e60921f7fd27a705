package cloud

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
)

// Resource is any resource as Resource Manager gives it.
type Resource struct {
	ID, Type, Location string
	// Properties are what lies under "properties" in the answer.
	Properties map[string]any
}

// Resource reads a resource by its identifier, in a version of its service's interface, e.g. "2024-11-01". found is false
// where it, or the group it would lie in, is not there.
func (c *Client) Resource(ctx context.Context, id, version string) (resource Resource, found bool, err error) {
	answer, err := c.resources.GetByID(ctx, id, version, nil)
	if missing(err) {
		return Resource{}, false, nil
	}
	if err != nil {
		return Resource{}, false, failed(err, "resource %s", id)
	}
	properties, _ := answer.Properties.(map[string]any)
	return Resource{
		ID: text(answer.ID), Type: text(answer.Type), Location: text(answer.Location), Properties: properties,
	}, true, nil
}

// Assignment is a role that somebody has.
type Assignment struct {
	ID string
	// Scope is what it is on; assignments on a scope hold for everything below it.
	Scope string
	// RoleID is the identifier of the role's definition.
	RoleID string
	// PrincipalID is the object identifier of whoever has it.
	PrincipalID string
}

// Assignments lists the roles that are given at a scope or above it, of everybody. found is false where the scope is not
// there.
func (c *Client) Assignments(ctx context.Context, scope string) (given []Assignment, found bool, err error) {
	filter := "atScope()"
	pages := c.assignments.NewListForScopePager(scope, &armauthorization.RoleAssignmentsClientListForScopeOptions{Filter: &filter})
	for pages.More() {
		page, err := pages.NextPage(ctx)
		if missing(err) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, failed(err, "role assignments at %s", scope)
		}
		for _, a := range page.Value {
			if a == nil || a.Properties == nil {
				continue
			}
			given = append(given, Assignment{
				ID: text(a.ID), Scope: text(a.Properties.Scope), RoleID: text(a.Properties.RoleDefinitionID),
				PrincipalID: text(a.Properties.PrincipalID),
			})
		}
	}
	return given, true, nil
}
