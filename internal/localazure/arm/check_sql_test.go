package arm

const (
	sqlToken       = "sql/v20230801:Server"
	sqlKeyToken    = "sql/v20230801:ServerKey"
	protectorToken = "sql/v20230801:EncryptionProtector"

	sqlHome     = inGroup + "Microsoft.Sql/servers/sql-home"
	sqlOther    = inGroup + "Microsoft.Sql/servers/sql-other"
	sqlIdentity = inGroup + "Microsoft.ManagedIdentity/userAssignedIdentities/id-sql"
	sqlVault    = inGroup + "Microsoft.KeyVault/vaults/kvtde"
	sqlKeyURI   = "https://kvtde.vault.azure.net/keys/tde/0123456789abcdef0123456789abcdef"
	sqlKeyName  = "kvtde_tde_0123456789abcdef0123456789abcdef"
	sqlPerson   = "33333333-3333-4333-8333-333333333333"
)

// sqlAdmins is a group of Entra as the only administrator.
const sqlAdmins = `{"administratorType":"ActiveDirectory","login":"dba","sid":"` + sqlPerson + `","tenantId":"` + testTenant + `","azureADOnlyAuthentication":true}`

// closedVault is the vault of the database's key, with changes in its properties.
func closedVault(location, more string) fakeView {
	vault := `{"properties":{"enableRbacAuthorization":true,"enablePurgeProtection":true,"publicNetworkAccess":"Disabled","networkAcls":{"bypass":"AzureServices","defaultAction":"Deny"}` + more + `}}`
	return fakeView{made(sqlVault, location, vault)}
}

func vaultKeyOf(properties string) fakeView {
	return fakeView{made(sqlVault+"/keys/tde", "", `{"properties":`+properties+`}`)}
}

// grantedTo gives the server's identity a role on the key.
func grantedTo(role string) fakeView {
	return fakeView{
		made(sqlIdentity, "eastus2", `{}`, `{"principalId":"`+sqlPerson+`"}`),
		made(sqlVault+"/keys/tde/providers/Microsoft.Authorization/roleAssignments/a", "", `{"principalId":"`+sqlPerson+`","scope":"`+sqlVault+`/keys/tde","roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/`+role+`"}`),
	}
}

const cryptoEncryption = "e147488a-f6f5-4113-8e2d-b22465e65bf6"

// keyWorld is a world in which sql-home can use its key, but for the parts that are given anew.
func keyWorld(parts ...fakeView) fakeView {
	seen := map[string]bool{}
	var all fakeView
	parts = append(parts, closedVault("centralus", ""), vaultKeyOf(`{"kty":"RSA-HSM","keySize":3072}`), grantedTo(cryptoEncryption), fakeView{server(sqlHome, "eastus2", "")})
	for _, part := range parts {
		for _, resource := range part {
			if !seen[resource.ID] {
				seen[resource.ID] = true
				all = append(all, resource)
			}
		}
	}
	return all
}

func sqlServerCases() []checkCase {
	identity := `"identity":{"type":"UserAssigned","userAssignedIdentities":["` + sqlIdentity + `"]}`
	group := made(sqlHome+"/failoverGroups/sql-other", "", `{}`)
	return []checkCase{
		{check: "sql-administrator", reason: "a group of Entra", token: sqlToken, id: sqlHome, body: `{"administrators":` + sqlAdmins + `}`},
		{check: "sql-administrator", reason: "a login with a password", token: sqlToken, id: sqlHome, body: `{"administratorLogin":"sa","administratorLoginPassword":"x"}`},
		{check: "sql-administrator", reason: "nobody", token: sqlToken, id: sqlHome, body: `{"administratorLogin":"sa"}`, want: []string{"administrators InvalidParameterValue: neither"}},
		{check: "sql-administrator", reason: "an administrator without object and name", token: sqlToken, id: sqlHome, body: `{"administrators":{"sid":"dba"}}`,
			want: []string{"administrators.sid InvalidParameterValue: \"dba\"", "administrators.login InvalidParameterValue: login name"}},
		{check: "sql-administrator", reason: "an update need not say it again", token: sqlToken, id: sqlHome, old: `{}`, body: `{}`},
		{check: "sql-password", reason: "no password", token: sqlToken, id: sqlHome, old: `{}`, body: `{"administrators":` + sqlAdmins + `}`},
		{check: "sql-password", reason: "a password with Entra alone", token: sqlToken, id: sqlHome, old: `{}`, body: `{"administratorLoginPassword":"x","administrators":` + sqlAdmins + `}`,
			want: []string{"administratorLoginPassword AadOnlyAuthenticationIsEnabled: Only Authentication is enabled"}},
		{check: "sql-password", reason: "one at creation is accepted, and in the way later", token: sqlToken, id: sqlHome, body: `{"administratorLoginPassword":"x","administrators":` + sqlAdmins + `}`,
			want: []string{"warning administratorLoginPassword -: every later update"}},
		{check: "sql-tls", reason: "1.2", token: sqlToken, id: sqlHome, body: `{"minimalTlsVersion":"1.2"}`},
		{check: "sql-tls", reason: "none", token: sqlToken, id: sqlHome, body: `{"minimalTlsVersion":"None"}`, want: []string{"minimalTlsVersion -: \"None\""}},
		{check: "sql-identity", reason: "the only one is primary", token: sqlToken, id: sqlHome, body: `{` + identity + `,"primaryUserAssignedIdentityId":"` + sqlIdentity + `"}`},
		{check: "sql-identity", reason: "no primary", token: sqlToken, id: sqlHome, body: `{` + identity + `}`, want: []string{"primaryUserAssignedIdentityId InvalidParameterValue: none of them"}},
		{check: "sql-identity", reason: "another's", token: sqlToken, id: sqlHome, body: `{` + identity + `,"primaryUserAssignedIdentityId":"` + sqlIdentity + `x"}`, want: []string{"primaryUserAssignedIdentityId InvalidParameterValue: not one of"}},
		{check: "sql-server-key", reason: "a versioned key that works", token: sqlToken, id: sqlHome, body: `{` + identity + `,"primaryUserAssignedIdentityId":"` + sqlIdentity + `","keyId":"` + sqlKeyURI + `"}`, world: keyWorld()},
		{check: "sql-server-key", reason: "no version", token: sqlToken, id: sqlHome, body: `{"keyId":"https://kvtde.vault.azure.net/keys/tde"}`, want: []string{"keyId AzureKeyVaultInvalidUri: with its version"}},
		{check: "sql-host", reason: "a name of its own", token: sqlToken, id: sqlHome, body: `{}`, world: fakeView{group}},
		{check: "sql-host", reason: "a failover group's name", token: sqlToken, id: sqlOther, body: `{}`, world: fakeView{group}, want: []string{" FailoverGroupDnsRecordInUse: sql-other.database.windows.net"}},
	}
}

func sqlKeyCases() []checkCase {
	key := sqlHome + "/keys/" + sqlKeyName
	protector := sqlHome + "/encryptionProtector/current"
	whole := `{"keyName":"` + sqlKeyName + `","serverKeyType":"AzureKeyVault","uri":"` + sqlKeyURI + `"}`
	ours := `{"serverKeyType":"AzureKeyVault","serverKeyName":"` + sqlKeyName + `","autoRotationEnabled":true}`
	known := fakeView{made(key, "", whole)}
	usable := func(reason string, want string, parts ...fakeView) checkCase {
		made := checkCase{check: "sql-key-usable", reason: reason, token: sqlKeyToken, id: key, body: whole, world: keyWorld(parts...)}
		if want != "" {
			made.want = []string{want}
		}
		return made
	}
	withKeyID := fakeView{server(sqlHome, "eastus2", `,"keyId":"`+sqlKeyURI+`"`)}
	replica := fakeView{database(sqlOther, "app", `"createMode":"Secondary","sourceDatabaseId":"`+sqlHome+`/databases/app"`), server(sqlOther, "centralus", "")}
	return []checkCase{
		{check: "sql-key-kind", reason: "a vault's", token: sqlKeyToken, id: key, body: whole},
		{check: "sql-key-kind", reason: "the service's own", token: sqlKeyToken, id: key, body: `{"serverKeyType":"ServiceManaged"}`, want: []string{"serverKeyType InvalidUpsertKeyType: managed by the service"}},
		{check: "sql-key-kind", reason: "another", token: sqlKeyToken, id: key, body: `{"serverKeyType":"File"}`, want: []string{"serverKeyType InvalidKeyType: \"File\""}},
		{check: "sql-key-name", reason: "after its address", token: sqlKeyToken, id: key, body: whole},
		{check: "sql-key-name", reason: "free", token: sqlKeyToken, id: key, body: `{"keyName":"tde","uri":"` + sqlKeyURI + `"}`, want: []string{"keyName SecurityAzureKeyVaultInvalidKeyName: \"" + sqlKeyName + "\""}},
		usable("all as it must be", ""),
		usable("any other key of the vault's kind that is large enough", "", vaultKeyOf(`{"kty":"RSA","keySize":2048}`)),
		usable("a vault outside the world is not judged", "", fakeView{made(sqlVault, "centralus", `{}`), made(inGroup+"Microsoft.KeyVault/vaults/x", "", `{}`)}[1:], fakeView{made(sqlVault, "", `{"properties":{"enablePurgeProtection":true}}`)}),
		usable("too large", "uri AzureKeyVaultRsaKeyNotSupported: 4096 bits", vaultKeyOf(`{"kty":"RSA-HSM","keySize":4096}`)),
		usable("a curve", "uri AzureKeyVaultRsaKeyNotSupported: is EC", vaultKeyOf(`{"kty":"EC"}`)),
		usable("switched off", "uri AzureKeyVaultKeyDisabled: disabled", vaultKeyOf(`{"kty":"RSA","keySize":3072,"attributes":{"enabled":false}}`)),
		usable("a vault that can be purged", "uri SecurityInvalidAzureKeyVaultRecoveryLevel: purge", fakeView{made(sqlVault, "centralus", `{"properties":{"enableRbacAuthorization":true}}`)}),
		usable("a closed vault that lets nobody through", "uri AkvEndpointNotReachableFromNode: networkAcls.bypass", closedVault("centralus", `,"networkAcls":{"bypass":"None","defaultAction":"Deny"}`)),
		usable("a role that cannot wrap", "uri UmiMissingAkvPermissions: id-sql", grantedTo("acdd72a7-3385-48ef-bd42-f606fba81ae7")),
		usable("a server without an identity", "uri AzureKeyVaultNoServerIdentity: identity", fakeView{made(sqlHome, "eastus2", `{}`)}),
		{check: "sql-key-usable", reason: "no such key", token: sqlKeyToken, id: key, body: whole, world: keyWorld()[1:], want: nil},
		{check: "sql-key-usable", reason: "a key that is not in its vault", token: sqlKeyToken, id: key, body: `{"uri":"https://kvtde.vault.azure.net/keys/gone/0123456789abcdef0123456789abcdef"}`, world: keyWorld(), want: []string{"uri AzureKeyVaultKeyNameNotFound: \"gone\""}},
		{check: "sql-key-usable", reason: "no address", token: sqlKeyToken, id: key, body: `{}`, world: keyWorld(), want: []string{"uri SecurityAzureKeyVaultUrlNullOrEmpty: empty"}},
		{check: "sql-key-new", reason: "a server without a key of its own", token: sqlKeyToken, id: key, body: whole, world: keyWorld()},
		{check: "sql-key-new", reason: "a server that names the key itself", token: sqlKeyToken, id: key, body: whole, world: keyWorld(withKeyID), want: []string{" -: cannot create already existing resource"}},

		{check: "sql-protector-key", reason: "a key of the server", token: protectorToken, id: protector, body: ours, world: keyWorld(known)},
		{check: "sql-protector-key", reason: "the service's own", token: protectorToken, id: protector, body: `{"serverKeyType":"ServiceManaged"}`, world: keyWorld()},
		{check: "sql-protector-key", reason: "a key that the server does not have", token: protectorToken, id: protector, body: ours, world: keyWorld(), want: []string{"serverKeyName ServerKeyNotFound: depend on it"}},
		{check: "sql-protector-key", reason: "no name", token: protectorToken, id: protector, body: `{"serverKeyType":"AzureKeyVault"}`, world: keyWorld(), want: []string{"serverKeyName InvalidKeyName: must be named"}},
		{check: "sql-protector-key", reason: "a name for the service's own", token: protectorToken, id: protector, body: `{"serverKeyType":"ServiceManaged","serverKeyName":"k"}`, want: []string{"serverKeyName InvalidKeyName: \"k\""}},
		{check: "sql-protector-usable", reason: "still usable", token: protectorToken, id: protector, body: ours, world: keyWorld(known)},
		{check: "sql-protector-usable", reason: "the role was taken away", token: protectorToken, id: protector, body: ours, world: keyWorld(known, grantedTo("acdd72a7-3385-48ef-bd42-f606fba81ae7")), want: []string{"serverKeyName UmiMissingAkvPermissions: id-sql"}},
		{check: "sql-protector-new", reason: "a server without a key of its own", token: protectorToken, id: protector, body: ours, world: keyWorld(known)},
		{check: "sql-protector-new", reason: "a server that names its key itself", token: protectorToken, id: protector, body: ours, world: keyWorld(known, withKeyID), want: []string{" -: cannot create already existing subresource"}},
		{check: "sql-protector-partner", reason: "the replica's server has the key", token: protectorToken, id: protector, body: ours, world: append(fakeView{made(sqlOther+"/keys/"+sqlKeyName, "", whole)}, replica...)},
		{check: "sql-protector-partner", reason: "it does not", token: protectorToken, id: protector, body: ours, world: replica, want: []string{"serverKeyName SameKeyUriNotFoundOnRemoteServer: sql-other"}},
		{check: "sql-protector-partner", reason: "nor without rotation", token: protectorToken, id: protector, body: `{"serverKeyType":"AzureKeyVault","serverKeyName":"` + sqlKeyName + `"}`, world: replica, want: []string{"serverKeyName SameKeyMaterialNotFoundOnRemoteServer: sql-other"}},
	}
}
