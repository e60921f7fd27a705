package dataplane_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestOnlyOurHostsAreServed(t *testing.T) {
	t.Parallel()
	a := start(t)
	for _, test := range []struct{ reason, address, want string }{
		{"a host of somebody else's", "https://example.com/", "lets nothing out of this machine"},
		{"another service of Azure's", "https://management.azure.com/", "lets nothing out of this machine"},
		{"a name that only ends like ours", "https://a.b.vault.azure.net/", "lets nothing out of this machine"},
		{"an account that does not exist", "https://stother.blob.core.windows.net/", "no such host"},
		{"a vault that does not exist", "https://kv-other.vault.azure.net/", "no such host"},
	} {
		assert.ErrorContains(t, a.get(test.address), test.want, test.reason)
	}
	response, err := http.Get(a.ProxyURL())
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
}

func TestRegionThatIsOutDoesNotAnswer(t *testing.T) {
	t.Parallel()
	a := start(t)
	token := a.token(t, dataplane.OperatorID, "https://storage.azure.com")
	require.NoError(t, a.world.Update(func(tx *world.Tx) error { tx.SetOutages([]string{"UK South"}); return nil }))
	require.ErrorContains(t, a.get(blobHost+"/state?restype=container"), "its region is out")
	require.NoError(t, a.world.Update(func(tx *world.Tx) error { tx.SetOutages(nil); return nil }))
	// A connection that was open before ends without an answer.
	kept, ok := a.http.Transport.(*http.Transport)
	require.True(t, ok)
	kept.DisableKeepAlives = false
	require.NoError(t, a.get("https://kv-state.vault.azure.net/keys/stacks"))
	require.NoError(t, a.world.Update(func(tx *world.Tx) error { tx.SetOutages([]string{"uksouth"}); return nil }))
	require.Error(t, a.get("https://kv-state.vault.azure.net/keys/stacks"))
	require.NoError(t, a.world.Update(func(tx *world.Tx) error { tx.SetOutages(nil); return nil }))
	assert.Equal(t, http.StatusOK, a.call(t, token, http.MethodGet, blobHost+"/state?restype=container", "", nil).status)
}

func TestWhoIsNotItselfGetsNoToken(t *testing.T) {
	t.Parallel()
	a := start(t)
	for _, test := range []struct {
		reason, client, secret string
		status                 int
		want                   string
	}{
		{"a wrong secret", dataplane.OperatorID, "wrong", http.StatusUnauthorized, "AADSTS7000215: Invalid client secret provided."},
		{"another's secret", client, a.Environ(tenant, dataplane.OperatorID)["AZURE_CLIENT_SECRET"], http.StatusUnauthorized, "AADSTS7000215"},
		{"a client that the world has not", "00000000-0000-0000-0000-0000000000c9", "x", http.StatusBadRequest, "AADSTS700016"},
	} {
		status, answer := a.signIn(t, test.client, test.secret, "https://vault.azure.net/.default")
		assert.Equal(t, test.status, status, test.reason)
		assert.Contains(t, answer["error_description"], test.want, test.reason)
		assert.NotContains(t, answer, "access_token", test.reason)
	}
}

func TestTokensAndFilesAreNobodyElses(t *testing.T) {
	t.Parallel()
	a, other := start(t), start(t)
	foreign := other.token(t, dataplane.OperatorID, "https://storage.azure.com")
	assert.Equal(t, "InvalidAuthenticationInfo", a.call(t, foreign, http.MethodGet, blobHost+"/state?restype=container", "", nil).code, "another local Azure's token")
	wrong := a.token(t, dataplane.OperatorID, "https://vault.azure.net")
	assert.Equal(t, "InvalidAuthenticationInfo", a.call(t, wrong, http.MethodGet, blobHost+"/state?restype=container", "", nil).code, "a token for vaults")
	assert.Equal(t, "NoAuthenticationInformation", a.call(t, "", http.MethodGet, blobHost+"/state?restype=container", "", nil).code)
	certificate, err := os.ReadFile(a.CAFile())
	require.NoError(t, err)
	theirs, err := os.ReadFile(other.CAFile())
	require.NoError(t, err)
	assert.NotEqual(t, certificate, theirs, "every start has an authority of its own")
}
