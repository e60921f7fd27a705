package arm

import "strings"

const (
	vaultToken  = "keyvault/v20241101:Vault"
	keyToken    = "keyvault/v20241101:Key"
	secretToken = "keyvault/v20241101:Secret"
	keyID       = vaultID + "/keys/disks"
	secretID    = vaultID + "/secrets/session"
)

func vaultCases() []checkCase {
	return []checkCase{
		{check: "vault-soft-delete", reason: "on", token: vaultToken, id: vaultID, body: `{"properties":{"enableSoftDelete":true}}`},
		{check: "vault-soft-delete", reason: "off", token: vaultToken, id: vaultID, body: `{"properties":{"enableSoftDelete":false}}`, want: []string{"properties.enableSoftDelete BadRequest: false"}},
		{check: "vault-retention", reason: "a week", token: vaultToken, id: vaultID, body: `{"properties":{"softDeleteRetentionInDays":7}}`},
		{check: "vault-retention", reason: "six days", token: vaultToken, id: vaultID, body: `{"properties":{"softDeleteRetentionInDays":6}}`, want: []string{"properties.softDeleteRetentionInDays -: 7 to 90"}},
		{check: "vault-retention-fixed", reason: "the same", token: vaultToken, id: vaultID, old: `{"properties":{}}`, body: `{"properties":{"softDeleteRetentionInDays":90}}`},
		{check: "vault-retention-fixed", reason: "another", token: vaultToken, id: vaultID, old: `{"properties":{"softDeleteRetentionInDays":90}}`, body: `{"properties":{"softDeleteRetentionInDays":30}}`,
			want: []string{"properties.softDeleteRetentionInDays BadRequest: has been set already"}},
		{check: "vault-purge-protection", reason: "switched on later", token: vaultToken, id: vaultID, old: `{"properties":{}}`, body: `{"properties":{"enablePurgeProtection":true}}`},
		{check: "vault-purge-protection", reason: "switched off", token: vaultToken, id: vaultID, old: `{"properties":{"enablePurgeProtection":true}}`, body: `{"properties":{"enablePurgeProtection":false}}`,
			want: []string{"properties.enablePurgeProtection BadRequest: irreversible"}},
		{check: "vault-addresses", reason: "a public range", token: vaultToken, id: vaultID, body: `{"properties":{"networkAcls":{"ipRules":[{"value":"198.51.100.0/24"}]}}}`},
		{check: "vault-addresses", reason: "a private range", token: vaultToken, id: vaultID, body: `{"properties":{"networkAcls":{"ipRules":[{"value":"10.1.0.0/16"}]}}}`, want: []string{"properties.networkAcls.ipRules[0].value -: private"}},
		{check: "vault-policy-tenant", reason: "the vault's tenant", token: vaultToken, id: vaultID, body: `{"properties":{"tenantId":"a","accessPolicies":[{"tenantId":"A"}]}}`},
		{check: "vault-policy-tenant", reason: "another tenant", token: vaultToken, id: vaultID, body: `{"properties":{"tenantId":"a","accessPolicies":[{"tenantId":"b"}]}}`, want: []string{"properties.accessPolicies[0].tenantId -: tenant b"}},
		{check: "vault-public-access", reason: "disabled", token: vaultToken, id: vaultID, body: `{"properties":{"publicNetworkAccess":"Disabled"}}`},
		{check: "vault-public-access", reason: "a word that is none", token: vaultToken, id: vaultID, body: `{"properties":{"publicNetworkAccess":"Off"}}`, want: []string{"properties.publicNetworkAccess BadRequest: \"Off\""}},

		{check: "secret-size", reason: "small", token: secretToken, id: secretID, body: `{"properties":{"value":"x"}}`},
		{check: "secret-size", reason: "a byte too large", token: secretToken, id: secretID, body: `{"properties":{"value":"` + strings.Repeat("x", 25601) + `"}}`, want: []string{"properties.value BadParameter: 25601"}},
		{check: "secret-dates", reason: "valid, then expired", token: secretToken, id: secretID, body: `{"properties":{"attributes":{"notBefore":1,"expires":2}}}`},
		{check: "secret-dates", reason: "expired before valid", token: secretToken, id: secretID, body: `{"properties":{"attributes":{"notBefore":2,"expires":1}}}`, want: []string{"properties.attributes.expires BadParameter: not after"}},
	}
}

func keyCases() []checkCase {
	premium := made(vaultID, "eastus2", `{"properties":{"sku":{"name":"premium"}}}`)
	standard := made(vaultID, "eastus2", `{"properties":{"sku":{"name":"standard"}}}`)
	policy := func(actions string) string {
		return `{"properties":{"rotationPolicy":{"attributes":{"expiryTime":"P2Y"},"lifetimeActions":[` + actions + `]}}}`
	}
	rotate := `{"action":{"type":"rotate"},"trigger":{"timeAfterCreate":"P18M"}}`
	notify := `{"action":{"type":"notify"},"trigger":{"timeBeforeExpiry":"P30D"}}`
	actions := "properties.rotationPolicy.lifetimeActions"
	return []checkCase{
		{check: "key-kind", reason: "in a module", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA-HSM"}}`},
		{check: "key-kind", reason: "symmetric keys are for managed modules, and one kind is needed", token: keyToken, id: keyID, body: `{"properties":{"kty":"oct-HSM"}}`, want: []string{"properties.kty BadParameter: \"RSA-HSM\""}},
		{check: "key-hsm-premium", reason: "premium", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA-HSM"}}`, world: fakeView{premium}},
		{check: "key-hsm-premium", reason: "standard", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA-HSM"}}`, world: fakeView{standard}, want: []string{"properties.kty -: \"standard\""}},
		{check: "key-size", reason: "3072 bits", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA","keySize":3072}}`},
		{check: "key-size", reason: "1024 bits", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA","keySize":1024}}`, want: []string{"properties.keySize BadParameter: 1024"}},
		{check: "key-curve", reason: "P-256", token: keyToken, id: keyID, body: `{"properties":{"kty":"EC","curveName":"P-256"}}`},
		{check: "key-curve", reason: "an RSA key has none", token: keyToken, id: keyID, body: `{"properties":{"kty":"RSA","curveName":"P-256"}}`, want: []string{"properties.curveName BadParameter: RSA"}},
		{check: "key-rotation-actions", reason: "rotate and notify", token: keyToken, id: keyID, body: policy(rotate + "," + notify)},
		{check: "key-rotation-actions", reason: "notified after creation, and two rotations", token: keyToken, id: keyID, body: policy(rotate + "," + rotate + `,{"action":{"type":"notify"},"trigger":{"timeAfterCreate":"P30D"}}`),
			want: []string{actions + "[1].action.type BadParameter: twice", actions + "[2].trigger.timeAfterCreate BadParameter: rotate"}},
		{check: "key-rotation-times", reason: "eighteen months of two years", token: keyToken, id: keyID, body: policy(rotate + "," + notify)},
		{check: "key-rotation-times", reason: "too soon, too late, and no time at all", token: keyToken, id: keyID,
			body: policy(`{"trigger":{"timeAfterCreate":"P6D"}},{"trigger":{"timeAfterCreate":"P729D"}},{"trigger":{"timeBeforeExpiry":"soon"}}`),
			want: []string{actions + "[0].trigger.timeAfterCreate BadParameter: 7 days", actions + "[1].trigger.timeAfterCreate BadParameter: must lie between", actions + "[2].trigger.timeBeforeExpiry BadParameter: soon"}},
		{check: "key-unchanged", reason: "nothing new", token: keyToken, id: keyID, old: policy(rotate), body: policy(rotate)},
		{check: "key-unchanged", reason: "a new policy does nothing", token: keyToken, id: keyID, old: policy(rotate), body: policy(notify), want: []string{"warning properties.rotationPolicy -: will not take effect"}},
	}
}
