package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestDrills provisions production once, breaks copies of it, and recovers them, two at a time: all of them together are to take a quarter of an
// hour at most. That is minutes, so it runs with TRELICA_DEEP=1 only (make verify).
func TestDrills(t *testing.T) {
	t.Parallel()
	shared, ground := newDrillBench(t)
	seed := uint64(time.Now().UnixNano()%1_000_000) + 1 // new chances every time; a failure names them

	t.Run("the loss, the return and the way home", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		report := b.drilled(t, ground, drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: "failback"}})
		assert.Empty(t, report.Problems, "seed %d", seed)
		b.assertTimeline(t, seed)
		w := b.drillWorld(t)
		defer func() { assert.NoError(t, w.Close()) }()
		assert.Empty(t, slices.DeleteFunc(w.OfType("Microsoft.ContainerService/managedClusters"), func(r world.Resource) bool {
			return r.Location != "centralus"
		}), "the rebuilt cluster is taken down")
	})
	t.Run("the loss of the recovery region", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		assert.NotEmpty(t, b.killedEverywhere(t, ground, seed, "recovery-region-loss").Frozen, "it says what is frozen")
	})
	t.Run("the loss of the standby too", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		report := b.killedEverywhere(t, ground, seed, "database-loss")
		assert.LessOrEqual(t, report.Loss.Seconds, 3600.0, "seed %d: the geo-redundant backup is an hour old at most", seed)
	})
	t.Run("the loss of the server as well", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		o := drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: "database-loss"}}
		o.stop = func(_, step string, done bool) error { // after the disaster: its long-term copies outlive a server
			if step != "failover" || !done {
				return nil
			}
			return (&outside{local: engine.Local{Dir: filepath.Join(b.local.Dir, "drill", "local")}, target: "local"}).inWorld(backupsAtHome)
		}
		require.NoError(t, b.tryDrill(t, ground, o), "seed %d: %s", seed, b.err.String())
		assert.Contains(t, b.err.String(), "there is no geo-redundant backup of sqldb-trelica-prod-app")
	})
	t.Run("data that were damaged", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		report := b.killedEverywhere(t, ground, seed, "data-corruption")
		assert.Positive(t, report.Loss.Rows, "seed %d: what was written since is counted", seed)
	})
	t.Run("the loss, the return and the way home, killed at every step", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		b.killedEverywhere(t, ground, seed, "failback")
	})
	for _, scenario := range []string{"state-loss", "key-loss", "cluster-loss"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			b := shared.beside(t)
			assert.Empty(t, b.killedEverywhere(t, ground, seed, scenario).Problems, "seed %d", seed)
		})
	}
	for _, test := range append(protections(), lossProtections()...) {
		if !test.late {
			t.Run(test.reason, func(t *testing.T) {
				t.Parallel()
				b := shared.beside(t)
				test.alarms(t, b.without(t, ground, seed, test), seed)
			})
		}
	}
	t.Run("without what is first needed after the rebuild", func(t *testing.T) {
		t.Parallel()
		b := shared.beside(t)
		rebuilt := b.rebuilt(t, ground, seed)
		for _, test := range protections() {
			if test.late {
				t.Run(test.reason, func(t *testing.T) { test.alarms(t, b.goOnWithout(t, rebuilt, seed, test), seed) }) //nolint:paralleltest // they share a bench
			}
		}
	})
}

// protection is one that is taken away, and what the drill then says.
type protection struct {
	reason, scenario string
	spoil            func(*world.World) error
	want             string
	// late is one that is first needed after the rebuild: it is taken away then, so that the rebuild is made once for all of them.
	late bool
}

// alarms holds that a drill ended, and why.
func (p protection) alarms(t *testing.T, err error, seed uint64) {
	t.Helper()
	require.Error(t, err, "seed %d: the drill passes without what protects it", seed)
	assert.Contains(t, err.Error(), p.want, "seed %d", seed)
}

// without drills a scenario in a world from which a protection was taken.
func (b *bench) without(t *testing.T, ground string, seed uint64, p protection) error {
	t.Helper()
	o := drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: p.scenario}}
	o.spoil = func(scenario string, d *drill) error {
		if scenario != p.scenario {
			return nil
		}
		return (&outside{local: drillLocal(d), target: "local"}).inWorld(p.spoil)
	}
	return b.tryDrill(t, ground, o)
}

func protections() []protection {
	return []protection{
		{"no replica of the database", "region-loss", without("/servers/sql-trelica-prod-cus/databases/sqldb-trelica-prod-app"), "step failover: failover of fog-trelica-prod: 404 DatabaseNotFound", false},
		{"no failover group", "region-loss", without("/failoverGroups/fog-trelica-prod"), "fog-trelica-prod.database.windows.net leads nowhere", false},
		{"the database's key in the lost region", "region-loss", keyAtHome, "The key of sql-trelica-prod-cus is in the vault kv-trelica-prod-eus2, which does not answer", false},
		{"no endpoint from the recovery region to its server", "region-loss", without("/privateEndpoints/pep-trelica-prod-cus-sql"), "no private endpoint leads from centralus to sql-trelica-prod-cus", true},
		{"no vault for tokens in the recovery region", "region-loss", without("/vaults/kv-trelica-prod-cus-tok"), "there is no vault kv-trelica-prod-cus-tok for centralus to read tokens from", true},
		{"no endpoint to that vault", "region-loss", without("/privateEndpoints/pep-trelica-prod-cus-vault-tok"), "no private endpoint leads from centralus to kv-trelica-prod-cus-tok", true},
		{"replication of tokens is off", "region-loss", withoutObject("CronJob", "tokens"), "seconds cannot be read in centralus: 900 are the most, and the job that copies them to its vault has not done so", false},
		{"no origin for the recovery region", "region-loss", without("/origins/origin-cus"), "step traffic: check failed: requests are answered in centralus: ", true},
		{"backups in the lost region alone", "database-loss", localBackups, "there is no backup of sqldb-trelica-prod-app", false},
		{"backups are kept for a day", "data-corruption", keptForADay, "and the retention of the backups of sqldb-trelica-prod-app reaches back to", false},
		{"the row names the region that returns", "return", promotedHome, "step serving: check failed: requests are answered in centralus: requests are answered in eastus2", false},
	}
}

// without takes a resource out of the world, with all that lies under it.
func without(end string) func(*world.World) error {
	return func(w *world.World) error {
		for _, r := range w.All() {
			if !strings.HasSuffix(strings.ToLower(r.ID), strings.ToLower(end)) {
				continue
			}
			return w.Update(func(tx *world.Tx) error {
				for _, child := range w.Under(r.ID) {
					tx.Remove(child.ID)
				}
				tx.Remove(r.ID)
				return nil
			})
		}
		return errors.New("nothing to take away: " + end)
	}
}

// withoutObject takes an object out of every cluster.
func withoutObject(kind, name string) func(*world.World) error {
	return func(w *world.World) error {
		found := 0
		for _, cluster := range w.Clusters() {
			for _, stored := range w.Objects(cluster) {
				var object struct {
					Kind     string
					Metadata struct{ Name string }
				}
				if err := w.Unseal(stored.Sealed, &object); err != nil {
					return err
				}
				if object.Kind != kind || object.Metadata.Name != name {
					continue
				}
				found++
				if err := w.Update(func(tx *world.Tx) error { tx.RemoveObject(cluster, stored.Key); return nil }); err != nil {
					return err
				}
			}
		}
		if found == 0 {
			return errors.New("nothing to take away: " + kind + " " + name)
		}
		return nil
	}
}

// keyAtHome encrypts the recovery region's server with a key of a vault in the home region.
func keyAtHome(w *world.World) error {
	for _, r := range w.OfType("Microsoft.Sql/servers/encryptionProtector") {
		if strings.Contains(r.ID, "sql-trelica-prod-cus") {
			r.Outputs["serverKeyName"] = "kv-trelica-prod-eus2_sql-tde_0"
			return w.Update(func(tx *world.Tx) error { tx.Put(r); return nil })
		}
	}
	return errors.New("there is no protector")
}

// backupsAtHome makes the chain of backups unreadable from elsewhere, but not the weekly copies that were taken before.
func backupsAtHome(w *world.World) error {
	for _, r := range w.OfType("Microsoft.Sql/servers/databases") {
		if strings.Contains(r.ID, "sql-trelica-prod-eus2/") {
			r.Inputs["requestedBackupStorageRedundancy"] = "Local"
			return w.Update(func(tx *world.Tx) error { tx.Put(r); return nil })
		}
	}
	return errors.New("there is no database")
}

// localBackups keeps backups in the home region alone, and takes no weekly copies.
func localBackups(w *world.World) error {
	if err := without("/servers/sql-trelica-prod-eus2/databases/sqldb-trelica-prod-app/backupLongTermRetentionPolicies/default")(w); err != nil {
		return err
	}
	return backupsAtHome(w)
}

// keptForADay cuts the retention of the live database's backups.
func keptForADay(w *world.World) error {
	for _, r := range w.OfType("Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies") {
		if strings.Contains(r.ID, "sql-trelica-prod-eus2/") {
			r.Inputs["retentionDays"] = 1.0
			return w.Update(func(tx *world.Tx) error { tx.Put(r); return nil })
		}
	}
	return errors.New("there is no policy")
}

// promotedHome writes the row as if nobody had promoted the recovery region.
func promotedHome(w *world.World) error {
	for _, r := range w.OfType("Microsoft.Sql/servers/databases") {
		if strings.Contains(r.ID, "sql-trelica-prod-cus/") {
			_, err := sqldata.In(w).Append(r.ID, sqldata.Entry{Kind: sqldata.Promotion, Region: "eastus2", Epoch: 3})
			return err
		}
	}
	return errors.New("there is no database")
}

// rebuilt is the folder of a drill of the loss of a region that stopped when the platform had been rebuilt.
func (b *bench) rebuilt(t *testing.T, ground string, seed uint64) string {
	t.Helper()
	stopped := errors.New("stopped")
	o := drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: "region-loss"}}
	o.stop = func(_, step string, done bool) error {
		if step == "rebuild" && done {
			return stopped
		}
		return nil
	}
	require.ErrorIs(t, b.tryDrill(t, ground, o), stopped, b.err.String())
	folder := filepath.Join(t.TempDir(), "drill")
	require.NoError(t, os.Rename(filepath.Join(b.local.Dir, "drill"), folder))
	return folder
}

// goOnWithout goes on with a copy of that drill from which a protection was taken.
func (b *bench) goOnWithout(t *testing.T, rebuilt string, seed uint64, test protection) error {
	t.Helper()
	b.freshDrill(t)
	folder := filepath.Join(b.local.Dir, "drill")
	require.NoError(t, os.CopyFS(folder, os.DirFS(rebuilt)))
	require.NoError(t, (&outside{local: drillLocal(&drill{dir: folder}), target: "local"}).inWorld(test.spoil))
	return b.runDrill(t, drillOptions{seed: seed, recoverOptions: recoverOptions{scenario: test.scenario}})
}

// breakOnce makes the local Azure fail one creation, the 30th after it is armed: an update that ends half-way.
func (b *bench) breakOnce(t *testing.T) (arm func(), broken func() bool) {
	t.Helper()
	var left atomic.Int32
	var struck atomic.Bool
	start := b.azure
	t.Cleanup(func() { b.azure = start })
	b.azure = func(ctx context.Context, o azureOptions) (azureServer, error) {
		guard := o.Intercept
		o.Intercept = func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			if strings.HasSuffix(info.FullMethod, "/Create") && left.Load() > 0 && left.Add(-1) == 0 {
				struck.Store(true)
				return nil, status.Error(codes.Unknown, "broken half-way")
			}
			return guard(ctx, request, info, handler)
		}
		return start(ctx, o)
	}
	return func() { left.Store(30) }, struck.Load
}

// killedEverywhere kills a drill before and after each of its steps, one after the other, also of the scenarios that it comes after, and in the
// middle of the update that rebuilds where there is one, and runs it again each time. It passes all the same.
func (b *bench) killedEverywhere(t *testing.T, ground string, seed uint64, id string) recovery.Report {
	t.Helper()
	killed := errors.New("killed")
	struck := map[string]bool{}
	arm, broken := b.breakOnce(t)
	o := drillOptions{seed: seed, ground: ground, recoverOptions: recoverOptions{scenario: id}}
	o.stop = func(scenario, step string, done bool) error {
		at := scenario + " " + step + map[bool]string{false: " before", true: " after"}[done]
		if struck[at] {
			return nil
		}
		struck[at] = true
		if step == "rebuild" && !done {
			arm()
		}
		return killed
	}
	steps, rebuilds := stepsOf(t, id)
	b.freshDrill(t)
	err := killed
	for runs, halves := 0, 0; errors.Is(err, killed) || halves == 1; runs++ {
		require.LessOrEqual(t, runs, 2*steps+2, "it does not come to an end")
		err = b.runDrill(t, o)
		if halves++; err == nil || !strings.Contains(err.Error(), "step rebuild: up failed") {
			halves = 0
		}
	}
	require.NoError(t, err, "seed %d: %s", seed, b.err.String())
	assert.Equal(t, rebuilds, broken(), "a rebuild was broken half-way too")
	assert.Len(t, struck, 2*steps, "it was killed at every step")
	return b.report(t, id)
}

// stepsOf counts the steps of a drill's scenarios, and tells whether one of them rebuilds.
func stepsOf(t *testing.T, id string) (steps int, rebuilds bool) {
	t.Helper()
	last, err := recovery.Find(id)
	require.NoError(t, err)
	for _, one := range append(slices.Clone(last.Drill.After), id) {
		scenario, err := recovery.Find(one)
		require.NoError(t, err)
		steps += len(scenario.Steps)
		rebuilds = rebuilds || slices.ContainsFunc(scenario.Steps, func(s recovery.Step) bool { return s.ID == "rebuild" })
	}
	return steps, rebuilds
}
