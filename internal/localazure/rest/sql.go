package rest

import (
	"errors"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// sqlVersions are those of Microsoft.Sql that the answers here were written from.
func sqlVersions() []string { return []string{"2023-08-01"} }

// sqlRoutes are the calls of a failover and of a restore (azure-rest-api-specs, Microsoft.Sql 2023-08-01, FailoverGroups.json,
// Databases.json, ReplicationLinks.json, RecoverableDatabases.json, LongTermRetentionBackups.json). What is kept of a server in the paired
// region is asked for by the server's name or region, and answered elsewhere.
func sqlRoutes() []route {
	const (
		server    = "subscriptions/*/resourceGroups/*/providers/Microsoft.Sql/servers/*"
		group     = server + "/failoverGroups/*"
		database  = server + "/databases/*"
		backups   = "subscriptions/*/providers/Microsoft.Sql/locations/*/longTermRetentionServers/*/longTermRetentionDatabases/*/longTermRetentionBackups"
		operation = "subscriptions/*/providers/Microsoft.Sql/locations/*/operationResults/*"
	)
	return []route{
		{http.MethodGet, group, sqlVersions(), nil, (*Server).failoverGroup},
		{http.MethodPost, group + "/failover", sqlVersions(), nil, (*Server).failover},
		{http.MethodPost, group + "/forceFailoverAllowDataLoss", sqlVersions(), nil, (*Server).forceFailover},
		{http.MethodPatch, group, sqlVersions(), nil, (*Server).regroup},
		{http.MethodGet, database + "/replicationLinks", sqlVersions(), nil, (*Server).links},
		{http.MethodDelete, database + "/replicationLinks/*", sqlVersions(), nil, (*Server).unlink},
		{http.MethodGet, operation, sqlVersions(), located, (*Server).operation},
		{http.MethodGet, database, sqlVersions(), nil, (*Server).database},
		{http.MethodPut, database, sqlVersions(), nil, (*Server).putDatabase},
		{http.MethodPost, database + "/move", sqlVersions(), nil, (*Server).moveDatabase},
		{http.MethodGet, server + "/recoverableDatabases/*", sqlVersions(), global, (*Server).recoverable},
		{http.MethodGet, backups, sqlVersions(), global, (*Server).longTermBackups},
	}
}

func serverID(c call) string { return "/" + strings.Join(c.path[:8], "/") }

func databaseID(c call) string { return "/" + strings.Join(c.path[:10], "/") }

// sqlProblem is a refusal of the databases in Resource Manager's form.
func sqlProblem(err error) error {
	var problem *sqldata.Problem
	if errors.As(err, &problem) {
		status := http.StatusConflict
		if strings.HasSuffix(problem.Code, "NotFound") {
			status = http.StatusNotFound
		}
		return refuse(status, problem.Code, "%s", problem.Message)
	}
	return err
}

func (s *Server) failoverGroup(c call) (any, error) {
	g, there := sqldata.In(s.world).Group(serverID(c), c.path[9])
	if !there {
		return nil, s.notFound(c.id)
	}
	partner := map[string]any{"id": g.Partner, "replicationRole": g.PartnerRole(), "location": s.regionOf(g.Partner)}
	var databases []string
	for _, name := range g.Databases {
		databases = append(databases, g.Server+"/databases/"+name)
	}
	return map[string]any{
		"id": c.id, "name": c.path[9], "type": "Microsoft.Sql/servers/failoverGroups", "location": s.regionOf(g.Server),
		"properties": map[string]any{
			"replicationRole": g.Role, "replicationState": g.State, "partnerServers": []any{partner}, "databases": databases,
			"readWriteEndpoint": g.Resource.Inputs["readWriteEndpoint"],
		},
	}, nil
}

// regroup changes which databases are in a group (FailoverGroups_Update).
func (s *Server) regroup(c call) (any, error) {
	var sent struct {
		Properties struct {
			Databases []string `json:"databases"`
		} `json:"properties"`
	}
	if err := c.sent(&sent); err != nil {
		return nil, err
	}
	if sent.Properties.Databases == nil {
		return nil, refuse(http.StatusBadRequest, "InvalidRequestContent", "The databases are missing.")
	}
	if err := sqldata.In(s.world).Regroup(serverID(c), c.path[9], sent.Properties.Databases); err != nil {
		return nil, sqlProblem(err)
	}
	return s.later(c), nil
}

// links lists the one link of a database that is replicated or is a replica (ReplicationLinks_ListByDatabase). Its name is made up:
// Azure's is a GUID that nobody chooses.
func (s *Server) links(c call) (any, error) {
	id := databaseID(c)
	if _, there := s.world.Get(id); !there {
		return nil, s.notFound(id)
	}
	var answer []map[string]any
	role, err := sqldata.In(s.world).Role(id)
	if err != nil {
		return nil, err
	}
	if role != "" {
		answer = append(answer, map[string]any{"id": id + "/replicationLinks/link", "name": "link", "properties": map[string]any{"role": role}})
	}
	return values(answer), nil
}

// unlink ends a replication (ReplicationLinks_Delete).
func (s *Server) unlink(c call) (any, error) {
	if err := sqldata.In(s.world).Unlink(databaseID(c)); err != nil {
		return nil, sqlProblem(err)
	}
	return s.later(c), nil
}

func (s *Server) failover(c call) (any, error)      { return s.failOver(c, false) }
func (s *Server) forceFailover(c call) (any, error) { return s.failOver(c, true) }

func (s *Server) failOver(c call, force bool) (any, error) {
	if err := sqldata.In(s.world).Failover(serverID(c), c.path[9], force); err != nil {
		return nil, sqlProblem(err)
	}
	return s.later(c), nil
}

// later is the answer to what takes a while: where to ask how it went. Here it has happened, because the world's clock does not run by
// itself.
func (s *Server) later(c call) accepted {
	return accepted{at: s.url + "/subscriptions/" + c.subscription() + "/providers/Microsoft.Sql/locations/" + s.regionOf(serverID(c)) +
		"/operationResults/00000000-0000-0000-0000-000000000001?api-version=" + sqlVersions()[0]}
}

func (s *Server) operation(call) (any, error) { return map[string]any{"status": "Succeeded"}, nil }

// database is a database with the first moment that it can be restored to, which a replica has not (Databases_Get, earliestRestoreDate), and
// with how it is: one that cannot reach its key is Inaccessible (Microsoft Learn, azure-sql, transparent-data-encryption-byok-overview).
func (s *Server) database(c call) (any, error) {
	found, there := s.world.Get(c.id)
	if !there {
		return nil, s.notFound(c.id)
	}
	answer := body(found)
	properties, ok := answer["properties"].(map[string]any)
	if !ok {
		return answer, nil
	}
	var refused *sqldata.Problem
	switch err := sqldata.In(s.world).Answers(c.id); {
	case errors.As(err, &refused):
		if refused.Code == "Inaccessible" {
			properties["status"] = refused.Code
		}
	case err != nil:
		return nil, err
	}
	oldest, err := sqldata.In(s.world).Oldest(c.id)
	switch {
	case errors.As(err, &refused): // there is none to tell
	case err != nil:
		return nil, err
	default:
		properties["earliestRestoreDate"] = oldest.UTC().Format(time.RFC3339Nano)
	}
	return answer, nil
}

// putDatabase makes a database from what another one was, through the provider, which judges it as it judges those of the engine.
func (s *Server) putDatabase(c call) (any, error) {
	var sent map[string]any
	if err := c.sent(&sent); err != nil {
		return nil, err
	}
	properties, _ := sent["properties"].(map[string]any)
	mode, _ := properties["createMode"].(string)
	switch mode {
	case "PointInTimeRestore", "Recovery", "RestoreLongTermRetentionBackup":
	default:
		return nil, refuse(http.StatusNotImplemented, "NotServedLocally", "the local Azure's REST face makes databases by a restore alone, not by createMode %q", mode)
	}
	if _, there := s.world.Get(c.id); there {
		return nil, refuse(http.StatusConflict, "DatabaseAlreadyExists", "There is a database %s.", c.path[9])
	}
	flat := map[string]any{}
	maps.Copy(flat, sent)
	delete(flat, "properties")
	maps.Copy(flat, properties)
	flat["resourceGroupName"], flat["serverName"], flat["databaseName"] = c.path[3], c.path[7], c.path[9]
	if err := s.provideAs(c.Context(), databaseURN, c.subscription(), c.id, resource.NewPropertyMapFromMap(flat)); err != nil {
		return nil, err
	}
	if err := sqldata.In(s.world).Restore(c.id); err != nil {
		if undo := s.world.Update(func(tx *world.Tx) error { tx.Remove(c.id); return nil }); undo != nil {
			return nil, errors.Join(err, undo)
		}
		return nil, sqlProblem(err)
	}
	return s.later(c), nil
}

// databaseURN makes the provider take a database for one of its own.
const databaseURN = "urn:pulumi:local::rest::azure-native:sql/v20230801:Database::database"

// moveDatabase renames one (Databases_Rename).
func (s *Server) moveDatabase(c call) (any, error) {
	var sent struct {
		ID string `json:"id"`
	}
	if err := c.sent(&sent); err != nil {
		return nil, err
	}
	if sent.ID == "" {
		return nil, refuse(http.StatusBadRequest, "InvalidRequestContent", "The new identifier is missing.")
	}
	if err := sqldata.In(s.world).Rename(databaseID(c), sent.ID); err != nil {
		return nil, sqlProblem(err)
	}
	return nil, nil
}

func (s *Server) recoverable(c call) (any, error) {
	at, err := sqldata.In(s.world).Recoverable(serverID(c) + "/databases/" + c.path[9])
	if err != nil {
		return nil, sqlProblem(err)
	}
	return map[string]any{
		"id": c.id, "name": c.path[9], "type": "Microsoft.Sql/servers/recoverableDatabases",
		"properties": map[string]any{"lastAvailableBackupDate": at.Format(time.RFC3339)},
	}, nil
}

func (s *Server) longTermBackups(c call) (any, error) {
	copies, err := sqldata.In(s.world).Copies(c.path[5])
	if err != nil {
		return nil, err
	}
	answer := []map[string]any{}
	for _, copied := range copies {
		if !strings.EqualFold(copied.Server, c.path[7]) || !strings.EqualFold(copied.Database, c.path[9]) {
			continue
		}
		name := sqldata.CopyName(copied)
		answer = append(answer, map[string]any{
			"id": "/" + strings.Join(c.path, "/") + "/" + name, "name": name, "properties": map[string]any{
				"databaseName": copied.Database, "serverName": copied.Server,
				"backupTime": copied.Time.Format(time.RFC3339), "backupExpirationTime": copied.Until.Format(time.RFC3339),
			},
		})
	}
	return values(answer), nil
}
