package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// late refuses to write one group until some tries have been made, as Azure does while a role does not work yet.
type late struct {
	code    string
	refusal atomic.Int64 // how many are left
}

// Before implements the local Azure's hook for faults.
func (l *late) Before(_ context.Context, call world.Call) error {
	if call.Method != http.MethodPut || !strings.HasSuffix(call.ID, "/rg-tiny-platform") || l.refusal.Add(-1) < 0 {
		return nil
	}
	return errors.New(`Status=403 Code="` + l.code + `" Message="not yet"`)
}

// newLateBench is a bench with the real CLI whose Azure refuses some tries, and whose clock does not wait.
func newLateBench(t *testing.T, code string, refusals int64) (b *bench, slept *[]time.Duration) {
	t.Helper()
	b = newRealBench(t)
	b.write(t, inParts)
	fault := &late{code: code}
	fault.refusal.Store(refusals)
	b.azure = func(ctx context.Context, o azureOptions) (azureServer, error) {
		return localazure.Start(ctx, localazure.Options{Dir: o.Dir, Collect: o.Collect, Intercept: o.Intercept, Log: o.Log, Faults: fault})
	}
	slept = new([]time.Duration)
	at := time.Now()
	b.patience = func(r engine.Retry) engine.Retry {
		r.Now = func() time.Time { return at }
		r.Sleep = func(_ context.Context, d time.Duration) error {
			at, *slept = at.Add(d), append(*slept, d)
			return nil
		}
		return r
	}
	return b, slept
}

// up runs `up` of dev without asking.
func (b *bench) up(t *testing.T, args ...string) int {
	t.Helper()
	return b.stackctl(t, append([]string{"up", "--stack", "dev", "--yes", "--skip-preview"}, args...)...)
}

func TestARoleThatTakesEffectLate(t *testing.T) {
	t.Parallel()
	b, slept := newLateBench(t, "AuthorizationFailed", 2)
	require.Equal(t, codeFine, b.up(t), b.err.String())
	assert.Equal(t, []time.Duration{15 * time.Second, 30 * time.Second}, *slept)
	assert.Contains(t, b.err.String(), "AuthorizationFailed: what was just given takes time to work. Trying again in 15s, until ")
	assert.Empty(t, b.stackctl(t, "preview", "--stack", "dev", "--expect-no-changes"), b.err.String())
}

func TestAnErrorThatIsNotNamedEndsAtOnce(t *testing.T) {
	t.Parallel()
	b, slept := newLateBench(t, "QuotaExceeded", 1)
	require.Equal(t, codeFailed, b.up(t))
	assert.Empty(t, *slept)
	assert.NotContains(t, b.err.String(), "Trying again")
	require.Equal(t, codeFine, b.up(t), "the fault is gone, and the next up goes on: "+b.err.String())
}

func TestARoleThatNeverComes(t *testing.T) {
	t.Parallel()
	b, slept := newLateBench(t, "LinkedAuthorizationFailed", 1000)
	require.Equal(t, codeFailed, b.up(t, "--no-retry"))
	assert.Empty(t, *slept, "--no-retry tries once")
	require.Equal(t, codeFailed, b.up(t))
	var waited time.Duration
	for _, d := range *slept {
		waited += d
	}
	assert.Greater(t, waited, 12*time.Minute)
	assert.LessOrEqual(t, waited, engine.RetryBudget)
	assert.Contains(t, b.err.String(), `next: after 15m0s it is no delay any more: look which right is missing ("stackctl preflight --stack dev --target local")`)
}

func TestOnlyAnUpWhereRightsAreLateIsTriedAgain(t *testing.T) {
	t.Parallel()
	a := &app{}
	for _, c := range []struct {
		operation operation
		want      time.Duration
		reason    string
	}{
		{operation{op: engine.OpUp, target: engine.TargetAzure}, engine.RetryBudget, "roles take minutes to work"},
		{operation{op: engine.OpUp, target: engine.TargetAzure, noRetry: true}, 0, "the operator does not want to wait"},
		{operation{op: engine.OpUp, target: engine.TargetLocal}, 0, "here a refusal is a mistake in the order of resources, which a second try would hide"},
		{operation{op: engine.OpUp, target: engine.TargetLocal, late: true}, engine.RetryBudget, "a scenario makes rights late, and the program is tried as Azure would try it"},
		{operation{op: engine.OpPreview, target: engine.TargetAzure}, 0, "a preview gives no role, so there is none to wait for"},
		{operation{op: engine.OpDestroy, target: engine.TargetAzure}, 0, "nor does a destroy"},
	} {
		assert.Equal(t, c.want, a.retry(&c.operation).Budget, c.reason)
	}
}

// TestAScenarioOfLateRolesIsTriedAgainWithoutWaiting is about the local Azure, where asking again is all that helps.
func TestAScenarioOfLateRolesIsTriedAgainWithoutWaiting(t *testing.T) {
	t.Parallel()
	local := engine.Local{Dir: t.TempDir()}
	for _, c := range []struct {
		scenario string
		late     bool
		reason   string
	}{
		{"", false, "no scenario"},
		{"faults: [{kind: throttle}]", false, "nothing in it is late"},
		{"faults: [{kind: late, type: Microsoft.Authorization/roleAssignments}]", true, "roles are"},
	} {
		if c.scenario != "" {
			require.NoError(t, os.WriteFile(scenarioFile(local), []byte(c.scenario), 0o600))
		}
		late, err := lateScenario(local)
		require.NoError(t, err, c.reason)
		assert.Equal(t, c.late, late, c.reason)
	}
	require.NoError(t, os.WriteFile(scenarioFile(local), []byte("faults: [{kind: hunger}]"), 0o600))
	_, err := lateScenario(local)
	require.ErrorContains(t, err, "hunger")

	began := time.Now()
	retry := unhurried(engine.NewRetry(engine.RetryBudget, nil), true)
	before := retry.Now()
	require.NoError(t, retry.Sleep(t.Context(), time.Hour))
	assert.Equal(t, time.Hour, retry.Now().Sub(before), "the clock is moved")
	assert.Less(t, time.Since(began), time.Minute, "and nobody waits")
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, retry.Sleep(stopped, time.Second), "who is stopped does not try again")
}
