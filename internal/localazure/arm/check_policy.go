package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// assignedPolicy is the definition that an assignment names, where it is one of those known.
func assignedPolicy(r Request) (builtInPolicy, bool) {
	id, state := r.Body.String("policyDefinitionId")
	if state != Known || !strings.EqualFold(world.TypeOf(id), typePolicyDefinition) {
		return builtInPolicy{}, false
	}
	found, known := builtInPolicies()[strings.ToLower(world.Name(id))]
	return found, known
}

func checkPolicyKnown() Check {
	return Check{
		ID: "policy-known", Says: "The definition is a built-in one that is known here; another may be one's own or outside the table, and is shown.",
		Source: policyDefinitions + "; ARM error PolicyDefinitionNotFound",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("policyDefinitionId")
			_, known := assignedPolicy(r)
			return one(known || state != Known, warning("policyDefinitionId",
				"The definition %q is not one of the %d known here. If there is no such definition, Azure answers PolicyDefinitionNotFound.", world.Name(id), len(builtInPolicies())))
		},
	}
}

func checkPolicyParameters() Check {
	return Check{
		ID: "policy-parameters", Says: "An assignment gives values to parameters that its definition has, and to no others.",
		Source: policyDefinitions + "; ARM error UndefinedPolicyParameter",
		Run: func(r Request) []Problem {
			policy, known := assignedPolicy(r)
			given, state := r.Body.Keys("parameters")
			if !known || state != Known {
				return nil
			}
			allowed := slices.Concat(policy.needs, policy.takes)
			if len(policy.effects) > 0 {
				allowed = append(allowed, "effect")
			}
			slices.Sort(allowed)
			var problems []Problem
			for _, name := range given {
				problems = append(problems, one(foldContains(allowed, name), refusal("parameters."+name, "UndefinedPolicyParameter",
					"The parameter %q is not defined in the policy definition %q; it has %s.", name, policy.name, oneOf(allowed)))...)
			}
			return problems
		},
	}
}

func checkPolicyRequired() Check {
	return Check{
		ID: "policy-required", Says: "Parameters without a default are given.", Source: policyDefinitions + "; ARM error MissingPolicyParameter",
		Run: func(r Request) []Problem {
			policy, known := assignedPolicy(r)
			if _, state := r.Body.At("parameters"); !known || state == Unknown {
				return nil
			}
			given, _ := r.Body.Keys("parameters")
			var problems []Problem
			for _, name := range policy.needs {
				problems = append(problems, one(foldContains(given, name), refusal("parameters", "MissingPolicyParameter",
					"The parameter %q of the policy definition %q is not given, and has no default.", name, policy.name))...)
			}
			return problems
		},
	}
}

func checkPolicyEffect() Check {
	return Check{
		ID: "policy-effect", Says: "The effect is one that the definition offers.", Source: policyDefinitions + ", allowedValues of effect; ARM error InvalidPolicyParameters",
		Run: func(r Request) []Problem {
			policy, known := assignedPolicy(r)
			effect, state := r.Body.String("parameters.effect.value")
			return one(!known || state != Known || len(policy.effects) == 0 || foldContains(policy.effects, effect), refusal("parameters.effect.value", "InvalidPolicyParameters",
				"The value %q is not allowed for policy parameter 'effect' in policy definition %q. The allowed values are %s.", effect, policy.name, oneOf(policy.effects)))
		},
	}
}

func checkPolicyIdentity() Check {
	return Check{
		ID: "policy-identity", Says: "An assignment that makes or changes resources has an identity, and an identity has a location.",
		Source: policySpecification + ", location; Microsoft Learn, governance, policy, remediate-resources; ARM error ResourceIdentityRequired",
		Run: func(r Request) []Problem {
			policy, known := assignedPolicy(r)
			problems := one(!known || !policy.writes || r.Body.Has("identity"), refusal("identity", "ResourceIdentityRequired",
				"The policy definition %q makes or changes resources; its assignment needs an identity.", policy.name))
			return append(problems, one(!r.Body.Has("identity") || r.Body.Has("location"), refusal("location", "LocationRequired",
				"An assignment with an identity has a location."))...)
		},
	}
}

func checkPolicyGroupName() Check {
	return Check{
		ID: "policy-group-name", Says: "The name of an assignment to a management group has at most 24 characters.", Source: nameRules,
		Run: func(r Request) []Problem {
			scope, _ := r.Body.String("scope")
			name, state := r.Body.String("policyAssignmentName")
			toGroup := strings.EqualFold(world.TypeOf("/"+strings.Trim(scope, "/")), "Microsoft.Management/managementGroups")
			return one(!toGroup || state != Known || len(name) <= 24, refusal("policyAssignmentName", "", "The name has %d characters; at most 24 are allowed.", len(name)))
		},
	}
}
