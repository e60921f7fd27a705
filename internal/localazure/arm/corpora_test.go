package arm_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unmended are the entries for which the local Azure is wrong, with why: testdata/corpora/open.yaml.
type unmended struct {
	Accept, Refuse map[string]string
}

func openEntries(t *testing.T) unmended {
	t.Helper()
	var open unmended
	readYAML(t, filepath.Join(corpora, "open.yaml"), &open)
	return open
}

func allFixtures(t *testing.T) map[string]fixture {
	t.Helper()
	fixtures := map[string]fixture{}
	readYAML(t, filepath.Join(corpora, "fixtures.yaml"), &fixtures)
	return fixtures
}

// TestWhatAzureAcceptsIsAccepted tries the shapes of official examples.
func TestWhatAzureAcceptsIsAccepted(t *testing.T) {
	t.Parallel()
	fixtures, open := allFixtures(t), openEntries(t).Accept
	for _, e := range readCorpus(t, "accept") {
		t.Run(e.where(), func(t *testing.T) {
			t.Parallel()
			text := try(t, fixtures, e)
			if why, known := open[e.where()]; known {
				assert.NotEmpty(t, text, "accepted now: take it from open.yaml (%s)", why)
				return
			}
			assert.Empty(t, text, "%s", e.Source)
		})
	}
}

// TestWhatAzureRefusesIsRefused tries the requests with which people failed.
func TestWhatAzureRefusesIsRefused(t *testing.T) {
	t.Parallel()
	fixtures, open := allFixtures(t), openEntries(t).Refuse
	for _, e := range readCorpus(t, "refuse") {
		t.Run(e.where(), func(t *testing.T) {
			t.Parallel()
			text := try(t, fixtures, e)
			fits := text != "" && regexp.MustCompile(e.Says).MatchString(text)
			if why, known := open[e.where()]; known {
				assert.False(t, fits, "refused now: take it from open.yaml (%s)", why)
				return
			}
			assert.True(t, fits, "%s: %q does not fit %q", e.Source, text, e.Says)
		})
	}
}

// version is that of a type's interface: what Azure accepts and refuses is the service's, whichever version it is asked in.
var version = regexp.MustCompile(`/v[0-9]+(preview)?`)

// TestCorporaAreLargeEnough holds the corpora to what was promised of them, and their page to them.
func TestCorporaAreLargeEnough(t *testing.T) {
	t.Parallel()
	accept, refuse, open := readCorpus(t, "accept"), readCorpus(t, "refuse"), openEntries(t)
	assert.GreaterOrEqual(t, len(accept), 60)
	assert.GreaterOrEqual(t, len(refuse), 60)
	assert.Empty(t, open.Accept, "nothing that Azure accepts is refused")
	assert.LessOrEqual(t, len(open.Refuse)*10, len(refuse), "nine of ten failures are foreseen")
	types := map[string]bool{}
	names := map[string]bool{}
	for _, e := range append(accept, refuse...) {
		types[version.ReplaceAllString("azure-native:"+e.Token, "")] = true
		assert.False(t, names[e.where()], "%s stands twice", e.where())
		names[e.where()] = true
		assert.NotEmpty(t, e.Source, e.where())
	}
	for _, e := range refuse {
		assert.Regexp(t, `github\.com/\S+/(issues|pull)/\d+`, e.Source, e.where())
	}
	for where := range open.Refuse {
		assert.True(t, names[where], "%s of open.yaml is in no corpus", where)
	}
	for _, known := range knownTokens() {
		assert.True(t, types[version.ReplaceAllString(known, "")], "no entry of either corpus is about %s", known)
	}
}

// TestCorporaPageIsCurrent compares the page with the corpora.
func TestCorporaPageIsCurrent(t *testing.T) {
	t.Parallel()
	path := "../../../docs/reference/local-azure-corpora.md"
	want := corporaPage(readCorpus(t, "accept"), readCorpus(t, "refuse"), openEntries(t))
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o600))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "write it anew: UPDATE=1 go test ./internal/localazure/arm -run Page")
}
