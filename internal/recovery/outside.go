package recovery

import (
	"context"
	"time"
)

// Stacks runs the Pulumi CLI on stacks of the project, as `stackctl up` and its like do, with policy and all.
type Stacks interface {
	// Up brings a stack up. adopt takes over what a killed run made.
	Up(ctx context.Context, stack string, adopt bool) error
	// Preview counts what an update would change.
	Preview(ctx context.Context, stack string) (changes int, err error)
	// Preflight lists the checks of a stack that fail, a sentence each.
	Preflight(ctx context.Context, stack string) (failed []string, err error)
	// Exists tells whether a stack has resources.
	Exists(ctx context.Context, stack string) (bool, error)
	// Destroy takes a stack down.
	Destroy(ctx context.Context, stack string) error
}

// Replication is a database's group, as one side's server shows it.
type Replication struct {
	// Role is "Primary" or "Secondary", State as Azure says it: CATCH_UP, SUSPENDED, SEEDING; empty where all is in order.
	Role, State string
}

// Restorable is what a database can be brought back from.
type Restorable struct {
	// ID is the backup's identifier.
	ID string
	// Database is what it is a backup of, Server where.
	Database, Server string
	// Time is of when the data are, as well as Azure says it.
	Time time.Time
	// Oldest is the earliest point in time that can be restored; zero where there is only one point.
	Oldest time.Time
}

// SQL is Azure's management interface for SQL databases. Groups and servers are named as [Place] does.
type SQL interface {
	// Replication asks one side how it stands in the failover group.
	Replication(ctx context.Context, p Place, side Side) (Replication, error)
	// Failover makes a side the primary after it has everything; it fails when the other does not answer.
	Failover(ctx context.Context, p Place, side Side) error
	// ForceFailover makes a side the primary with what it has.
	ForceFailover(ctx context.Context, p Place, side Side) error
	// Database tells whether a database is there, and where its restoring has come to.
	Database(ctx context.Context, p Place, side Side, name string) (exists bool, status string, err error)
	// Points tells from when on a side's database can be restored to a point in time.
	Points(ctx context.Context, p Place, side Side, name string) (oldest time.Time, err error)
	// RestorePoint makes a new database beside another one, as that was at a moment.
	RestorePoint(ctx context.Context, p Place, side Side, from, to string, at time.Time) error
	// Recoverable is the geo-redundant backup of a database of the other side; found is false where there is none.
	Recoverable(ctx context.Context, p Place, side Side, name string) (backup Restorable, found bool, err error)
	// LongTerm lists the long-term copies of a database that were taken in a region.
	LongTerm(ctx context.Context, p Place, region, name string) ([]Restorable, error)
	// RestoreBackup makes a database on a side out of a backup.
	RestoreBackup(ctx context.Context, p Place, side Side, backup Restorable, to string) error
	// Rename gives a database another name.
	Rename(ctx context.Context, p Place, side Side, from, to string) error
}

// Active is the row that says which region works.
type Active struct {
	Region string
	Epoch  int
}

// Holding is what a database holds, as an audit counts it.
type Holding struct {
	// Rows is how many there are, Last the highest number among them, and Sum a digest of all in their order.
	Rows, Last int
	Sum        string
	// Time is when the last was written.
	Time time.Time
}

// Data is what is in the database, asked through the listener or, where a side is named, of that side.
type Data interface {
	// Active reads the row of the active region; Promote writes it, with the next epoch.
	Active(ctx context.Context, p Place) (Active, error)
	Promote(ctx context.Context, p Place, region string, epoch int) error
	// Holding counts what the database of a side holds; name is which.
	Holding(ctx context.Context, p Place, side Side, name string) (Holding, error)
	// Write writes one row through the listener, as the application would from a region.
	Write(ctx context.Context, p Place, region string) error
}

// Tokens is what is in the vaults of customers' tokens.
type Tokens interface {
	// Readable counts the tokens that a region can open from its own vault.
	Readable(ctx context.Context, p Place, side Side) (count int, newest time.Time, err error)
}

// Traffic is where requests go.
type Traffic interface {
	// Serving is the region that the product's front sends requests to; empty while it shows the maintenance page.
	Serving(ctx context.Context, p Place) (string, error)
}

// Onlooker is who makes a drill's disaster and knows what really was: what no recovery can ask.
type Onlooker interface {
	// Seed writes data and lets them replicate, with a lag that nobody is told.
	Seed(ctx context.Context, p Place) error
	// Lose switches a region off; Return switches it on again.
	Lose(ctx context.Context, region string) error
	Return(ctx context.Context, region string) error
}
