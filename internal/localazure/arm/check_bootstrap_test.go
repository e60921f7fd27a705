package arm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	natToken       = "network/v20240501:NatGateway"
	containerToken = "storage/v20240101:BlobContainer"
	runnerToken    = "app/v20250101:Job"

	natX        = inGroup + "Microsoft.Network/natGateways/x"
	natY        = inGroup + "Microsoft.Network/natGateways/y"
	stateID     = accountID + "/blobServices/default/containers/state"
	secretsID   = inGroup + "Microsoft.KeyVault/vaults/kv-runners"
	runnersKey  = secretsID + "/secrets/app-key"
	withAddress = `{"publicIpAddresses":[{"id":"` + pipX + `"}]}`
)

func natCases() []checkCase {
	address := func(inputs string) fakeView { return fakeView{made(pipX, "eastus2", inputs)} }
	many := strings.TrimSuffix(strings.Repeat(`{"id":"/x"},`, 17), ",")
	return []checkCase{
		{check: "nat-one-zone", reason: "whichever Azure gives it", token: natToken, id: natX, body: `{}`},
		{check: "nat-one-zone", reason: "one", token: natToken, id: natX, body: `{"zones":["1"]}`},
		{check: "nat-one-zone", reason: "two", token: natToken, id: natX, body: `{"zones":["1","2"]}`, want: []string{"zones -: 2 are given"}},
		{check: "nat-idle-timeout", reason: "the least", token: natToken, id: natX, body: `{"idleTimeoutInMinutes":4}`},
		{check: "nat-idle-timeout", reason: "less", token: natToken, id: natX, body: `{"idleTimeoutInMinutes":3}`, want: []string{"idleTimeoutInMinutes -: from 4 to 120"}},
		{check: "nat-addresses", reason: "a standard address", token: natToken, id: natX, body: withAddress, world: address(`{"sku":{"name":"Standard"}}`)},
		{check: "nat-addresses", reason: "a basic address, and an IPv6 one", token: natToken, id: natX, body: withAddress, world: address(`{"sku":{"name":"Basic"},"publicIPAddressVersion":"IPv6"}`),
			want: []string{"publicIpAddresses[0].id -: Standard", "publicIpAddresses[0].id -: IPv4"}},
		{check: "nat-addresses", reason: "seventeen", token: natToken, id: natX, body: `{"publicIpAddresses":[` + many + `]}`, want: []string{"publicIpAddresses -: 17 are given"}},
		{check: "nat-address-free", reason: "nobody else's", token: natToken, id: natX, body: withAddress, world: fakeView{made(natX, "", withAddress)}},
		{check: "nat-address-free", reason: "another gateway's", token: natToken, id: natX, body: withAddress, world: fakeView{made(natY, "", withAddress)}, want: []string{"publicIpAddresses[0].id PublicIPAddressInUse: gateway y"}},

		{check: "container-public", reason: "closed", token: containerToken, id: stateID, body: `{"publicAccess":"None"}`, world: fakeView{made(accountID, "", `{}`)}},
		{check: "container-public", reason: "open in an account that allows it", token: containerToken, id: stateID, body: `{"publicAccess":"Blob"}`, world: fakeView{made(accountID, "", `{"allowBlobPublicAccess":true}`)}},
		{check: "container-public", reason: "open in one that does not", token: containerToken, id: stateID, body: `{"publicAccess":"Blob"}`, world: fakeView{made(accountID, "", `{}`)}, want: []string{"publicAccess PublicAccessNotPermitted: allowBlobPublicAccess"}},
		{check: "container-immutable", reason: "with versions", token: containerToken, id: stateID, body: `{"immutableStorageWithVersioning":{"enabled":true}}`, world: fakeView{made(accountID+"/blobServices/default", "", `{"isVersioningEnabled":true}`)}},
		{check: "container-immutable", reason: "without", token: containerToken, id: stateID, body: `{"immutableStorageWithVersioning":{"enabled":true}}`, world: fakeView{made(accountID+"/blobServices/default", "", `{}`)},
			want: []string{"immutableStorageWithVersioning.enabled -: Versioning is off"}},
	}
}

func runnerCases() []checkCase {
	with := func(secrets, scale string) string {
		return `{"identity":{"userAssignedIdentities":["` + identityID + `"]},"configuration":{"triggerType":"Event","secrets":[` + secrets +
			`],"eventTriggerConfig":{"scale":` + scale + `}}}`
	}
	key := func(identity string) string {
		return `{"name":"key","identity":"` + identity + `","keyVaultUrl":"https://kv-runners.vault.azure.net/secrets/app-key"}`
	}
	ruled := `{"minExecutions":0,"maxExecutions":5,"rules":[{"name":"queue","auth":[{"secretRef":"key"}]}]}`
	vault, secret := made(secretsID, "eastus2", `{}`), made(runnersKey, "", `{}`)
	reader := grant("Key Vault Secrets User", runnersKey)
	return []checkCase{
		{check: "job-identities", reason: "its own", token: runnerToken, id: jobID, body: with(key(identityID), ruled)},
		{check: "job-identities", reason: "somebody else's", token: runnerToken, id: jobID, body: with(key(identityID+"x"), ruled), want: []string{"configuration.secrets[0].identity BadRequest: not among"}},
		{check: "job-identities", reason: "settings of somebody else's", token: runnerToken, id: jobID, body: `{"configuration":{"identitySettings":[{"identity":"` + identityID + `","lifecycle":"None"}]}}`,
			want: []string{"configuration.identitySettings[0].identity BadRequest: not among"}},
		{check: "job-scale", reason: "a rule with its secret", token: runnerToken, id: jobID, body: with(key(identityID), ruled)},
		{check: "job-scale", reason: "no rule, and upside down", token: runnerToken, id: jobID, body: with("", `{"minExecutions":5,"maxExecutions":1}`),
			want: []string{"configuration.eventTriggerConfig.scale.maxExecutions BadRequest: At most 1", "configuration.eventTriggerConfig.scale.rules BadRequest: no rule"}},
		{check: "job-scale", reason: "a secret that is not declared", token: runnerToken, id: jobID, body: with("", ruled),
			want: []string{"configuration.eventTriggerConfig.scale.rules[0].auth[0].secretRef ContainerAppSecretRefNotFound: \"key\""}},
		{check: "job-vault-secrets", reason: "there, and readable", token: runnerToken, id: jobID, body: with(key(identityID), ruled), world: fakeView{vault, secret, theIdentity(), reader}},
		{check: "job-vault-secrets", reason: "a vault of another subscription is not known", token: runnerToken, id: jobID, body: with(key(identityID), ruled)},
		{check: "job-vault-secrets", reason: "not put in yet, and not readable", token: runnerToken, id: jobID, body: with(key(identityID), ruled), world: fakeView{vault, theIdentity()},
			want: []string{"configuration.secrets[0].keyVaultUrl BadRequest: put it in first", "configuration.secrets[0].identity BadRequest: no role"}},
	}
}

// What exists with its parent is a parent itself, whether or not it was ever configured.
func TestWhatExistsWithItsParentHoldsChildren(t *testing.T) {
	t.Parallel()
	types, err := newRegistry(Types())
	require.NoError(t, err)
	known, err := types.token("azure-native:" + containerToken)
	require.NoError(t, err)
	group, account := made(testGroup, "eastus2", `{}`), made(accountID, "eastus2", `{}`)
	said := func(seen ...world.Resource) []Problem {
		return judgePlace(Request{ID: stateID, Body: bodyOf(`{}`), View: fakeView(seen)}, known, types)
	}
	assert.Empty(t, said(group, account), "a blob service is there with its account")
	problems := said(group)
	require.Len(t, problems, 1, "without the account there is no blob service either")
	assert.Equal(t, "ParentResourceNotFound", problems[0].Code)
	assert.Contains(t, problems[0].Message, accountID+", which does not exist")
}
