package arm

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/builtinroles"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	assignmentToken = "authorization/v20220401:RoleAssignment"
	definitionToken = "authorization/v20220501preview:RoleDefinition"
	lockToken       = "authorization/v20200501:ManagementLockByScope"
	federationToken = "managedidentity/v20230131:FederatedIdentityCredential"

	identityID   = inGroup + "Microsoft.ManagedIdentity/userAssignedIdentities/id"
	definitionID = onSubscription + "Microsoft.Authorization/roleDefinitions/99999999-9999-4999-8999-999999999999"
	principalID  = "22222222-2222-4222-8222-222222222222"
	clientID     = "33333333-3333-4333-8333-333333333333"
	assignmentID = testGroup + "/providers/Microsoft.Authorization/roleAssignments/44444444-4444-4444-8444-444444444444"
)

// theIdentity is an identity whose principal is known.
func theIdentity() world.Resource {
	return made(identityID, "eastus2", `{}`, `{"principalId":"`+principalID+`","clientId":"`+clientID+`"}`)
}

// roleID is the identifier of a built-in role's definition.
func roleID(name string) string {
	for id, role := range builtinroles.All() {
		if role == name {
			return "/subscriptions/" + testSubscription + "/providers/Microsoft.Authorization/roleDefinitions/" + id
		}
	}
	return ""
}

// ownRole is a role that somebody made.
func ownRole(name string) world.Resource {
	return made(definitionID, "", `{"roleName":"`+name+`","scope":"/subscriptions/`+testSubscription+`"}`)
}

// grant is an assignment of a role to the identity at a scope.
func grant(role, scope string) world.Resource {
	return made(scope+"/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-555555555555", "",
		`{"principalId":"`+principalID+`","roleDefinitionId":"`+roleID(role)+`","scope":"`+scope+`"}`)
}

func identityCases() []checkCase {
	id := identityID + "/federatedIdentityCredentials/web"
	body := `{"issuer":"https://issuer/","subject":"system:serviceaccount:web:web","audiences":["api://AzureADTokenExchange"]}`
	var twenty fakeView
	for i := range 20 {
		twenty = append(twenty, made(fmt.Sprintf("%s/federatedIdentityCredentials/c%d", identityID, i), "", fmt.Sprintf(`{"issuer":"https://issuer/","subject":"s%d"}`, i)))
	}
	return []checkCase{
		{check: "federation-issuer", reason: "a cluster's issuer", token: federationToken, id: id, body: body},
		{check: "federation-issuer", reason: "not https, and a subject too long", token: federationToken, id: id, body: `{"issuer":"http://issuer","subject":"` + strings.Repeat("x", 601) + `"}`, want: []string{"issuer -: https", "subject -: 601"}},
		{check: "federation-audience", reason: "one", token: federationToken, id: id, body: body},
		{check: "federation-audience", reason: "two", token: federationToken, id: id, body: `{"audiences":["a","b"]}`, want: []string{"audiences -: 2 are given"}},
		{check: "federation-unique", reason: "another subject", token: federationToken, id: id, body: body, world: twenty[:1]},
		{check: "federation-unique", reason: "the same issuer and subject", token: federationToken, id: id, body: `{"issuer":"https://issuer/","subject":"s0"}`, world: twenty[:1], want: []string{"subject -: already"}},
		{check: "federation-count", reason: "the twentieth", token: federationToken, id: id, body: body, world: twenty[:19]},
		{check: "federation-count", reason: "the twenty-first", token: federationToken, id: id, body: body, world: twenty, want: []string{"federatedIdentityCredentialResourceName -: 21 credentials"}},
	}
}

func roleCases() []checkCase {
	reader := `{"scope":"` + testGroup + `","principalId":"` + principalID + `","principalType":"ServicePrincipal","roleDefinitionId":"` + roleID(roleReader) + `"}`
	with := func(key, value string) string { return `{"` + key + `":"` + value + `"}` }
	custom := "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/99999999-9999-4999-8999-999999999999"
	lock := testGroup + "/providers/Microsoft.Authorization/locks/keep"
	group := made(testGroup, "eastus2", `{}`)
	return []checkCase{
		{check: "role-definition-id", reason: "a full identifier", token: assignmentToken, id: assignmentID, body: reader},
		{check: "role-definition-id", reason: "a name", token: assignmentToken, id: assignmentID, body: with("roleDefinitionId", "Reader"), want: []string{"roleDefinitionId InvalidRoleDefinitionId: \"Reader\""}},
		{check: "role-exists", reason: "a built-in role", token: assignmentToken, id: assignmentID, body: reader},
		{check: "role-exists", reason: "a role outside the table is shown", token: assignmentToken, id: assignmentID, body: with("roleDefinitionId", custom), want: []string{"warning roleDefinitionId -: RoleDefinitionDoesNotExist"}},
		{check: "role-exists", reason: "a role that was made here", token: assignmentToken, id: assignmentID, body: with("roleDefinitionId", custom), world: fakeView{ownRole("ours")}},
		{check: "role-definition-name", reason: "a new name", token: definitionToken, id: definitionID, body: with("roleName", "another"), world: fakeView{ownRole("ours")}},
		{check: "role-definition-name", reason: "a name that another has", token: definitionToken, id: onSubscription + "Microsoft.Authorization/roleDefinitions/88888888-8888-4888-8888-888888888888", body: with("roleName", "Ours"), world: fakeView{ownRole("ours")}, want: []string{"roleName RoleDefinitionWithSameNameExists: exists"}},
		{check: "role-definition-name", reason: "a name that is too long", token: definitionToken, id: definitionID, body: with("roleName", strings.Repeat("x", 513)), want: []string{"roleName -: 513"}},
		{check: "role-definition-scopes", reason: "its own subscription, and a group of it", token: definitionToken, id: definitionID, body: `{"assignableScopes":["` + strings.TrimSuffix(onSubscription, "/providers/") + `","` + testGroup + `"]}`},
		{check: "role-definition-scopes", reason: "another subscription", token: definitionToken, id: definitionID, body: `{"assignableScopes":["/subscriptions/other"]}`, want: []string{"warning assignableScopes -: of which nothing is known here"}},
		{check: "role-definition-scopes", reason: "a name", token: definitionToken, id: definitionID, body: `{"assignableScopes":["ours"]}`, want: []string{"assignableScopes LinkedInvalidPropertyId: \"ours\""}},
		{check: "role-definition-scopes", reason: "none", token: definitionToken, id: definitionID, body: `{"assignableScopes":[]}`, want: []string{"assignableScopes -: at least one"}},
		{check: "role-definition-scopes", reason: "everywhere", token: definitionToken, id: definitionID, body: `{"assignableScopes":["/"]}`, want: []string{"assignableScopes -: built-in"}},
		{check: "role-definition-actions", reason: "actions, one with a wildcard", token: definitionToken, id: definitionID, body: `{"permissions":[{"actions":["*"],"dataActions":["Microsoft.KeyVault/vaults/keys/read","Microsoft.ContainerService/managedClusters/admissionregistration.k8s.io/*/read"]}]}`},
		{check: "role-definition-actions", reason: "a role's name", token: definitionToken, id: definitionID, body: `{"permissions":[{"dataActions":["decrypt"]}]}`, want: []string{"permissions[0].dataActions InvalidDataActionOrNotDataAction: \"decrypt\""}},
		{check: "role-assignment-once", reason: "the same role elsewhere", token: assignmentToken, id: assignmentID, body: reader, world: fakeView{grant(roleReader, vnetA)}},
		{check: "role-assignment-once", reason: "the same role again", token: assignmentToken, id: assignmentID, body: reader, world: fakeView{grant(roleReader, testGroup)}, want: []string{"principalId RoleAssignmentExists: already exists"}},
		{check: "role-principal", reason: "an identity's principal, or one outside the world", token: assignmentToken, id: assignmentID, body: reader, world: fakeView{theIdentity()}},
		{check: "role-principal", reason: "the client in its place", token: assignmentToken, id: assignmentID, body: with("principalId", clientID), world: fakeView{theIdentity()}, want: []string{"principalId PrincipalNotFound: principalId"}},
		{check: "role-principal", reason: "a name in its place", token: assignmentToken, id: assignmentID, body: with("principalId", "alice"), want: []string{"principalId InvalidPrincipalId: GUID"}},
		{check: "role-principal-type", reason: "a service principal", token: assignmentToken, id: assignmentID, body: reader, world: fakeView{theIdentity()}},
		{check: "role-principal-type", reason: "an identity is no user", token: assignmentToken, id: assignmentID, body: `{"principalId":"` + principalID + `","principalType":"User"}`, world: fakeView{theIdentity()}, want: []string{"principalType UnmatchedPrincipalType: \"User\""}},
		{check: "role-principal-known", reason: "a new identity that is said to be a service principal", token: assignmentToken, id: assignmentID, body: `{"principalId":"` + principalID + `","principalType":"ServicePrincipal"}`, world: fakeView{theIdentity()}, late: true},
		{check: "role-principal-known", reason: "an identity that is known", token: assignmentToken, id: assignmentID, body: `{"principalId":"` + principalID + `"}`, world: fakeView{theIdentity()}},
		{check: "role-principal-known", reason: "a new identity, of whose kind nothing is said", token: assignmentToken, id: assignmentID, body: `{"principalId":"` + principalID + `"}`, world: fakeView{theIdentity()}, late: true, want: []string{"principalId PrincipalNotFound: was just made"}},
		{check: "scope-exists", reason: "a group that is there", token: assignmentToken, id: assignmentID, body: reader, world: fakeView{group}},
		{check: "scope-exists", reason: "a group that is not", token: assignmentToken, id: assignmentID, body: reader, want: []string{"scope ResourceNotFound: depend on it"}},
		{check: "scope-exists", reason: "a subscription is always there", token: lockToken, id: lock, body: with("scope", "/subscriptions/"+testSubscription)},
		{check: "scope-exists", reason: "the start of authority of a zone that is not there", token: lockToken, id: lock, body: with("scope", dnsZoneID+"/SOA/@"), want: []string{"scope ResourceNotFound: depend on it"}},
		{check: "role-condition", reason: "with its version", token: assignmentToken, id: assignmentID, body: `{"condition":"x","conditionVersion":"2.0"}`},
		{check: "role-condition", reason: "without", token: assignmentToken, id: assignmentID, body: with("condition", "x"), want: []string{"conditionVersion -: not set"}},

		{check: "lock-level", reason: "a level there is", token: lockToken, id: lock, body: with("level", "CanNotDelete")},
		{check: "lock-level", reason: "a level there is not", token: lockToken, id: lock, body: with("level", "Never"), want: []string{"level InvalidLockLevel: \"CanNotDelete\" or \"ReadOnly\""}},
		{check: "lock-notes", reason: "a note", token: lockToken, id: lock, body: with("notes", "why")},
		{check: "lock-notes", reason: "a letter", token: lockToken, id: lock, body: with("notes", strings.Repeat("x", 513)), want: []string{"notes -: 513"}},
		{check: "lock-read-only", reason: "deletes alone are stopped", token: lockToken, id: lock, body: with("level", "CanNotDelete")},
		{check: "lock-read-only", reason: "keys cannot be listed either", token: lockToken, id: accountID + "/providers/Microsoft.Authorization/locks/keep", body: with("level", "ReadOnly"), want: []string{"warning level -: account's keys"}},
	}
}
