package cloud_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/localazure/rest"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	sqlHome    = group + "/providers/Microsoft.Sql/servers/sql-home"
	sqlStandby = group + "/providers/Microsoft.Sql/servers/sql-standby"
	app        = "/databases/app"
)

// pairOfDatabases are a database, its replica, and the group over both.
func pairOfDatabases() []world.Resource {
	database := func(id, location string, inputs map[string]any) world.Resource {
		return world.Resource{
			ID: id, Type: "Microsoft.Sql/servers/databases", Location: location, Incarnation: 1, Inputs: inputs,
			Outputs: map[string]any{"status": "Online", "sku": map[string]any{"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 2.0}},
		}
	}
	return []world.Resource{
		{ID: sqlHome, Type: "Microsoft.Sql/servers", Location: "eastus2", Outputs: map[string]any{"tags": map[string]any{"commit": "0123456789ab"}}},
		{ID: sqlStandby, Type: "Microsoft.Sql/servers", Location: "centralus"},
		database(sqlHome+app, "eastus2", map[string]any{"requestedBackupStorageRedundancy": "Geo"}),
		database(sqlStandby+app, "centralus", map[string]any{"createMode": "Secondary", "sourceDatabaseId": sqlHome + app}),
		{ID: sqlHome + app + "/backupLongTermRetentionPolicies/default", Type: "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies", Inputs: map[string]any{"weeklyRetention": "P5W"}},
		{ID: sqlHome + "/failoverGroups/fog", Type: "Microsoft.Sql/servers/failoverGroups", Inputs: map[string]any{
			"databases": []any{sqlHome + app}, "partnerServers": []any{map[string]any{"id": sqlStandby}},
		}, Outputs: map[string]any{"replicationRole": "Primary"}},
	}
}

// lived lets some days and rows pass.
func lived(t *testing.T, w *world.World) {
	t.Helper()
	began := w.Now()
	for range 10 {
		require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Advance(24 * time.Hour); return nil }))
		_, err := sqldata.In(w).Append(sqlHome+app, sqldata.Entry{Kind: sqldata.Row, Value: "x"})
		require.NoError(t, err)
	}
	require.NoError(t, sqldata.In(w).TakeCopies(began))
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Advance(2 * time.Hour); return nil }))
}

func TestFailoverIsAskedOfTheSecondary(t *testing.T) {
	t.Parallel()
	client, w := azure(t, rest.Facts{}, pairOfDatabases()...)
	found, there, err := client.FailoverGroup(t.Context(), sqlStandby, "fog")
	require.NoError(t, err)
	require.True(t, there)
	assert.Equal(t, cloud.FailoverGroup{Role: "Secondary", State: "CATCH_UP"}, found)
	_, there, err = client.FailoverGroup(t.Context(), sqlStandby, "other")
	require.NoError(t, err)
	assert.False(t, there)
	require.ErrorContains(t, client.Failover(t.Context(), sqlHome, "fog", true), "failover of fog: 409 FailoverGroupFailoverRequestOnPrimary")

	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.SetOutages([]string{"eastus2"}); return nil }))
	_, _, err = client.FailoverGroup(t.Context(), sqlHome, "fog")
	require.ErrorContains(t, err, "503", "the lost region answers nothing")
	require.Error(t, client.Failover(t.Context(), sqlStandby, "fog", false), "a planned one needs both")
	require.NoError(t, client.Failover(t.Context(), sqlStandby, "fog", true))
	found, _, err = client.FailoverGroup(t.Context(), sqlStandby, "fog")
	require.NoError(t, err)
	assert.Equal(t, cloud.FailoverGroup{Role: "Primary", State: "SUSPENDED"}, found)
}

func TestRestores(t *testing.T) {
	t.Parallel()
	client, w := azure(t, rest.Facts{}, pairOfDatabases()...)
	lived(t, w)
	status, oldest, there, err := client.Database(t.Context(), sqlHome+app)
	require.NoError(t, err)
	assert.Equal(t, []any{"Online", true}, []any{status, there})
	assert.WithinDuration(t, w.Now().Add(-7*24*time.Hour), oldest, time.Minute, "seven days where no policy says more")
	_, oldest, _, err = client.Database(t.Context(), sqlStandby+app)
	require.NoError(t, err)
	assert.True(t, oldest.IsZero(), "a replica cannot be restored")

	beside := sqlHome + "/databases/beside"
	require.NoError(t, client.RestoreDatabase(t.Context(), beside, cloud.DatabaseRestore{Location: "eastus2", From: sqlHome + app, At: w.Now().Add(-25 * time.Hour)}))
	require.ErrorContains(t, client.RestoreDatabase(t.Context(), beside, cloud.DatabaseRestore{Location: "eastus2", From: sqlHome + app, At: w.Now()}), "DatabaseAlreadyExists")
	early := cloud.DatabaseRestore{Location: "eastus2", From: sqlHome + app, At: w.Now().Add(-9 * 24 * time.Hour)}
	require.ErrorContains(t, client.RestoreDatabase(t.Context(), sqlHome+"/databases/early", early), "InvalidRestorePoint")
	_, _, there, err = client.Database(t.Context(), sqlHome+"/databases/early")
	require.NoError(t, err)
	assert.False(t, there, "what could not be restored is not left")

	made, there := w.Get(beside)
	require.True(t, there)
	server, there := w.Get(sqlHome)
	require.True(t, there)
	assert.Equal(t, server.Outputs["tags"], made.Inputs["tags"], "it says whose it is")
	assert.NotEmpty(t, made.Inputs["tags"])

	id, _, there, err := client.RecoverableDatabase(t.Context(), sqlHome, "app")
	require.NoError(t, err)
	require.True(t, there)
	require.NoError(t, client.RestoreDatabase(t.Context(), sqlStandby+"/databases/geo", cloud.DatabaseRestore{Location: "centralus", Recoverable: id}))
	copies, err := client.LongTermCopies(t.Context(), "eastus2", "sql-home", "app")
	require.NoError(t, err)
	require.Len(t, copies, 1)
	require.NoError(t, client.RestoreDatabase(t.Context(), sqlStandby+"/databases/old", cloud.DatabaseRestore{Location: "centralus", Copy: copies[0].ID}))
	for name, want := range map[string]int{beside: 9, sqlStandby + "/databases/geo": 10, sqlStandby + "/databases/old": 6} {
		log, err := sqldata.In(w).Log(name)
		require.NoError(t, err)
		assert.Equal(t, want, sqldata.ContentOf(log).Rows, name)
	}
}

func TestADatabaseIsLetGoAndRenamed(t *testing.T) {
	t.Parallel()
	client, w := azure(t, rest.Facts{}, pairOfDatabases()...)
	lived(t, w)
	aside := sqlHome + "/databases/aside"
	require.ErrorContains(t, client.RenameDatabase(t.Context(), sqlHome+app, aside), "409")
	require.NoError(t, client.Regroup(t.Context(), sqlHome, "fog", nil))
	require.NoError(t, client.Unlink(t.Context(), sqlHome+app))
	require.ErrorContains(t, client.RenameDatabase(t.Context(), sqlHome+app, aside), "409", "a primary's replication is not ended by unlinking the primary")
	require.NoError(t, client.Unlink(t.Context(), sqlStandby+app))
	require.NoError(t, client.Unlink(t.Context(), sqlStandby+app), "there is nothing left to end")
	require.NoError(t, client.RenameDatabase(t.Context(), sqlHome+app, aside))
	_, _, there, err := client.Database(t.Context(), aside)
	require.NoError(t, err)
	assert.True(t, there)
}
