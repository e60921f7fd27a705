package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// What a drill keeps in its folder: the world, state and journals that it breaks, and a copy of them from before a disaster strikes.
const (
	drilled       = "local"
	drilledBefore = "local-before"
)

// beforeStrike makes everything of the drill as it was before a disaster strikes, and keeps a copy. A drill that was killed while its disaster
// struck begins from the copy: a world that is half broken, or data that are seeded twice, would be another disaster than the seed says.
func (d *drill) beforeStrike(id string) error {
	local, before := filepath.Join(d.dir, drilled), filepath.Join(d.dir, drilledBefore)
	if slices.Contains(d.kept.Struck, id) {
		return d.forgetBefore()
	}
	_, err := os.Stat(before)
	switch {
	case err == nil:
		if err := os.RemoveAll(local); err != nil {
			return fmt.Errorf("the drill, as it was before %s: %w", id, err)
		}
	case errors.Is(err, fs.ErrNotExist):
		// The copy has its name only when it is whole.
		part := before + ".part"
		if err := os.RemoveAll(part); err != nil {
			return fmt.Errorf("a copy of the drill before %s: %w", id, err)
		}
		if err := os.CopyFS(part, os.DirFS(local)); err != nil {
			return fmt.Errorf("a copy of the drill before %s: %w", id, err)
		}
		return os.Rename(part, before)
	default:
		return fmt.Errorf("the drill, as it was before %s: %w", id, err)
	}
	if err := os.CopyFS(local, os.DirFS(before)); err != nil {
		return fmt.Errorf("the drill, as it was before %s: %w", id, err)
	}
	return nil
}

// struck notes that a disaster has struck: from now on the drill goes on from what is broken.
func (d *drill) struck(id string) error {
	d.kept.Struck = append(d.kept.Struck, id)
	if err := d.save(); err != nil {
		return err
	}
	return d.forgetBefore()
}

func (d *drill) forgetBefore() error { return os.RemoveAll(filepath.Join(d.dir, drilledBefore)) }
