package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// DatabaseType is the database's type token.
const DatabaseType = "trelica:database:Database"

// Design is what a database and its replica have in common. One value serves both, so that what is promised of the one is
// true of the other when they change places.
type Design struct {
	// Role names the database: "app".
	Role string
	// MaxSizeGB is how large the data can become, 1 to 4096. It can be raised later.
	MaxSizeGB int
	// Collation is how text is compared, "" for DefaultCollation. It is fixed with the database: an edit would replace it,
	// which is left visible so that it can be refused.
	Collation string
	// Ledger makes every table tamper-evident. It is fixed with the database.
	Ledger bool
	// Backups says where backups are kept. A change counts for later backups only, and leaving GeoBackups ends geo-restore at
	// once.
	Backups BackupRedundancy
	// RetentionDays is how far back the database can be restored to any point in time, 1 to 35; 0 for the promise.
	RetentionDays int
	// DifferentialHours is 12 or 24; 0 for the promise.
	DifferentialHours int
	// LongTermWeeks is for how many weeks weekly copies are kept, 1 to 520; 0 for the promise.
	LongTermWeeks int
}

// DatabaseArgs describe a database on one server.
type DatabaseArgs struct {
	Design
	// Server is where it lies.
	Server *Server
	// Encryption is that of every server which the database or its replica lies on. The database is made after all of them:
	// there is no moment at which it is encrypted with a key that is not ours.
	Encryption []*Encryption
	// ReplicaOf makes the database a replica of another on another server. Nil for the primary.
	ReplicaOf *Database
	// SKU is what it is bought as. A replica is of its source's tier and no smaller: to grow, change the replica's first.
	SKU SKU
	// ZoneRedundant spreads it over the zones of the region, which must have some.
	ZoneRedundant bool
	// Window is when Azure may maintain it. The two of a pair in different windows are never restarted in one night.
	Window Window
	// Sinks get its logs and metrics.
	Sinks []Sink
}

// Database is a database that has been registered, with its backups.
type Database struct {
	pulumi.ResourceState

	// ID is its ARM identifier; what takes it waits for the database.
	ID pulumi.StringOutput
	// Name is known at once, the same on both servers of a pair.
	Name string
	// Server is where it lies.
	Server *Server

	sku SKU
	// ready are the database and its backup policies.
	ready []pulumi.Resource
	// source is what it is a replica of, nil for one that is none.
	source *Database
}

// NewDatabase registers a database, its backup policies and its logs. The error names every mistake in the arguments; nothing
// has been registered then.
func NewDatabase(ctx *pulumi.Context, name string, args *DatabaseArgs, opts ...pulumi.ResourceOption) (*Database, error) {
	if args == nil {
		args = &DatabaseArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	database := &Database{
		Name: args.Server.site.Names.SQLDatabase(args.Role), Server: args.Server, sku: args.SKU, source: args.ReplicaOf,
	}
	label := database.Name + " on " + args.Server.Name
	if err := ctx.RegisterComponentResource(DatabaseType, name, database, opts...); err != nil {
		return nil, fmt.Errorf("database %s: %w", label, err)
	}
	for _, step := range []func(*pulumi.Context, string, *DatabaseArgs) error{database.addDatabase, database.addRetention, database.addLogs} {
		if err := step(ctx, name, args); err != nil {
			return nil, fmt.Errorf("database %s: %w", label, err)
		}
	}
	err := ctx.RegisterResourceOutputs(database, pulumi.Map{"id": database.ID, "name": pulumi.String(database.Name)})
	if err != nil {
		return nil, fmt.Errorf("outputs of database %s: %w", label, err)
	}
	return database, nil
}

// bornWith are the inputs that say where a database comes from. Azure takes them when it makes one and never again, so the
// provider replaces a living database when one of them is edited: when the words of a restore are taken away, or when a replica
// has become the primary and names the old one as its source. What they said is done; they are ignored from then on.
//
// Collation and ledger are as fixed, but are not in this list: they say what the database is, and an edit must be seen, and
// refused, instead of being believed.
func bornWith() []string {
	return []string{
		"createMode", "sourceDatabaseId", "secondaryType", "recoverableDatabaseId", "restorableDroppedDatabaseId",
		"restorePointInTime", "sourceDatabaseDeletionDate", "longTermRetentionBackupResourceId",
		"recoveryServicesRecoveryPointId", "sourceResourceId", "sampleName",
	}
}

// inherited are the inputs that a replica takes from its source and may not say itself. Azure shows them on the replica all the same:
// a refresh or an import finds them, and without this list taking them away would replace it.
func inherited() []string {
	return []string{"catalogCollation", "collation", "isLedgerOn", "maxSizeBytes"}
}

func (d *Database) addDatabase(ctx *pulumi.Context, name string, args *DatabaseArgs) error {
	tags, tagged := azure.Tagged(args.Server.site)
	inputs := args.database(d.Name)
	inputs.Tags = tags
	var after []pulumi.Resource
	for _, encryption := range args.Encryption {
		after = append(after, encryption.protector)
	}
	ignored := bornWith()
	if args.ReplicaOf != nil {
		ignored = append(ignored, inherited()...)
	}
	made, err := sql.NewDatabase(ctx, name+"-database", inputs, azure.ChildOptions(d, tagged,
		pulumi.Protect(args.Server.site.Protect), pulumi.IgnoreChanges(ignored), pulumi.DependsOn(after))...)
	if err != nil {
		return err
	}
	d.ID, d.ready = made.ID().ToStringOutput(), []pulumi.Resource{made}
	return nil
}

// database is what is sent. A replica takes its size, collation and ledger from its source.
func (args *DatabaseArgs) database(databaseName string) *sql.DatabaseArgs {
	site := args.Server.site
	inputs := &sql.DatabaseArgs{
		ResourceGroupName:                args.Server.resourceGroup,
		ServerName:                       args.Server.nameOutput,
		DatabaseName:                     pulumi.String(databaseName),
		Location:                         pulumi.String(site.Location),
		Sku:                              args.SKU.inputs(),
		ZoneRedundant:                    pulumi.Bool(args.ZoneRedundant),
		RequestedBackupStorageRedundancy: pulumi.String(args.Backups),
		MaintenanceConfigurationId:       pulumi.String(maintenanceID(site.SubscriptionID, site.Location, args.Window)),
		LicenseType:                      pulumi.String(sql.DatabaseLicenseTypeLicenseIncluded),
		// Nobody reads from a replica without knowing: what it shows may be older.
		ReadScale: pulumi.String(sql.DatabaseReadScaleDisabled),
	}
	if args.ReplicaOf != nil {
		inputs.CreateMode = pulumi.String(sql.CreateModeSecondary)
		inputs.SecondaryType = pulumi.String(sql.SecondaryTypeGeo)
		inputs.SourceDatabaseId = args.ReplicaOf.ID
		return inputs
	}
	collation := args.Collation
	if collation == "" {
		collation = DefaultCollation
	}
	inputs.CreateMode = pulumi.String(sql.CreateModeDefault)
	inputs.Collation = pulumi.String(collation)
	inputs.CatalogCollation = pulumi.String(sql.CatalogCollationType_SQL_Latin1_General_CP1_CI_AS)
	inputs.MaxSizeBytes = pulumi.Float64(float64(args.MaxSizeGB) * bytesPerGB)
	inputs.IsLedgerOn = pulumi.Bool(args.Ledger)
	return inputs
}

const bytesPerGB = 1 << 30
