package recovery_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// closed are vaults that let nobody in but for the keys that are named.
type closed struct {
	recovery.Vaults
	open map[string]bool
}

func (closed) Known(context.Context, ...string) ([]recovery.Vault, []recovery.Key, error) {
	return nil, []recovery.Key{{Vault: "kv", Name: "tde"}, {Vault: "kv", Name: "stacks"}}, nil
}

func (c closed) Enabled(_ context.Context, key recovery.Key) (bool, error) {
	if on, open := c.open[key.Name]; open {
		return on, nil
	}
	return false, recovery.ErrUnseen
}

// TestKeysThatNobodySeesDoNotEndARecovery runs the step of the keys where the vaults let all, some or none be seen.
func TestKeysThatNobodySeesDoNotEndARecovery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		open   map[string]bool
		found  string
	}{
		{"none: a person looks", nil, "a person sees that every key that can be seen is on"},
		{"one of them", map[string]bool{"stacks": true}, "1 keys are on; left to people: kv/tde"},
		{"all", map[string]bool{"stacks": true, "tde": true}, "2 keys are on; left to people: nothing"},
	} {
		scenario, err := recovery.Find("key-loss")
		require.NoError(t, err)
		journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "key-loss", "prod", "azure", time.Now())
		require.NoError(t, err)
		journal.Steps = []recovery.Entry{{Step: "recover", Ended: time.Now()}}
		require.NoError(t, recovery.Execute(t.Context(), &recovery.Run{
			Scenario: scenario, Journal: journal, Vaults: closed{open: test.open}, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Only: "enable",
		}), test.reason)
		assert.Equal(t, test.found, journal.Steps[1].Found, test.reason)
	}
}

// hung are stacks of which some have drifted until they were refreshed and brought up.
type hung struct {
	site
	recovery.State
	drifted map[string]int
}

func (h *hung) Refresh(_ context.Context, stack string) error {
	h.note("refresh " + stack)
	h.drifted[stack] = 0
	return nil
}

func (h *hung) Drift(_ context.Context, stack string) (int, error) { return h.drifted[stack], nil }

// TestWhatReadsAKeyIsReadAgain runs the steps after the keys: every stack that reads them is refreshed, none that is frozen, none that is not
// there.
func TestWhatReadsAKeyIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		up     map[string]bool
		active recovery.Active
		want   []string
		said   string
	}{
		{"in ordinary times", map[string]bool{"prod": true}, recovery.Active{Region: "eastus2", Epoch: 1},
			[]string{"refresh bootstrap-prod", "up bootstrap-prod", "refresh prod", "up prod"}, ""},
		{"a rebuild stands, and is not active yet", map[string]bool{"prod": true, "dr": true}, recovery.Active{Region: "eastus2", Epoch: 1},
			[]string{"refresh bootstrap-prod", "up bootstrap-prod", "refresh prod", "up prod", "refresh dr", "up dr"}, ""},
		{"the rebuild is the active one", map[string]bool{"prod": true, "dr": true}, recovery.Active{Region: "centralus", Epoch: 2},
			[]string{"refresh bootstrap-prod", "up bootstrap-prod", "refresh dr", "up dr"}, "stack prod is frozen. BY HAND: stackctl refresh --stack prod --part standby --target azure"},
	} {
		azure := &hung{site: site{up: test.up, active: test.active}, drifted: map[string]int{"bootstrap-prod": 1, "prod": 2, "dr": 3}}
		run := runOf(t, "key-loss", "", inside{})
		run.Place.Bootstrap = "bootstrap-prod"
		run.Stacks, run.State = azure, azure
		var said strings.Builder
		run.Say = func(format string, args ...any) { fmt.Fprintf(&said, format+"\n", args...) }
		for _, step := range []string{"stop", "recover", "enable"} {
			run.Journal.Steps = append(run.Journal.Steps, recovery.Entry{Step: step, Ended: time.Now()})
		}
		require.NoError(t, recovery.Execute(t.Context(), run), test.reason)
		assert.Equal(t, test.want, azure.done, test.reason)
		assert.Contains(t, said.String(), test.said, test.reason)
	}
}

// TestTheRunbookOfALostKeyRefreshesWhatReadsIt looks at what is typed: a refresh of every stack before its up.
func TestTheRunbookOfALostKeyRefreshesWhatReadsIt(t *testing.T) {
	t.Parallel()
	scenario, err := recovery.Find("key-loss")
	require.NoError(t, err)
	at := place()
	at.Bootstrap = "bootstrap-prod"
	steps := recovery.NewRunbook(scenario, at).Steps
	require.Len(t, steps, 5)
	assert.Equal(t, []string{
		"stackctl refresh --stack bootstrap-prod --target azure", "stackctl up --stack bootstrap-prod --target azure --adopt --skip-preview",
		"stackctl refresh --stack prod --target azure", "stackctl up --stack prod --target azure --adopt --skip-preview",
	}, steps[3].Commands)
	assert.Equal(t, []string{"stackctl recover --scenario key-loss --stack prod --target azure --step reread"}, steps[4].Commands, "whether a rebuild stands is looked at")
}
