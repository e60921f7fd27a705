package sqldata

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

const (
	shortTermType = "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies"
	longTermType  = "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies"

	day = 24 * time.Hour
	// defaultDays is how long a database can be taken back where nothing is said (Microsoft Learn, azure-sql, automated-backups-overview).
	defaultDays = 7
	// geoInterval is how far behind the copies in the paired region may be ("up to 1 hour", Microsoft Learn, azure-sql,
	// recovery-using-backups).
	geoInterval = time.Hour
)

// keptDays is how long a database's chain of backups reaches back, by its policy.
func (d Data) keptDays(id string) int {
	for _, r := range d.w.OfType(shortTermType) {
		if world.Key(world.Parent(r.ID)) == world.Key(id) {
			if days, ok := r.Inputs["retentionDays"].(float64); ok {
				return int(days)
			}
		}
	}
	return defaultDays
}

// weeks is for how long a database's weekly copies are kept: 0 for no copies.
func (d Data) weeks(id string) time.Duration {
	for _, r := range d.w.OfType(longTermType) {
		if world.Key(world.Parent(r.ID)) != world.Key(id) {
			continue
		}
		text, _ := r.Inputs["weeklyRetention"].(string)
		number, isWeeks := strings.CutSuffix(strings.TrimPrefix(text, "P"), "W")
		n, err := strconv.Atoi(number)
		if isWeeks && err == nil {
			return time.Duration(n) * 7 * day
		}
	}
	return 0
}

// redundant tells whether a database's backups are copied to the paired region.
func (d Data) redundant(r world.Resource) bool {
	kind, _ := r.Inputs["requestedBackupStorageRedundancy"].(string)
	return kind == "" || kind == "Geo" || kind == "GeoZone"
}

// Oldest is the first moment that a database can be restored to. A replica cannot be (ARM error RestoreNotSupportedForGeoDrSecondary).
func (d Data) Oldest(id string) (time.Time, error) {
	if d.out(world.Parent(id)) {
		return time.Time{}, refuse("Unavailable", "%s is out.", world.Name(world.Parent(id)))
	}
	kept, err := d.load()
	if err != nil {
		return time.Time{}, err
	}
	if r, there := d.w.Get(id); there && d.isReplica(kept, r) {
		return time.Time{}, refuse("RestoreNotSupportedForGeoDrSecondary", "%s is a replica.", world.Name(id))
	}
	found := kept.of(d.w, id)
	if found == nil {
		return time.Time{}, refuse("DatabaseNotFound", "There is no database %s.", id)
	}
	oldest := d.w.Now().Add(-time.Duration(d.keptDays(id)) * day)
	if found.Since.After(oldest) {
		oldest = found.Since
	}
	return oldest, nil
}

// TakeCopies takes the weekly copies that became due since a moment, and drops those whose time is over.
func (d Data) TakeCopies(since time.Time) error {
	return d.change(func(s *state, tx *world.Tx) error {
		for _, r := range d.w.OfType(databaseType) {
			weeks := d.weeks(r.ID)
			if weeks == 0 || d.isReplica(s, r) || d.out(world.Parent(r.ID)) {
				continue
			}
			found := s.of(d.w, r.ID)
			for at := since.Add(7 * day); !at.After(tx.Now()); at = at.Add(7 * day) {
				found.Copies = append(found.Copies, Copy{
					Database: world.Name(r.ID), Server: world.Name(world.Parent(r.ID)), Region: world.Region(r.Location),
					Time: at, Until: at.Add(weeks), Redundant: d.redundant(r), Log: slices.Clone(upTo(found.Log, at)),
				})
			}
		}
		for _, found := range s.Databases {
			found.Copies = slices.DeleteFunc(found.Copies, func(c Copy) bool { return !tx.Now().Before(c.Until) })
		}
		s.Copies = slices.DeleteFunc(s.Copies, func(c Copy) bool { return !tx.Now().Before(c.Until) })
		return nil
	})
}

// Copies are the long-term copies that were taken in a region and can be read now: there, or in its pair where they are redundant.
// They outlive their database and their server (Microsoft Learn, azure-sql, long-term-retention-overview).
func (d Data) Copies(region string) ([]Copy, error) {
	kept, err := d.load()
	if err != nil {
		return nil, err
	}
	all := slices.Clone(kept.Copies)
	for _, found := range kept.Databases {
		all = append(all, found.Copies...)
	}
	out := slices.Contains(d.w.Outages(), world.Region(region))
	all = slices.DeleteFunc(all, func(c Copy) bool {
		return c.Region != world.Region(region) || (out && !c.Redundant)
	})
	slices.SortFunc(all, func(a, b Copy) int { return a.Time.Compare(b.Time) })
	return all, nil
}

// CopyName is what a copy is called: its database and the moment.
func CopyName(c Copy) string {
	return c.Database + ";" + strconv.FormatInt(c.Time.UTC().Unix(), 10)
}

// Recoverable is the geo-redundant backup of a database, as its server's name in the pair shows it: from when it is (Microsoft Learn,
// azure-sql, recovery-using-backups, geo-restore). In this model it goes with its database: no document was found that says that Azure
// keeps it for one that was deleted, and nobody shall count on it here.
func (d Data) Recoverable(id string) (time.Time, error) {
	r, there := d.w.Get(id)
	if !there || !d.redundant(r) {
		return time.Time{}, refuse("RecoverableDatabaseNotFound", "There is no geo-redundant backup of %s.", id)
	}
	if _, paired := regions.Pair(world.Region(r.Location)); !paired {
		return time.Time{}, refuse("RecoverableDatabaseNotFound", "%s has no pair.", r.Location)
	}
	kept, err := d.load()
	if err != nil {
		return time.Time{}, err
	}
	if d.isReplica(kept, r) {
		return time.Time{}, refuse("RecoverableDatabaseNotFound", "%s is a replica, of which no backups are taken.", id)
	}
	at := d.w.Now()
	if since, out := d.w.OutSince(r.Location); out { // nothing is copied out of a region that is out
		at = since
	}
	at = at.Truncate(geoInterval)
	if len(upTo(kept.of(d.w, id).Log, at)) == 0 {
		return time.Time{}, refuse("RecoverableDatabaseNotFound", "No backup of %s has been copied yet.", id)
	}
	return at, nil
}

// Restore fills a database that was just made with what it was made from: another one at a moment, a geo-redundant backup, a long-term
// copy. The resource says which.
func (d Data) Restore(id string) error {
	r, there := d.w.Get(id)
	if !there {
		return fmt.Errorf("there is no database %s", id)
	}
	text := func(name string) string { value, _ := r.Inputs[name].(string); return value }
	var log []Entry
	switch mode := text("createMode"); mode {
	case "PointInTimeRestore":
		at, err := time.Parse(time.RFC3339Nano, text("restorePointInTime"))
		if err != nil {
			return refuse("InvalidRestorePoint", "%q is no moment.", text("restorePointInTime"))
		}
		source := text("sourceDatabaseId")
		oldest, err := d.Oldest(source)
		if err != nil {
			return err
		}
		if at.Before(oldest) || at.After(d.w.Now()) {
			return refuse("InvalidRestorePoint", "%s can be restored from %s on, not to %s.", world.Name(source), oldest.Format(time.RFC3339), at.Format(time.RFC3339))
		}
		if log, err = d.Log(source); err != nil {
			return err
		}
		log = upTo(log, at)
	case "Recovery":
		source := strings.Replace(text("recoverableDatabaseId"), "/recoverableDatabases/", "/databases/", 1)
		at, err := d.Recoverable(source)
		if err != nil {
			return err
		}
		if log, err = d.Log(source); err != nil {
			return err
		}
		log = upTo(log, at)
	case "RestoreLongTermRetentionBackup":
		found, err := d.copyNamed(text("longTermRetentionBackupResourceId"))
		if err != nil {
			return err
		}
		log = found.Log
	default:
		return nil
	}
	return d.change(func(s *state, tx *world.Tx) error {
		made := s.of(d.w, id)
		made.Log, made.Since, made.Cold = slices.Clone(log), tx.Now(), true
		return nil
	})
}

// asMade are a database's inputs without those that no GET returns: from what it was once made.
func asMade(inputs map[string]any) map[string]any {
	left := map[string]any{}
	maps.Copy(left, inputs)
	for _, key := range []string{"createMode", "sourceDatabaseId", "restorePointInTime", "recoverableDatabaseId", "longTermRetentionBackupResourceId"} {
		delete(left, key)
	}
	return left
}

// replicated tells whether a database is a replica, or has one.
func (d Data) replicated(id string) bool {
	for _, r := range d.w.OfType(databaseType) {
		source, replica := replicates(r)
		if replica && (world.Key(r.ID) == world.Key(id) || world.Key(source) == world.Key(id)) {
			return true
		}
	}
	return false
}

// Regroup says which databases are in a group: those that leave it go on replicating, with the roles that they have. It is asked of the
// primary, on which all of them must be (azure-rest-api-specs, Microsoft.Sql 2023-08-01, FailoverGroups_Update, errors).
func (d Data) Regroup(server, name string, databases []string) error {
	g, there := d.Group(server, name)
	switch {
	case !there:
		return refuse("FailoverGroupNotFound", "There is no failover group %s on %s.", name, world.Name(server))
	case g.Role != primary:
		return refuse("FailoverGroupUpdateOrDeleteRequestOnSecondary", "%s is the secondary.", world.Name(server))
	}
	var kept []string
	for _, id := range databases {
		if !strings.EqualFold(world.TypeOf(id), databaseType) {
			return refuse("FailoverGroupCreateOrUpdateRequestInvalidDatabases", "The provided databases IDs are not properly constructed database resource IDs: %q.", id)
		}
		if _, there := d.w.Get(id); !there || world.Key(world.Parent(id)) != world.Key(g.Server) {
			return refuse("FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer", "One or more of the provided databases do not exist on the primary server of the failover group: %s.", id)
		}
		if other, grouped := d.groupOf(id); grouped && world.Key(other.Resource.ID) != world.Key(g.Resource.ID) {
			return refuse("DatabaseBelongsToOtherFailoverGroup", "Database belongs to other Failover Group and cannot be consider a part of this one: %s is in %s.", world.Name(id), world.Name(other.Resource.ID))
		}
		kept = append(kept, world.Name(id))
	}
	return d.change(func(s *state, tx *world.Tx) error {
		for _, database := range kept {
			if err := d.joins(s, g, database); err != nil {
				return err
			}
		}
		for _, database := range g.Databases {
			if !slices.ContainsFunc(kept, func(name string) bool { return strings.EqualFold(name, database) }) {
				d.leaves(s, g, database)
			}
		}
		own := world.Parent(g.Resource.ID) // a group says its databases by the server that it was declared on
		ids := []any{}
		for _, database := range kept {
			ids = append(ids, own+"/databases/"+database)
		}
		r := g.Resource
		r.Inputs, r.Outputs = maps.Clone(r.Inputs), maps.Clone(r.Outputs)
		r.Inputs["databases"], r.Outputs["databases"], r.Changed = ids, ids, tx.Now()
		tx.Put(r)
		return nil
	})
}

// joins puts a database under a group's roles. One that replicates otherwise cannot be.
func (d Data) joins(s *state, g Group, database string) error {
	if r, there := d.w.Get(g.Server + "/databases/" + database); there && d.isReplica(s, r) {
		return refuse("DatabaseInFailoverGroupNotPrimary", "GeoDR link for the database already exists, but its role is not 'Primary': %s is a replica.", r.ID)
	}
	for _, server := range []string{g.Server, g.Partner} {
		if found := s.of(d.w, server+"/databases/"+database); found != nil {
			found.Turned = false
		}
	}
	return nil
}

// leaves notes the roles that a database has when its group lets it go.
func (d Data) leaves(s *state, g Group, database string) {
	r, there := d.w.Get(g.Server + "/databases/" + database)
	if _, replica := replicates(r); there && replica { // made as a replica, on the server that is the primary now
		s.of(d.w, r.ID).Turned = true
	}
}

// Unlink ends a replication, asked of either of its two: the replica becomes a database of its own (Microsoft Learn, azure-sql,
// active-geo-replication-overview), and its chain of backups begins.
func (d Data) Unlink(id string) error {
	if g, grouped := d.groupOf(id); grouped {
		return refuse("DatabaseInFailoverGroup", "%s is in the failover group %s, which must let it go first. (The code is the local Azure's own.)", world.Name(id), world.Name(g.Resource.ID))
	}
	made, there := d.w.Get(id)
	source, replica := replicates(made)
	if !replica {
		made, there = d.replicaOf(id)
		source = id
	}
	if !there {
		return refuse("ReplicationLinkNotFound", "%s is in no replication.", id)
	}
	return d.change(func(s *state, tx *world.Tx) error {
		follows := made.ID
		if s.turned(made) {
			follows = source
		}
		if found := s.of(d.w, follows); found != nil {
			found.Since = tx.Now()
		}
		s.of(d.w, made.ID).Turned = false
		made.Inputs, made.Changed = asMade(made.Inputs), tx.Now()
		tx.Put(made)
		return nil
	})
}

// copyNamed finds a long-term copy by its identifier, which has the region, the server and the database in it:
// .../locations/R/longTermRetentionServers/S/longTermRetentionDatabases/D/longTermRetentionBackups/NAME.
func (d Data) copyNamed(id string) (Copy, error) {
	const after = 8 // segments from the region to the name
	parts := strings.Split(id, "/")
	if len(parts) < after {
		return Copy{}, refuse("InvalidResourceId", "%q is no long-term copy.", id)
	}
	parts = parts[len(parts)-after:]
	copies, err := d.Copies(parts[1])
	if err != nil {
		return Copy{}, err
	}
	for _, c := range copies {
		if strings.EqualFold(c.Server, parts[3]) && CopyName(c) == parts[7] {
			return c, nil
		}
	}
	return Copy{}, refuse("LongTermRetentionBackupNotFound", "There is no long-term copy %s.", id)
}

// Rename moves what is in a database along with its new name. What lay under it, its policies, is gone.
func (d Data) Rename(from, to string) error {
	resource, there := d.w.Get(from)
	switch {
	case !there:
		return refuse("DatabaseNotFound", "There is no database %s.", from)
	case world.Key(world.Parent(from)) != world.Key(world.Parent(to)):
		return refuse("InvalidMove", "A database stays on its server.")
	}
	if _, taken := d.w.Get(to); taken {
		return refuse("DatabaseAlreadyExists", "There is a database %s.", to)
	}
	if d.replicated(from) {
		return refuse("DatabaseRenameNotAllowed", "%s is replicated: a database in an active geo-replication cannot be renamed. (The code is the local Azure's own.)", world.Name(from))
	}
	return d.change(func(s *state, tx *world.Tx) error {
		content := s.of(d.w, from)
		tx.Remove(from)
		resource.ID, resource.Incarnation, resource.Changed = to, d.w.Incarnations(to)+1, tx.Now()
		resource.Inputs, resource.Outputs = asMade(resource.Inputs), maps.Clone(resource.Outputs)
		resource.Inputs["databaseName"] = world.Name(to)
		if _, shown := resource.Outputs["name"]; shown {
			resource.Outputs["name"] = world.Name(to)
		}
		tx.Put(resource)
		for _, child := range d.w.Under(from) {
			tx.Remove(child.ID)
		}
		delete(s.Databases, world.Key(from))
		if before := s.Databases[world.Key(to)]; before != nil { // one of that name is gone, its long-term copies are not
			s.Copies = append(s.Copies, before.Copies...)
		}
		content.ID, content.Made = to, resource.Incarnation
		s.Databases[world.Key(to)] = content
		return nil
	})
}
