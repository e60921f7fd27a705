package arm

import (
	"regexp"
	"strings"
)

const (
	addressSource = "azure-rest-api-specs, required path parameters (a path with an empty segment is another path); azure-resource-manager-rpc, v1.0 resource-api-reference"
	scopeSource   = "Microsoft Learn, role-based-access-control, scope-overview (Scope format); ARM error InvalidSubscriptionId"
)

// scopeShape are the identifiers that something can be attached to: a subscription and what lies in it, a management group, and what a
// provider has outside of both.
var scopeShape = regexp.MustCompile(`(?i)^/(subscriptions/[^/]+(/.+)?|providers/[^/]+/.+)$`)

// judgeAddress demands that every part of the request's own address says something.
func judgeAddress(request Request, t *knownType) []Problem {
	var problems []Problem
	for i, segment := range t.template.segments {
		if !segment.parameter || segment.text == subscriptionParameter {
			continue
		}
		value, state := request.Body.String(segment.text)
		if state != Known {
			continue
		}
		trimmed := strings.Trim(strings.TrimSpace(value), "/")
		switch {
		case trimmed == "" && segment.text != t.template.nameParameter(): // the own name has a rule
			problems = append(problems, Problem{Path: segment.text, Message: sourced("is empty, and is a part of the resource's address", "address", addressSource)})
		case i == 0 && t.template.scoped && trimmed != "" && !scopeShape.MatchString("/"+trimmed):
			problems = append(problems, Problem{Path: segment.text, Code: "InvalidResourceId", Message: sourced(
				quoted(value)+" is not the identifier of something that this can be attached to (/subscriptions/… or /providers/…)", "address", scopeSource)})
		case i == 0 && t.template.scoped && trimmed != "":
			problems = append(problems, judgeSubscription(segment.text, trimmed)...)
		}
	}
	return problems
}

// judgeSubscription demands that the subscription of an identifier is named as subscriptions are.
func judgeSubscription(path, id string) []Problem {
	subscription := idSegment(id, "subscriptions")
	return one(subscription == "" || guidShape.MatchString(subscription), Problem{Path: path, Code: "InvalidSubscriptionId",
		Message: sourced("The provided subscription identifier '"+subscription+"' is malformed or invalid.", "address", scopeSource)})
}
