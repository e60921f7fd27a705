package statuspage_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/statuspage"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRenderWritesGatusConfiguration(t *testing.T) {
	t.Parallel()
	got, err := statuspage.Render(page())
	require.NoError(t, err)
	golden := filepath.Join("testdata", "gatus.yaml")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err, "run the tests of this package with -update")
	assert.Equal(t, string(want), got)
}

// What the claim asks of a probe: the answer, its time, and how long the certificate lasts.
func TestEveryProbeLooksAtAnswerTimeAndCertificate(t *testing.T) {
	t.Parallel()
	text, err := statuspage.Render(page())
	require.NoError(t, err)
	read, err := statuspage.Parse(text)
	require.NoError(t, err)
	require.Len(t, read.Endpoints, 2)
	for _, endpoint := range read.Endpoints {
		require.Len(t, endpoint.Conditions, 3, endpoint.Name)
		assert.Equal(t, "[STATUS] == 200", endpoint.Conditions[0])
		assert.Contains(t, endpoint.Conditions[1], "[RESPONSE_TIME] < ")
		assert.Equal(t, "[CERTIFICATE_EXPIRATION] > 336h0m0s", endpoint.Conditions[2])
		assert.False(t, endpoint.Client.Insecure, "a certificate that nobody trusts is a failure")
		assert.True(t, endpoint.Client.IgnoreRedirect, "a redirect to an error page is no answer")
	}
	assert.Equal(t, "127.0.0.1", read.Web.Address, "the web server before it is the only way in")
	require.Len(t, read.External, 1)
	assert.Equal(t, "${OUTSIDE_TOKEN_0}", read.External[0].Token, "the token is not in the file")
	assert.Equal(t, 20*time.Minute, read.External[0].Heartbeat.Interval)
}

// SQLite's index of its write-ahead log must not be in memory shared over a network mount.
func TestHistoryIsOpenedExclusively(t *testing.T) {
	t.Parallel()
	text, err := statuspage.Render(page())
	require.NoError(t, err)
	read, err := statuspage.Parse(text)
	require.NoError(t, err)
	assert.Equal(t, "sqlite", read.Storage.Type)
	assert.Equal(t, "/history/${HISTORY}.db?_pragma=locking_mode(EXCLUSIVE)", read.Storage.Path)
}

func TestWhatTheOwnerWroteIsNoVariable(t *testing.T) {
	t.Parallel()
	p := page()
	p.Description = "Costs $5, ${HOME} included."
	text, err := statuspage.Render(p)
	require.NoError(t, err)
	assert.Contains(t, text, "Costs $$5, $${HOME} included.", "Gatus would put its environment there")
}

func TestParseRefusesWhatGatusWould(t *testing.T) {
	t.Parallel()
	const rest = `
storage: {type: sqlite, path: /x}
web: {address: a, port: 1}
ui: {title: t, header: h, description: d, dark-mode: false}
`
	for reason, c := range map[string]struct{ text, want string }{
		"a field that Gatus does not know": {"endpoint: []" + rest, "field endpoint not found"},
		"nothing to ask":                   {"endpoints: []" + rest, "endpoints: none"},
		"no history":                       {"endpoints: []\nstorage: {type: memory}", `type "memory"`},
		"no condition":                     {"endpoints: [{name: a, url: 'https://a'}]" + rest, "no conditions"},
		"a condition that is none":         {"endpoints: [{name: a, url: 'https://a', conditions: ['[STATUS] = 200']}]" + rest, `"[STATUS] = 200" is no condition`},
		"two names that Gatus takes for one": {
			"endpoints: [{name: 'a b', url: 'https://a', conditions: ['[STATUS] == 200']}, {name: A-b, url: 'https://a', conditions: ['[STATUS] == 200']}]" + rest, `endpoint "A-b"`,
		},
		"a feed without a token": {
			"endpoints: [{name: a, url: 'https://a', conditions: ['[STATUS] == 200']}]\nexternal-endpoints: [{name: o}]" + rest, "no token",
		},
		"no YAML at all": {"][", "gatus configuration"},
	} {
		_, err := statuspage.Parse(c.text)
		assert.ErrorContains(t, err, c.want, reason)
	}
}
