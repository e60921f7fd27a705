package governance

import (
	"fmt"
	"slices"
)

// The effects that assignments have. None of them changes or makes a resource: a policy that did would make what a later
// change of this program wants to make, and the provider would refuse to make it again.
const (
	// Deny refuses the request.
	Deny = "Deny"
	// Audit marks the resource in the compliance report.
	Audit = "Audit"
	// AuditIfNotExists marks the resource when something that belongs to it is missing.
	AuditIfNotExists = "AuditIfNotExists"
)

// Assignment is one of Microsoft's built-in policies, as it is assigned to the subscription.
type Assignment struct {
	// Key is what the assignment is called here and, behind a prefix, in Azure: "vault-rbac".
	Key string
	// Definition is the GUID of the built-in definition (Azure/azure-policy, built-in-policies/policyDefinitions).
	Definition string
	// Title is the definition's display name.
	Title string
	// Effect is Deny, Audit or AuditIfNotExists.
	Effect string
	// FixedEffect is true for a definition whose effect is not a parameter.
	FixedEffect bool
	// Parameters are the definition's others, by name.
	Parameters map[string]any
	// Reason is a sentence: why it is assigned. Azure shows it to whoever is refused.
	Reason string
	// Claim is the security practice it stands behind: "SP-12".
	Claim string

	// refuses is true for a resource that the policy would not let pass; nil where the effect is not Deny.
	refuses func(Assignment, Resource) bool
}

// DefinitionID is the definition's ARM identifier.
func (a Assignment) DefinitionID() string {
	return "/providers/Microsoft.Authorization/policyDefinitions/" + a.Definition
}

// Values are the parameters as the assignment gives them, the effect among them where it is one.
func (a Assignment) Values() map[string]any {
	values := map[string]any{}
	for name, value := range a.Parameters {
		values[name] = value
	}
	if !a.FixedEffect {
		values["effect"] = a.Effect
	}
	return values
}

// PolicySettings are what the assignments of an environment depend on.
type PolicySettings struct {
	// Locations are the regions in which anything may be made, as ARM writes them: home, recovery, watch.
	Locations []string
	// Registry is the login server of the environment's own registry.
	Registry string
}

// Assignments are all assignments of an environment, those that refuse first.
func Assignments(settings PolicySettings) []Assignment {
	return slices.Concat(denials(settings), audits(settings))
}

// Refusals are the keys of those assignments that would refuse a resource: what Azure would say to it once they are there.
func Refusals(settings PolicySettings, resource Resource) []string {
	var keys []string
	for _, assignment := range denials(settings) {
		if assignment.refuses(assignment, resource) {
			keys = append(keys, assignment.Key)
		}
	}
	return keys
}

// String is the assignment in a line, for errors and tests.
func (a Assignment) String() string { return fmt.Sprintf("%s (%s, %s)", a.Key, a.Effect, a.Definition) }
