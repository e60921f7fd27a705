package analyzer

import (
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/policy/controls"
)

// notApplicable are the policies of resources that have nothing to say about one. The engine takes every other for passed, and the CLI tells
// so of each resource, twice: with all policies named for all resources that is most of what judging costs.
type notApplicable struct {
	// remedies are all of them: the pack remedies nothing.
	remedies []*pulumirpc.PolicyNotApplicable
	// byKind are those that judge other kinds of resource. What a run only reads is judged by none.
	byKind map[kind][]*pulumirpc.PolicyNotApplicable
}

type kind struct {
	token    string
	external bool
}

// The reasons, as the protocol carries them.
const (
	remediesNothing = "it remedies nothing"
	otherKinds      = "it judges other kinds of resource"
)

// ofResources reports whether a policy is one of resources, as the protocol tells them from those of stacks: what it judges by itself is a resource.
func ofResources(rule *controls.Rule) bool { return rule.Whole == nil && rule.Alone() }

func newNotApplicable(rules []*controls.Rule) notApplicable {
	n := notApplicable{byKind: map[kind][]*pulumirpc.PolicyNotApplicable{}}
	for _, rule := range rules {
		if ofResources(rule) {
			n.remedies = append(n.remedies, &pulumirpc.PolicyNotApplicable{PolicyName: rule.ID, Reason: remediesNothing})
		}
	}
	return n
}

// to are the policies that are not applicable to a resource.
func (n notApplicable) to(rules []*controls.Rule, r *controls.Resource) []*pulumirpc.PolicyNotApplicable {
	key := kind{r.Type, r.External}
	known, ok := n.byKind[key]
	if ok {
		return known
	}
	for _, rule := range rules {
		if ofResources(rule) && !rule.Concerns(r) {
			known = append(known, &pulumirpc.PolicyNotApplicable{PolicyName: rule.ID, Reason: otherKinds})
		}
	}
	n.byKind[key] = known
	return known
}
