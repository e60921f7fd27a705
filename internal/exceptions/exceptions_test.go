package exceptions_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
)

const root = "../.."

const good = `exceptions:
  - id: etcd
    claim: SP-07
    rules: [etcd-key]
    resources: ["urn:pulumi:*::trelica::**:ManagedCluster::*"]
    reason: the interface that the provider has cannot do it
    owner: platform
    expires: "2027-06-30"
`

func TestEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(string) string
		want   []string
		reason string
	}{
		{func(s string) string { return s }, nil, "a good one"},
		{func(string) string { return "" }, nil, "an empty file is none"},
		{func(s string) string { return strings.ReplaceAll(s, "id: etcd", "id: Etcd KMS") }, []string{`id "Etcd KMS" is not allowed`}, "an identifier is typed and searched for"},
		{func(s string) string { return s + strings.TrimPrefix(good, "exceptions:\n") }, []string{`exception 2 (etcd): id "etcd" is another exception's too`}, "twice the same"},
		{func(s string) string { return strings.ReplaceAll(s, "SP-07", "SP-27") }, []string{`claim "SP-27" is none: SP-01 to SP-26 are`}, "a claim that nobody made"},
		{func(s string) string {
			return strings.ReplaceAll(s, `["urn:pulumi:*::trelica::**:ManagedCluster::*"]`, "[]")
		}, []string{"resources are missing"}, "an exception to everything is none"},
		{func(s string) string { return strings.ReplaceAll(s, "[etcd-key]", "[]") }, []string{"rules are missing"}, "an exception to every rule of a claim hides the next mistake"},
		{func(s string) string { return strings.ReplaceAll(s, "**:ManagedCluster::*", "**::*") }, []string{"is no pattern of a URN"}, "nor is one that every resource matches"},
		{func(s string) string {
			return strings.ReplaceAll(s, "urn:pulumi:*::trelica::**:ManagedCluster::*", "ManagedCluster")
		}, []string{`resource "ManagedCluster" is no pattern`}, "a type alone"},
		{func(s string) string {
			return strings.ReplaceAll(s, "the interface that the provider has cannot do it", "because")
		}, []string{`reason "because" is too short`}, "no reason"},
		{func(s string) string { return strings.ReplaceAll(s, "owner: platform", "owner: ''") }, []string{"owner is missing"}, "nobody looks at it again"},
		{func(s string) string { return strings.ReplaceAll(s, "2027-06-30", "2027-06-31") }, []string{`expires "2027-06-31" is no date`}, "June has thirty days"},
		{func(s string) string { return strings.ReplaceAll(s, "owner:", "owned:") }, []string{"field owned not found", "owner is missing"}, "a key that is misspelt, and what is missing for it"},
		{
			func(s string) string {
				return strings.NewReplacer("SP-07", "7", "2027-06-30", "soon", "id: etcd", "id: ''").Replace(s)
			}, []string{"id", "claim", "expires"}, "three mistakes are three lines",
		},
	} {
		found, err := exceptions.Read(strings.NewReader(c.change(good)))
		if c.want == nil {
			require.NoError(t, err, c.reason)
			continue
		}
		require.Error(t, err, c.reason)
		assert.Nil(t, found, c.reason)
		for _, want := range c.want {
			assert.ErrorContains(t, err, want, c.reason)
		}
		for _, line := range strings.Split(err.Error(), "\n") {
			assert.Contains(t, line, exceptions.File, c.reason)
		}
	}
	_, err := exceptions.Read(strings.NewReader("exceptions: ["))
	assert.Error(t, err, "what is no YAML")
}

func TestWithoutTheFileThereAreNone(t *testing.T) {
	t.Parallel()
	found, err := exceptions.Load(t.TempDir())
	require.NoError(t, err)
	assert.Empty(t, found)
}

func TestWhatIsCovered(t *testing.T) {
	t.Parallel()
	all, err := exceptions.Read(strings.NewReader(good))
	require.NoError(t, err)
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return at
	}
	const urn = "urn:pulumi:prod::trelica::trelica:stacks:Platform$azure-native:containerservice/v20240901:ManagedCluster::platform-cluster"
	for _, c := range []struct {
		claim, urn, at string
		want           bool
		reason         string
	}{
		{"SP-07", urn, "2027-01-01T00:00:00Z", true, "the resource, the claim, in time"},
		{"SP-07", urn, "2027-06-30T23:59:59Z", true, "its last day counts"},
		{"SP-07", urn, "2027-07-01T00:00:00Z", false, "the day after does not"},
		{"SP-12", urn, "2027-01-01T00:00:00Z", false, "another claim"},
		{"SP-07", strings.Replace(urn, "::trelica::", "::other::", 1), "2027-01-01T00:00:00Z", false, "another project"},
		{"SP-07", strings.Replace(urn, "ManagedCluster", "AgentPool", 1), "2027-01-01T00:00:00Z", false, "another type"},
	} {
		_, ok := exceptions.Covering(all, c.claim, c.urn, day(c.at))
		assert.Equal(t, c.want, ok, c.reason)
	}
	const month = 30 * 24 * time.Hour
	assert.Empty(t, exceptions.Due(all, day("2027-05-01T00:00:00Z"), month))
	assert.Len(t, exceptions.Due(all, day("2027-06-10T00:00:00Z"), month), 1, "twenty days are left")
	assert.Len(t, exceptions.Due(all, day("2028-01-01T00:00:00Z"), month), 1, "an expired one is due")
}

// toCome are the exceptions to what no stack has yet.
var toCome = []string{"front-door-own-answers", "status-share-platform-key", "status-page-public-images"}

// TestTheExceptionsOfTheRepository reads the file, and compares its patterns with the goldens of what each stack consists of: an
// exception that nothing is under is one too many, or is misspelt.
func TestTheExceptionsOfTheRepository(t *testing.T) {
	t.Parallel()
	all, err := exceptions.Load(root)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	urns := goldenURNs(t)
	for _, e := range all {
		assert.Regexp(t, `^2027-`, e.Expires, "%s: a year is long enough to look again", e.ID)
		for _, pattern := range e.Resources {
			single := exceptions.Exception{Resources: []string{pattern}}
			covers := 0
			for _, urn := range urns {
				if single.Covers(urn) {
					covers++
				}
			}
			if covers == 0 {
				assert.Contains(t, toCome, e.ID, "%s: no stack has what %s names", e.ID, pattern)
			}
		}
	}
}

// goldenURNs are the resources of all stacks.
func goldenURNs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal/stacktest/testdata/*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var urns []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var golden struct {
			Resources []struct{ URN string }
		}
		require.NoError(t, json.Unmarshal(content, &golden))
		for _, r := range golden.Resources {
			urns = append(urns, r.URN)
		}
	}
	return urns
}
