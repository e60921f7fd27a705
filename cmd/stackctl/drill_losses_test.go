package main

import (
	"errors"
	"maps"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// lossProtections are those of what is lost without a region: states, vaults and keys.
func lossProtections() []protection {
	return []protection{
		{"a vault without purge protection", "key-loss", withoutPurgeProtection, "vault kv-trelica-prod-eus2-tok is gone and cannot be recovered", false},
		{
			"an account for states that keeps no versions", "state-history-loss", withoutVersions,
			"no earlier state was brought back: values were drawn anew, and sessions have ended", false,
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
