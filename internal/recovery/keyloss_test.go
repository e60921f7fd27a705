package recovery_test

import (
	"context"
	"path/filepath"
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
			Scenario: scenario, Journal: journal, Vaults: closed{open: test.open}, Say: func(string, ...any) {}, Now: time.Now, Only: "enable",
		}), test.reason)
		assert.Equal(t, test.found, journal.Steps[1].Found, test.reason)
	}
}
