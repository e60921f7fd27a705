package controls_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// inZone is production with another DNS zone than that of the repository's settings.
func inZone(t *testing.T, zone string) *controls.Stack {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "internal/stacktest/testdata/prod.json"))
	require.NoError(t, err)
	changed := bytes.ReplaceAll(content, []byte("trelica.example"), []byte(zone))
	require.NotEqual(t, content, changed)
	s, err := controls.ReadSnapshot(bytes.NewReader(changed), "prod", "trelica")
	require.NoError(t, err)
	s.Now = today
	return s
}

// TestAnyZoneIsAllowedAndNoSecondOne deploys under a name that somebody owns, and then turns one place after the other to a zone of somebody
// else's.
func TestAnyZoneIsAllowedAndNoSecondOne(t *testing.T) {
	t.Parallel()
	const ours, theirs = "app.contoso.co.uk", "contoso.com"
	said := func(s *controls.Stack) (all []string) {
		for _, f := range controls.Violations(judge(t).All(s, false)) {
			all = append(all, f.Rule)
		}
		return all
	}
	require.Equal(t, said(golden(t, "prod")), said(inZone(t, ours)), "what is advised of the stack as it is, and no more")
	assert.Equal(t, ours, inZone(t, ours).Zone())
	for _, c := range []struct{ kind, property, value, rule string }{
		{"cdn:AFDCustomDomain", "hostName", "app." + theirs, "names-lead"},
		{"cdn:AFDOrigin", "hostName", "origin-eus2." + theirs, "edge-failover"},
		{"network:RecordSet", "zoneName", theirs, "records-kept"},
	} {
		s := inZone(t, ours)
		var changed *controls.Resource
		for _, r := range s.Of(c.kind) {
			if changed == nil && (c.kind != "cdn:AFDOrigin" || r.Text("hostName") == "origin-eus2."+ours) {
				changed = r
			}
		}
		require.NotNil(t, changed, c.kind)
		changed.Inputs[c.property] = c.value
		s.Changed()
		assert.Contains(t, said(s), c.rule, "%s %s", c.kind, c.property)
	}
}
