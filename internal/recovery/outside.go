package recovery

import (
	"context"
	"errors"
	"time"
)

// ErrUnseen is the answer to a question that only people, or the workloads themselves, can answer: stackctl reaches the management of a
// database, not what is in it. A check that ends in it is left to people.
var ErrUnseen = errors.New("stackctl cannot see it from here")

// ErrForceNoHelp is what a planned failover fails with where a forced one would fail alike, or do harm: whoever asks may not, or there is
// no such group.
var ErrForceNoHelp = errors.New("a forced failover would not help")

// ErrBusy is what a planned failover fails with where something else is being done to the group: the failover that an interrupted
// recovery, or somebody beside us, began.
var ErrBusy = errors.New("something is being done to it already")

// unlessUnseen passes over what only people can do or see: the check is left to them.
func unlessUnseen(err error) error {
	if isUnseen(err) {
		return nil
	}
	return err
}

func isUnseen(err error) bool { return errors.Is(err, ErrUnseen) }

// Stacks runs the Pulumi CLI on stacks of the project, as `stackctl up` and its like do, with policy and all.
type Stacks interface {
	// Up brings a stack up. Where a killed run left something that no state knows, it is taken over.
	Up(ctx context.Context, stack string) error
	// Preview counts what an update would change.
	Preview(ctx context.Context, stack string) (changes int, err error)
	// Preflight lists the checks of a stack that fail.
	Preflight(ctx context.Context, stack string) (failed []Finding, err error)
	// Refresh reads what really is into a stack's state.
	Refresh(ctx context.Context, stack string) error
	// Exists tells whether a stack has resources.
	Exists(ctx context.Context, stack string) (bool, error)
	// Destroy takes a stack down.
	Destroy(ctx context.Context, stack string) error
	// Claims are the claims of the security statement that have an answer in a stack's state, with the answer: holds, violated,
	// undecided, excused or elsewhere.
	Claims(ctx context.Context, stack string) (map[string]string, error)
	// Promotion is the last promotion that the settings of a stack know; Promote writes the next one, unless it is written already.
	Promotion(stack string) (Active, error)
	Promote(stack, region string) (Active, error)
}

// Finding is a check of a preflight that fails.
type Finding struct {
	// Name is what was looked at, Found what there is.
	Name, Found string
	// Stops is true where a later step is certain to fail while it is so.
	Stops bool
}

// Replication is a database's group, as one side's server shows it.
type Replication struct {
	// Role is "Primary" or "Secondary", State as Azure says it: CATCH_UP, SUSPENDED, SEEDING, PENDING; empty where it says none.
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
	// LongTerm is true of a long-term copy, false of the geo-redundant backup.
	LongTerm bool
}

// SQL is Azure's management interface for SQL databases. Groups and servers are named as [Place] does.
type SQL interface {
	// Replication asks one side how it stands in the failover group.
	Replication(ctx context.Context, p Place, side Side) (Replication, error)
	// Failover makes a side the primary after it has everything; it fails when the other does not answer. [ErrBusy] and [ErrForceNoHelp]
	// are told from that.
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
	// LongTerm lists the long-term copies of a side's database, oldest first.
	LongTerm(ctx context.Context, p Place, side Side, name string) ([]Restorable, error)
	// RestoreBackup makes a database on a side out of a backup.
	RestoreBackup(ctx context.Context, p Place, side Side, backup Restorable, to string) error
	// LetGo takes the databases of a group out of it, asked of the primary's side, and ends the replication to the other side's.
	LetGo(ctx context.Context, p Place, primary, replica Side, name string) error
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
	// Damaged is how many of the rows are nonsense, as far as an audit can tell.
	Damaged int
	// Time is when the last was written.
	Time time.Time
}

// Data is what is in the database, asked through the listener or, where a side is named, of that side.
type Data interface {
	// Active reads the row of the active region.
	Active(ctx context.Context, p Place) (Active, error)
	// Holding counts what the database of a side holds; name is which.
	Holding(ctx context.Context, p Place, side Side, name string) (Holding, error)
	// HoldingUpTo counts the same of the rows up to a number.
	HoldingUpTo(ctx context.Context, p Place, side Side, name string, last int) (Holding, error)
	// Write writes one row through the listener, as a request that is served in a region does.
	Write(ctx context.Context, p Place, region string) error
	// Confirmed is the number of the last row of which somebody outside was told that it is kept, and when: what was promised to
	// customers, from their receipts. It is compared with what is there.
	Confirmed(ctx context.Context, p Place) (last int, at time.Time, err error)
	// Workers are the regions in which workers take work now.
	Workers(ctx context.Context, p Place) ([]string, error)
}

// Tokens is what is in the vaults of customers' tokens.
type Tokens interface {
	// Readable counts the tokens that a region can open from its own vault, of all that customers gave, and tells how old the oldest
	// write is that is not there; 0 where all are.
	Readable(ctx context.Context, p Place, side Side) (readable, all int, behind time.Duration, err error)
}

// Traffic is where requests go.
type Traffic interface {
	// Serving is the region that the product's front sends requests to; empty while it shows the maintenance page.
	Serving(ctx context.Context, p Place) (string, error)
}

// Onlooker is who makes a drill's disaster and knows what really was: what no recovery can ask.
type Onlooker interface {
	Wrecker
	// Seed writes data and tokens for a while and lets them replicate, with lags that nobody is told.
	Seed(ctx context.Context, p Place) error
	// Lose switches a region off; Return switches it on again.
	Lose(ctx context.Context, p Place, region string) error
	Return(ctx context.Context, p Place, region string) error
	// Damage overwrites rows, as a bad release does, lets some more be written, and tells the last moment before it.
	Damage(ctx context.Context, p Place) (before time.Time, err error)
	// Remove takes the replica away, as somebody who may do so by mistake.
	Remove(ctx context.Context, p Place) error
	// Lost compares the database of one side with what another had when it was lost, row by row.
	Lost(ctx context.Context, p Place) (Loss, error)
	// Calls are those to a region since it was lost, each as method and identifier.
	Calls(ctx context.Context, p Place, region string) ([]string, error)
	// Toil puts work up and lists every piece that was done more than once, or not at all.
	Toil(ctx context.Context, p Place) (problems []string, err error)
}
