package dataplane_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	tenant    = "00000000-0000-0000-0000-0000000000f2"
	group     = "/subscriptions/00000000-0000-0000-0000-0000000000f1/resourceGroups/rg-state"
	account   = group + "/providers/Microsoft.Storage/storageAccounts/ststate"
	container = account + "/blobServices/default/containers/state"
	vault     = group + "/providers/Microsoft.KeyVault/vaults/kv-state"
	key       = vault + "/keys/stacks"
	version   = "0123456789abcdef0123456789abcdef"
	identity  = group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-preview"
	client    = "00000000-0000-0000-0000-0000000000c1"
	object    = "00000000-0000-0000-0000-0000000000a1"

	blobHost  = "https://ststate.blob.core.windows.net"
	vaultHost = "https://kv-state.vault.azure.net"
)

// azure is a world with an account, a vault and an identity, and a client of it.
type azure struct {
	*dataplane.Server
	world *world.World
	http  *http.Client
	dir   string
}

func resource(id, location string, inputs, outputs map[string]any) world.Resource {
	return world.Resource{ID: id, Type: world.TypeOf(id), Location: location, Inputs: inputs, Outputs: outputs, Incarnation: 1}
}

func start(t *testing.T) *azure {
	t.Helper()
	a := &azure{dir: t.TempDir()}
	var err error
	a.world, err = world.Open(a.dir, world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.world.Close()) })
	a.put(t,
		resource(account, "uksouth", map[string]any{}, nil), resource(container, "", nil, nil),
		resource(account+"/blobServices/default", "", map[string]any{"isVersioningEnabled": true}, nil),
		resource(vault, "uksouth", map[string]any{"properties": map[string]any{"tenantId": tenant}}, nil),
		resource(key, "uksouth", map[string]any{"properties": map[string]any{"kty": "RSA-HSM"}}, map[string]any{
			"keyOps": []any{"encrypt", "decrypt"}, "keySize": 2048.0, "keyUriWithVersion": vaultHost + "/keys/stacks/" + version}),
		resource(identity, "uksouth", nil, map[string]any{"clientId": client, "principalId": object}))
	a.Server, err = dataplane.Serve(t.Context(), a.world, dataplane.Options{Dir: a.dir})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.Close()) })
	proxy, err := url.Parse(a.ProxyURL())
	require.NoError(t, err)
	certificate, err := os.ReadFile(a.CAFile())
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(certificate))
	a.http = &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
	}}
	return a
}

func (a *azure) put(t *testing.T, resources ...world.Resource) {
	t.Helper()
	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		for _, r := range resources {
			tx.Put(r)
		}
		return nil
	}))
}

// give gives the identity a role on a scope.
func (a *azure) give(t *testing.T, role, scope string) {
	t.Helper()
	a.put(t, resource(scope+"/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-0000000000e1", "", map[string]any{
		"principalId": object, "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + role, "scope": scope}, nil))
}

// signIn gets a token, or the refusal.
func (a *azure) signIn(t *testing.T, id, secret, scope string) (int, map[string]any) {
	t.Helper()
	response, err := a.http.PostForm("https://login.microsoftonline.com/"+tenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "scope": {scope}})
	require.NoError(t, err)
	answer := map[string]any{}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.NoError(t, response.Body.Close())
	return response.StatusCode, answer
}

func (a *azure) token(t *testing.T, id, audience string) string {
	t.Helper()
	status, answer := a.signIn(t, id, a.Environ(tenant, id)["AZURE_CLIENT_SECRET"], audience+"/.default")
	require.Equal(t, http.StatusOK, status)
	text, ok := answer["access_token"].(string)
	require.True(t, ok)
	return text
}

// reply is an answer as tests look at it.
type reply struct {
	status int
	code   string // x-ms-error-code
	body   string
	header http.Header
}

func (a *azure) call(t *testing.T, token, method, address, sent string, header map[string]string) reply {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewBufferString(sent))
	require.NoError(t, err)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := a.http.Do(request)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return reply{response.StatusCode, response.Header.Get("x-ms-error-code"), string(text), response.Header}
}

// get asks for a page and tells only whether there was an answer.
func (a *azure) get(address string) error {
	response, err := a.http.Get(address)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// blob calls the blob service as the operator.
func (a *azure) blob(t *testing.T, method, path, sent string, header map[string]string) reply {
	t.Helper()
	return a.call(t, a.token(t, dataplane.OperatorID, "https://storage.azure.com"), method, blobHost+path, sent, header)
}
