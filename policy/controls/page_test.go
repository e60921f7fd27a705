package controls_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
)

var update = flag.Bool("update", false, "write docs/controls.md")

func TestPageIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(root, "docs/controls.md")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(controls.Page()), 0o600))
		return
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.True(t, controls.Page() == string(got), `the page is old: go test ./policy/controls -run Page -update`)
}

// TestEveryRuleIsWhole holds what a reader, the CLI and an auditor need of each rule.
func TestEveryRuleIsWhole(t *testing.T) {
	t.Parallel()
	claims := map[string]bool{}
	for _, c := range controls.Claims() {
		claims[c.ID] = true
	}
	seen := map[string]bool{}
	for _, r := range controls.Catalogue() {
		assert.Regexp(t, regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`), r.ID)
		assert.False(t, seen[r.ID], "%s is there twice", r.ID)
		seen[r.ID] = true
		assert.True(t, claims[r.Claim], "%s: claim %s is none", r.ID, r.Claim)
		assert.NotEmpty(t, r.Title, r.ID)
		assert.True(t, strings.HasSuffix(r.Why, "."), "%s: why is a sentence", r.ID)
		assert.NotEmpty(t, r.Fix, r.ID)
		assert.Contains(t, []controls.Severity{controls.Low, controls.Medium, controls.High, controls.Critical}, r.Severity, r.ID)
		assert.True(t, len(r.Needs) > 0 || r.Each != nil || r.Whole != nil || r.Within != nil || r.ID == controls.RuleExceptions, "%s demands nothing", r.ID)
		if len(r.Needs) > 0 || r.Each != nil {
			assert.NotEmpty(t, r.Kinds, "%s looks at nothing", r.ID)
		}
	}
	for _, c := range controls.Claims() {
		rules := 0
		for _, r := range controls.Catalogue() {
			if r.Claim == c.ID {
				rules++
			}
		}
		assert.True(t, rules > 0 || c.Duty != "", "%s: no rule, and nobody else's duty", c.ID)
	}
}

// TestExceptionsNameRules holds that each exception is to rules that there are, of its claim.
func TestExceptionsNameRules(t *testing.T) {
	t.Parallel()
	all, err := exceptions.Load(root)
	require.NoError(t, err)
	claimOf := map[string]string{}
	for _, r := range controls.Catalogue() {
		claimOf[r.ID] = r.Claim
	}
	for _, e := range all {
		for _, rule := range e.Rules {
			assert.Equal(t, e.Claim, claimOf[rule], "%s: rule %s", e.ID, rule)
		}
	}
}
