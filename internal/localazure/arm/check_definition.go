package arm

import (
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// actionShape is how an action is written: a provider, types, and what is done; a wildcard may stand for any part.
var actionShape = regexp.MustCompile(`^(\*|Microsoft\.[A-Za-z]+(/[A-Za-z0-9.*-]+)+)$`)

// assignableShape is where a role can be given.
var assignableShape = regexp.MustCompile(`(?i)^(/subscriptions/[^/]+(/resourceGroups/[^/]+)?|/providers/Microsoft\.Management/managementGroups/[^/]+)/?$`)

func checkDefinitionName() Check {
	return Check{
		ID: "role-definition-name", Says: "A role's name has at most 512 characters and is the only one in the tenant.",
		Source: customRoles + " (the Name property); ARM error RoleDefinitionWithSameNameExists",
		Run: func(r Request) []Problem {
			name, state := r.Body.String("roleName")
			if state != Known {
				return nil
			}
			if len(name) > 512 {
				return []Problem{refusal("roleName", "", "The name has %d characters; at most 512 are allowed.", len(name))}
			}
			for _, other := range others(r, typeDefinition) {
				if strings.EqualFold(knownText(other, "roleName"), name) {
					return []Problem{refusal("roleName", "RoleDefinitionWithSameNameExists", "A custom role with the name %q exists in this directory: %s.", name, world.Name(other.ID))}
				}
			}
			return nil
		},
	}
}

func checkDefinitionScopes() Check {
	return Check{
		ID: "role-definition-scopes", Says: "A role says where it can be given: at one or more scopes, and not everywhere.",
		Source: customRoles + " (the AssignableScopes property: one management group or subscriptions and groups; the root scope is for built-in roles)",
		Run: func(r Request) []Problem {
			scopes, state := r.Body.Strings("assignableScopes")
			if state == Unknown {
				return nil
			}
			if len(scopes) == 0 {
				return []Problem{refusal("assignableScopes", "", "None is given: at least one is required.")}
			}
			var problems []Problem
			for _, scope := range scopes {
				switch {
				case strings.Trim(scope, "/") == "":
					problems = append(problems, refusal("assignableScopes", "", "The root scope is for built-in roles only."))
				case !assignableShape.MatchString(scope):
					problems = append(problems, refusal("assignableScopes", "LinkedInvalidPropertyId", "%q is not the identifier of a management group, a subscription or a group.", scope))
				case !strings.EqualFold(world.Subscription(scope), world.Subscription(r.ID)):
					problems = append(problems, warning("assignableScopes", "The role can be given at %s too, of which nothing is known here: Azure refuses it unless whoever makes it may make roles there.", scope))
				}
			}
			return problems
		},
	}
}

func checkDefinitionActions() Check {
	return Check{
		ID: "role-definition-actions", Says: "An action is a provider's, with types and what is done; a wildcard may stand for any part.",
		Source: customRoles + " (wildcard permissions); ARM errors InvalidActionOrNotAction, InvalidDataActionOrNotDataAction",
		Run: func(r Request) []Problem {
			for list, code := range map[string]string{"actions": "InvalidActionOrNotAction", "notActions": "InvalidActionOrNotAction", "dataActions": "InvalidDataActionOrNotDataAction", "notDataActions": "InvalidDataActionOrNotDataAction"} {
				actions, state := r.Body.Strings("permissions[0]." + list)
				if state != Known {
					continue
				}
				for _, action := range actions {
					if !actionShape.MatchString(action) {
						return []Problem{refusal("permissions[0]."+list, code, "%q does not match any of the actions supported by the providers.", action)}
					}
				}
			}
			return nil
		},
	}
}

// definitionInUse forbids deleting a role that somebody has.
func definitionInUse(r Request) []Problem {
	for _, assignment := range r.View.OfType(typeAssignment) {
		if strings.EqualFold(world.Name(knownText(assignment, "roleDefinitionId")), world.Name(r.ID)) {
			return []Problem{refusal("", "RoleDefinitionHasAssignments", "There are existing role assignments referencing the role definition %s: %s is one.", world.Name(r.ID), world.Name(assignment.ID))}
		}
	}
	return nil
}
