package database

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

var (
	guid = regexp.MustCompile(`\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z`)
	role = regexp.MustCompile(`\A[a-z0-9]+(-[a-z0-9]+)*\z`)
)

// checks is what is wrong with some arguments so far.
type checks struct{ *azure.Problems }

func newChecks(of string, site azure.Site) *checks { return &checks{azure.Check(of, site)} }

func (args *ServerArgs) validate(name string) error {
	problems := newChecks("database.ServerArgs of "+name, args.Site)
	problems.Missing("Group", args.Group, "ResourceGroup", args.ResourceGroup, "IdentityID", args.IdentityID,
		"Administrators.Name", args.Administrators.Name)
	if !guid.MatchString(args.Administrators.ObjectID) {
		problems.Addf("Administrators.ObjectID", "%q is not a GUID; allowed: the object identifier of an Entra group", args.Administrators.ObjectID)
	}
	roles := map[string]bool{}
	for i, endpoint := range args.Endpoints {
		field := fmt.Sprintf("Endpoints[%d]", i)
		problems.Missing(field+".Role", endpoint.Role, field+".ResourceGroup", endpoint.ResourceGroup,
			field+".SubnetID", endpoint.SubnetID, field+".ZoneID", endpoint.ZoneID)
		problems.unique(field+".Role", endpoint.Role, roles)
	}
	problems.sinks("Audit.Sinks", args.Audit.Sinks)
	if len(args.Audit.AlertEmails) == 0 {
		problems.Add("Audit.AlertEmails", "is empty: an attack would be told to nobody; allowed: at least one address")
	}
	for i, address := range args.Audit.AlertEmails {
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
			problems.Addf(fmt.Sprintf("Audit.AlertEmails[%d]", i), "%q is not an e-mail address", address)
		}
	}
	return problems.Err()
}

// sinks asks for at least one place for logs, each with its own name.
func (c *checks) sinks(field string, sinks []Sink) {
	if len(sinks) == 0 {
		c.Add(field, "is empty; allowed: at least the region's own workspace")
	}
	names := map[string]bool{}
	for i, sink := range sinks {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.Missing(at+".Name", sink.Name, at+".WorkspaceID", sink.WorkspaceID)
		c.unique(at+".Name", sink.Name, names)
	}
}

func (c *checks) unique(field, name string, taken map[string]bool) {
	if taken[name] {
		c.Addf(field, "%q is there twice; allowed: one of each", name)
	}
	taken[name] = true
}

// between enters a number outside its bounds; 0 stands for the promise.
func (c *checks) between(field string, number, promise, least, most int) {
	if number != 0 && (number < least || number > most) {
		c.Addf(field, "%d; allowed: %d to %d, or 0 for %d", number, least, most, promise)
	}
}

func (args *DatabaseArgs) validate(name string) error {
	if args.Server == nil {
		return &azure.ArgsError{Of: "database.DatabaseArgs of " + name, Problems: []string{"Server: is missing"}}
	}
	problems := newChecks("database.DatabaseArgs of "+name, args.Server.site)
	args.Design.check(problems, args.Server.site.Location)
	args.SKU.check(problems, "SKU")
	if args.ZoneRedundant && !CanBeZoneRedundant(args.Server.site.Location) {
		problems.Addf("ZoneRedundant", "is on, and %s has no zones; allowed: off", args.Server.site.Location)
	}
	if windows := []Window{AnyNight, WeekdayNights, WeekendNights}; !slices.Contains(windows, args.Window) {
		problems.Addf("Window", "%q; allowed: %q", args.Window, windows)
	}
	problems.sinks("Sinks", args.Sinks)
	args.checkEncryption(problems)
	args.checkReplica(problems)
	return problems.Err()
}

func (d Design) check(problems *checks, location string) {
	if !role.MatchString(d.Role) {
		problems.Addf("Role", "%q; allowed: lower-case letters, digits and single hyphens", d.Role)
	}
	if d.MaxSizeGB < 1 || d.MaxSizeGB > 4096 {
		problems.Addf("MaxSizeGB", "%d; allowed: 1 to 4096", d.MaxSizeGB)
	}
	problems.between("RetentionDays", d.RetentionDays, RetentionDays, 1, 35)
	if hours := orElse(d.DifferentialHours, DifferentialHours); hours != 12 && hours != 24 {
		problems.Addf("DifferentialHours", "%d; allowed: 12, 24, or 0 for %d", hours, DifferentialHours)
	}
	problems.between("LongTermWeeks", d.LongTermWeeks, LongTermWeeks, 1, 520)
	region, _ := regions.Lookup(location)
	switch d.Backups {
	case LocalBackups:
	case ZoneBackups:
		if !CanBeZoneRedundant(location) {
			problems.Addf("Backups", "%q, and %s has no zones; allowed: %q, %q", d.Backups, location, GeoBackups, LocalBackups)
		}
	case GeoBackups:
		pair, known := regions.Pair(location)
		if !known || pair.Jurisdiction != region.Jurisdiction {
			problems.Addf("Backups", "%q copies to the pair of %s, which is not known to be under the same law; allowed: %q, %q",
				d.Backups, location, ZoneBackups, LocalBackups)
		}
	default:
		problems.Addf("Backups", "%q; allowed: %q, %q, %q", d.Backups, GeoBackups, ZoneBackups, LocalBackups)
	}
}

// checkEncryption demands the encryption of the database's own server, and of its source's.
func (args *DatabaseArgs) checkEncryption(problems *checks) {
	encrypted := map[*Server]bool{}
	for i, encryption := range args.Encryption {
		if encryption == nil {
			problems.Addf(fmt.Sprintf("Encryption[%d]", i), "is missing")
			continue
		}
		encrypted[encryption.server] = true
	}
	needed := []*Server{args.Server}
	if args.ReplicaOf != nil {
		needed = append(needed, args.ReplicaOf.Server)
	}
	for _, server := range needed {
		if !encrypted[server] {
			problems.Addf("Encryption", "that of %s is not among them: the database would begin under a key that is not ours", server.Name)
		}
	}
}

func (args *DatabaseArgs) checkReplica(problems *checks) {
	source := args.ReplicaOf
	if source == nil {
		return
	}
	here, there := args.Server.site, source.Server.site
	if source.source != nil {
		problems.Add("ReplicaOf", "is itself a replica; Azure refuses a chain of databases that are encrypted with a customer's key")
	}
	if here.Location == there.Location {
		problems.Addf("ReplicaOf", "lies in %s as well; allowed: a database of another region", here.Location)
	}
	if here.SubscriptionID != there.SubscriptionID || here.TenantID != there.TenantID {
		problems.Add("ReplicaOf", "lies in another subscription or tenant; allowed: one of the same environment")
	}
	if name := here.Names.SQLDatabase(args.Role); name != source.Name {
		problems.Addf("Role", "makes the name %s, and the source is called %s: a replica has its source's name", name, source.Name)
	}
	if !args.SKU.replicates(source.sku) {
		problems.Addf("SKU", "%s cannot be the replica of %s; allowed: the same tier, no smaller", args.SKU, source.sku)
	}
}

func (args *FailoverGroupArgs) validate(name string) error {
	of := "database.FailoverGroupArgs of " + name
	var missing []string
	for _, side := range []struct {
		field    string
		database *Database
	}{{"Home", args.Home}, {"Recovery", args.Recovery}} {
		if side.database == nil {
			missing = append(missing, side.field+": is missing")
		}
	}
	if len(missing) > 0 {
		return &azure.ArgsError{Of: of, Problems: missing}
	}
	problems := newChecks(of, args.Home.Server.site)
	if args.Recovery.source != args.Home {
		problems.Addf("Recovery", "%s is not a replica of %s", args.Recovery.Server.Name, args.Home.Server.Name)
	}
	home, recovery := args.Home.Server.site.Location, args.Recovery.Server.site.Location
	if home == recovery {
		problems.Addf("Recovery", "lies in %s as the other does; allowed: another region", home)
	}
	if sides := []Side{HomeSide, RecoverySide}; !slices.Contains(sides, args.PrimarySide) {
		problems.Addf("PrimarySide", "%q; allowed: %s", args.PrimarySide, strings.Join([]string{string(HomeSide), string(RecoverySide)}, ", "))
	}
	return problems.Err()
}
