package evidence_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/policy/controls"
	"github.com/trelica/infrastructure/policy/evidence"
)

const root = "../.."

var at = time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)

// report is the evidence of a golden.
func report(t *testing.T, stack string, simulated bool, change func(*controls.Stack)) evidence.Report {
	t.Helper()
	file, err := os.Open(filepath.Join(root, "internal/stacktest/testdata", stack+".json"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	s, err := controls.ReadSnapshot(file, stack, "trelica")
	require.NoError(t, err)
	s.Now = at
	if change != nil {
		change(s)
	}
	all, err := exceptions.Load(root)
	require.NoError(t, err)
	return evidence.New(s, all, evidence.Made{Commit: "0123456789ab", Time: at, Simulated: simulated, Refreshed: !simulated})
}

// rendered is a report in every form.
func rendered(t *testing.T, r evidence.Report) map[string]string {
	t.Helper()
	var html, plain bytes.Buffer
	require.NoError(t, r.HTML(&html))
	require.NoError(t, r.JSON(&plain))
	return map[string]string{"html": html.String(), "json": plain.String(), "markdown": r.Markdown()}
}

// claimOf is the evidence of one claim.
func claimOf(t *testing.T, r evidence.Report, id string) evidence.ClaimEvidence {
	t.Helper()
	at := slices.IndexFunc(r.Claims, func(c evidence.ClaimEvidence) bool { return c.ID == id })
	require.GreaterOrEqual(t, at, 0, id)
	return r.Claims[at]
}

func TestEvidenceOfProduction(t *testing.T) {
	t.Parallel()
	r := report(t, "prod", true, nil)
	assert.True(t, r.Good())
	assert.Greater(t, r.Counts.Holds, 1000, "places that hold")
	assert.Equal(t, 0, r.Counts.Undecided)
	assert.Equal(t, 0, r.Counts.Violated)
	var claims []string
	for _, c := range controls.Claims() {
		claims = append(claims, c.ID)
	}
	var answered []string
	rules := 0
	for _, c := range r.Claims {
		answered, rules = append(answered, c.ID), rules+len(c.Rules)
	}
	assert.Equal(t, claims, answered, "every claim is there, in its order")
	assert.Equal(t, rules, r.Counts.Rules)
	assert.Equal(t, len(controls.Catalogue()), rules, "every rule is there once")
	assert.Equal(t, "holds", claimOf(t, r, "SP-16").Answer, "thirty days of backups")
	assert.Equal(t, "elsewhere", claimOf(t, r, "SP-26").Answer, "Microsoft's certificates are no resource")

	encrypted := claimOf(t, r, "SP-07")
	assert.Equal(t, "excused", encrypted.Answer, "etcd is under an exception")
	at := slices.IndexFunc(encrypted.Exceptions, func(e evidence.Exception) bool { return e.ID == "etcd-platform-key" })
	require.GreaterOrEqual(t, at, 0)
	assert.Equal(t, []string{"platform-cluster-cluster"}, encrypted.Exceptions[at].Covers)
	for form, text := range rendered(t, r) {
		for _, piece := range []string{"etcd-platform-key", encrypted.Exceptions[at].Owner, encrypted.Exceptions[at].Expires, "a key of ours on etcd needs a vault"} {
			assert.Contains(t, text, piece, "%s shows the exception, with its owner, its end and its reason", form)
		}
	}
	var read evidence.Report
	require.NoError(t, json.Unmarshal([]byte(rendered(t, r)["json"]), &read))
	assert.Equal(t, r.Counts, read.Counts)
	assert.Equal(t, rendered(t, r), rendered(t, read), "nothing is lost on the way through JSON")
}

// TestALocalRunIsMarkedEverywhere holds that nobody takes a simulation for evidence: every section says what it is, and every page of a print.
func TestALocalRunIsMarkedEverywhere(t *testing.T) {
	t.Parallel()
	for _, simulated := range []bool{true, false} {
		r := report(t, "prod", simulated, nil)
		all := rendered(t, r)
		if !simulated {
			for form, text := range all {
				assert.NotContains(t, text, "SIMULATED", form)
			}
			assert.Contains(t, all["markdown"], "The state was read from Azure in the same run.")
			continue
		}
		sections := map[string][]string{
			"html": strings.Split(all["html"], "<section")[1:], "markdown": strings.Split(all["markdown"], "\n## ")[1:],
		}
		for form, list := range sections {
			require.Len(t, list, len(r.Claims), form)
			for i, section := range list {
				assert.Contains(t, section, "(SIMULATED)", "%s, section %s", form, r.Claims[i].ID)
			}
		}
		assert.Contains(t, strings.SplitN(all["markdown"], "\n", 2)[0], "SIMULATED", "the title")
		assert.Regexp(t, `<title>[^<]*SIMULATED[^<]*</title>`, all["html"])
		assert.Contains(t, all["html"], `<div class="mark">SIMULATED</div>`, "on top of a screen")
		assert.Contains(t, all["html"], `<thead aria-hidden="true"><tr><td>SIMULATED</td></tr></thead>`, "a table's head is on each page of a print")
		var marked struct {
			Mark      string
			Simulated bool
		}
		require.NoError(t, json.Unmarshal([]byte(all["json"]), &marked))
		assert.Equal(t, "SIMULATED", marked.Mark)
		assert.True(t, marked.Simulated)
	}
}

// TestAViolationIsShown changes a value and sees it: in the claim's answer, in the counts, and at its place in each form.
func TestAViolationIsShown(t *testing.T) {
	t.Parallel()
	servers := 0
	r := report(t, "prod", true, func(s *controls.Stack) {
		for _, one := range s.Resources {
			if one.Kind() == "sql:Server" {
				one.Inputs["minimalTlsVersion"] = "1.0"
				servers++
			}
		}
	})
	require.Positive(t, servers)
	assert.False(t, r.Good())
	assert.Equal(t, servers, r.Counts.Violated)
	assert.Equal(t, "violated", claimOf(t, r, "SP-10").Answer)
	all := rendered(t, r)
	assert.Equal(t, servers, strings.Count(all["markdown"], `minimalTlsVersion = "1.0": violated: "1.0"; it must be "1.2" or "1.3"`))
	assert.Equal(t, servers, strings.Count(all["html"], `<span class="violated">violated: &#34;1.0&#34;; it must be &#34;1.2&#34; or &#34;1.3&#34;</span>`))
	sound := rendered(t, report(t, "prod", true, nil))
	assert.NotContains(t, sound["html"], ">violated: ", "it was not there before")
	assert.NotContains(t, sound["markdown"], ": violated: ")
}

// TestADefaultIsShownWithItsSource holds that what is not said is evidence by what Azure makes of it, and says where that is written.
func TestADefaultIsShownWithItsSource(t *testing.T) {
	t.Parallel()
	r := report(t, "dev", true, func(s *controls.Stack) {
		for _, one := range s.Resources {
			if one.Kind() == "keyvault:Vault" {
				properties, _ := one.Inputs["properties"].(map[string]any)
				delete(properties, "softDeleteRetentionInDays")
			}
		}
	})
	assert.True(t, r.Good())
	assert.Contains(t, rendered(t, r)["json"], `"value": "absent, which is 90 (ARM reference, Microsoft.KeyVault/vaults 2024-11-01)"`)
}

// TestWhatLooksAtNothingIsNoEvidence holds that a rule which finds nothing, because it has nothing to look at, does not count for its claim.
func TestWhatLooksAtNothingIsNoEvidence(t *testing.T) {
	t.Parallel()
	answer := func(r evidence.Report, claim, rule string) string {
		for _, one := range claimOf(t, r, claim).Rules {
			if one.ID == rule {
				return one.Answer
			}
		}
		return "no such rule"
	}
	bootstrap, prod := report(t, "bootstrap-dev", true, nil), report(t, "prod", true, nil)
	told := report(t, "prod", true, func(s *controls.Stack) { s.Neighbours = []topology.Neighbour{{Environment: "dev"}} })
	for _, test := range []struct {
		of                evidence.Report
		claim, rule, want string
		reason            string
	}{
		{bootstrap, "SP-17", "edge-failover", "elsewhere", "a bootstrap has no edge"},
		{bootstrap, "SP-17", "registry-replica", "elsewhere", "and no registry"},
		{bootstrap, "safety", "api-versions", "holds", "what it has is of versions that go on"},
		{prod, "SP-17", "edge-failover", "holds", "production has one"},
		{prod, "SP-04", "environments-apart", "elsewhere", "nobody told what belongs to the others"},
		{told, "SP-04", "environments-apart", "holds", "now somebody did"},
		{told, "safety", "no-downgrade", "elsewhere", "and nobody told the last state"},
	} {
		assert.Equal(t, test.want, answer(test.of, test.claim, test.rule), test.reason)
	}
}

// TestThePageNeedsNothingElse holds that it can be sent as one file: it runs nothing and fetches nothing.
func TestThePageNeedsNothingElse(t *testing.T) {
	t.Parallel()
	page := rendered(t, report(t, "dev", true, nil))["html"]
	assert.NotRegexp(t, regexp.MustCompile(`(?i)<script|<link|<img|<iframe|<object|@import|url\(|\ssrc=|\son[a-z]+=|href="[^#]`), page)
	assert.Contains(t, page, `href="#SP-07"`, "it leads to its own sections")
}

// TestSecretsAreMasked marks values as secret, of which one holds and one is violated.
func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	r := report(t, "dev", true, func(s *controls.Stack) {
		for _, one := range s.Resources {
			if one.Kind() == "sql:Server" {
				one.Inputs["minimalTlsVersion"] = controls.Secret{Value: "planted-version"}
				administrators, _ := one.Inputs["administrators"].(map[string]any)
				administrators["login"] = controls.Secret{Value: "planted-login"}
			}
		}
	})
	assert.Equal(t, 1, r.Counts.Violated)
	for form, text := range rendered(t, r) {
		assert.NotContains(t, text, "planted", form)
		assert.Contains(t, text, "[secret]; it must be", form)
	}
	var places []string
	for _, rule := range claimOf(t, r, "SP-14").Rules {
		for _, f := range rule.Findings {
			if f.Path == "administrators.login" {
				places = append(places, f.Value)
			}
		}
	}
	assert.Equal(t, []string{"[secret]"}, places, "what holds is masked too")
}
