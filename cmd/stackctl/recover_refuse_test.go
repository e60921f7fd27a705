package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestAnUnfinishedRecoveryOfLongAgoIsNotGoneOnWith holds that a rehearsal of last month does not make a recovery pass steps over.
func TestAnUnfinishedRecoveryOfLongAgoIsNotGoneOnWith(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	scenario, err := recovery.Find("region-loss")
	require.NoError(t, err)
	for _, test := range []struct {
		reason       string
		age          time.Duration
		anew, resume bool
		refused      bool
		left         int
		said         string
	}{
		{"it was interrupted just now", time.Hour, false, false, false, 1, "going on where it ended: it began at 2026-11-29T02:00:00Z; done: failover"},
		{"it is a month old", 30 * 24 * time.Hour, false, false, true, 1, ""},
		{"it is old, and is to be gone on with", 30 * 24 * time.Hour, false, true, false, 1, "going on where it ended"},
		{"it is old, and the disaster is another", 30 * 24 * time.Hour, true, false, false, 0, "beginning anew"},
		{"it is new, and is to be forgotten", time.Hour, true, false, false, 0, "beginning anew"},
	} {
		b := newBench(t)
		journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "region-loss", "prod", "azure", now.Add(-test.age))
		require.NoError(t, err)
		journal.Steps = []recovery.Entry{{Step: "failover", Began: now.Add(-test.age), Ended: now.Add(-test.age)}}
		err = b.continues(&recoverOptions{stack: "prod", anew: test.anew, resume: test.resume},
			&recovery.Run{Scenario: scenario, Journal: journal, Now: recovery.Clock(func() time.Time { return now })})
		assert.Equal(t, test.refused, err != nil, "%s: %v", test.reason, err)
		if err != nil {
			var e *exitError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, codeRefused, e.code)
			assert.Len(t, e.hints, 2, "it says both ways out")
		}
		assert.Len(t, journal.Steps, test.left, test.reason)
		assert.Contains(t, b.err.String(), test.said, test.reason)
	}
}

func TestTheQuestionSaysWhatWhichAndWhere(t *testing.T) {
	t.Parallel()
	scenario, err := recovery.Find("cluster-loss")
	require.NoError(t, err)
	run := &recovery.Run{Scenario: scenario, Place: recovery.Place{Stack: "prod"}}
	o := &recoverOptions{stack: "prod", target: engine.TargetAzure}
	assert.Contains(t, question(o, run), "The cluster of prod is lost: ")
	assert.Contains(t, question(o, run), "\ncluster-loss, stack prod, target azure, every step that is left.\nBegin?")
	o.step = "forget"
	assert.Contains(t, question(o, run), "target azure, step forget alone.\nBegin?")
}

// TestRefusalsOfAFailoverAreToldApart holds what a forced failover cannot mend, or could do harm to, apart from a region that is out.
func TestRefusalsOfAFailoverAreToldApart(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		http.StatusUnauthorized: recovery.ErrForceNoHelp, http.StatusForbidden: recovery.ErrForceNoHelp, http.StatusNotFound: recovery.ErrForceNoHelp,
		http.StatusConflict: recovery.ErrBusy, http.StatusServiceUnavailable: nil, 0: nil,
	} {
		err := refusalOf(&cloud.Error{What: "failover", Status: status})
		for _, kind := range []error{recovery.ErrForceNoHelp, recovery.ErrBusy} {
			assert.Equal(t, errors.Is(want, kind), errors.Is(err, kind), "%d: %v", status, kind)
		}
	}
	require.NoError(t, refusalOf(nil))
	assert.ErrorIs(t, refusalOf(context.DeadlineExceeded), context.DeadlineExceeded)
}

// TestOnlyTheRealAzureIsWaitedFor holds drills to the time that they take: nothing goes on in the local Azure while somebody waits.
func TestOnlyTheRealAzureIsWaitedFor(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, target := range []engine.Target{engine.TargetLocal, engine.TargetAzure} {
		o := &outside{target: target}
		began := time.Now()
		require.NoError(t, o.sleep(t.Context(), 50*time.Millisecond))
		assert.Equal(t, target == engine.TargetAzure, time.Since(began) >= 50*time.Millisecond, target)
		require.ErrorIs(t, o.sleep(stopped, time.Hour), context.Canceled, target)
	}
}

// TestAStateThatIsWholeIsNotReplacedByAnEarlierOne has a whole state that cannot be read for another reason: there is no CLI.
func TestAStateThatIsWholeIsNotReplacedByAnEarlierOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	described, err := engine.ReadProject(b.project)
	require.NoError(t, err)
	reason := errors.New("no way to the vault")
	b.findCLI = func(context.Context) (engine.CLI, []string, error) { return engine.CLI{}, nil, reason }
	require.NoError(t, b.local.Prepare())
	folder := filepath.Join(b.local.StateDir(), ".pulumi", "stacks", described.Name)
	require.NoError(t, os.MkdirAll(folder, 0o700))
	present, earlier := filepath.Join(folder, "dev.json"), filepath.Join(folder, "dev.json.bak")
	const state = `{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"%s"}]}}}`
	require.NoError(t, os.WriteFile(present, []byte(state), 0o600))
	require.NoError(t, os.WriteFile(earlier, []byte(state+" "), 0o600))
	o := &outside{app: b.app, project: b.project, local: b.local, target: engine.TargetLocal}
	_, err = o.BringBack(t.Context(), "dev")
	require.ErrorIs(t, err, reason)
	require.ErrorContains(t, err, "lies whole in its store, and is left as it is")
	assert.Equal(t, state, read(t, present))

	require.NoError(t, os.WriteFile(present, []byte(state[:20]), 0o600))
	from, err := o.BringBack(t.Context(), "dev")
	require.NoError(t, err)
	assert.Contains(t, from, "dev.json.bak")
	assert.Equal(t, state+" ", read(t, present), "one that ends in the middle is")
}
