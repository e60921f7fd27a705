package recovery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// dataCorruption is data that something of ours has spoilt: the replica has the damage too.
func dataCorruption() Scenario {
	return Scenario{
		ID: "data-corruption", Title: "Data were damaged", Claims: []string{"SP-16", "SP-17"},
		Says: "A release, or somebody, has damaged data, and the replica has the damage too. The database is restored as it was at a moment before, " +
			"beside the live one, compared with it, and put in its place. The damaged one is kept.",
		Frozen: []string{"Releases, and stack {stack} for others, while it lasts.", "Recovery from a region's loss, until there is a replica again."},
		Steps: []Step{
			{
				ID: "stop", By: Hand, Label: Unproven,
				Does:     "Stop what damages, and what writes: take the release back.",
				Commands: []string{"stackctl release WORKLOAD DIGEST --stack {stack} --target {target}"},
				Check:    Check{Says: "nothing writes, and the last moment at which the data were good is known: --at"},
			},
			{
				ID: "moment", By: Operator, Label: Modelled, After: []string{"stop"},
				Does:     "See that the database can be restored to that moment.",
				Commands: []string{"stackctl recover --scenario data-corruption --stack {stack} --target {target} --at MOMENT --step moment"},
				Check:    Check{Says: "the moment is not before the oldest that can be restored", Look: restorable},
			},
			{
				ID: "beside", By: Operator, Label: Modelled, After: []string{"moment"}, Takes: durations.PointInTimeRestore,
				Does:     "Restore the database as it was then, beside the live one.",
				Commands: []string{"stackctl recover --scenario data-corruption --stack {stack} --target {target} --at MOMENT --step beside"},
				Check:    Check{Says: "the restored database is there and online", Look: ours(besideFact, isThere(homeSide, besideName))}, Run: restoreBeside,
				Unproven: "how long a restore takes: by the documents minutes to twelve hours, by size",
			},
			{
				ID: "audit", By: Operator, Label: Modelled, After: []string{"beside"},
				Does:  "Compare the two: what is damaged, and what was written since.",
				Check: Check{Says: "no row of the restored database is damaged", Look: audited}, Run: audit,
				Unproven: "the comparison of real rows: stackctl cannot read them",
			},
			{
				ID: "let-go", By: Operator, Label: Modelled, Waits: true, After: []string{"audit"},
				Does: "Take the database out of the failover group and end its replication: what is replicated cannot be renamed.",
				Commands: []string{
					"stackctl recover --scenario data-corruption --stack {stack} --target {target} --at MOMENT --step let-go",
				},
				Check: Check{Says: "the live database is called DATABASE-damaged, or can be", Look: ours(damagedFact, isThere(homeSide, damagedName))}, Run: letGo,
				Unproven: "whether locks on the databases stand in the way of ending the replication",
			},
			{
				ID: "swap", By: Operator, Label: Modelled, After: []string{"let-go"},
				Does:     "Give the restored database the live one's name.",
				Commands: []string{"stackctl recover --scenario data-corruption --stack {stack} --target {target} --at MOMENT --step swap"},
				Check:    Check{Says: "the restored database has the name", Look: swapped}, Run: swap,
			},
			{
				ID: "rejoin", By: Operator, Label: Exercised, After: []string{"swap"}, Takes: "up:{stack}",
				Does:     "Make replica, retention and group anew for it.",
				Commands: []string{"stackctl refresh --stack {stack} --target {target} --yes --skip-preview", "stackctl up --stack {stack} --target {target} --yes --skip-preview"},
				Check: Check{
					Says: "nothing has drifted, and an update has nothing left to do", Look: rejoined,
					Commands: []string{"stackctl refresh --stack {stack} --target {target} --preview-only --expect-no-changes"},
				},
				Run: func(ctx context.Context, r *Run) error {
					if err := r.Stacks.Refresh(ctx, r.Place.Stack); err != nil {
						return err
					}
					return r.Stacks.Up(ctx, r.Place.Stack)
				},
				Unproven: "that the provider takes the renamed database for the one it knows",
			},
			{
				ID: "traffic", By: Operator, Label: Modelled, After: []string{"rejoin"},
				Does:  "See that the product works with it.",
				Check: Check{Says: "requests are answered in {home}", Look: serves(home)},
			},
			{
				ID: "again", By: Hand, Label: Unproven, After: []string{"traffic"},
				Does:  "Bring back what was written since, from the damaged database, and delete that when nobody needs it.",
				Check: Check{Says: "whoever owns the data has seen the list in the report"},
			},
		},
		Drill: &Drill{
			Says: "A bad release overwrites rows for a day, among good ones.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Seed(ctx, r.Place); err != nil {
					return err
				}
				before, err := o.Damage(ctx, r.Place)
				if err != nil {
					return err
				}
				return r.Journal.Set(atFact, before)
			},
			Judge: judgeCorruption,
		},
	}
}

func besideName(p Place) string  { return p.Database + "-restored" }
func damagedName(p Place) string { return p.Database + "-damaged" }

// The facts under which a run keeps the moment that data are taken back to, the one of the restored database that it made, and that it
// has begun to give the live one another name.
const (
	atFact      = "at"
	besideFact  = "beside"
	damagedFact = "damaged"
)

// moment is what the data are taken back to. It is noted, so that a recovery that goes on needs not be told again; once the database is
// being restored it can be no other.
func moment(r *Run) (time.Time, error) {
	var noted time.Time
	found, err := r.Journal.Get(atFact, &noted)
	_, restoring := r.Journal.Facts[besideFact]
	switch {
	case err != nil:
		return noted, err
	case r.At.IsZero() && !found:
		return noted, errors.New("the last moment at which the data were good is needed: --at 2026-11-29T06:00:00Z")
	case r.At.IsZero() || r.At.Equal(noted):
		return noted, nil
	case found && restoring:
		return noted, fmt.Errorf("--at is %s, and this recovery restores what there was at %s: leave --at out, or delete %s and begin anew (--anew)",
			r.At.UTC().Format(time.RFC3339), noted.UTC().Format(time.RFC3339), besideName(r.Place))
	}
	return r.At, r.Journal.Set(atFact, r.At)
}

func restorable(ctx context.Context, r *Run) (bool, string, error) {
	at, err := moment(r)
	if err != nil {
		return false, "", err
	}
	if r.Journal.Done("swap") {
		return true, "it was", nil
	}
	now, err := r.Now()
	if err != nil {
		return false, "", err
	}
	if at.After(now) {
		return false, fmt.Sprintf("%s is wanted, and has not been yet", at.UTC().Format(time.RFC3339)), nil
	}
	oldest, err := r.SQL.Points(ctx, r.Place, r.Place.Home, r.Place.Database)
	if err != nil {
		return false, "", err
	}
	return !at.Before(oldest), fmt.Sprintf("%s is wanted, and the retention of the backups of %s reaches back to %s", at.UTC().Format(time.RFC3339),
		r.Place.Database, oldest.UTC().Format(time.RFC3339)), nil
}

func isThere(side func(Place) Side, name func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		there, status, err := r.SQL.Database(ctx, r.Place, side(r.Place), name(r.Place))
		if !there {
			return false, "there is no database " + name(r.Place), err
		}
		return status == "Online", name(r.Place) + " is " + status, err
	}
}

// free refuses a name that another database of the home side has, unless this recovery gave it: what an earlier one left is another
// moment's.
func (r *Run) free(ctx context.Context, fact, name string) error {
	if _, ours := r.Journal.Facts[fact]; ours {
		return nil
	}
	there, _, err := r.SQL.Database(ctx, r.Place, r.Place.Home, name)
	if err != nil || !there {
		return err
	}
	return fmt.Errorf("there is a database %s on %s already, which this recovery did not make: rename or delete it, then run the same command again",
		name, r.Place.Home.Server)
}

// ours is a check that holds only where this recovery has noted that it does it.
func ours(fact string, look func(context.Context, *Run) (bool, string, error)) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		ok, found, err := look(ctx, r)
		if _, noted := r.Journal.Facts[fact]; ok && !noted {
			return false, found + ", and is not of this recovery", err
		}
		return ok, found, err
	}
}

func restoreBeside(ctx context.Context, r *Run) error {
	at, err := moment(r)
	if err != nil {
		return err
	}
	if err := r.free(ctx, besideFact, besideName(r.Place)); err != nil {
		return err
	}
	if err := r.free(ctx, damagedFact, damagedName(r.Place)); err != nil { // told now, not when the live one is let go
		return err
	}
	if err := r.Journal.Set(besideFact, at); err != nil {
		return err
	}
	return r.SQL.RestorePoint(ctx, r.Place, r.Place.Home, r.Place.Database, besideName(r.Place), at)
}

// Audit is what two databases were seen to differ in.
type Audit struct {
	Live, Restored Holding
}

func audit(ctx context.Context, r *Run) (err error) {
	var seen Audit
	if seen.Live, err = r.Data.Holding(ctx, r.Place, r.Place.Home, r.Place.Database); err == nil {
		seen.Restored, err = r.Data.Holding(ctx, r.Place, r.Place.Home, besideName(r.Place))
	}
	if err != nil {
		return unlessUnseen(err)
	}
	loss := Loss{Kept: seen.Restored}
	if seen.Live.Last > seen.Restored.Last {
		loss.Rows, loss.From, loss.To = seen.Live.Rows-seen.Restored.Rows, seen.Restored.Last+1, seen.Live.Last
		loss.Seconds = seen.Live.Time.Sub(seen.Restored.Time).Seconds()
	}
	if err := r.Journal.Set("loss", loss); err != nil {
		return err
	}
	return r.Journal.Set("audit", seen)
}

func audited(ctx context.Context, r *Run) (bool, string, error) {
	if _, err := r.Data.Holding(ctx, r.Place, r.Place.Home, besideName(r.Place)); isUnseen(err) {
		return false, "", err
	}
	var seen Audit
	found, err := r.Journal.Get("audit", &seen)
	if err != nil || !found {
		return false, "nothing was compared", err
	}
	return seen.Restored.Damaged == 0, fmt.Sprintf("live: %d rows, %d of them damaged; restored: %d rows, %d damaged; written since: %d",
		seen.Live.Rows, seen.Live.Damaged, seen.Restored.Rows, seen.Restored.Damaged, seen.Live.Rows-seen.Restored.Rows), nil
}

// letGo takes the live pair apart and out of the way.
func letGo(ctx context.Context, r *Run) error {
	p := r.Place
	if err := r.free(ctx, damagedFact, damagedName(p)); err != nil {
		return err
	}
	if err := r.Journal.Set(damagedFact, true); err != nil {
		return err
	}
	if err := r.SQL.LetGo(ctx, p, p.Home, p.Recovery, p.Database); err != nil {
		return err
	}
	for _, side := range []Side{p.Recovery, p.Home} { // the home side's name is what the check looks at
		there, _, err := r.SQL.Database(ctx, p, side, p.Database)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		if err := r.SQL.Rename(ctx, p, side, p.Database, damagedName(p)); err != nil {
			return err
		}
	}
	return nil
}

func swap(ctx context.Context, r *Run) error {
	return r.SQL.Rename(ctx, r.Place, r.Place.Home, besideName(r.Place), r.Place.Database)
}

func swapped(ctx context.Context, r *Run) (bool, string, error) {
	left, _, err := r.SQL.Database(ctx, r.Place, r.Place.Home, besideName(r.Place))
	if err != nil || left {
		return false, besideName(r.Place) + " is still called so", err
	}
	return isThere(homeSide, func(p Place) string { return p.Database })(ctx, r)
}

// rejoined is the check that the state knows the databases that there are now: before a refresh it has those that were there before, and
// an update finds nothing to do.
func rejoined(ctx context.Context, r *Run) (bool, string, error) {
	drifted, err := r.State.Drift(ctx, r.Place.Stack)
	if err != nil || drifted > 0 {
		return false, fmt.Sprintf("%d resources of %s have drifted", drifted, r.Place.Stack), err
	}
	return upToDate(func(p Place) string { return p.Stack })(ctx, r)
}

// judgeCorruption looks whether what was good is back, and whether the damaged database is kept.
func judgeCorruption(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
	var problems []string
	now, err := r.Data.Holding(ctx, r.Place, r.Place.Home, r.Place.Database)
	if err != nil {
		return nil, err
	}
	var seen Audit
	if _, err := r.Journal.Get("audit", &seen); err != nil {
		return nil, err
	}
	if now.Damaged > 0 || now.Sum != seen.Restored.Sum || now.Rows == 0 {
		problems = append(problems, fmt.Sprintf("%d of %d rows are damaged, checksum %s; %s was restored", now.Damaged, now.Rows, now.Sum, seen.Restored.Sum))
	}
	kept, err := r.Data.Holding(ctx, r.Place, r.Place.Home, damagedName(r.Place))
	if err != nil || kept.Damaged == 0 {
		problems = append(problems, fmt.Sprintf("the damaged database is not kept: %v", err))
	}
	again, err := r.SQL.Replication(ctx, r.Place, r.Place.Recovery)
	if err != nil || again.Role != "Secondary" {
		problems = append(problems, fmt.Sprintf("there is no replica again: %s, %v", again.Role, err))
	}
	replica, _, err := r.SQL.Database(ctx, r.Place, r.Place.Recovery, r.Place.Database)
	if err != nil || !replica { // the group has its roles without a database, too
		problems = append(problems, fmt.Sprintf("there is no replica again: no database %s on %s, %v", r.Place.Database, r.Place.Recovery.Server, err))
	}
	more, err := o.Toil(ctx, r.Place)
	return append(problems, more...), err
}
