package dataplane_test

import (
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/dataplane"
)

// vaultSaid is an answer of a vault.
type vaultSaid struct {
	KID   string
	Value string
	Error struct {
		Code, Message string
		Inner         struct{ Code string } `json:"innererror"`
	}
}

// keyCall does an operation with the key as somebody.
func (a *azure) keyCall(t *testing.T, who, operation, algorithm, value string) (int, vaultSaid) {
	t.Helper()
	sent, err := json.Marshal(map[string]string{"alg": algorithm, "value": value})
	require.NoError(t, err)
	got := a.call(t, a.token(t, who, "https://vault.azure.net"), http.MethodPost, vaultHost+"/keys/stacks/"+operation+"?api-version=7.6", string(sent), nil)
	var said vaultSaid
	require.NoError(t, json.Unmarshal([]byte(got.body), &said))
	return got.status, said
}

var plain = base64.RawURLEncoding.EncodeToString([]byte("a data key"))

func TestKeyEncryptsAndOnlyItsOwnVersionDecrypts(t *testing.T) {
	t.Parallel()
	const me = dataplane.OperatorID
	a := start(t)
	for _, algorithm := range []string{"RSA-OAEP", "RSA-OAEP-256"} {
		status, sealed := a.keyCall(t, me, version+"/encrypt", algorithm, plain)
		require.Equal(t, http.StatusOK, status, sealed.Error.Message)
		_, opened := a.keyCall(t, me, version+"/decrypt", algorithm, sealed.Value)
		assert.Equal(t, plain, opened.Value)
	}
	_, sealed := a.keyCall(t, me, "encrypt", "RSA-OAEP-256", plain)
	assert.Equal(t, vaultHost+"/keys/stacks/"+version, sealed.KID, "without a version the newest is taken")
	uri, err := a.RotateKey("kv-state", "stacks")
	require.NoError(t, err)
	shown, _ := a.world.Get(key)
	assert.Equal(t, uri, shown.Outputs["keyUriWithVersion"], "Resource Manager shows the newest")
	status, refused := a.keyCall(t, me, "decrypt", "RSA-OAEP-256", sealed.Value)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, "Unable to decrypt specified value with this key.", refused.Error.Message)
	_, opened := a.keyCall(t, me, version+"/decrypt", "RSA-OAEP-256", sealed.Value)
	assert.Equal(t, plain, opened.Value)

	require.NoError(t, a.EnableKey("kv-state", "stacks", version, false))
	status, refused = a.keyCall(t, me, version+"/decrypt", "RSA-OAEP-256", sealed.Value)
	assert.Equal(t, []any{http.StatusForbidden, "KeyDisabled"}, []any{status, refused.Error.Inner.Code})
	status, _ = a.keyCall(t, me, version+"/encrypt", "RSA-OAEP-256", plain)
	assert.Equal(t, http.StatusOK, status, "the public half of a disabled key goes on")
	status, refused = a.keyCall(t, me, "ffffffffffffffffffffffffffffffff/encrypt", "RSA-OAEP-256", plain)
	assert.Equal(t, []any{http.StatusNotFound, "KeyNotFound"}, []any{status, refused.Error.Code})
	_, refused = a.keyCall(t, me, "wrapKey", "RSA-OAEP-256", plain)
	assert.Equal(t, "KeyOperationForbidden", refused.Error.Inner.Code, "the key is for encrypting alone")
	_, refused = a.keyCall(t, me, "encrypt", "RSA1_5", plain)
	assert.Equal(t, "BadParameter", refused.Error.Code)
	versions, err := a.KeyVersions("kv-state", "stacks")
	require.NoError(t, err)
	assert.Equal(t, version, versions[0])
	require.ErrorIs(t, a.EnableKey("kv-state", "other", version, false), dataplane.ErrNoKey)
}

func TestMaterialIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	a := start(t)
	_, sealed := a.keyCall(t, dataplane.OperatorID, "encrypt", "RSA-OAEP", plain)
	require.NotEmpty(t, sealed.Value)
	info, err := os.Stat(filepath.Join(dataplane.Folder(a.dir), "keys", "kv-state", "stacks.json"))
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

// TestARoleOfOnesOwnAllowsWhatItNames holds the local Azure to roles that are made and not built in.
func TestARoleOfOnesOwnAllowsWhatItNames(t *testing.T) {
	t.Parallel()
	const own = "99999999-9999-4999-8999-999999999999"
	a := start(t)
	_, sealed := a.keyCall(t, dataplane.OperatorID, "encrypt", "RSA-OAEP", plain)
	a.give(t, own, key)
	_, said := a.keyCall(t, client, "decrypt", "RSA-OAEP", sealed.Value)
	assert.Equal(t, "ForbiddenByRbac", said.Error.Inner.Code, "a role that nobody made allows nothing")
	a.put(t, resource("/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/"+own, "", map[string]any{"permissions": []any{
		map[string]any{"dataActions": []any{"Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/decrypt/action"}}}}, nil))
	_, said = a.keyCall(t, client, "decrypt", "RSA-OAEP", sealed.Value)
	assert.Empty(t, said.Error.Inner.Code, "it opens")
	_, said = a.keyCall(t, client, "encrypt", "RSA-OAEP", plain)
	assert.Equal(t, "ForbiddenByRbac", said.Error.Inner.Code, "and does nothing else")
}

func TestWhoMayUseKeysAndFromWhere(t *testing.T) {
	t.Parallel()
	const user, officer, encryption, reader = "12338af0-0e69-4776-bea7-57ae8d297424", "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
		"e147488a-f6f5-4113-8e2d-b22465e65bf6", "21090545-7ca7-4776-b22c-e363652d74d2"
	for _, test := range []struct {
		reason, role, scope string
		encrypt, rotate     string
	}{
		{"no role", "", "", "ForbiddenByRbac", "ForbiddenByRbac"},
		{"a user of the key", user, key, "", "ForbiddenByRbac"},
		{"an officer of the vault", officer, vault, "", ""},
		{"a service that wraps does not encrypt", encryption, vault, "ForbiddenByRbac", "ForbiddenByRbac"},
		{"a reader", reader, vault, "ForbiddenByRbac", "ForbiddenByRbac"},
		{"a user of another key", user, key + "2", "ForbiddenByRbac", "ForbiddenByRbac"},
	} {
		a := start(t)
		if test.role != "" {
			a.give(t, test.role, test.scope)
		}
		_, said := a.keyCall(t, client, "encrypt", "RSA-OAEP", plain)
		assert.Equal(t, test.encrypt, said.Error.Inner.Code, test.reason)
		got := a.call(t, a.token(t, client, "https://vault.azure.net"), http.MethodPost, vaultHost+"/keys/stacks/rotate?api-version=7.4", "", nil)
		var rotated vaultSaid
		require.NoError(t, json.Unmarshal([]byte(got.body), &rotated))
		assert.Equal(t, test.rotate, rotated.Error.Inner.Code, test.reason)
		assert.Equal(t, test.rotate == "", got.status == http.StatusOK, test.reason)
	}
	a := start(t)
	inner := func() string {
		_, said := a.keyCall(t, dataplane.OperatorID, "encrypt", "RSA-OAEP", plain)
		return said.Error.Inner.Code
	}
	a.put(t, resource(vault, "uksouth", map[string]any{"properties": map[string]any{"tenantId": tenant, "publicNetworkAccess": "disabled"}}, nil))
	assert.Equal(t, "ForbiddenByConnection", inner())
	a.put(t, resource(vault, "uksouth", map[string]any{"properties": map[string]any{"tenantId": tenant, "networkAcls": map[string]any{
		"defaultAction": "Deny", "ipRules": []any{map[string]any{"value": "203.0.113.0/24"}}}}}, nil))
	assert.Equal(t, "ForbiddenByFirewall", inner(), "no endpoint, and no listed address")
	a.SetFrom(netip.MustParseAddr("203.0.113.17"))
	assert.Empty(t, inner())
}

func TestVaultSaysWhereItsTokensComeFrom(t *testing.T) {
	t.Parallel()
	a := start(t)
	got := a.call(t, "", http.MethodPost, vaultHost+"/keys/stacks/encrypt?api-version=7.6", "", nil)
	assert.Equal(t, http.StatusUnauthorized, got.status)
	assert.Equal(t, `Bearer authorization="https://login.microsoftonline.com/`+tenant+`", resource="https://vault.azure.net"`, got.header.Get("WWW-Authenticate"))
	other := resource(vault, "uksouth", map[string]any{"properties": map[string]any{"tenantId": "00000000-0000-0000-0000-0000000000f9"}}, nil)
	a.put(t, other)
	status, said := a.keyCall(t, dataplane.OperatorID, "encrypt", "RSA-OAEP", plain)
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Contains(t, said.Error.Message, "AKV10032", "a token of another tenant")
}

// TestAKeyIsSwitchedOffAndOn holds Update Key: who may not is refused, what is off does not decrypt, and on again it does.
func TestAKeyIsSwitchedOffAndOn(t *testing.T) {
	t.Parallel()
	const me = dataplane.OperatorID
	a := start(t)
	_, sealed := a.keyCall(t, me, version+"/encrypt", "RSA-OAEP-256", plain)
	set := func(who, content string) reply {
		return a.call(t, a.token(t, who, "https://vault.azure.net"), http.MethodPatch, vaultHost+"/keys/stacks/"+version+"?api-version=7.4", content, nil)
	}
	assert.Equal(t, http.StatusForbidden, set(client, `{"attributes":{"enabled":false}}`).status, "an identity without a role")
	assert.Equal(t, http.StatusBadRequest, set(me, `{"attributes":{}}`).status, "nothing to switch")
	off := set(me, `{"attributes":{"enabled":false}}`)
	require.Equal(t, http.StatusOK, off.status, off.body)
	assert.Contains(t, off.body, `"enabled":false`)
	status, refused := a.keyCall(t, me, version+"/decrypt", "RSA-OAEP-256", sealed.Value)
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "KeyDisabled", refused.Error.Inner.Code)
	require.Equal(t, http.StatusOK, set(me, `{"attributes":{"enabled":true}}`).status)
	_, opened := a.keyCall(t, me, version+"/decrypt", "RSA-OAEP-256", sealed.Value)
	assert.Equal(t, plain, opened.Value)
}
