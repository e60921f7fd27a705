package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// denial is what a definition with the effect Deny refuses: problems with a request, said by path.
type denial func(Request) (path, why string)

// denials are the conditions of those definitions that the local Azure acts upon, by identifier, as their files have them.
// The others of the table are held and refuse nothing here.
func denials() map[string]denial {
	const storage, vault, sql, registry, cluster = typeStorage, typeVault, "Microsoft.Sql/servers", "Microsoft.ContainerRegistry/registries", typeCluster
	return map[string]denial{
		"0b60c0b2-2dc2-4e1c-b5c9-abbed971de53": unless(vault, "properties.enablePurgeProtection", "true"),
		"12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5": unless(vault, "properties.enableRbacAuthorization", "true"),
		"1b8ca024-1d5c-4dec-8995-b1a932b41780": unless(sql, "publicNetworkAccess", "Disabled"),
		"abda6d70-9778-44e7-84a8-06713e6db027": unless(sql, "administrators.azureADOnlyAuthentication", "true"),
		"993c2fcd-2b29-49d2-9eb0-df2c3a730c32": unless(cluster, "disableLocalAccounts", "true"),
		"dc921057-6b28-4fbe-9b83-f7bec05db6c2": where(registry, "adminUserEnabled", "true"),
		"8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54": unless(storage, "allowSharedKeyAccess", "false"),
		"b2982f36-99f2-4db5-8eff-283140c09693": unless(storage, "publicNetworkAccess", "Disabled"),
	}
}

// said is what a request says at a path, as a text.
func saidAt(b Body, path string) (string, State) {
	if on, state := b.Bool(path); state == Known {
		return map[bool]string{true: "true", false: "false"}[on], Known
	}
	return b.String(path)
}

// unless denies a resource of a type that does not say a value.
func unless(armType, path, wanted string) denial {
	return func(r Request) (string, string) {
		text, state := saidAt(r.Body, path)
		if !strings.EqualFold(world.TypeOf(r.ID), armType) || state == Unknown || strings.EqualFold(text, wanted) {
			return "", ""
		}
		return path, "it must be " + wanted
	}
}

// where denies a resource of a type that says a value.
func where(armType, path, denied string) denial {
	return func(r Request) (string, string) {
		text, state := saidAt(r.Body, path)
		if !strings.EqualFold(world.TypeOf(r.ID), armType) || state != Known || !strings.EqualFold(text, denied) {
			return "", ""
		}
		return path, "it must not be " + denied
	}
}

// The two definitions that look at where something lies. Their effect is fixed.
const (
	allowedLocations      = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
	allowedGroupLocations = "e765b5de-1225-4ba3-bd56-1ac6695af988"
)

// locationDenied says why a resource may not lie where it is to lie. The one definition is about everything with a location
// but groups, the other about groups alone; "global" is always allowed.
func locationDenied(r Request, definition string, parameters Body) (path, why string) {
	isGroup := strings.EqualFold(world.TypeOf(r.ID), "Microsoft.Resources/resourceGroups")
	if isGroup != (definition == allowedGroupLocations) {
		return "", ""
	}
	location, state := r.Body.String("location")
	allowed, listed := parameters.Strings("parameters." + listPlaces + ".value")
	at := world.Region(location)
	if state != Known || listed != Known || at == "global" || slices.ContainsFunc(allowed, func(a string) bool { return world.Region(a) == at }) {
		return "", ""
	}
	return "location", "allowed are " + oneOf(allowed)
}

// judgePolicies says which assignments refuse a request. Assignments hold for everything under their scope, except what they
// leave out; without enforcement they only look (Microsoft Learn, governance, policy, concepts/effects and assignment-structure).
func judgePolicies(r Request) []Problem {
	if r.ID == "" || strings.HasPrefix(strings.ToLower(world.TypeOf(r.ID)), "microsoft.authorization/") {
		return nil
	}
	var problems []Problem
	for _, assignment := range r.View.OfType("Microsoft.Authorization/policyAssignments") {
		inputs := InputsOf(assignment)
		mode, _ := inputs.String("enforcementMode")
		if mode == "DoNotEnforce" || !underScope(r.ID, world.Parent(assignment.ID)) || leftOut(r.ID, inputs) {
			continue
		}
		path, why := deniedBy(r, inputs)
		if why != "" {
			problems = append(problems, Problem{Path: path, Code: "RequestDisallowedByPolicy", Message: sourced(
				"Resource '"+world.Name(r.ID)+"' was disallowed by policy "+world.Name(assignment.ID)+": "+why+".", "policy-acts", policyDefinitions)})
		}
	}
	return problems
}

func deniedBy(r Request, assignment Body) (path, why string) {
	id, state := assignment.String("policyDefinitionId")
	definition := strings.ToLower(world.Name(id))
	if state != Known {
		return "", ""
	}
	if definition == allowedLocations || definition == allowedGroupLocations {
		return locationDenied(r, definition, assignment)
	}
	effect, _ := assignment.String("parameters.effect.value")
	deny, acts := denials()[definition]
	if !acts || !strings.EqualFold(effect, effectDeny) {
		return "", ""
	}
	return deny(r)
}

func underScope(id, scope string) bool {
	return scope != "" && (world.Key(id) == world.Key(scope) || world.IsUnder(id, scope))
}

func leftOut(id string, assignment Body) bool {
	scopes, _ := assignment.Strings("notScopes")
	return slices.ContainsFunc(scopes, func(scope string) bool { return underScope(id, scope) })
}
