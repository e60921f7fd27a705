package rest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure"
)

// face starts a local Azure and returns a way to call its REST face with any header.
func face(t *testing.T) (call func(method, path, token string) (int, string), token string) {
	t.Helper()
	server, err := localazure.Start(t.Context(), localazure.Options{Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	send := func(request *http.Request) (int, []byte) {
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode, body
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.ManagementURL()+"/t/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body := send(request)
	require.Equal(t, http.StatusOK, status)
	var given struct {
		Token string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal(body, &given))
	return func(method, path, token string) (int, string) {
		request, err := http.NewRequestWithContext(t.Context(), method, server.ManagementURL()+path, nil)
		require.NoError(t, err)
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		status, body := send(request)
		var answer struct {
			Error struct{ Code string }
		}
		require.NoError(t, json.Unmarshal(body, &answer), string(body))
		return status, answer.Error.Code
	}, given.Token
}

func TestWhatTheFaceRefuses(t *testing.T) {
	t.Parallel()
	call, token := face(t)
	other, foreign := face(t)
	const good = "/subscriptions/s?api-version=2022-12-01"
	for _, test := range []struct {
		reason, method, path, token string
		status                      int
		code                        string
	}{
		{"what it serves, with its token", http.MethodGet, good, token, 200, ""},
		{"no token", http.MethodGet, good, "", 401, "AuthenticationFailed"},
		{"a token of another local Azure", http.MethodGet, good, foreign, 401, "AuthenticationFailed"},
		{"a token that names another tenant", http.MethodGet, good, "dTI" + token[strings.Index(token, "."):], 401, "AuthenticationFailed"},
		{"a call without a version", http.MethodGet, "/subscriptions/s", token, 400, "MissingApiVersionParameter"},
		{"a version that the answer was not written from", http.MethodGet, "/subscriptions/s?api-version=2016-06-01", token, 400, "InvalidApiVersionParameter"},
		{"a method that no command uses", http.MethodDelete, "/subscriptions/s/resourceGroups/g?api-version=2021-04-01", token, 501, "NotServedLocally"},
		{"a write that no command makes", http.MethodPut, "/subscriptions/s/resourceGroups/g?api-version=2021-04-01", token, 501, "NotServedLocally"},
		{"a path that is not Resource Manager's", http.MethodGet, "/secrets/a?api-version=7.4", token, 501, "NotServedLocally"},
		{"assignments below a scope", http.MethodGet, "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01", token, 400, "UnsupportedFilter"},
		{"sizes of the whole world", http.MethodGet, "/subscriptions/s/providers/Microsoft.Compute/skus?api-version=2021-07-01", token, 400, "InvalidFilter"},
		{"a group that is not there", http.MethodGet, "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v?api-version=2024-11-01", token, 404, "ResourceGroupNotFound"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			status, code := call(test.method, test.path, test.token)
			assert.Equal(t, test.status, status)
			assert.Equal(t, test.code, code)
		})
	}
	status, _ := other(http.MethodGet, good, foreign)
	assert.Equal(t, http.StatusOK, status, "where it was given out the same token is good")
}
