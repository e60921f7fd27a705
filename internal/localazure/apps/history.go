package apps

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Past is a product's life up to now.
type Past struct {
	// Region is where it lives; Own and Other are the vaults of tokens, by identifier, that region's first.
	Region, Own, Other string
	// Chance decides what is left to chance: lags, and which second writes fail.
	Chance *rand.Rand
}

const (
	// past is for how long there have been data: longer than any backup is kept.
	past = 40 * 24 * time.Hour
	// recent is for how long something is written every second, up to now.
	recent = 10 * time.Minute
	// longestLag is the most that a replica is behind when nothing is wrong ("less than 5 seconds" is usual; what is injected is more).
	longestLag = 30 * time.Second
	// tokens is how many are written, in the last hour.
	tokens = 120
)

// Live lets the past happen: a row every hour, then one about every second, copies every week, tokens, and replication that is behind by
// a while. Nobody is told by how much.
func (a Apps) Live(p Past) error {
	if err := a.Look(); err != nil {
		return err
	}
	began := a.w.Now()
	if err := a.w.Update(func(tx *world.Tx) error { tx.Advance(past); return nil }); err != nil {
		return err
	}
	database, err := a.databaseOf(p.Region)
	if err != nil {
		return err
	}
	end := a.w.Now()
	var rows []sqldata.Entry
	row := func(at time.Time) {
		rows = append(rows, sqldata.Entry{Kind: sqldata.Row, Region: world.Region(p.Region), Value: fmt.Sprintf("%08x", p.Chance.Uint32()), Time: at})
	}
	for at := began.Add(time.Hour); at.Before(end.Add(-recent)); at = at.Add(time.Hour) {
		row(at)
	}
	for at := end.Add(-recent); at.Before(end); at = at.Add(time.Second/2 + time.Duration(p.Chance.Int64N(int64(time.Second)))) {
		row(at)
	}
	last, err := a.data.Append(database, rows...)
	if err != nil {
		return err
	}
	if err := a.confirm(last, rows[len(rows)-1].Time); err != nil {
		return err
	}
	if err := a.data.TakeCopies(began); err != nil {
		return err
	}
	if err := a.liveTokens(p, end); err != nil {
		return err
	}
	return a.data.Replicate(time.Second/2 + time.Duration(p.Chance.Int64N(int64(longestLag))))
}

func (a Apps) liveTokens(p Past, end time.Time) error {
	var moments []time.Time
	for i := range tokens {
		moments = append(moments, end.Add(-time.Hour+time.Hour*time.Duration(i)/tokens))
	}
	if err := a.WriteTokens(p.Own, p.Other, moments, p.Chance); err != nil {
		return err
	}
	for _, at := range Runs(end.Add(-time.Hour), end, time.Duration(p.Chance.Int64N(int64(interval)))) {
		if _, err := a.Reconcile(p.Region, p.Own, p.Other, at); err != nil {
			return err
		}
	}
	return a.Cut(end)
}

// databaseOf is the database that pods of a region are led to.
func (a Apps) databaseOf(region string) (string, error) {
	up, err := a.platforms()
	if err != nil {
		return "", err
	}
	for _, p := range up {
		if p.region == world.Region(region) {
			return a.reach(p)
		}
	}
	return "", fmt.Errorf("no platform is up in %s", region)
}

// confirm notes the last row of which a customer was told that it is kept.
func (a Apps) confirm(last int, at time.Time) error {
	kept, err := a.load()
	if err != nil {
		return err
	}
	kept.Confirmed, kept.ConfirmedAt = last, at
	return a.save(kept)
}

// Confirmed is the last row of which a customer was told that it is kept.
func (a Apps) Confirmed() (last int, at time.Time, err error) {
	kept, err := a.load()
	if err != nil {
		return 0, time.Time{}, err
	}
	return kept.Confirmed, kept.ConfirmedAt, nil
}

// Damage is what a bad release does: it goes on for a day, overwrites rows among good new ones, and is found out then. before is the
// last moment at which everything was well.
func (a Apps) Damage(region string, chance *rand.Rand) (before time.Time, err error) {
	database, err := a.databaseOf(region)
	if err != nil {
		return time.Time{}, err
	}
	log, err := a.data.Log(database)
	if err != nil {
		return time.Time{}, err
	}
	if len(log) < 2 {
		return time.Time{}, fmt.Errorf("there is nothing to damage in %s", world.Name(database))
	}
	last := log[len(log)-1].N
	before = a.w.Now().Truncate(time.Second)
	if err := a.w.Update(func(tx *world.Tx) error { tx.Advance(24 * time.Hour); return nil }); err != nil {
		return time.Time{}, err
	}
	var done []sqldata.Entry
	for at := before.Add(2 * time.Second); at.Before(a.w.Now()); at = at.Add(time.Duration(chance.Int64N(int64(time.Hour)))) {
		entry := sqldata.Entry{Kind: sqldata.Row, Region: world.Region(region), Value: fmt.Sprintf("%08x", chance.Uint32()), Time: at}
		if chance.IntN(2) == 0 {
			entry = sqldata.Entry{Kind: sqldata.Damage, Target: 2 + chance.IntN(last-1), Time: at}
		}
		done = append(done, entry)
	}
	done = append(done, sqldata.Entry{Kind: sqldata.Damage, Target: last, Time: a.w.Now()})
	if _, err := a.data.Append(database, done...); err != nil {
		return time.Time{}, err
	}
	return before, a.data.Replicate(0)
}
