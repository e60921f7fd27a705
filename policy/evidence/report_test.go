package evidence_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
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

func TestEvidenceOfProduction(t *testing.T) {
	t.Parallel()
	r := report(t, "prod", true, nil)
	assert.Greater(t, r.Counts.Holds, 1000, "places that hold")
	assert.Equal(t, 0, r.Counts.Undecided)
	answers := map[string]string{}
	for _, c := range r.Claims {
		answers[c.ID] = c.Answer
	}
	assert.Equal(t, "holds", answers["SP-16"], "thirty days of backups")
	assert.Equal(t, "excused", answers["SP-07"], "etcd is under an exception, which is shown")
	assert.Equal(t, "elsewhere", answers["SP-26"], "Microsoft's certificates are no resource")
	var out bytes.Buffer
	require.NoError(t, r.JSON(&out))
	var read evidence.Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	assert.Equal(t, r.Counts, read.Counts)
}

// TestALocalRunIsMarkedEverywhere holds that nobody takes a simulation for evidence.
func TestALocalRunIsMarkedEverywhere(t *testing.T) {
	t.Parallel()
	for _, simulated := range []bool{true, false} {
		r := report(t, "prod", simulated, nil)
		var html, plain bytes.Buffer
		require.NoError(t, r.HTML(&html))
		require.NoError(t, r.JSON(&plain))
		count := map[string]int{"html": bytes.Count(html.Bytes(), []byte("SIMULATED")), "json": bytes.Count(plain.Bytes(), []byte("SIMULATED")), "markdown": bytes.Count([]byte(r.Markdown()), []byte("SIMULATED"))}
		if simulated {
			assert.GreaterOrEqual(t, count["html"], len(r.Claims), "once in every section, and on top")
			assert.Equal(t, 1, count["json"])
			assert.GreaterOrEqual(t, count["markdown"], len(r.Claims))
			continue
		}
		assert.Equal(t, map[string]int{"html": 0, "json": 0, "markdown": 0}, count)
	}
}

// TestAViolationIsShown changes a value and sees it.
func TestAViolationIsShown(t *testing.T) {
	t.Parallel()
	r := report(t, "prod", true, func(s *controls.Stack) {
		for _, one := range s.Resources {
			if one.Kind() == "sql:Server" {
				one.Inputs["minimalTlsVersion"] = "1.0"
			}
		}
	})
	assert.False(t, r.Good())
	assert.Contains(t, r.Markdown(), `minimalTlsVersion = "1.0": violated: "1.0"; it must be "1.2" or "1.3"`)
	var html bytes.Buffer
	require.NoError(t, r.HTML(&html))
	assert.Contains(t, html.String(), `class="violated"`)
}

// TestThePageNeedsNothingElse holds that it can be sent as one file.
func TestThePageNeedsNothingElse(t *testing.T) {
	t.Parallel()
	r := report(t, "dev", true, nil)
	var html bytes.Buffer
	require.NoError(t, r.HTML(&html))
	assert.NotRegexp(t, regexp.MustCompile(`(?i)<script|<link|<img|@import|url\(`), html.String())
	assert.NotContains(t, html.String(), "[secret]\"", "secrets are masked, and not shown")
}
