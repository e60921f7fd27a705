package settings

// The sides of a pair of databases: whose server takes writes.
const (
	// HomeSide is the home region's.
	HomeSide = "home"
	// RecoverySide is the recovery region's, after a failover.
	RecoverySide = "recovery"
)

// Database is how the environment's database is bought and kept. How long backups last is no setting: it is promised (claim
// SP-16), and the same everywhere.
type Database struct {
	// AdminGroup is the Entra group that administers the SQL servers: nobody signs in in another way. People make it, and
	// put the identity that migrates the database into it.
	// Required.
	AdminGroup AdminGroup `setting:"databaseAdminGroup" allowed:"an object of name and objectId"`
	// SKU is what the database is bought as, in every region.
	// Required.
	SKU DatabaseSKU `setting:"databaseSku" allowed:"an object of tier, vCores, maxSizeGb and zoneRedundant"`
	// Backups is where the database's backups are kept: copied to the paired region, in three zones, or in one place (claim
	// SP-15).
	// Default: Geo.
	Backups string `setting:"databaseBackups" allowed:"Geo, Zone or Local; Geo in prod"`
	// Collation is how the database compares text. It is fixed with the database: an edit would replace it.
	// Default: SQL_Latin1_General_CP1_CI_AS.
	Collation string `setting:"databaseCollation" allowed:"a collation's name, of letters, digits and underscores"`
	// PrimarySide is whose server takes writes now, after whatever failovers there were.
	// Default: home.
	PrimarySide string `setting:"primarySide" allowed:"home or recovery; home without a recovery region"`
	// ActiveSide is which region works, by the last promotion: the migration writes it into the database's row that names the
	// active region, unless a later promotion has. stackctl promote writes it.
	// Default: home.
	ActiveSide string `setting:"activeSide" allowed:"home or recovery; home without a recovery region"`
	// ActiveEpoch is the number of the last promotion, higher than that of any before. With 1 nothing was ever promoted.
	// Default: 1.
	ActiveEpoch int `setting:"activeEpoch" allowed:"1 to 1000000; more than 1 where activeSide is recovery"`
}

// AdminGroup is an Entra group.
type AdminGroup struct {
	// Name is the group's display name.
	// Required.
	Name string `setting:"name" allowed:"1 to 128 characters on one line"`
	// ObjectID is the group's object id.
	// Required.
	ObjectID string `setting:"objectId" allowed:"a GUID in lower case"`
}

// DatabaseSKU is what a database is bought as.
type DatabaseSKU struct {
	// Tier is GP, with data on remote storage, or BC, with data on the disks of several machines, which fails over faster.
	// Required.
	Tier string `setting:"tier" allowed:"GP or BC"`
	// VCores is the number of processors.
	// Required.
	VCores int `setting:"vCores" allowed:"2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80 or 128"`
	// MaxSizeGB is how large the data can become, in GiB. It can be raised later.
	// Required.
	MaxSizeGB int `setting:"maxSizeGb" allowed:"1 to 1024"`
	// ZoneRedundant says whether the database is spread over three zones.
	// Required.
	ZoneRedundant bool `setting:"zoneRedundant" allowed:"true or false; true in prod"`
}
