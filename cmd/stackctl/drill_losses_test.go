package main

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// losses are the drills of what is lost without a region: states, vaults and keys, the cluster. Each is killed at every step.
func (b *bench) losses(t *testing.T, ground string, seed uint64) {
	t.Helper()
	for _, scenario := range []string{"state-loss", "key-loss", "cluster-loss"} {
		t.Run(scenario, func(t *testing.T) {
			assert.Empty(t, b.killedEverywhere(t, ground, seed, scenario).Problems)
		})
	}
	for _, test := range lossProtections() {
		t.Run(test.reason, func(t *testing.T) {
			o := drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: test.scenario}}
			o.spoil = func(scenario string, d *drill) error {
				if scenario != test.scenario {
					return nil
				}
				return test.spoil(d)
			}
			err := b.tryDrill(t, ground, o)
			require.Error(t, err, "the drill passes without what protects it")
			assert.Contains(t, err.Error(), test.want)
		})
	}
}

// lossProtection is one that is taken away, and what the drill then says.
type lossProtection struct {
	reason, scenario string
	spoil            func(*drill) error
	want             string
}

func lossProtections() []lossProtection {
	inWorld := func(spoil func(*world.World) error) func(*drill) error {
		return func(d *drill) error { return (&outside{local: drillLocal(d), target: "local"}).inWorld(spoil) }
	}
	return []lossProtection{
		{"a vault without purge protection", "key-loss", inWorld(withoutPurgeProtection), "vault kv-trelica-prod-eus2-tok is gone and cannot be recovered"},
		{
			"an account for states that keeps no versions", "state-history-loss", inWorld(withoutVersions),
			"no earlier state was brought back: values were drawn anew, and sessions have ended",
		},
	}
}

// withoutVersions switches the versions off that the account of the stacks' states keeps.
func withoutVersions(w *world.World) error {
	for _, r := range w.OfType("Microsoft.Storage/storageAccounts/blobServices") {
		if on, _ := r.Inputs["isVersioningEnabled"].(bool); !on || !strings.Contains(r.ID, "-state/") {
			continue
		}
		r.Inputs = maps.Clone(r.Inputs)
		r.Inputs["isVersioningEnabled"] = false
		return w.Update(func(tx *world.Tx) error { tx.Put(r); return nil })
	}
	return errors.New("no account for states keeps versions")
}

// withoutPurgeProtection takes it off the vault of tokens in the home region.
func withoutPurgeProtection(w *world.World) error {
	for _, r := range w.OfType("Microsoft.KeyVault/vaults") {
		if !strings.HasSuffix(r.ID, "kv-trelica-prod-eus2-tok") {
			continue
		}
		r.Inputs = maps.Clone(r.Inputs)
		properties, _ := r.Inputs["properties"].(map[string]any)
		properties = maps.Clone(properties)
		delete(properties, "enablePurgeProtection")
		r.Inputs["properties"] = properties
		return w.Update(func(tx *world.Tx) error { tx.Put(r); return nil })
	}
	return errors.New("there is no vault")
}
