package sqldata

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	databaseType  = "Microsoft.Sql/servers/databases"
	groupType     = "Microsoft.Sql/servers/failoverGroups"
	protectorType = "Microsoft.Sql/servers/encryptionProtector"

	primary, secondary = "Primary", "Secondary"
)

// Problem is a refusal with Azure's code for it.
type Problem struct{ Code, Message string }

func (p *Problem) Error() string { return p.Code + ": " + p.Message }

func refuse(code, format string, args ...any) error {
	return &Problem{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Group is a failover group as one of its two servers shows it.
type Group struct {
	// Resource is where it was declared.
	Resource world.Resource
	// Server and Partner are the servers' identifiers, from the asked one's side.
	Server, Partner string
	// Role is the asked server's.
	Role string
	// State is how replication stands: CATCH_UP, or SUSPENDED while one of the two is out.
	State string
	// Databases are the names.
	Databases []string
}

// Group finds a failover group from either of its servers. A group is one resource, of the server that it was declared on, and both
// servers answer for it (azure-rest-api-specs, Microsoft.Sql 2023-08-01, FailoverGroups_Get).
func (d Data) Group(server, name string) (Group, bool) {
	for _, r := range d.w.OfType(groupType) {
		if !strings.EqualFold(world.Name(r.ID), name) {
			continue
		}
		own, partner := world.Parent(r.ID), partnerOf(r)
		g := Group{Resource: r, Server: own, Partner: partner, Role: roleOf(r), State: "CATCH_UP"}
		switch world.Key(server) {
		case world.Key(own):
		case world.Key(partner):
			g.Server, g.Partner, g.Role = partner, own, opposite(g.Role)
		default:
			continue
		}
		if d.out(g.Server) || d.out(g.Partner) {
			g.State = "SUSPENDED"
		}
		for _, id := range list(r.Inputs["databases"]) {
			if text, ok := id.(string); ok {
				g.Databases = append(g.Databases, world.Name(text))
			}
		}
		return g, true
	}
	return Group{}, false
}

// PartnerRole is the other server's.
func (g Group) PartnerRole() string { return opposite(g.Role) }

func roleOf(r world.Resource) string {
	if role, _ := r.Outputs["replicationRole"].(string); role == secondary {
		return secondary
	}
	return primary
}

func opposite(role string) string {
	if role == primary {
		return secondary
	}
	return primary
}

func partnerOf(r world.Resource) string {
	for _, item := range list(r.Inputs["partnerServers"]) {
		if partner, ok := item.(map[string]any); ok {
			id, _ := partner["id"].(string)
			return id
		}
	}
	return ""
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// out tells whether the region of a resource is out. What is not there does not answer either.
func (d Data) out(id string) bool {
	r, there := d.w.Get(id)
	if !there {
		return true
	}
	return slices.Contains(d.w.Outages(), world.Region(r.Location))
}

// Failover makes a server the primary of its group. A planned one waits until it has everything, and needs the other for that; a
// forced one takes what there is (Microsoft Learn, azure-sql, failover-group-sql-db, failover with data loss).
func (d Data) Failover(server, name string, force bool) error {
	g, there := d.Group(server, name)
	switch {
	case !there:
		return refuse("FailoverGroupNotFound", "There is no failover group %s on %s.", name, world.Name(server))
	case g.Role == primary:
		return refuse("FailoverGroupFailoverRequestOnPrimary", "Failover cannot be initiated from the primary server %s: ask the secondary.", world.Name(server))
	case !force && d.out(g.Partner):
		return refuse("LocalPrimaryNotReachable", "The primary %s does not answer: a planned failover synchronises first. (The code is the local Azure's own.)", world.Name(g.Partner))
	}
	return d.change(func(s *state, tx *world.Tx) error {
		for _, database := range g.Databases {
			from, to := s.of(d.w, g.Partner+"/databases/"+database), s.of(d.w, g.Server+"/databases/"+database)
			if to == nil {
				return refuse("DatabaseNotFound", "There is no replica of %s on %s: nothing can take over.", database, world.Name(g.Server))
			}
			if !force && from != nil {
				to.Log = slices.Clone(from.Log)
			}
			to.Since = tx.Now() // the first full backup of the new primary's chain
			to.Cold = true
		}
		r := g.Resource
		outputs := map[string]any{}
		maps.Copy(outputs, r.Outputs)
		own := primary
		if world.Key(g.Server) != world.Key(world.Parent(r.ID)) {
			own = secondary
		}
		outputs["replicationRole"] = own
		var partners []any
		for _, item := range list(r.Outputs["partnerServers"]) {
			if partner, ok := item.(map[string]any); ok {
				turned := maps.Clone(partner)
				turned["replicationRole"] = opposite(own)
				partners = append(partners, turned)
			}
		}
		outputs["partnerServers"] = partners
		r.Outputs, r.Changed = outputs, tx.Now()
		tx.Put(r)
		return nil
	})
}

// Replicate brings every replica to what its primary had a while ago. A primary that lost its place is seeded anew from the one that
// has it, and what only it had is gone (Microsoft Learn, azure-sql, failover-group-sql-db). Nothing is replicated to or from what is out.
func (d Data) Replicate(lag time.Duration) error {
	return d.change(func(s *state, tx *world.Tx) error {
		for _, r := range d.w.OfType(databaseType) {
			source, replica := replicates(r)
			if !replica {
				continue
			}
			from, to := s.of(d.w, source), s.of(d.w, r.ID)
			if !d.isReplica(s, r) {
				from, to = to, from
			}
			if from == nil || to == nil || d.out(world.Parent(from.ID)) || d.out(world.Parent(to.ID)) {
				continue
			}
			to.Log = slices.Clone(upTo(from.Log, tx.Now().Add(-lag)))
		}
		return nil
	})
}

// replicates tells whether a database was made as a replica, and of which.
func replicates(r world.Resource) (source string, replica bool) {
	mode, _ := r.Inputs["createMode"].(string)
	source, _ = r.Inputs["sourceDatabaseId"].(string)
	return source, (mode == "Secondary" || mode == "OnlineSecondary") && source != ""
}

// isReplica tells whether a database is one now: by its group's roles, and where it is in none, by those that it had when its group let it
// go, or else by what it was made as. A group that lets a database go does not end its replication (azure-rest-api-specs, Microsoft.Sql
// 2023-08-01, FailoverGroups_Update; Microsoft Learn, azure-sql, active-geo-replication-overview).
func (d Data) isReplica(s *state, r world.Resource) bool {
	if g, grouped := d.groupOf(r.ID); grouped {
		return g.Role != primary
	}
	if _, replica := replicates(r); replica {
		return !s.turned(r)
	}
	other, there := d.replicaOf(r.ID)
	return there && s.turned(other)
}

// replicaOf is the database that was made as the replica of another one.
func (d Data) replicaOf(id string) (world.Resource, bool) {
	for _, r := range d.w.OfType(databaseType) {
		if source, replica := replicates(r); replica && world.Key(source) == world.Key(id) {
			return r, true
		}
	}
	return world.Resource{}, false
}

// turned tells whether a replica had taken over when its group let it go.
func (s *state) turned(r world.Resource) bool {
	found := s.Databases[world.Key(r.ID)]
	return found != nil && found.Made == r.Incarnation && found.Turned
}

// Role is what a database is in its replication, "Primary" or "Secondary"; "" where it is in none.
func (d Data) Role(id string) (string, error) {
	kept, err := d.load()
	r, there := d.w.Get(id)
	switch {
	case err != nil:
		return "", err
	case !there || !d.replicated(id):
		return "", nil
	case d.isReplica(kept, r):
		return secondary, nil
	}
	return primary, nil
}

// groupOf is the group that a database is in, from its own server's side.
func (d Data) groupOf(database string) (Group, bool) {
	for _, r := range d.w.OfType(groupType) {
		g, there := d.Group(world.Parent(database), world.Name(r.ID))
		if !there {
			continue
		}
		if slices.ContainsFunc(g.Databases, func(name string) bool { return strings.EqualFold(name, world.Name(database)) }) {
			return g, true
		}
	}
	return Group{}, false
}

// Takes tells whether a database takes writes: it is there, its region is up, it is no replica, and its key can be reached.
func (d Data) Takes(id string) error {
	kept, err := d.load()
	if err != nil {
		return err
	}
	if r, there := d.w.Get(id); there && !d.out(world.Parent(id)) && d.isReplica(kept, r) {
		return refuse("ReadOnly", "%s is a replica on %s.", world.Name(id), world.Name(world.Parent(id)))
	}
	return d.Answers(id)
}

// Answers tells whether a database can be read where it is: it is there, its region is up, and its key can be reached. A replica can.
func (d Data) Answers(id string) error {
	if _, there := d.w.Get(id); !there {
		return refuse("DatabaseNotFound", "There is no database %s.", id)
	}
	if d.out(world.Parent(id)) {
		return refuse("Unavailable", "%s is out.", world.Name(world.Parent(id)))
	}
	kept, err := d.load()
	if err != nil {
		return err
	}
	if !kept.of(d.w, id).Cold {
		return nil
	}
	return d.opens(world.Parent(id))
}

// opens tells whether the key that a server's databases are encrypted with can be reached: its vault is there and answers, and holds it, and
// nobody declared it off. One that is open has it in a cache, in Azure for a day and here for good; one that took over has not (Microsoft
// Learn, azure-sql, transparent-data-encryption-byok-overview).
func (d Data) opens(server string) error {
	for _, r := range d.w.OfType(protectorType) {
		if world.Key(world.Parent(r.ID)) != world.Key(server) {
			continue
		}
		name, _ := r.Outputs["serverKeyName"].(string)
		kind, _ := r.Outputs["serverKeyType"].(string)
		if kind != "AzureKeyVault" {
			return nil
		}
		parts := strings.SplitN(name, "_", 3) // <vault>_<key>_<version>
		if len(parts) < 3 {
			return refuse("Inaccessible", "%s is encrypted with %q, which names no key of a vault.", world.Name(server), name)
		}
		for _, v := range d.w.OfType("Microsoft.KeyVault/vaults") {
			if strings.EqualFold(world.Name(v.ID), parts[0]) && !d.out(v.ID) {
				return d.holds(server, v, parts[1])
			}
		}
		return refuse("Inaccessible", "The key of %s is in the vault %s, which does not answer.", world.Name(server), parts[0])
	}
	return nil
}

// holds refuses a vault that does not have a server's key, or has it declared off.
func (d Data) holds(server string, vault world.Resource, name string) error {
	key, there := d.w.Get(vault.ID + "/keys/" + name)
	if !there {
		return refuse("Inaccessible", "The vault %s holds no key %s, which %s is encrypted with.", world.Name(vault.ID), name, world.Name(server))
	}
	properties, _ := key.Inputs["properties"].(map[string]any)
	attributes, _ := properties["attributes"].(map[string]any)
	if on, said := attributes["enabled"].(bool); said && !on {
		return refuse("Inaccessible", "The key %s of %s in the vault %s is off.", name, world.Name(server), world.Name(vault.ID))
	}
	return nil
}

// Listen finds the database that a host leads to: a group's listener leads to its primary, a server's name to the server.
func (d Data) Listen(host, name string) (string, error) {
	label, _, _ := strings.Cut(host, ".")
	for _, r := range d.w.OfType(groupType) {
		if strings.EqualFold(world.Name(r.ID), label) {
			server := world.Parent(r.ID)
			if roleOf(r) != primary {
				server = partnerOf(r)
			}
			return server + "/databases/" + name, nil
		}
	}
	for _, r := range d.w.OfType("Microsoft.Sql/servers") {
		if strings.EqualFold(world.Name(r.ID), label) {
			return r.ID + "/databases/" + name, nil
		}
	}
	return "", errors.New(host + " leads nowhere")
}

// Append writes to a database at a moment each, which must not lie before what it has. It numbers the entries.
func (d Data) Append(id string, entries ...Entry) (last int, err error) {
	if err := d.Takes(id); err != nil {
		return 0, err
	}
	err = d.change(func(s *state, tx *world.Tx) error {
		database := s.of(d.w, id)
		database.Cold = false
		n := 0
		if len(database.Log) > 0 {
			n = database.Log[len(database.Log)-1].N
		}
		for _, e := range entries {
			n++
			e.N = n
			if e.Time.IsZero() {
				e.Time = tx.Now()
			}
			database.Log = append(database.Log, e)
		}
		last = n
		return nil
	})
	return last, err
}
