package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/apps"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// onlooker sees everything in the world of a drill, and makes what happens happen.
type onlooker struct {
	drill   *drill
	outside *outside
}

var _ recovery.Onlooker = (*onlooker)(nil)

// Seed implements recovery.Onlooker.
func (e *onlooker) Seed(_ context.Context, p recovery.Place) error {
	return e.outside.inWorld(func(w *world.World) error {
		return apps.In(w).Live(apps.Past{
			Region: p.Home.Region, Own: vaultID(p, p.Home), Other: vaultID(p, p.Recovery), Chance: rand.New(rand.NewPCG(e.drill.kept.Seed, 1)), //nolint:gosec // a drill is to be repeatable
		})
	})
}

// Lose implements recovery.Onlooker.
func (e *onlooker) Lose(_ context.Context, _ recovery.Place, region string) error {
	err := e.outside.inWorld(func(w *world.World) error {
		if err := w.Update(func(tx *world.Tx) error { tx.SetOutages(append(w.Outages(), region)); return nil }); err != nil {
			return err
		}
		e.drill.kept.CallsBefore = len(w.Calls())
		return apps.In(w).Look()
	})
	if err != nil {
		return err
	}
	return e.drill.save()
}

// Damage implements recovery.Onlooker.
func (e *onlooker) Damage(_ context.Context, p recovery.Place) (before time.Time, err error) {
	err = e.outside.inWorld(func(w *world.World) (err error) {
		before, err = apps.In(w).Damage(p.Home.Region, rand.New(rand.NewPCG(e.drill.kept.Seed, 2))) //nolint:gosec // a drill is to be repeatable
		return err
	})
	return before, err
}

// Remove implements recovery.Onlooker: the replica is deleted, and the group let it go before.
func (e *onlooker) Remove(_ context.Context, p recovery.Place) error {
	return e.outside.inWorld(func(w *world.World) error {
		return w.Update(func(tx *world.Tx) error {
			for _, r := range w.OfType("Microsoft.Sql/servers/failoverGroups") {
				if world.Name(r.ID) == p.FailoverGroup {
					r.Inputs["databases"], r.Outputs["databases"] = []any{}, []any{}
					tx.Put(r)
				}
			}
			id := p.DatabaseID(p.Recovery)
			for _, child := range w.Under(id) {
				tx.Remove(child.ID)
			}
			tx.Remove(id)
			return nil
		})
	})
}

// Lost implements recovery.Onlooker: what the recovery side lacks of what the home side had, row by row.
func (e *onlooker) Lost(_ context.Context, p recovery.Place) (was recovery.Loss, err error) {
	err = e.outside.inWorld(func(w *world.World) error {
		data := sqldata.In(w)
		before, err := data.Log(p.DatabaseID(p.Home))
		if err != nil {
			return err
		}
		after, err := data.Log(p.DatabaseID(p.Recovery))
		if err != nil {
			return err
		}
		there := map[int]sqldata.Entry{}
		for _, entry := range after {
			there[entry.N] = entry
		}
		var kept []sqldata.Entry
		var last sqldata.Entry
		for _, entry := range before {
			if there[entry.N] == entry {
				kept = append(kept, entry)
				continue
			}
			if was.Rows++; was.From == 0 {
				was.From = entry.N
			}
			was.To, last = entry.N, entry
		}
		if was.Kept = holdingOf(kept); was.Rows > 0 {
			was.Seconds = last.Time.Sub(was.Kept.Time).Seconds()
		}
		tokens, err := apps.In(w).Tokens()
		for _, token := range tokens {
			if _, there := token.In[world.Key(vaultID(p, p.Recovery))]; !there {
				was.Tokens++
			}
		}
		return err
	})
	return was, err
}

// Return implements recovery.Onlooker. The replica is seeded anew from the primary that there is now.
func (e *onlooker) Return(_ context.Context, _ recovery.Place, region string) error {
	return e.outside.inWorld(func(w *world.World) error {
		left := slices.DeleteFunc(w.Outages(), func(r string) bool { return r == world.Region(region) })
		if err := w.Update(func(tx *world.Tx) error { tx.SetOutages(left); return nil }); err != nil {
			return err
		}
		if err := sqldata.In(w).Replicate(0); err != nil {
			return err
		}
		return apps.In(w).Look()
	})
}

// Calls implements recovery.Onlooker: those that the lost region would have answered, and those that name something of it. What its pair
// keeps of a server's backups is asked for by the server's name, and is answered by the pair.
func (e *onlooker) Calls(_ context.Context, p recovery.Place, region string) (calls []string, err error) {
	code := "-" + p.Side(region).Code
	err = e.outside.inWorld(func(w *world.World) error {
		all := w.Calls()
		for _, call := range all[min(e.drill.kept.CallsBefore, len(all)):] {
			id := strings.ToLower(call.ID)
			named := strings.Contains(id, code) && !strings.Contains(id, "/recoverabledatabases/") && !strings.Contains(id, "/longtermretentionservers/")
			if named || world.Region(call.Location) == world.Region(region) {
				calls = append(calls, strings.TrimSpace(call.Method+" "+call.ID))
			}
		}
		return nil
	})
	return calls, err
}

// pieces is how much work is put up.
const pieces = 50

// Toil implements recovery.Onlooker.
func (e *onlooker) Toil(context.Context, recovery.Place) (problems []string, err error) {
	err = e.outside.inWorld(func(w *world.World) error {
		done, err := apps.In(w).Toil(pieces)
		if err != nil {
			return err
		}
		times, regions := map[int]int{}, map[string]bool{}
		for _, work := range done {
			times[work.N]++
			regions[work.Region] = true
		}
		if len(times) < pieces {
			problems = append(problems, fmt.Sprintf("of %d pieces of work %d were done", pieces, len(times)))
		}
		twice := 0
		for _, n := range times {
			if n > 1 {
				twice++
			}
		}
		if twice > 0 || len(regions) > 1 {
			problems = append(problems, fmt.Sprintf("%d pieces of work were done twice, in %d regions", twice, len(regions)))
		}
		return nil
	})
	return problems, err
}
