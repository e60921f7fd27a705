package database

import (
	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// What every database has, whatever its settings. The policy judges by the same numbers; they are written nowhere else.
const (
	// MinimalTLS is the oldest version of TLS that a server speaks (claims SP-09 and SP-10).
	MinimalTLS = azure.MinimalTLS
	// RetentionDays is how far back a database can be restored to any point in time (claim SP-16), 1 to 35 in Azure.
	RetentionDays = 30
	// DifferentialHours is how often a differential backup is taken (claim SP-15, "daily snapshots"); Azure knows 12 and 24.
	DifferentialHours = 24
	// LongTermWeeks is for how many weeks the weekly full backup is kept beyond that. Five weeks are 35 days and so cover
	// thirty; four would be 28. These copies outlive the server and restore even while the history of a database that has
	// become the primary is still shorter than the promise.
	LongTermWeeks = 5
	// Port is the only one that is needed, see the package's comment about the connection policy.
	Port = 1433
	// KeySize is what the key has that encrypts a server, in bits. Azure SQL takes 2048 and 3072 and no other (Azure SQL
	// documentation, transparent-data-encryption-byok-overview).
	KeySize = 3072
)

// DefaultCollation is Azure SQL's own default, said explicitly because changing it means another database.
const DefaultCollation = "SQL_Latin1_General_CP1_CI_AS"

// BackupRedundancy says where backups are kept.
type BackupRedundancy string

// The places for backups. Production's is GeoBackups: the others leave nothing to restore from when the region is lost.
const (
	// GeoBackups are copied to the region that Azure pairs with the database's.
	GeoBackups BackupRedundancy = "Geo"
	// ZoneBackups are in three zones of the region.
	ZoneBackups BackupRedundancy = "Zone"
	// LocalBackups are in one datacentre.
	LocalBackups BackupRedundancy = "Local"
)

// CanBeZoneRedundant reports whether a region has zones to spread a database over.
func CanBeZoneRedundant(location string) bool {
	region, known := regions.Lookup(location)
	return known && region.Zones >= 3
}

// Window is when Azure may restart a database to maintain it. The names are Azure's (Azure SQL documentation,
// maintenance-window); times are those of the region.
type Window string

// The maintenance windows.
const (
	// AnyNight is Azure's default: every day between 17:00 and 8:00.
	AnyNight Window = ""
	// WeekdayNights are Monday to Thursday, 22:00 to 6:00.
	WeekdayNights Window = "DB_1"
	// WeekendNights are Friday to Sunday, 22:00 to 6:00.
	WeekendNights Window = "DB_2"
)
