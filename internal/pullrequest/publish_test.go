package pullrequest_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/pullrequest"
)

// report is one that needs somebody who knows security, or only changes something, or says nothing.
func report(risks ...changes.Risk) changes.Report {
	set := changes.Set{Stack: "dev", Environment: "dev", Verdict: changes.VerdictChanges, Counts: map[string]int{"update": 1}, Risks: risks}
	if len(risks) > 0 {
		set.Verdict = changes.VerdictCareful
	}
	return changes.Report{Version: 1, Target: "local (simulated)", Base: changes.Side{Name: "main"}, Head: changes.Side{Name: "topic"}, Stacks: []changes.Set{set}}
}

func opened() changes.Report {
	return report(changes.Risk{Class: changes.ClassExposure, Kind: "opened", Name: "Internet → nodes", What: "reaches it now"})
}

func nothing() changes.Report { return changes.Report{Version: 1, Target: "local (simulated)"} }

func publication(r changes.Report) pullrequest.Publication {
	return pullrequest.Publication{
		Owner: "trelica", Repository: "infrastructure", Number: 7, Commit: commit, Author: bot, Run: "https://github.com/trelica/infrastructure/actions/runs/1", Report: r,
	}
}

// publish publishes without waiting, and says how long it would have waited.
func publish(t *testing.T, f *fakeGitHub, p pullrequest.Publication) (pullrequest.Result, time.Duration, error) {
	t.Helper()
	var waited time.Duration
	result, err := pullrequest.Publish(t.Context(), pullrequest.Access{
		URL: f.url, Token: "token", Sleep: func(_ context.Context, d time.Duration) error {
			waited += d
			time.Sleep(min(d, time.Second)) // the client itself remembers a limit until its time is over
			return nil
		},
	}, p)
	return result, waited, err
}

func TestExactlyOneComment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		before func(f *fakeGitHub)
		report changes.Report
		want   string
		ours   int
		others int
	}{
		{"the first report makes a comment", func(*fakeGitHub) {}, report(), "created", 1, 0},
		{"with nothing to say none is made", func(*fakeGitHub) {}, nothing(), "none", 0, 0},
		{"the next report updates it", func(f *fakeGitHub) { f.add(bot, pullrequest.Marker+"\nold") }, report(), "updated", 1, 0},
		{"a finding that is gone must not stay", func(f *fakeGitHub) { f.add(bot, pullrequest.Marker+"\nold") }, nothing(), "updated", 1, 0},
		{"it is found behind many others, on the last page", func(f *fakeGitHub) {
			for i := range 250 {
				f.add("somebody", "comment "+strconv.Itoa(i))
			}
			f.add(bot, pullrequest.Marker+"\nold")
		}, report(), "updated", 1, 250},
		{"somebody else's comment with the marker is not ours", func(f *fakeGitHub) { f.add("mallory", pullrequest.Marker+"\nfake") }, report(), "created", 1, 1},
		{"another comment of the bot's is not this one", func(f *fakeGitHub) { f.add(bot, "coverage\n"+pullrequest.Marker) }, report(), "created", 1, 1},
		{"of several the oldest stays", func(f *fakeGitHub) {
			f.add(bot, pullrequest.Marker+"\nfirst")
			f.add(bot, pullrequest.Marker+"\nsecond")
			f.add(bot, pullrequest.Marker+"\nthird")
		}, report(), "updated", 1, 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			test.before(f)
			result, _, err := publish(t, f, publication(test.report))
			require.NoError(t, err)
			assert.Equal(t, test.want, result.Comment)
			assert.Len(t, f.ofOurs(pullrequest.Marker), test.ours)
			assert.Len(t, f.comments, test.ours+test.others)
			if test.ours > 0 {
				assert.Contains(t, f.ofOurs(pullrequest.Marker)[0], test.report.Markdown(50_000, publication(test.report).Run))
			}
			again, _, err := publish(t, f, publication(test.report))
			require.NoError(t, err)
			assert.NotEqual(t, "created", again.Comment, "the same report changes nothing")
			assert.NotEqual(t, "updated", again.Comment, "the same report changes nothing")
		})
	}
}

func TestLabel(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason  string
		has     bool
		fork    bool
		report  changes.Report
		want    string
		has2    bool
		failure bool
	}{
		{"exposure needs the label", false, false, opened(), "added", true, false},
		{"it is not added twice", true, false, opened(), "unchanged", true, false},
		{"without exposure, control or roles it goes", true, false, report(), "removed", false, false},
		{"data alone needs another eye, not this one", false, false, report(changes.Risk{Class: changes.ClassData, Name: "x"}), "unchanged", false, false},
		{"control needs it", false, false, report(changes.Risk{Class: changes.ClassControl, Name: "x"}), "added", true, false},
		{"a fork's report may add it", false, true, opened(), "added", true, false},
		{"a fork's report never removes it", true, true, report(), "unchanged", true, false},
		{"a preview that failed says nothing of exposure", true, false, changes.Report{Version: 1, Failure: "broken"}, "unchanged", true, false},
		{"one that a violated rule ended says nothing of it either", true, false, changes.Report{Version: 1, Stacks: []changes.Set{{Stack: "prod", Verdict: changes.VerdictViolated}}}, "unchanged", true, false},
	} {
		f := newFake(t)
		if test.has {
			f.labels = []string{pullrequest.Label}
		}
		p := publication(test.report)
		p.Fork = test.fork
		result, _, err := publish(t, f, p)
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.want, result.Label, test.reason)
		assert.Equal(t, test.has2, len(f.labels) == 1, test.reason)
	}
}

func TestAForkIsNamed(t *testing.T) {
	t.Parallel()
	p := publication(opened())
	assert.NotContains(t, pullrequest.Body(p), "fork")
	p.Fork = true
	assert.Contains(t, pullrequest.Body(p), "Computed by the code of a fork")
}

func TestTheBodyFits(t *testing.T) {
	t.Parallel()
	big := report()
	for i := range 400 {
		big.Stacks[0].Steps = append(big.Stacks[0].Steps, changes.Step{
			URN: "urn::" + strconv.Itoa(i), Name: strconv.Itoa(i), Op: changes.OpCreate,
			Properties: []changes.Property{{Path: "text", Kind: changes.Added, New: strings.Repeat("x", 500)}},
		})
	}
	f := newFake(t)
	_, _, err := publish(t, f, publication(big))
	require.NoError(t, err, "GitHub refuses a longer one")
}

func TestAPullRequestThatMovedOnIsLeftAlone(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.sha = "newer"
	result, _, err := publish(t, f, publication(opened()))
	require.NoError(t, err)
	assert.Equal(t, "superseded", result.Comment)
	assert.Empty(t, f.comments)
	assert.Empty(t, f.labels)
}

func TestThePullRequestOfAForkIsFoundByItsCommit(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := publication(report())
	p.Number, p.HeadOwner, p.HeadBranch = 0, "somebody", "topic"
	result, _, err := publish(t, f, p)
	require.NoError(t, err)
	assert.Equal(t, 7, result.Number)

	p.HeadBranch = "another"
	_, _, err = publish(t, f, p)
	require.ErrorContains(t, err, "no open pull request of somebody:another")
}

func TestLimitsAreWaitedFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		limit  func(w http.ResponseWriter)
		waited time.Duration
		err    string
	}{
		{"a secondary limit says how long", func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"You have exceeded a secondary rate limit","documentation_url":"https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`))
		}, time.Second, ""},
		{"a primary limit that is far away is an error", func(w http.ResponseWriter) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"API rate limit exceeded"}`))
		}, 0, "too long"},
		{"GitHub's own failure is tried again", func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, time.Second, ""},
		{"a refusal is none to try again", func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"message":"Resource not accessible by integration"}`))
		}, 0, "not accessible"},
	} {
		f := newFake(t)
		first := true
		f.fail = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/comments") || !first {
				return false
			}
			first = false
			test.limit(w)
			return true
		}
		_, waited, err := publish(t, f, publication(report()))
		if test.err != "" {
			require.ErrorContains(t, err, test.err, test.reason)
			continue
		}
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.waited, waited, test.reason)
		assert.Len(t, f.comments, 1, test.reason)
	}
}

// TestALostAnswerMakesNoSecondComment loses the answer to the request that makes the comment.
func TestALostAnswerMakesNoSecondComment(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	lost := false
	f.lose = func(r *http.Request) bool {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/comments") && !lost {
			lost = true
			return true
		}
		return false
	}
	_, _, err := publish(t, f, publication(report()))
	require.NoError(t, err)
	assert.True(t, lost)
	assert.Len(t, f.ofOurs(pullrequest.Marker), 1)
}

func TestWithoutATokenNothingIsAsked(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	_, err := pullrequest.Publish(t.Context(), pullrequest.Access{URL: f.url}, publication(report()))
	require.ErrorContains(t, err, "no token")
	assert.Empty(t, f.calls)
}
