package arm

import (
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/builtinroles"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

var (
	roleDefinitionShape = regexp.MustCompile(`(?i)^(/subscriptions/[^/]+(/resourceGroups/[^/]+)?|/providers/Microsoft\.Management/managementGroups/[^/]+)?/providers/Microsoft\.Authorization/roleDefinitions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	guidShape           = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

func checkRoleDefinitionID() Check {
	return Check{
		ID: "role-definition-id", Says: "A role is named by the full identifier of its definition.", Source: assignmentSpecification + ", roleDefinitionId; ARM error InvalidRoleDefinitionId",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("roleDefinitionId")
			return one(state != Known || roleDefinitionShape.MatchString(id), refusal("roleDefinitionId", "InvalidRoleDefinitionId",
				"%q is not the identifier of a role definition (/subscriptions/…/providers/Microsoft.Authorization/roleDefinitions/<uuid>).", id))
		},
	}
}

func checkRoleExists() Check {
	return Check{
		ID: "role-exists", Says: "The role is a built-in one that is known here, or one that was made here; another may be a custom role or one outside the table, and is shown.",
		Source: roleDocument + "; ARM error RoleDefinitionDoesNotExist",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("roleDefinitionId")
			return one(state != Known || builtinroles.Named(id) != "" || definedHere(r.View, id), warning("roleDefinitionId",
				"The role definition %q is not one of the %d built-in roles known here. If there is no such role, Azure answers RoleDefinitionDoesNotExist.", world.Name(id), len(builtinroles.All())))
		},
	}
}

// definedHere tells whether a role is one that somebody made in this world.
func definedHere(view View, definition string) bool {
	return slices.ContainsFunc(view.OfType(typeDefinition), func(own world.Resource) bool { return strings.EqualFold(world.Name(own.ID), world.Name(definition)) })
}

func checkAssignmentOnce() Check {
	return Check{
		ID: "role-assignment-once", Says: "A principal holds a role at a scope once, whatever the assignment's name.", Source: "ARM error RoleAssignmentExists",
		Run: func(r Request) []Problem {
			principal, first := r.Body.String("principalId")
			role, second := r.Body.String("roleDefinitionId")
			if first != Known || second != Known {
				return nil
			}
			for _, other := range others(r, typeAssignment) {
				same := strings.EqualFold(knownText(other, "principalId"), principal) &&
					strings.EqualFold(world.Name(knownText(other, "roleDefinitionId")), world.Name(role)) &&
					world.Key(world.Parent(other.ID)) == world.Key(world.Parent(r.ID))
				if same {
					return []Problem{refusal("principalId", "RoleAssignmentExists", "The role assignment already exists: %s gives %s to the same principal at the same scope.", world.Name(other.ID), shownRole(role))}
				}
			}
			return nil
		},
	}
}

func shownRole(definition string) string {
	if name := builtinroles.Named(definition); name != "" {
		return quoted(name)
	}
	return quoted(world.Name(definition))
}

func checkPrincipal() Check {
	return Check{
		ID: "role-principal", Says: "The principal is an object's identifier, not a client's; of principals outside the world nothing is known.",
		Source: "Microsoft Learn, role-based-access-control, troubleshooting; ARM errors PrincipalNotFound, InvalidPrincipalId",
		Run: func(r Request) []Problem {
			principal, state := r.Body.String("principalId")
			if state != Known {
				return nil
			}
			if !guidShape.MatchString(principal) {
				return []Problem{refusal("principalId", "InvalidPrincipalId", "A principal ID must be a GUID. The provided value is %q.", principal)}
			}
			if strings.Trim(principal, "0-") == "" {
				return []Problem{refusal("principalId", "PrincipalNotFound", "Principal %s does not exist in the directory.", principal)}
			}
			for _, identity := range r.View.OfType(typeIdentity) {
				if client, _ := OutputsOf(identity).String("clientId"); strings.EqualFold(client, principal) {
					return []Problem{refusal("principalId", "PrincipalNotFound", "%s is the client identifier of %s; roles are given to its principalId.", principal, world.Name(identity.ID))}
				}
			}
			return nil
		},
	}
}

// checkPrincipalKnown is about identities that were made a moment ago. Whoever says that the principal is a service principal is believed;
// otherwise the directory is asked, and one that the identity has not reached yet does not know it.
func checkPrincipalKnown() Check {
	return Check{
		ID: "role-principal-known", Says: "A role for an identity that was just made says what kind of principal it is, or comes when the directory knows it.",
		Source: "Microsoft Learn, role-based-access-control, role-assignments-template (New service principal); ARM error PrincipalNotFound",
		Run: func(r Request) []Problem {
			principal, state := r.Body.String("principalId")
			kind, kindState := r.Body.String("principalType")
			if state != Known || kindState == Unknown || kind == "ServicePrincipal" || r.NotYet == nil {
				return nil
			}
			for _, identity := range r.View.OfType(typeIdentity) {
				if theirs, _ := OutputsOf(identity).String("principalId"); strings.EqualFold(theirs, principal) {
					return one(!r.NotYet(identity.ID), refusal("principalId", "PrincipalNotFound",
						"Principal %s does not exist in the directory: the identity %s was just made. Say principalType ServicePrincipal.", principal, world.Name(identity.ID)))
				}
			}
			return nil
		},
	}
}

func checkPrincipalType() Check {
	return Check{
		ID: "role-principal-type", Says: "A managed identity is a ServicePrincipal.", Source: "ARM error UnmatchedPrincipalType; Microsoft Learn, role-based-access-control, role-assignments-template",
		Run: func(r Request) []Problem {
			principal, first := r.Body.String("principalId")
			kind, second := r.Body.String("principalType")
			if first != Known || second != Known || kind == "ServicePrincipal" {
				return nil
			}
			for _, identity := range r.View.OfType(typeIdentity) {
				if theirs, _ := OutputsOf(identity).String("principalId"); strings.EqualFold(theirs, principal) {
					return []Problem{refusal("principalType", "UnmatchedPrincipalType", "The PrincipalId %q has type 'ServicePrincipal', which is different from specified PrincipalType %q: it is the identity %s.", principal, kind, world.Name(identity.ID))}
				}
			}
			return nil
		},
	}
}

func checkScopeExists() Check { return checkScopeExistsAt("scope") }

// checkScopeExistsAt demands that what an extension resource is attached to is there.
func checkScopeExistsAt(path string) Check {
	return Check{
		ID: "scope-exists", Says: "What the resource is attached to exists.", Source: "ARM errors ResourceNotFound, ResourceGroupNotFound",
		Run: func(r Request) []Problem {
			scope, state := r.Body.String(path)
			if state != Known || !modelled(r.View, scope) {
				return nil
			}
			_, there := r.View.Get("/" + strings.Trim(scope, "/"))
			return one(there, refusal(path, "ResourceNotFound", "%s does not exist; if this program makes it, depend on it.", scope))
		},
	}
}

// modelled reports whether an identifier is of a type that the local Azure holds. A subscription is none: its absence says nothing.
func modelled(in View, id string) bool {
	kind := world.TypeOf("/" + strings.Trim(id, "/"))
	return !strings.EqualFold(kind, "Microsoft.Resources/subscriptions") && in.Models(kind)
}

func checkAssignmentCondition() Check {
	return Check{
		ID: "role-condition", Says: "A condition comes with the version 2.0.", Source: "Microsoft Learn, role-based-access-control, conditions-overview; ARM error InvalidRoleAssignmentConditionVersion",
		Run: func(r Request) []Problem {
			version, state := r.Body.String("conditionVersion")
			return one(!r.Body.Has("condition") || state == Unknown || version == "2.0" || version == "1.0", refusal("conditionVersion", "",
				"The assignment has a condition; its version is \"2.0\" (or \"1.0\"), not %s.", orAbsent(version, state)))
		},
	}
}
