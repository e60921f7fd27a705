package recovery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// The promises of backups: the geo-redundant one is an hour old at most, a weekly copy a week. What the drill refuses is more than that.
const (
	mostGeoSeconds  = 60 * 60
	mostCopySeconds = 7 * 24 * 60 * 60
)

// databaseLoss is the loss of the home region with no replica to take over.
func databaseLoss() Scenario {
	return Scenario{
		ID: "database-loss", Title: "The home region is lost, and the standby database too", Target: "regionLoss", Claims: []string{"SP-15", "SP-16", "SP-17"},
		Says: "{home} is out, and in {recovery} there is no replica to take over: somebody deleted it. The database is brought " +
			"back from its geo-redundant backup, which is up to an hour old, or else from the newest weekly copy. A replica that is there and cannot be " +
			"read is told: nothing is restored over it, and one that cannot reach its key needs key-loss first.",
		Frozen: regionLoss().Frozen,
		Steps: append([]Step{
			{
				ID: "declare", By: Hand, Label: Unproven,
				Does:  "Decide that {home} is lost, and that up to an hour of data may be lost with it.",
				Check: Check{Says: "whoever may decide it has said so, and the time is written down"},
			},
			{
				ID: "preflight", By: Operator, Label: Exercised, After: []string{"declare"},
				Does:     "See that everything is there that the rebuild needs.",
				Commands: []string{"stackctl preflight --stack {rebuild} --target {target}"},
				Check:    Check{Says: stopsNothing, Look: possible(func(p Place) string { return p.Rebuild })},
			},
			{
				ID: "failover", By: Operator, Label: Modelled, After: []string{"declare"}, Takes: durations.PlannedRefused + "+" + durations.FailoverForced,
				Does:     "Make the server in {recovery} the primary of the group, so that the database's name leads there.",
				Commands: []string{"stackctl recover --scenario database-loss --stack {stack} --target {target} --step failover"},
				Check:    Check{Says: "the server in {recovery} is the primary", Look: role(recoverySide, "Primary")}, Run: failOver(recoverySide),
				Unproven: "that Azure fails over a group that holds no database",
			},
			{
				ID: "restore", By: Operator, Label: Modelled, After: []string{"failover"}, Takes: durations.GeoRestore,
				Does:     "Restore the database in {recovery}, from the newest backup that there is.",
				Commands: []string{"stackctl recover --scenario database-loss --stack {stack} --target {target} --step restore"},
				Check:    Check{Says: "the database is there and online, and its rows can be read", Look: restored}, Run: restore,
				Unproven: "how long a restore takes: by the documents minutes to twelve hours, by size",
			},
			{
				ID: "count", By: Operator, Label: Modelled, After: []string{"restore"},
				Does:     "Count what the database holds, and what was lost.",
				Commands: []string{"stackctl recover --scenario database-loss --stack {stack} --target {target} --step count"},
				Check:    Check{Says: "what was lost is counted", Look: counted}, Run: count,
				Unproven: "the rows themselves: stackctl cannot read the real database",
			},
		}, rebuild("restore")...),
		Drill: &Drill{
			Says: "Data are written for a while; then the replica is deleted, and {home} is switched off.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Seed(ctx, r.Place); err != nil {
					return err
				}
				if err := o.Remove(ctx, r.Place); err != nil {
					return err
				}
				return o.Lose(ctx, r.Place, r.Place.Home.Region)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				var from Restorable
				if _, err := r.Journal.Get(backupFact, &from); err != nil {
					return nil, err
				}
				if from.LongTerm {
					return judge(ctx, r, o, mostCopySeconds)
				}
				return judge(ctx, r, o, mostGeoSeconds)
			},
		},
	}
}

// restore brings the database back from the geo-redundant backup, or from the newest long-term copy where there is none.
func restore(ctx context.Context, r *Run) error {
	p := r.Place
	if err := r.inTheWay(ctx); err != nil {
		return err
	}
	backup, found, err := r.SQL.Recoverable(ctx, p, p.Home, p.Database)
	if err != nil {
		return err
	}
	if !found {
		r.Say("  there is no geo-redundant backup of %s", p.Database)
		copies, err := r.SQL.LongTerm(ctx, p, p.Home, p.Database)
		if err != nil {
			return err
		}
		if len(copies) == 0 {
			return fmt.Errorf("there is no backup of %s: neither a geo-redundant one nor a long-term copy", p.Database)
		}
		backup = copies[len(copies)-1]
	}
	r.Say("  restoring what there was at %s", backup.Time.UTC().Format(time.RFC3339))
	if err := r.Journal.Set(backupFact, backup); err != nil {
		return err
	}
	return r.SQL.RestoreBackup(ctx, p, p.Recovery, backup, p.Database)
}

// backupFact is the fact under which a run keeps what it restores from.
const backupFact = "backup"

// unreadable is the status of a database that cannot reach its key (Microsoft Learn, azure-sql, transparent-data-encryption-byok-overview).
const unreadable = "Inaccessible"

// inTheWay says what is to be done with a database that has the name already and is not as it must be: nothing is restored over it.
func (r *Run) inTheWay(ctx context.Context) error {
	p := r.Place
	there, status, err := r.SQL.Database(ctx, p, p.Recovery, p.Database)
	if err != nil || !there {
		return err
	}
	_, ours := r.Journal.Facts[backupFact]
	switch {
	case status == unreadable:
		return errors.New(p.Fill("{database} on {standbyServer} cannot reach its key, and neither could one that is restored there: bring the key back first " +
			"(stackctl recover --scenario key-loss --stack {stack} --target {target}), then run the same command again"))
	case ours:
		return fmt.Errorf("%s on %s is being restored and is %s: wait, then run the same command again", p.Database, p.Recovery.Server, status)
	}
	return fmt.Errorf("there is a database %s on %s already, which is %s, cannot be read, and was not restored by this recovery: delete it or give it "+
		"another name (its failover group has to let it go before), then run the same command again", p.Database, p.Recovery.Server, status)
}

// restored is the check that there is a database that takes part: by its status, and where rows can be seen by those, because the management
// calls online what nobody can read.
func restored(ctx context.Context, r *Run) (bool, string, error) {
	p := r.Place
	name := p.Database + " on " + p.Recovery.Server
	there, status, err := r.SQL.Database(ctx, p, p.Recovery, p.Database)
	switch {
	case err != nil:
		return false, "", err
	case !there:
		return false, "there is no database " + name, nil
	case status != "Online":
		return false, name + " is " + status, nil
	}
	_, err = r.Data.Holding(ctx, p, p.Recovery, p.Database)
	if err == nil || isUnseen(err) {
		return true, name + " is Online", nil
	}
	return false, fmt.Sprintf("%s is said to be Online, and cannot be read: %v", name, err), nil
}
