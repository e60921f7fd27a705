package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/apps"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// inWorld looks into the local Azure's world. Of the real Azure nothing can be seen that way: databases and vaults are closed to everybody
// but the workloads.
func (o *outside) inWorld(look func(*world.World) error) (err error) {
	if o.target == engine.TargetAzure {
		return recovery.ErrUnseen
	}
	opened, err := world.Open(o.local.WorldDir(), world.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return look(opened)
}

// now is the clock of the local Azure, or the real one.
func (o *outside) now() (now time.Time, err error) {
	if o.target == engine.TargetAzure {
		return time.Now(), nil
	}
	err = o.inWorld(func(w *world.World) error { now = w.Now(); return nil })
	return now, err
}

// sleep waits before Azure is asked again. In the local Azure nothing goes on between two questions, so that nobody waits there.
func (o *outside) sleep(ctx context.Context, d time.Duration) error {
	if o.target == engine.TargetLocal {
		return ctx.Err()
	}
	return engine.Sleep(ctx, d)
}

// Active implements recovery.Data.
func (o *outside) Active(context.Context, recovery.Place) (found recovery.Active, err error) {
	err = o.inWorld(func(w *world.World) (err error) {
		found.Region, found.Epoch, err = apps.In(w).Active()
		return err
	})
	return found, err
}

// Holding implements recovery.Data.
func (o *outside) Holding(_ context.Context, p recovery.Place, side recovery.Side, name string) (recovery.Holding, error) {
	return o.holding(databaseID(p, side, name), func(sqldata.Entry) bool { return true })
}

// HoldingUpTo implements recovery.Data.
func (o *outside) HoldingUpTo(_ context.Context, p recovery.Place, side recovery.Side, name string, last int) (recovery.Holding, error) {
	return o.holding(databaseID(p, side, name), func(e sqldata.Entry) bool { return e.N <= last })
}

func (o *outside) holding(id string, wanted func(sqldata.Entry) bool) (found recovery.Holding, err error) {
	err = o.inWorld(func(w *world.World) error {
		data := sqldata.In(w)
		if err := data.Answers(id); err != nil {
			return err
		}
		log, err := data.Log(id)
		if err != nil {
			return err
		}
		var part []sqldata.Entry
		for _, e := range log {
			if wanted(e) {
				part = append(part, e)
			}
		}
		found = holdingOf(part)
		return nil
	})
	return found, err
}

func holdingOf(log []sqldata.Entry) recovery.Holding {
	content := sqldata.ContentOf(log)
	return recovery.Holding{Rows: content.Rows, Last: content.Last, Sum: content.Sum, Time: content.Time, Damaged: content.Damaged}
}

// Write implements recovery.Data.
func (o *outside) Write(_ context.Context, _ recovery.Place, region string) error {
	return o.inWorld(func(w *world.World) error {
		_, err := apps.In(w).Write(region, "written after it", time.Time{})
		return err
	})
}

// Confirmed implements recovery.Data.
func (o *outside) Confirmed(context.Context, recovery.Place) (last int, at time.Time, err error) {
	err = o.inWorld(func(w *world.World) (err error) {
		last, at, err = apps.In(w).Confirmed()
		return err
	})
	return last, at, err
}

// Workers implements recovery.Data.
func (o *outside) Workers(context.Context, recovery.Place) (regions []string, err error) {
	err = o.inWorld(func(w *world.World) (err error) {
		regions, err = apps.In(w).Workers()
		return err
	})
	return regions, err
}

func vaultID(p recovery.Place, side recovery.Side) string {
	return "/subscriptions/" + p.Subscription + "/resourceGroups/" + side.TokensGroup + "/providers/Microsoft.KeyVault/vaults/" + side.TokenVault
}

// Readable implements recovery.Tokens.
func (o *outside) Readable(_ context.Context, p recovery.Place, side recovery.Side) (readable, all int, behind time.Duration, err error) {
	err = o.inWorld(func(w *world.World) error {
		every, err := apps.In(w).Tokens()
		if err != nil {
			return err
		}
		if why := apps.In(w).Shut(side.Region, vaultID(p, side)); why != "" && len(every) > 0 {
			return errors.New(why)
		}
		there, err := apps.In(w).Readable(side.Region, vaultID(p, side))
		if err != nil {
			return err
		}
		read := map[int]bool{}
		for _, token := range there {
			read[token.N] = true
		}
		for _, token := range every {
			if !read[token.N] {
				behind = max(behind, w.Now().Sub(token.Written))
			}
		}
		readable, all = len(there), len(every)
		return nil
	})
	return readable, all, behind, err
}

// Serving implements recovery.Traffic.
func (o *outside) Serving(_ context.Context, p recovery.Place) (region string, err error) {
	err = o.inWorld(func(w *world.World) (err error) {
		region, err = apps.In(w).Serving(p.Host)
		return err
	})
	if err != nil && !errors.Is(err, recovery.ErrUnseen) {
		return "", fmt.Errorf("where %s leads: %w", p.Host, err)
	}
	return region, err
}
