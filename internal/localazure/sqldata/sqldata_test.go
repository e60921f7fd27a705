package sqldata_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	group   = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/"
	east    = group + "sql-east"
	central = group + "sql-central"
	app     = east + "/databases/app"
	copied  = central + "/databases/app"
)

// pair is a world with a database in one region, its replica in another, and a group over both.
func pair(t *testing.T) (*world.World, sqldata.Data) {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	put(t, w,
		world.Resource{ID: east, Type: "Microsoft.Sql/servers", Location: "eastus2"},
		world.Resource{ID: central, Type: "Microsoft.Sql/servers", Location: "centralus"},
		world.Resource{ID: app, Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1},
		world.Resource{
			ID: copied, Type: "Microsoft.Sql/servers/databases", Location: "centralus", Incarnation: 1,
			Inputs: map[string]any{"createMode": "Secondary", "sourceDatabaseId": app},
		},
		world.Resource{ID: east + "/failoverGroups/fog", Type: "Microsoft.Sql/servers/failoverGroups", Inputs: map[string]any{
			"databases": []any{app}, "partnerServers": []any{map[string]any{"id": central}},
		}, Outputs: map[string]any{"replicationRole": "Primary", "partnerServers": []any{map[string]any{"id": central, "replicationRole": "Secondary"}}}},
		world.Resource{ID: app + "/backupShortTermRetentionPolicies/default", Type: "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies", Inputs: map[string]any{"retentionDays": 30.0}},
		world.Resource{ID: app + "/backupLongTermRetentionPolicies/default", Type: "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies", Inputs: map[string]any{"weeklyRetention": "P5W"}},
	)
	return w, sqldata.In(w)
}

func put(t *testing.T, w *world.World, resources ...world.Resource) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		for _, r := range resources {
			r.Created = tx.Now()
			tx.Put(r)
		}
		return nil
	}))
}

func pass(t *testing.T, w *world.World, by time.Duration) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Advance(by); return nil }))
}

func out(t *testing.T, w *world.World, regions ...string) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.SetOutages(regions); return nil }))
}

// seconds writes a row a second.
func seconds(t *testing.T, w *world.World, d sqldata.Data, n int) {
	t.Helper()
	for range n {
		pass(t, w, time.Second)
		_, err := d.Append(app, sqldata.Entry{Kind: sqldata.Row, Value: "x"})
		require.NoError(t, err)
	}
}

func rows(t *testing.T, d sqldata.Data, id string) int {
	t.Helper()
	log, err := d.Log(id)
	require.NoError(t, err)
	return sqldata.ContentOf(log).Rows
}

func TestAForcedFailoverLosesWhatWasNotReplicated(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	seconds(t, w, d, 20)
	require.NoError(t, d.Replicate(5500*time.Millisecond))
	assert.Equal(t, 14, rows(t, d, copied))
	out(t, w, "eastus2")
	require.ErrorContains(t, d.Failover(central, "fog", false), "a planned failover synchronises first")
	require.ErrorContains(t, d.Failover(east, "fog", true), "FailoverGroupFailoverRequestOnPrimary")
	require.NoError(t, d.Failover(central, "fog", true))
	g, there := d.Group(central, "fog")
	require.True(t, there)
	assert.Equal(t, []string{"Primary", "SUSPENDED"}, []string{g.Role, g.State})
	assert.Equal(t, 14, rows(t, d, copied))
	id, err := d.Listen("fog.database.windows.net", "app")
	require.NoError(t, err)
	assert.Equal(t, copied, id, "the listener follows")
	_, err = d.Append(copied, sqldata.Entry{Kind: sqldata.Row, Value: "y"})
	require.NoError(t, err)
	_, err = d.Append(app, sqldata.Entry{Kind: sqldata.Row})
	require.Error(t, err, "the lost one takes nothing")

	out(t, w)
	_, err = d.Append(app, sqldata.Entry{Kind: sqldata.Row})
	require.ErrorContains(t, err, "ReadOnly", "it comes back as the replica")
	require.NoError(t, d.Replicate(0))
	assert.Equal(t, 15, rows(t, d, app), "and is seeded anew: what only it had is gone")
	require.NoError(t, d.Failover(east, "fog", false))
	assert.Equal(t, 15, rows(t, d, app), "the way back loses nothing")
	require.NoError(t, d.Takes(app))
}

func TestAPlannedFailoverLosesNothing(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	seconds(t, w, d, 10)
	require.NoError(t, d.Failover(central, "fog", false))
	assert.Equal(t, 10, rows(t, d, copied))
}

func TestAFailoverNeedsTheReplicaAndItsKey(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	put(t, w,
		world.Resource{ID: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", Type: "Microsoft.KeyVault/vaults", Location: "eastus2"},
		world.Resource{ID: central + "/encryptionProtector/current", Type: "Microsoft.Sql/servers/encryptionProtector", Outputs: map[string]any{"serverKeyType": "AzureKeyVault", "serverKeyName": "kv_sql_1"}},
		world.Resource{ID: east + "/encryptionProtector/current", Type: "Microsoft.Sql/servers/encryptionProtector", Outputs: map[string]any{"serverKeyType": "AzureKeyVault", "serverKeyName": "kv_sql_1"}},
	)
	out(t, w, "eastus2")
	require.NoError(t, d.Failover(central, "fog", true))
	require.ErrorContains(t, d.Takes(copied), "Inaccessible: The key of sql-central is in the vault kv, which does not answer", "its key is in the lost region, and in no cache")
	out(t, w)
	require.ErrorContains(t, d.Takes(copied), "Inaccessible: The vault kv holds no key sql, which sql-central is encrypted with", "a vault that answers without the key is no better")
	const key = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/keys/sql"
	put(t, w, world.Resource{ID: key, Type: "Microsoft.KeyVault/vaults/keys", Inputs: map[string]any{"properties": map[string]any{"attributes": map[string]any{"enabled": false}}}})
	require.ErrorContains(t, d.Takes(copied), "Inaccessible: The key sql of sql-central in the vault kv is off")
	put(t, w, world.Resource{ID: key, Type: "Microsoft.KeyVault/vaults/keys"})
	require.NoError(t, d.Takes(copied))

	w, d = pair(t)
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Remove(copied); return nil }))
	assert.ErrorContains(t, d.Failover(central, "fog", true), "DatabaseNotFound")
}

func TestAnOpenDatabaseRunsOnItsCacheWhileItsKeyIsOut(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	put(t, w,
		world.Resource{ID: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", Type: "Microsoft.KeyVault/vaults", Location: "centralus"},
		world.Resource{ID: east + "/encryptionProtector/current", Type: "Microsoft.Sql/servers/encryptionProtector", Outputs: map[string]any{"serverKeyType": "AzureKeyVault", "serverKeyName": "kv_sql_1"}},
	)
	seconds(t, w, d, 1)
	out(t, w, "centralus")
	assert.NoError(t, d.Takes(app))
}

func TestBackupsReachAsFarAsTheirPolicy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		days   float64
		want   time.Duration
	}{
		{"as declared", 30, 30 * 24 * time.Hour},
		{"cut", 3, 3 * 24 * time.Hour},
		{"nothing declared is seven days", 0, 7 * 24 * time.Hour},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w, d := pair(t)
			policy := app + "/backupShortTermRetentionPolicies/default"
			if test.days == 0 {
				require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Remove(policy); return nil }))
			} else {
				put(t, w, world.Resource{ID: policy, Type: "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies", Inputs: map[string]any{"retentionDays": test.days}})
			}
			pass(t, w, 60*24*time.Hour)
			oldest, err := d.Oldest(app)
			require.NoError(t, err)
			assert.Equal(t, test.want, w.Now().Sub(oldest))
			_, err = d.Oldest(copied)
			require.ErrorContains(t, err, "RestoreNotSupportedForGeoDrSecondary")
			require.NoError(t, d.Failover(central, "fog", false))
			oldest, err = d.Oldest(copied)
			require.NoError(t, err)
			assert.Less(t, w.Now().Sub(oldest), time.Minute, "a new primary's chain begins with the failover")
		})
	}
}

func TestWhatADatabaseIsRestoredFrom(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	began := w.Now()
	seconds(t, w, d, 5)
	moment := w.Now()
	pass(t, w, 20*24*time.Hour)
	require.NoError(t, d.TakeCopies(began))
	seconds(t, w, d, 5)
	restore := func(id string, inputs map[string]any) error {
		put(t, w, world.Resource{ID: id, Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1, Inputs: inputs})
		return d.Restore(id)
	}
	beside := east + "/databases/beside"
	require.NoError(t, restore(beside, map[string]any{"createMode": "PointInTimeRestore", "sourceDatabaseId": app, "restorePointInTime": moment.Format(time.RFC3339Nano)}))
	assert.Equal(t, 5, rows(t, d, beside))
	require.ErrorContains(t, restore(east+"/databases/older", map[string]any{
		"createMode": "PointInTimeRestore", "sourceDatabaseId": app, "restorePointInTime": began.Add(-time.Hour).Format(time.RFC3339Nano),
	}), "InvalidRestorePoint")

	pass(t, w, 2*time.Hour)
	seconds(t, w, d, 3)
	out(t, w, "eastus2")
	pass(t, w, 2*time.Hour)
	geo := central + "/databases/geo"
	require.NoError(t, restore(geo, map[string]any{"createMode": "Recovery", "recoverableDatabaseId": east + "/recoverableDatabases/app"}))
	assert.Equal(t, 10, rows(t, d, geo), "what was written in the last hour before the loss never left the region")

	copies, err := d.Copies("eastus2")
	require.NoError(t, err)
	require.Len(t, copies, 2, "a copy a week, readable in the pair")
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Remove(app); return nil }))
	_, err = d.Recoverable(app)
	require.ErrorContains(t, err, "NotFound", "the geo-redundant backup goes with its database")
	const copyID = "/subscriptions/s/providers/Microsoft.Sql/locations/eastus2/longTermRetentionServers/sql-east/longTermRetentionDatabases/app/longTermRetentionBackups/"
	old := central + "/databases/old"
	require.NoError(t, restore(old, map[string]any{"createMode": "RestoreLongTermRetentionBackup", "longTermRetentionBackupResourceId": copyID + sqldata.CopyName(copies[1])}))
	assert.Equal(t, 5, rows(t, d, old), "a copy outlives it")
	pass(t, w, 40*24*time.Hour)
	require.NoError(t, d.TakeCopies(w.Now()))
	copies, err = d.Copies("eastus2")
	require.NoError(t, err)
	assert.Empty(t, copies, "and is kept for five weeks")
}

func TestAReplicatedDatabaseIsLetGoBeforeItIsRenamed(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	seconds(t, w, d, 3)
	aside := east + "/databases/aside"
	require.ErrorContains(t, d.Rename(app, aside), "cannot be renamed")
	require.ErrorContains(t, d.Unlink(copied), "must let it go first")
	require.ErrorContains(t, d.Regroup(central, "fog", nil), "FailoverGroupUpdateOrDeleteRequestOnSecondary")
	require.NoError(t, d.Regroup(east, "fog", nil))
	require.ErrorContains(t, d.Rename(app, aside), "cannot be renamed", "leaving the group does not end the replication")
	pass(t, w, 3*24*time.Hour)
	require.NoError(t, d.Unlink(copied))
	oldest, err := d.Oldest(copied)
	require.NoError(t, err)
	assert.Equal(t, w.Now(), oldest, "no backups were taken of it while it was a replica")
	require.NoError(t, d.Rename(app, aside))
	assert.Equal(t, 3, rows(t, d, aside))
	_, there := w.Get(app)
	assert.False(t, there)
	_, there = w.Get(app + "/backupShortTermRetentionPolicies/default")
	assert.False(t, there)
}

// TestWhatIsLetGoWhileFailedOverKeepsItsRoles lets the database go when the server that it was copied to is the primary.
func TestWhatIsLetGoWhileFailedOverKeepsItsRoles(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	seconds(t, w, d, 5)
	require.NoError(t, d.Failover(central, "fog", false))
	require.NoError(t, d.Regroup(central, "fog", nil))
	roles := func(want ...string) {
		t.Helper()
		for i, id := range []string{app, copied} {
			role, err := d.Role(id)
			require.NoError(t, err)
			assert.Equal(t, want[i], role, id)
		}
	}
	roles("Secondary", "Primary")
	require.ErrorContains(t, d.Takes(app), "ReadOnly")
	_, err := d.Append(copied, sqldata.Entry{Kind: sqldata.Row, Value: "y"})
	require.NoError(t, err)
	require.NoError(t, d.Replicate(0))
	assert.Equal(t, 6, rows(t, d, app), "it goes on replicating, from the one that leads")
	_, err = d.Oldest(app)
	require.ErrorContains(t, err, "RestoreNotSupportedForGeoDrSecondary")
	_, err = d.Recoverable(app)
	require.ErrorContains(t, err, "is a replica")

	require.NoError(t, d.Regroup(central, "fog", []string{copied}))
	require.NoError(t, d.Failover(east, "fog", false))
	roles("Primary", "Secondary")
	require.NoError(t, d.Regroup(east, "fog", nil))
	roles("Primary", "Secondary")

	w, d = pair(t)
	seconds(t, w, d, 5)
	require.NoError(t, d.Failover(central, "fog", false))
	require.NoError(t, d.Regroup(central, "fog", nil))
	pass(t, w, 24*time.Hour)
	require.NoError(t, d.Unlink(app), "either of the two can be asked")
	roles("", "")
	require.NoError(t, d.Takes(app))
	oldest, err := d.Oldest(app)
	require.NoError(t, err)
	assert.Less(t, w.Now().Sub(oldest), time.Minute, "its chain of backups begins when it stands by itself")
	oldest, err = d.Oldest(copied)
	require.NoError(t, err)
	assert.Greater(t, w.Now().Sub(oldest), 23*time.Hour, "the other's goes on")
	require.ErrorContains(t, d.Unlink(copied), "ReplicationLinkNotFound")
}

// TestAGroupTakesWhatIsThere puts databases into a group that cannot be in it.
func TestAGroupTakesWhatIsThere(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	put(t, w,
		world.Resource{ID: east + "/databases/b", Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1},
		world.Resource{ID: east + "/databases/theirs", Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1},
		world.Resource{ID: east + "/databases/copy", Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1, Inputs: map[string]any{
			"createMode": "Secondary", "sourceDatabaseId": group + "sql-west/databases/copy",
		}},
		world.Resource{ID: east + "/failoverGroups/other", Type: "Microsoft.Sql/servers/failoverGroups", Inputs: map[string]any{
			"databases": []any{east + "/databases/theirs"}, "partnerServers": []any{map[string]any{"id": central}},
		}},
	)
	for _, test := range []struct{ reason, id, want string }{
		{"one that is nowhere", east + "/databases/gone", "FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer: One or more of the provided databases do not exist on the primary server"},
		{"one of the secondary's", copied, "FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer"},
		{"no database at all", east, "FailoverGroupCreateOrUpdateRequestInvalidDatabases"},
		{"another group's", east + "/databases/theirs", "DatabaseBelongsToOtherFailoverGroup"},
		{"a replica of another", east + "/databases/copy", "DatabaseInFailoverGroupNotPrimary"},
	} {
		require.ErrorContains(t, d.Regroup(east, "fog", []string{app, test.id}), test.want, test.reason)
		g, _ := d.Group(east, "fog")
		assert.Equal(t, []string{"app"}, g.Databases, "%s: nothing is changed", test.reason)
	}
	require.NoError(t, d.Regroup(east, "fog", []string{app, east + "/databases/b"}))
	require.ErrorContains(t, d.Failover(central, "fog", true), "There is no replica of b on sql-central", "a replica is another matter")
}

// TestCopiesOutliveWhoeverTakesTheName gives the name of a database that was deleted to another one, by a rename and by making it anew.
func TestCopiesOutliveWhoeverTakesTheName(t *testing.T) {
	t.Parallel()
	for _, renamed := range []bool{true, false} {
		w, d := pair(t)
		began := w.Now()
		seconds(t, w, d, 2)
		pass(t, w, 8*24*time.Hour)
		require.NoError(t, d.TakeCopies(began))
		require.NoError(t, w.Update(func(tx *world.Tx) error {
			for _, id := range []string{app, copied} {
				tx.Remove(id)
			}
			return nil
		}))
		next := world.Resource{ID: app, Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 2}
		if renamed {
			next.ID = east + "/databases/next"
		}
		put(t, w, next)
		if renamed {
			require.NoError(t, d.Rename(next.ID, app))
		}
		_, err := d.Append(app, sqldata.Entry{Kind: sqldata.Row, Value: "z"})
		require.NoError(t, err)
		assert.Equal(t, 1, rows(t, d, app))
		copies, err := d.Copies("eastus2")
		require.NoError(t, err)
		require.Len(t, copies, 1)
		assert.Equal(t, 2, sqldata.ContentOf(copies[0].Log).Rows)
	}
}

func TestDamageIsSeenByAnAudit(t *testing.T) {
	t.Parallel()
	w, d := pair(t)
	seconds(t, w, d, 4)
	log, err := d.Log(app)
	require.NoError(t, err)
	before := sqldata.ContentOf(log)
	_, err = d.Append(app, sqldata.Entry{Kind: sqldata.Damage, Target: 2})
	require.NoError(t, err)
	log, err = d.Log(app)
	require.NoError(t, err)
	after := sqldata.ContentOf(log)
	assert.Equal(t, []int{4, 0, 4, 1}, []int{before.Rows, before.Damaged, after.Rows, after.Damaged})
	assert.NotEqual(t, before.Sum, after.Sum)
}
