package world

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/filelock"
)

// The names of a world's files in its folder.
const (
	journalName = "world.jsonl"
	lockName    = "world.lock"
	keyName     = "world.key"
)

// World is an open world. It is safe for concurrent use; changes are made one at a time, by Update.
type World struct {
	journal *journal
	lock    *filelock.Lock
	salt    []byte
	seal    cipher.AEAD

	// writing is held while an Update runs, so that what it read still holds when it writes.
	writing sync.Mutex
	// mu guards the state. It is never held while a caller's code runs.
	mu     sync.RWMutex
	state  state
	closed bool
}

// Options are how a world is opened.
type Options struct {
	// Log receives single sentences about what was repaired on the way; nil drops them.
	Log func(string)
}

// Open opens the world of a folder and makes both if they are not there. It fails with one sentence when another process
// has the world open, when the folder cannot be written, and when the journal is damaged other than at its end.
func Open(dir string, options Options) (*World, error) {
	if options.Log == nil {
		options.Log = func(string) {}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the local Azure's world cannot be made: %w; choose one that can be written", err)
	}
	held, err := takeLock(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	opened, err := open(filepath.Join(dir, journalName), options.Log)
	if err != nil {
		return nil, errors.Join(err, held.Release())
	}
	if opened.seal, err = openSeal(filepath.Join(dir, keyName)); err != nil {
		return nil, errors.Join(err, opened.journal.close(), held.Release())
	}
	opened.lock = held
	return opened, nil
}

// open reads a journal whose lock is held, and writes it anew where it has grown long.
func open(path string, log func(string)) (*World, error) {
	read, err := readJournal(path, log)
	if err != nil {
		return nil, err
	}
	world := &World{salt: read.salt, state: read.state}
	if read.fresh || read.worthCompacting() {
		world.journal, err = writeJournal(path, read.salt, &world.state)
	} else {
		world.journal, err = appendJournal(path, read.size)
	}
	if err != nil {
		return nil, err
	}
	return world, nil
}

// Close writes the world to the disk and lets others open it. A closed world can still be read. Closing twice does
// nothing.
func (w *World) Close() error {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.isClosed() {
		return nil
	}
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	return errors.Join(w.journal.close(), w.lock.Release())
}

func (w *World) isClosed() bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.closed
}

// errClosed says that a world was written after Close.
var errClosed = errors.New("the local Azure's world is closed; nothing can be changed any more")

// Update makes changes, all or none: those that change records on the transaction are written to the journal as one
// line and take effect when change returns nil. Reads inside change see the world as it was before. Updates exclude each
// other; change must not call Update.
func (w *World) Update(change func(*Tx) error) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.isClosed() {
		return errClosed
	}
	tx := &Tx{now: w.Now().Add(Tick)}
	if err := change(tx); err != nil {
		return err
	}
	if len(tx.changes) == 0 {
		return nil
	}
	line := entry{Now: tx.now, Changes: tx.changes}
	if err := w.journal.append(line); err != nil {
		return fmt.Errorf("the local Azure's world cannot be written: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state.apply(line)
	return nil
}

// Get finds a resource by identifier, whatever its case.
func (w *World) Get(id string) (Resource, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	found, ok := w.state.resources[Key(id)]
	return found, ok
}

// All lists every resource, sorted by identifier.
func (w *World) All() []Resource {
	return w.list(func(Resource) bool { return true })
}

// OfType lists the resources of an ARM type, sorted by identifier.
func (w *World) OfType(armType string) []Resource {
	w.mu.RLock()
	defer w.mu.RUnlock()
	found := slices.Collect(maps.Values(w.state.byType[strings.ToLower(armType)]))
	SortResources(found)
	return found
}

// Under lists the resources whose identifier lies under the given one, sorted by identifier. The resource itself is not
// among them.
func (w *World) Under(id string) []Resource {
	return w.list(func(r Resource) bool { return IsUnder(r.ID, id) })
}

func (w *World) list(wanted func(Resource) bool) []Resource {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var found []Resource
	for _, resource := range w.state.resources {
		if wanted(resource) {
			found = append(found, resource)
		}
	}
	SortResources(found)
	return found
}

// Incarnations counts how often a resource of an identifier has been made.
func (w *World) Incarnations(id string) int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.incarnations[Key(id)]
}

// Holding finds what is held under a key, unless its time has run out.
func (w *World) Holding(key string) (Holding, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	held, ok := w.state.holdings[Key(key)]
	if !ok || !w.state.now.Before(held.Due) {
		return Holding{}, false
	}
	return held, true
}

// Holdings lists everything that is held, sorted by key.
func (w *World) Holdings() []Holding {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var held []Holding
	for _, holding := range w.state.holdings {
		if w.state.now.Before(holding.Due) {
			held = append(held, holding)
		}
	}
	slices.SortFunc(held, func(a, b Holding) int { return strings.Compare(Key(a.Key), Key(b.Key)) })
	return held
}

// Outages lists the regions that are out, sorted.
func (w *World) Outages() []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Sorted(maps.Keys(w.state.outages))
}

// OutSince tells whether a region is out, and since when.
func (w *World) OutSince(region string) (since time.Time, out bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	since, out = w.state.outages[Region(region)]
	return since, out
}

// Calls lists the calls made, oldest first. The world remembers the last few thousand.
func (w *World) Calls() []Call {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone(w.state.calls)
}

// Now is the time of the world's clock. A new world's clock stands at Epoch; every change moves it on by Tick, and
// nothing else does, so that the same commands give the same times on every machine and no drill has to wait.
func (w *World) Now() time.Time {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.state.now
}
