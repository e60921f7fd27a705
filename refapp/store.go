package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Active is the row that names the active region. Epoch grows with every promotion.
type Active struct {
	Region string
	Epoch  int64
}

// Store is the database, as far as the contract needs it.
type Store interface {
	// Active reads the row that names the active region.
	Active(ctx context.Context) (Active, error)
	// Hold takes a lease for a while, or keeps one that the holder has. It succeeds only while the row still names the region and
	// the epoch that the holder saw, and only if nobody else holds the lease.
	Hold(ctx context.Context, name, holder string, seen Active, until time.Time) (bool, error)
	// Release gives a lease up before its time.
	Release(ctx context.Context, name, holder string) error
	// Setup runs a script of batches; see splitBatches.
	Setup(ctx context.Context, batches []string) error
	Close() error
}

// errUnreachable is what a memory store answers while it is switched off.
var errUnreachable = errors.New("the database is not reachable")

// memoryStore is a Store for tests and for a first look at the application: one row and the leases, in memory.
type memoryStore struct {
	mu     sync.Mutex
	active Active
	down   bool
	leases map[string]memoryLease
	ran    []string
	now    func() time.Time
}

type memoryLease struct {
	holder string
	until  time.Time
}

func newMemoryStore(active Active) *memoryStore {
	return &memoryStore{active: active, leases: map[string]memoryLease{}, now: time.Now}
}

// Active implements Store.
func (m *memoryStore) Active(context.Context) (Active, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return Active{}, errUnreachable
	}
	return m.active, nil
}

// Hold implements Store.
func (m *memoryStore) Hold(_ context.Context, name, holder string, seen Active, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return false, errUnreachable
	}
	lease, held := m.leases[name]
	if seen != m.active || held && lease.holder != holder && lease.until.After(m.now()) {
		return false, nil
	}
	m.leases[name] = memoryLease{holder: holder, until: until}
	return true, nil
}

// Release implements Store.
func (m *memoryStore) Release(_ context.Context, name, holder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errUnreachable
	}
	if m.leases[name].holder == holder {
		delete(m.leases, name)
	}
	return nil
}

// Setup implements Store.
func (m *memoryStore) Setup(_ context.Context, batches []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errUnreachable
	}
	m.ran = append(m.ran, batches...)
	return nil
}

// Close implements Store.
func (m *memoryStore) Close() error { return nil }

// promote makes a region the active one, as the promotion step does; down switches the database off and on.
func (m *memoryStore) promote(region string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.active = Active{Region: region, Epoch: m.active.Epoch + 1}
}

func (m *memoryStore) switchOff(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
}

func (m *memoryStore) holder(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if lease := m.leases[name]; lease.until.After(m.now()) {
		return lease.holder
	}
	return ""
}
