package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkRuleActions() Check {
	return Check{
		ID: "frontdoor-rule-actions", Says: "A rule has 1 to 5 actions, of which a redirect and a rewrite exclude each other.", Source: rulesDocument + "; terraform-provider-azurerm CdnFrontDoorActionsBlock (supporting)",
		Run: func(r Request) []Problem {
			actions, state := r.Body.Elements("actions")
			if state != Known {
				return nil
			}
			problems := one(len(actions) >= 1 && len(actions) <= 5, refusal("actions", "BadRequest", "A rule has 1 to 5 actions; %d are given.", len(actions)))
			names := map[string]bool{}
			for _, action := range actions {
				name, _ := action.String("name")
				names[name] = true
			}
			return append(problems, one(!names["UrlRedirect"] || !names["UrlRewrite"], refusal("actions", "BadRequest", "UrlRedirect and UrlRewrite exclude each other."))...)
		},
	}
}

func checkRuleConditions() Check {
	return Check{
		ID: "frontdoor-rule-conditions", Says: "A rule has at most 10 conditions.", Source: rulesDocument + ", limits",
		Run: func(r Request) []Problem {
			conditions, state := r.Body.Elements("conditions")
			return one(state != Known || len(conditions) <= 10, refusal("conditions", "BadRequest", "A rule has at most 10 conditions; %d are given.", len(conditions)))
		},
	}
}

func checkHeaderActions() Check {
	return Check{
		ID: "frontdoor-header-actions", Says: "An action that appends or overwrites a header gives a value; one that deletes it gives none.", Source: rulesDocument,
		Run: func(r Request) []Problem {
			actions, _ := r.Body.Elements("actions")
			var problems []Problem
			for _, action := range actions {
				name, _ := action.String("name")
				done, state := action.String("parameters.headerAction")
				if state != Known || name != "ModifyResponseHeader" && name != "ModifyRequestHeader" {
					continue
				}
				problems = append(problems, one((done == "Delete") != action.Has("parameters.value"), refusal(action.PathTo("parameters.value"), "BadRequest",
					"The action %s of a header takes %s.", done, map[bool]string{true: "no value", false: "a value"}[done == "Delete"]))...)
			}
			return problems
		},
	}
}

func checkRuleOrder() Check {
	return Check{
		ID: "frontdoor-rule-order", Says: "The rules of a set have different orders, none below 0.", Source: frontDoorSpecification + ", RuleUpdatePropertiesParameters order; ARM error Conflict",
		Run: func(r Request) []Problem {
			order, state := r.Body.Number("order")
			if state != Known {
				return nil
			}
			problems := one(order >= 0, refusal("order", "BadRequest", "The order is %v; the least is 0.", order))
			for _, other := range others(r, typeRule) {
				theirs, known := InputsOf(other).Number("order")
				same := known == Known && theirs == order && strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID))
				problems = append(problems, one(!same, refusal("order", "Conflict", "The rule %s has the order %v already.", world.Name(other.ID), order))...)
			}
			return problems
		},
	}
}
