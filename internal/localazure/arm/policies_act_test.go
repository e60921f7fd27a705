package arm

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestPoliciesRefuseWhatTheyDeny(t *testing.T) {
	t.Parallel()
	const (
		vaultRoles  = "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5"
		adminUser   = "dc921057-6b28-4fbe-9b83-f7bec05db6c2"
		atGroup     = testGroup + "/providers/Microsoft.Authorization/policyAssignments/a"
		elsewhere   = "/subscriptions/" + testSubscription + "/resourceGroups/other/providers/Microsoft.Authorization/policyAssignments/a"
		plainVault  = `{"properties":{"enableRbacAuthorization":false}}`
		byRoles     = `{"properties":{"enableRbacAuthorization":true}}`
		onlyEastUS2 = `"parameters":{"listOfAllowedLocations":{"value":["eastus2"]}}`
	)
	assigned := func(id, definition, more string) fakeView {
		return fakeView{made(id, "", `{"policyDefinitionId":"/providers/Microsoft.Authorization/policyDefinitions/`+definition+`",`+more+`}`)}
	}
	effect := func(name string) string { return `"parameters":{"effect":{"value":"` + name + `"}}` }
	tests := []struct {
		reason, id, body string
		world            fakeView
		want             string
	}{
		{"a vault by roles is what the policy wants", vaultID, byRoles, assigned(atGroup, vaultRoles, effect("Deny")), ""},
		{"a vault by policies of its own is denied", vaultID, plainVault, assigned(atGroup, vaultRoles, effect("Deny")), "properties.enableRbacAuthorization"},
		{"and so is one that says nothing", vaultID, `{"properties":{}}`, assigned(atGroup, vaultRoles, effect("Deny")), "properties.enableRbacAuthorization"},
		{"what is not known yet is not denied", vaultID, `{"properties":{"enableRbacAuthorization":"<unknown>"}}`, assigned(atGroup, vaultRoles, effect("Deny")), ""},
		{"an audit only looks", vaultID, plainVault, assigned(atGroup, vaultRoles, effect("Audit")), ""},
		{"without enforcement it only looks", vaultID, plainVault, assigned(atGroup, vaultRoles, effect("Deny")+`,"enforcementMode":"DoNotEnforce"`), ""},
		{"an excluded scope is left alone", vaultID, plainVault, assigned(atGroup, vaultRoles, effect("Deny")+`,"notScopes":["`+vaultID+`"]`), ""},
		{"another group's policy says nothing", vaultID, plainVault, assigned(elsewhere, vaultRoles, effect("Deny")), ""},
		{"it is about vaults alone", accountID, `{}`, assigned(atGroup, vaultRoles, effect("Deny")), ""},
		{"an administrator of a registry is denied", registryID, `{"adminUserEnabled":true}`, assigned(atGroup, adminUser, effect("Deny")), "adminUserEnabled"},
		{"a registry that says nothing has none", registryID, `{}`, assigned(atGroup, adminUser, effect("Deny")), ""},
		{"an allowed region", accountID, `{"location":"East US 2"}`, assigned(atGroup, allowedLocations, onlyEastUS2), ""},
		{"another region", accountID, `{"location":"westeurope"}`, assigned(atGroup, allowedLocations, onlyEastUS2), "location"},
		{"no region at all", accountID, `{"location":"global"}`, assigned(atGroup, allowedLocations, onlyEastUS2), ""},
		{"a group is another definition's", testGroup, `{"location":"westeurope"}`, assigned(atGroup, allowedLocations, onlyEastUS2), ""},
		{"which denies it", testGroup, `{"location":"westeurope"}`, assigned(atGroup, allowedGroupLocations, onlyEastUS2), "location"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			problems := judgePolicies(Request{ID: test.id, Body: bodyOf(test.body), View: test.world})
			if test.want == "" {
				assert.Empty(t, problems)
				return
			}
			if assert.Len(t, problems, 1) {
				assert.Equal(t, "RequestDisallowedByPolicy", problems[0].Code)
				assert.Equal(t, test.want, problems[0].Path)
				assert.Contains(t, problems[0].Message, "'"+world.Name(test.id)+"' was disallowed by policy a")
			}
		})
	}
}

func TestEndpointsOfALockedAccountStay(t *testing.T) {
	t.Parallel()
	endpoint := func(target string) Request {
		lock := made(accountID+"/providers/Microsoft.Authorization/locks/keep", "", `{"level":"CanNotDelete"}`)
		return Request{Body: bodyOf(`{"privateLinkServiceConnections":[{"privateLinkServiceId":"` + target + `"}]}`), View: fakeView{lock}}
	}
	assert.Len(t, endpointOfLocked(endpoint(accountID)), 1, "the service's half of the connection lies under the account")
	assert.Empty(t, endpointOfLocked(endpoint(accountID+"2")), "another account's")
}
