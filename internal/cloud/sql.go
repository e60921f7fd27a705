package cloud

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// sqlVersion is of azure-rest-api-specs, Microsoft.Sql 2023-08-01: the version that the program declares its databases with.
const sqlVersion = "2023-08-01"

// FailoverGroup is a group of databases as one of its servers shows it.
type FailoverGroup struct {
	// Role is "Primary" or "Secondary"; State is how replication stands, e.g. "CATCH_UP", "SEEDING", "SUSPENDED".
	Role, State string
}

// FailoverGroup asks a server how it stands in a group. found is false where it is in none of that name.
func (c *Client) FailoverGroup(ctx context.Context, serverID, group string) (answer FailoverGroup, found bool, err error) {
	var read struct {
		Properties struct {
			Role  string `json:"replicationRole"`
			State string `json:"replicationState"`
		} `json:"properties"`
	}
	err = c.call(ctx, http.MethodGet, serverID+"/failoverGroups/"+group, nil, &read)
	if missing(err) {
		return FailoverGroup{}, false, nil
	}
	return FailoverGroup{Role: read.Properties.Role, State: read.Properties.State}, err == nil, failed(err, "failover group %s", group)
}

// Failover makes a server the primary of a group, and waits until it is. It is asked of the secondary. With force it takes over with what
// it has; without, it fails where the primary does not answer (FailoverGroups_Failover, FailoverGroups_ForceFailoverAllowDataLoss).
func (c *Client) Failover(ctx context.Context, serverID, group string, force bool) error {
	action := "/failover"
	if force {
		action = "/forceFailoverAllowDataLoss"
	}
	return failed(c.call(ctx, http.MethodPost, serverID+"/failoverGroups/"+group+action, nil, nil), "failover of %s", group)
}

// Regroup says which databases are in a group, asked of its primary (FailoverGroups_Update).
func (c *Client) Regroup(ctx context.Context, serverID, group string, databaseIDs []string) error {
	if databaseIDs == nil {
		databaseIDs = []string{}
	}
	body := map[string]any{"properties": map[string]any{"databases": databaseIDs}}
	return failed(c.call(ctx, http.MethodPatch, serverID+"/failoverGroups/"+group, body, nil), "databases of failover group %s", group)
}

// Unlink ends the replication to a replica, which becomes a database of its own (ReplicationLinks_ListByDatabase and _Delete). One that is
// no replica stays as it is.
func (c *Client) Unlink(ctx context.Context, databaseID string) error {
	type link struct {
		ID         string `json:"id"`
		Properties struct {
			Role string `json:"role"`
		} `json:"properties"`
	}
	links, err := list[link](ctx, c, databaseID+"/replicationLinks", sqlVersion, "")
	if err != nil {
		return failed(err, "replication of %s", databaseID)
	}
	for _, one := range links {
		if !strings.HasSuffix(one.Properties.Role, "Secondary") { // a primary lists its links too: they are not its to end here
			continue
		}
		if err := c.call(ctx, http.MethodDelete, one.ID, nil, nil); err != nil {
			return failed(err, "ending the replication of %s", databaseID)
		}
	}
	return nil
}

// DatabaseRestore says what a new database is made from. Exactly one of From with At, Recoverable, and Copy is given.
type DatabaseRestore struct {
	// Location is the region of the server.
	Location string
	// From is the database that is restored as it was at At.
	From string
	At   time.Time
	// Recoverable is the identifier of a geo-redundant backup, Copy that of a long-term copy.
	Recoverable, Copy string
}

// RestoreDatabase makes a database and waits until it is there (Databases_CreateOrUpdate, createMode). It carries its server's tags, so that
// it says whose it is before an update of the stack writes its own.
func (c *Client) RestoreDatabase(ctx context.Context, databaseID string, r DatabaseRestore) error {
	properties := map[string]any{}
	switch {
	case r.From != "":
		properties["createMode"], properties["sourceDatabaseId"] = "PointInTimeRestore", r.From
		properties["restorePointInTime"] = r.At.UTC().Format(time.RFC3339)
	case r.Recoverable != "":
		properties["createMode"], properties["recoverableDatabaseId"] = "Recovery", r.Recoverable
	default:
		properties["createMode"], properties["longTermRetentionBackupResourceId"] = "RestoreLongTermRetentionBackup", r.Copy
	}
	var server struct {
		Tags map[string]string `json:"tags"`
	}
	serverID, _, _ := strings.Cut(databaseID, "/databases/")
	if err := c.call(ctx, http.MethodGet, serverID, nil, &server); err != nil {
		return failed(err, "server of %s", databaseID)
	}
	body := map[string]any{"location": r.Location, "properties": properties, "tags": server.Tags}
	return failed(c.call(ctx, http.MethodPut, databaseID, body, nil), "restore of %s", databaseID)
}

// RenameDatabase gives a database another name on its server (Databases_Rename).
func (c *Client) RenameDatabase(ctx context.Context, databaseID, to string) error {
	return failed(c.call(ctx, http.MethodPost, databaseID+"/move", map[string]any{"id": to}, nil), "renaming %s", databaseID)
}

// Database reads a database. status is Azure's, e.g. "Online", "Restoring".
func (c *Client) Database(ctx context.Context, databaseID string) (status string, oldest time.Time, found bool, err error) {
	var read struct {
		Properties struct {
			Status string    `json:"status"`
			Oldest time.Time `json:"earliestRestoreDate"`
		} `json:"properties"`
	}
	err = c.call(ctx, http.MethodGet, databaseID, nil, &read)
	if missing(err) {
		return "", time.Time{}, false, nil
	}
	return read.Properties.Status, read.Properties.Oldest, err == nil, failed(err, "database %s", databaseID)
}

// RecoverableDatabase reads from when the geo-redundant backup of a database is (RecoverableDatabases_Get).
func (c *Client) RecoverableDatabase(ctx context.Context, serverID, database string) (id string, at time.Time, found bool, err error) {
	var read struct {
		ID         string `json:"id"`
		Properties struct {
			Last time.Time `json:"lastAvailableBackupDate"`
		} `json:"properties"`
	}
	err = c.call(ctx, http.MethodGet, serverID+"/recoverableDatabases/"+database, nil, &read)
	if missing(err) {
		return "", time.Time{}, false, nil
	}
	return read.ID, read.Properties.Last, err == nil, failed(err, "geo-redundant backup of %s", database)
}

// LongTermCopy is a long-term copy of a database.
type LongTermCopy struct {
	ID   string
	Time time.Time
}

// LongTermCopies lists those of a database that were taken in a region (LongTermRetentionBackups_ListByDatabase).
func (c *Client) LongTermCopies(ctx context.Context, region, server, database string) ([]LongTermCopy, error) {
	type item struct {
		ID         string `json:"id"`
		Properties struct {
			Time time.Time `json:"backupTime"`
		} `json:"properties"`
	}
	path := "/subscriptions/" + c.subscription + "/providers/Microsoft.Sql/locations/" + region + "/longTermRetentionServers/" + server +
		"/longTermRetentionDatabases/" + database + "/longTermRetentionBackups"
	all, err := list[item](ctx, c, path, sqlVersion, "")
	if err != nil {
		return nil, failed(err, "long-term copies of %s", database)
	}
	copies := make([]LongTermCopy, 0, len(all))
	for _, one := range all {
		copies = append(copies, LongTermCopy{ID: one.ID, Time: one.Properties.Time})
	}
	return copies, nil
}

// pollEvery is how often a long operation is asked after where Azure does not say.
const pollEvery = 5 * time.Second

// call makes one call of Microsoft.Sql with the pipeline alone, waits for what takes a while, and reads the answer of a GET into into.
func (c *Client) call(ctx context.Context, method, id string, body, into any) error {
	request, err := runtime.NewRequest(ctx, method, runtime.JoinPaths(c.plain.Endpoint(), id))
	if err != nil {
		return err
	}
	query := request.Raw().URL.Query()
	query.Set("api-version", sqlVersion)
	request.Raw().URL.RawQuery = query.Encode()
	if body != nil {
		if err := runtime.MarshalAsJSON(request, body); err != nil {
			return err
		}
	}
	response, err := c.plain.Pipeline().Do(request) //nolint:bodyclose // UnmarshalAsJSON, the poller and NewResponseError read and close it
	if err != nil {
		return err
	}
	switch {
	case !runtime.HasStatusCode(response, http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent):
		return runtime.NewResponseError(response)
	case method == http.MethodGet:
		return runtime.UnmarshalAsJSON(response, into)
	}
	poller, err := runtime.NewPoller[map[string]any](response, c.plain.Pipeline(), nil)
	if err != nil {
		return err
	}
	_, err = poller.PollUntilDone(ctx, &runtime.PollUntilDoneOptions{Frequency: pollEvery})
	return err
}
