package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// LoseVault implements recovery.Wrecker. A vault without purge protection is purged at once, one that does not keep what was deleted
// is gone by itself (Microsoft Learn, key-vault, soft-delete-overview).
func (e *onlooker) LoseVault(_ context.Context, p recovery.Place) error {
	return e.outside.inWorld(func(w *world.World) error {
		id := p.TokenVaultID(p.Home)
		vault, ok := w.Get(id)
		if !ok {
			return fmt.Errorf("vault %s is not there", id)
		}
		properties, _ := vault.Inputs["properties"].(map[string]any)
		protected, _ := properties["enablePurgeProtection"].(bool)
		kept := []world.Resource{vault}
		gone := []string{id}
		for _, r := range w.All() {
			if !world.IsUnder(r.ID, id) {
				continue
			}
			gone = append(gone, r.ID)
			if strings.HasPrefix(r.Type, "Microsoft.KeyVault/") { // what other services hung on it does not come back
				kept = append(kept, r)
			}
		}
		return w.Update(func(tx *world.Tx) error {
			tx.Remove(gone...)
			if protected {
				tx.Hold(world.Holding{Key: strings.ToLower(world.Name(id)), ID: id, Due: tx.Now().Add(90 * 24 * time.Hour), Resources: kept})
			}
			return nil
		})
	})
}

// DisableKeys implements recovery.Wrecker: through the vaults' own interface, as whoever may.
func (e *onlooker) DisableKeys(ctx context.Context, p recovery.Place) (uris []string, err error) {
	_, keys, err := e.outside.Known(ctx, p.Bootstrap, p.Stack)
	if err != nil {
		return nil, err
	}
	for _, key := range sortedKeys(keys) {
		err := unseen(e.outside.withKeys(ctx, func(k *cloud.Keys) error { return k.Enable(ctx, key.URI, false) }))
		if errors.Is(err, recovery.ErrUnseen) {
			continue
		}
		if err != nil {
			return nil, err
		}
		uris = append(uris, key.Vault+"/"+key.Name)
	}
	return uris, nil
}
