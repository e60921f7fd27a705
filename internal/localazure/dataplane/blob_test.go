package dataplane_test

import (
	"encoding/base64"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

var block = map[string]string{"x-ms-blob-type": "BlockBlob"}

func TestBlobIsWrittenReadAndDeleted(t *testing.T) {
	t.Parallel()
	a := start(t)
	assert.Equal(t, "BlobNotFound", a.blob(t, http.MethodHead, "/state/a.json", "", nil).code)
	made := a.blob(t, http.MethodPut, "/state/a.json", "0123456789", map[string]string{"x-ms-blob-type": "BlockBlob", "x-ms-blob-content-type": "text/json"})
	require.Equal(t, http.StatusCreated, made.status, made.body)
	got := a.blob(t, http.MethodGet, "/state/a.json", "", nil)
	assert.Equal(t, "0123456789", got.body)
	assert.Equal(t, "text/json", got.header.Get("Content-Type"))
	assert.Equal(t, made.header.Get("ETag"), got.header.Get("ETag"))
	part := a.blob(t, http.MethodGet, "/state/a.json", "", map[string]string{"x-ms-range": "bytes=2-4"})
	assert.Equal(t, []any{http.StatusPartialContent, "234", "bytes 2-4/10"}, []any{part.status, part.body, part.header.Get("Content-Range")})
	assert.Equal(t, "InvalidRange", a.blob(t, http.MethodGet, "/state/a.json", "", map[string]string{"Range": "bytes=10-"}).code)

	one, two := base64.StdEncoding.EncodeToString([]byte("1")), base64.StdEncoding.EncodeToString([]byte("2"))
	for id, text := range map[string]string{one: "hello ", two: "world"} {
		require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/b?comp=block&blockid="+strings.ReplaceAll(id, "=", "%3D"), text, nil).status)
	}
	assert.Equal(t, "BlobNotFound", a.blob(t, http.MethodHead, "/state/b", "", nil).code, "blocks are no blob yet")
	assert.Equal(t, "InvalidBlockList", a.blob(t, http.MethodPut, "/state/b?comp=blocklist", "<BlockList><Latest>OQ==</Latest></BlockList>", nil).code)
	list := "<BlockList><Latest>" + one + "</Latest><Uncommitted>" + two + "</Uncommitted></BlockList>"
	require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/b?comp=blocklist", list, nil).status)
	assert.Equal(t, "hello world", a.blob(t, http.MethodGet, "/state/b", "", nil).body)

	copied := a.blob(t, http.MethodPut, "/state/c", "", map[string]string{"x-ms-copy-source": blobHost + "/state/b"})
	assert.Equal(t, []any{http.StatusAccepted, "success"}, []any{copied.status, copied.header.Get("x-ms-copy-status")})
	assert.Equal(t, "hello world", a.blob(t, http.MethodGet, "/state/c", "", nil).body)
	require.Equal(t, http.StatusAccepted, a.blob(t, http.MethodDelete, "/state/c", "", nil).status)
	assert.Equal(t, "BlobNotFound", a.blob(t, http.MethodDelete, "/state/c", "", nil).code)
	assert.Equal(t, "ContainerNotFound", a.blob(t, http.MethodGet, "/other/c", "", nil).code)
	assert.Equal(t, http.StatusNotImplemented, a.blob(t, http.MethodPut, "/state/c?comp=lease", "", nil).status)
}

func TestConditionsOfBlobs(t *testing.T) {
	t.Parallel()
	a := start(t)
	tag := a.blob(t, http.MethodPut, "/state/a", "1", block).header.Get("ETag")
	put := func(name, value string) string {
		return a.blob(t, http.MethodPut, "/state/a", "2", map[string]string{"x-ms-blob-type": "BlockBlob", name: value}).code
	}
	assert.Equal(t, "BlobAlreadyExists", put("If-None-Match", "*"))
	assert.Equal(t, "ConditionNotMet", put("If-Match", `"0xOTHER"`))
	assert.Equal(t, "1", a.blob(t, http.MethodGet, "/state/a", "", nil).body, "what was refused changed nothing")
	assert.Equal(t, http.StatusNotModified, a.blob(t, http.MethodGet, "/state/a", "", map[string]string{"If-None-Match": tag}).status)
	assert.Empty(t, put("If-Match", tag))
	assert.Equal(t, "2", a.blob(t, http.MethodGet, "/state/a", "", nil).body)
}

func TestBlobsAreListedInPages(t *testing.T) {
	t.Parallel()
	a := start(t)
	for _, name := range []string{"x/1", "x/2", "x/y/3", "x/y/4", "z"} {
		require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/"+name, "1", block).status)
	}
	first := a.blob(t, http.MethodGet, "/state?restype=container&comp=list&prefix=x/&delimiter=/&maxresults=2", "", nil)
	for _, want := range []string{"<Name>x/1</Name>", "<Name>x/2</Name>", "<NextMarker>x/y/</NextMarker>"} {
		assert.Contains(t, first.body, want)
	}
	second := a.blob(t, http.MethodGet, "/state?restype=container&comp=list&prefix=x/&delimiter=/&maxresults=2&marker=x/y/", "", nil)
	assert.Contains(t, second.body, "<BlobPrefix><Name>x/y/</Name></BlobPrefix>")
	assert.NotContains(t, second.body, "x/y/3")
	assert.Contains(t, second.body, "<NextMarker></NextMarker>")
}

func TestFormerVersionsComeBack(t *testing.T) {
	t.Parallel()
	a := start(t)
	for _, text := range []string{"1", "2"} {
		require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/a", text, block).status)
	}
	require.Equal(t, http.StatusAccepted, a.blob(t, http.MethodDelete, "/state/a", "", nil).status)
	kept, err := a.BlobVersions("ststate", "state", "a")
	require.NoError(t, err)
	require.Len(t, kept, 2)
	assert.False(t, kept[1].Current, "it is deleted")
	require.NoError(t, a.RestoreBlob("ststate", "state", "a", kept[0].ID))
	assert.Equal(t, "1", a.blob(t, http.MethodGet, "/state/a", "", nil).body)
	require.ErrorIs(t, a.RestoreBlob("ststate", "state", "a", "never"), dataplane.ErrNoBlob)
	require.ErrorIs(t, a.RestoreBlob("ststate", "nowhere", "a", kept[0].ID), dataplane.ErrNoBlob)
}

func TestWhatIsNotKeptIsGone(t *testing.T) {
	t.Parallel()
	for reason, test := range map[string]struct {
		settings map[string]any
		later    time.Duration
		want     int
	}{
		"nothing is kept by default":              {map[string]any{}, 0, 1},
		"what was overwritten is kept for a time": {map[string]any{"deleteRetentionPolicy": map[string]any{"enabled": true, "days": 7.0}}, 0, 3},
		"and not for longer":                      {map[string]any{"deleteRetentionPolicy": map[string]any{"enabled": true, "days": 7.0}}, 8 * 24 * time.Hour, 2},
	} {
		a := start(t)
		a.put(t, resource(account+"/blobServices/default", "", test.settings, nil))
		for _, text := range []string{"1", "2"} {
			require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/a", text, block).status)
		}
		require.NoError(t, a.world.Update(func(tx *world.Tx) error { tx.Advance(test.later); return nil }))
		require.Equal(t, http.StatusCreated, a.blob(t, http.MethodPut, "/state/a", "3", block).status)
		kept, err := a.BlobVersions("ststate", "state", "a")
		require.NoError(t, err)
		assert.Len(t, kept, test.want, reason)
	}
}

func TestWhoMayTouchBlobsAndFromWhere(t *testing.T) {
	t.Parallel()
	const reader, contributor, owner = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	for _, test := range []struct {
		reason, role, scope string
		read, write         string
	}{
		{"no role", "", "", "AuthorizationPermissionMismatch", "AuthorizationPermissionMismatch"},
		{"a reader of the container", reader, container, "", "AuthorizationPermissionMismatch"},
		{"a contributor of the group", contributor, group, "", ""},
		{"an owner of the account has no right to its content", owner, account, "AuthorizationPermissionMismatch", "AuthorizationPermissionMismatch"},
		{"a contributor elsewhere", contributor, container + "s", "AuthorizationPermissionMismatch", "AuthorizationPermissionMismatch"},
	} {
		a := start(t)
		if test.role != "" {
			a.give(t, test.role, test.scope)
		}
		token := a.token(t, client, "https://storage.azure.com")
		assert.Equal(t, test.read, a.call(t, token, http.MethodGet, blobHost+"/state?restype=container&comp=list", "", nil).code, test.reason)
		assert.Equal(t, test.write, a.call(t, token, http.MethodPut, blobHost+"/state/a", "1", block).code, test.reason)
	}
	a := start(t)
	list := func() string { return a.blob(t, http.MethodGet, "/state?restype=container&comp=list", "", nil).code }
	closed := map[string]any{"publicNetworkAccess": "Disabled"}
	a.put(t, resource(account, "uksouth", closed, nil))
	assert.Equal(t, "AuthorizationFailure", list(), "closed, and no endpoint leads to it")
	a.put(t, resource(group+"/providers/Microsoft.Network/privateEndpoints/pe", "uksouth", map[string]any{
		"privateLinkServiceConnections": []any{map[string]any{"privateLinkServiceId": account}}}, nil))
	assert.Empty(t, list(), "through the endpoint")
	a.SetFrom(netip.MustParseAddr("203.0.113.17"))
	assert.Equal(t, "AuthorizationFailure", list(), "from outside there is no endpoint")
	a.put(t, resource(account, "uksouth", map[string]any{"publicNetworkAccess": "Enabled", "networkRuleSet": map[string]any{
		"defaultAction": "Deny", "ipRules": []any{map[string]any{"iPAddressOrRange": "203.0.113.17"}}}}, nil))
	assert.Empty(t, list(), "a listed address")
	a.SetFrom(netip.MustParseAddr("203.0.113.18"))
	assert.Equal(t, "AuthorizationFailure", list(), "one that is not")
}
