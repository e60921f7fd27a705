package changes_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
)

var update = flag.Bool("update", false, "rewrite the golden reports")

// setOf is a scenario's change set: of what the engine said of it, unless there is a reason not to ask it.
func setOf(t *testing.T, s scenario) changes.Set {
	t.Helper()
	if !s.recorded() {
		return madeSetOf(t, s)
	}
	log, ok := recordingOf(t, s)
	require.True(t, ok, `%s has no recording: run "go test ./internal/changes -run TestRecord -record" with TRELICA_DEEP=1`, s.name)
	return setFrom(t, s, log)
}

// madeSetOf is a scenario's change set, of events that a test made.
func madeSetOf(t *testing.T, s scenario) changes.Set {
	t.Helper()
	if s.change == nil {
		return setFrom(t, s, nil)
	}
	r := record(t, s.stack)
	s.change(r)
	return setFrom(t, s, r.read())
}

func setFrom(t *testing.T, s scenario, log *changes.Log) changes.Set {
	t.Helper()
	in := changes.Input{Stack: s.stack, Environment: s.stack, Failure: s.failure, Log: log}
	if s.base != nil {
		r := record(t, s.stack)
		s.base(r)
		in.Base = r.read().Policies
	}
	return changes.NewSet(in)
}

func reportOf(sets ...changes.Set) changes.Report {
	return changes.Report{
		Version: changes.Version, Target: "local (simulated)", CLI: "v3.259.0", Stacks: sets,
		Base: changes.Side{Name: "main", Commit: "1111111111111111111111111111111111111111"}, Head: changes.Side{Name: "working tree"},
	}
}

// TestScenariosGolden holds what a reviewer is told of each change: the verdict, the classes of risk and no others, and the whole report.
func TestScenariosGolden(t *testing.T) {
	t.Parallel()
	all := scenarios()
	require.GreaterOrEqual(t, len(all), 25)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			set, made := setOf(t, s), madeSetOf(t, s)
			assert.Equal(t, s.verdict, set.Verdict, s.reason)
			assert.Equal(t, s.classes, classesOf(set), "%s: %v", s.reason, set.Risks)
			assert.Equal(t, s.verdict, made.Verdict, "as a test makes it: %s", s.reason)
			assert.Equal(t, s.classes, classesOf(made), "as a test makes it: %s: %v", s.reason, made.Risks)

			report := reportOf(set)
			limit := 20_000 // so that goldens stay readable
			text := report.Markdown(limit, "")
			assert.LessOrEqual(t, len(text), limit)
			golden(t, s.name+".md", text)
		})
	}
}

func classesOf(set changes.Set) []changes.Class {
	var classes []changes.Class
	for _, class := range changes.Classes() {
		if slices.ContainsFunc(set.Risks, func(r changes.Risk) bool { return r.Class == class }) {
			classes = append(classes, class)
		}
	}
	return classes
}

// golden compares with a committed report.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "scenarios", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, `no golden yet: run "make golden"`)
	assert.Equal(t, string(want), got)
}

// TestEveryClassIsCaughtAndSilent puts a scenario beside each that shows a class of risk, in which nearly the same is changed and nothing of
// that class is at risk.
func TestEveryClassIsCaughtAndSilent(t *testing.T) {
	t.Parallel()
	beside := map[changes.Class][][2]string{
		data:       {{"retention-shortened", "retention-lengthened"}, {"collation-changed", "tag-changed"}},
		exposure:   {{"nsg-opened", "nsg-rule-renamed"}, {"vault-opened", "key-replaced"}},
		control:    {{"policy-broken", "policy-still-broken"}, {"alert-deleted", "role-taken"}},
		disruption: {{"pool-os-changed", "pool-labelled"}, {"address-replaced", "nsg-closed"}},
		cost:       {{"pool-scaled", "pool-renamed"}, {"size-changed", "tag-changed"}},
	}
	byName := map[string]scenario{}
	for _, s := range scenarios() {
		byName[s.name] = s
	}
	for _, class := range changes.Classes() {
		require.NotEmpty(t, beside[class], class)
		for _, pair := range beside[class] {
			there, silent := byName[pair[0]], byName[pair[1]]
			require.Equal(t, pair, [2]string{there.name, silent.name})
			assert.Contains(t, classesOf(setOf(t, there)), class, "%s: %s", there.name, there.reason)
			assert.NotContains(t, classesOf(setOf(t, silent)), class, "%s: %s", silent.name, silent.reason)
		}
	}
}

// TestNothingPlantedIsShown looks for a secret in every rendering.
func TestNothingPlantedIsShown(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		if s.name != "secrets" {
			continue
		}
		r := record(t, s.stack)
		s.change(r)
		require.Contains(t, string(r.log()), planted, "the log has it, so that the rendering could show it")
		report := reportOf(setOf(t, s))
		assert.NotContains(t, report.Markdown(0, ""), planted)
		assert.NotContains(t, report.Markdown(0, ""), "ghp_a1")
		assert.NotContains(t, report.Markdown(0, ""), "[known after the update]", "a masked value is not taken for an unknown one")
	}
}

// TestALongReportKeepsWhatMatters cuts and looks what is left.
func TestALongReportKeepsWhatMatters(t *testing.T) {
	t.Parallel()
	at := slices.IndexFunc(scenarios(), func(s scenario) bool { return s.name == "five-hundred" })
	set := setOf(t, scenarios()[at])
	whole := reportOf(set).Markdown(10_000_000, "")
	require.Greater(t, len(whole), changes.CommentLimit)
	text := reportOf(set).Markdown(0, "")
	for _, risk := range set.Careful() {
		assert.Contains(t, text, "`"+risk.Name+"`", "a finding is cut")
	}
	assert.Contains(t, text, "Properties of ", "some properties have room")
	assert.NotContains(t, text, strings.Repeat("x", 499), "the largest go first")
	assert.Contains(t, text, strings.Repeat("x", 10), "the smallest stay")
	assert.Contains(t, text, "are left out, the largest first")

	small := reportOf(set).Markdown(1_500, "https://example.com/report")
	assert.LessOrEqual(t, len(small), 1_500)
	assert.Contains(t, small, "20 × is deleted")
}

// TestAReportThatSaysTooMuchIsCut gives a report more than any comment holds: rules that are violated everywhere, and errors without end.
func TestAReportThatSaysTooMuchIsCut(t *testing.T) {
	t.Parallel()
	policies := func(rules, resources int) (list []changes.PolicyResult) {
		for rule := range rules {
			for i := range resources {
				list = append(list, changes.PolicyResult{
					Pack: "trelica", Rule: fmt.Sprintf("rule-%d", rule), Level: "mandatory", Answer: changes.Violated, Claim: "SP-05",
					URN: fmt.Sprintf("urn:pulumi:prod::trelica::azure-native:network:Subnet::subnet-%d", i), Message: strings.Repeat("it lies in another region ", 12),
				})
			}
		}
		return list
	}
	errors := func(n, long int) (list []changes.Message) {
		for range n {
			list = append(list, changes.Message{Severity: changes.SeverityError, Text: strings.Repeat("y", long)})
		}
		return list
	}
	for _, test := range []struct {
		reason string
		sets   []changes.Set
		want   []string
		not    string
	}{
		{
			"a rule that two hundred resources violate is told once, with their names",
			[]changes.Set{{Stack: "prod", Verdict: changes.VerdictViolated, Policies: policies(1, 200)}},
			[]string{"`rule-0` (SP-05) for `subnet-0`", "And for 199 more: `subnet-1`"}, "does not fit into a comment",
		},
		{
			"errors of every stack are shortened",
			[]changes.Set{
				{Stack: "dev", Verdict: changes.VerdictFailed, Messages: errors(30, 1400)}, {Stack: "prod", Verdict: changes.VerdictFailed, Messages: errors(30, 1400)},
				{Stack: "dr", Verdict: changes.VerdictFailed, Messages: errors(30, 1400)},
			},
			[]string{"The preview of `dr` failed", "... and 27 errors more"}, "does not fit into a comment",
		},
		{
			"and where nothing helps it is cut, and says so",
			[]changes.Set{{Stack: "prod", Verdict: changes.VerdictViolated, Policies: policies(300, 3)}},
			[]string{"**What follows does not fit into a comment", "## Infrastructure changes"}, "rule-299",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			text := reportOf(test.sets...).Markdown(0, "")
			assert.LessOrEqual(t, len(text), changes.CommentLimit)
			for _, want := range test.want {
				assert.Contains(t, text, want)
			}
			assert.NotContains(t, text, test.not)
			assert.Zero(t, strings.Count("\n"+text, "\n```")%2, "a block of code is left open")
		})
	}
}
