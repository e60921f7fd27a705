package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestTwoRecoveriesOfAStackAreRefused has somebody recover a stack already, by another scenario, and somebody drill.
func TestTwoRecoveriesOfAStackAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	somebody := recovery.Holder{Host: "runner-1", Process: 42, User: "ada", Since: time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC), What: "recover failback"}
	held, err := recovery.TakeHold(recovery.HoldPath(b.local.Dir, "dev", "local"), somebody)
	require.NoError(t, err)
	drills, err := recovery.TakeHold(filepath.Join(b.local.Dir, "drill.lock"), somebody)
	require.NoError(t, err)
	const who = "ada on runner-1 (process 42, recover failback, since 2026-11-29T03:00:00Z) has it"
	require.Equal(t, codeRefused, b.stackctl(t, "recover", "--scenario", "region-loss", "--stack", "dev", "--yes"))
	assert.Contains(t, b.err.String(), who)
	require.Equal(t, codeRefused, b.stackctl(t, "drill", "--scenario", "region-loss", "--stack", "dev", "--anew"))
	assert.Contains(t, b.err.String(), who)
	assert.Empty(t, b.started, "nothing was begun")

	require.NoError(t, held.Release())
	require.NoError(t, drills.Release())
	for range 2 { // the first one's own lock is not left behind
		assert.NotEqual(t, codeRefused, b.stackctl(t, "recover", "--scenario", "region-loss", "--stack", "dev", "--yes"))
		assert.NotContains(t, b.err.String(), "has it")
	}
}

// TestAnUnfinishedDrillIsNotThrownAway opens drills one after the other in one folder.
func TestAnUnfinishedDrillIsNotThrownAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open := func(scenario string, seed uint64, anew bool) (*drill, error) {
		o := &drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: scenario, stack: "prod", anew: anew}}
		return b.openDrill(b.local, o)
	}
	first, err := open("region-loss", 7, false)
	require.NoError(t, err)
	kept := filepath.Join(first.dir, "kept")
	require.NoError(t, os.WriteFile(kept, nil, 0o600))
	for _, other := range []struct {
		reason, scenario string
		seed             uint64
	}{
		{"another seed", "region-loss", 8},
		{"another scenario", "key-loss", 7},
	} {
		_, err = open(other.scenario, other.seed, false)
		var e *exitError
		require.ErrorAs(t, err, &e, other.reason)
		assert.Equal(t, codeRefused, e.code, other.reason)
		require.ErrorContains(t, err, "the drill of region-loss, stack prod, seed 7 in "+first.dir+" has not ended", other.reason)
		assert.Equal(t, []string{"stackctl drill --scenario region-loss --stack prod --seed 7 goes on with it", "--anew forgets it"}, e.hints, other.reason)
		require.FileExists(t, kept, other.reason)
	}
	for _, seed := range []uint64{7, 0} {
		again, err := open("region-loss", seed, false)
		require.NoError(t, err)
		assert.EqualValues(t, 7, again.kept.Seed)
		require.FileExists(t, kept, "it is gone on with")
	}
	again, err := open("region-loss", 8, true)
	require.NoError(t, err)
	assert.EqualValues(t, 8, again.kept.Seed)
	require.NoFileExists(t, kept, "--anew forgets it")

	again.kept.Passed = []string{"region-loss"}
	require.NoError(t, again.save())
	next, err := open("key-loss", 9, false)
	require.NoError(t, err, "one that passed is over")
	assert.EqualValues(t, 9, next.kept.Seed)
}

// TestTheClockOfAWorldThatIsOpenElsewhereIsNotGuessed asks for the time while another has the world open.
func TestTheClockOfAWorldThatIsOpenElsewhereIsNotGuessed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	o := &outside{app: b.app, local: b.local, target: engine.TargetLocal}
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	_, err = o.now()
	require.ErrorAs(t, err, new(*world.HeldError))
	require.NoError(t, opened.Update(func(tx *world.Tx) error { tx.Advance(time.Hour); return nil }))
	at := opened.Now()
	require.NoError(t, opened.Close())
	now, err := o.now()
	require.NoError(t, err)
	assert.True(t, now.Equal(at), "the world's own clock")
	o.target = engine.TargetAzure
	now, err = o.now()
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), now, time.Minute)
}

// TestOtherMachinesAreToldWhereTheStatesAre marks a recovery in a backend that two machines share.
func TestOtherMachinesAreToldWhereTheStatesAre(t *testing.T) {
	t.Parallel()
	store := engine.Folder(t.TempDir())
	theirs := board{files: store, stack: "prod"}
	_, found, err := theirs.Read(t.Context())
	require.NoError(t, err)
	assert.False(t, found, "an empty store")
	require.NoError(t, theirs.Write(t.Context(), []byte("x")))
	content, found, err := board{files: store, stack: "prod"}.Read(t.Context())
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, "x", string(content))
	_, found, err = board{files: store, stack: "dev"}.Read(t.Context())
	require.NoError(t, err)
	assert.False(t, found, "another stack is not marked")
}

// TestARecoveryIsRefusedOnAnotherMachine recovers a stack of the real Azure on two machines whose backend is one.
func TestARecoveryIsRefusedOnAnotherMachine(t *testing.T) {
	t.Parallel()
	b, store := newBench(t), engine.Folder(t.TempDir())
	o := &recoverOptions{scenario: "region-loss", stack: "prod", target: engine.TargetAzure}
	beat, err := json.Marshal(map[string]any{"holder": recovery.Holder{Host: "runner-1", Process: 42, User: "ada", What: "recover failback"}, "beat": time.Now()})
	require.NoError(t, err)
	require.NoError(t, board{files: store, stack: "prod"}.Write(t.Context(), beat))
	_, err = b.markIn(t.Context(), o, store)
	var e *exitError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, codeRefused, e.code)
	require.ErrorContains(t, err, "ada on runner-1 (process 42, recover failback, since ")

	o.stack = "dev"
	takeAway, err := b.markIn(t.Context(), o, store)
	require.NoError(t, err)
	mark := read(t, filepath.Join(string(store), boardFolder, "dev.json"))
	assert.Contains(t, mark, "recover region-loss")
	assert.NotContains(t, mark, `"ended"`)
	takeAway()
	assert.Contains(t, read(t, filepath.Join(string(store), boardFolder, "dev.json")), `"ended":true`)
}

// TestAStoreThatIsLostStopsNobody recovers where nobody can be told.
func TestAStoreThatIsLostStopsNobody(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.findCLI = func(context.Context) (engine.CLI, []string, error) {
		return engine.CLI{}, nil, errors.New("there is no CLI")
	}
	o := &recoverOptions{scenario: "region-loss", stack: "prod", target: engine.TargetAzure}
	to := &outside{app: b.app, project: b.project, local: b.local, target: engine.TargetAzure}
	takeAway, err := b.mark(t.Context(), o, to)
	require.NoError(t, err)
	takeAway()
	assert.Contains(t, b.err.String(), "nobody can be asked who else recovers stack prod, and nobody is told: say it aloud")
}
