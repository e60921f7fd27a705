package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/recovery"
)

// Replication implements recovery.SQL.
func (o *outside) Replication(ctx context.Context, p recovery.Place, side recovery.Side) (answer recovery.Replication, err error) {
	err = o.managed(ctx, func(m *management) error {
		group, found, err := m.FailoverGroup(ctx, p.ServerID(side), p.FailoverGroup)
		if err == nil && !found {
			return fmt.Errorf("%s is in no failover group %s", side.Server, p.FailoverGroup)
		}
		answer = recovery.Replication{Role: group.Role, State: group.State}
		return err
	})
	return answer, err
}

// Failover implements recovery.SQL.
func (o *outside) Failover(ctx context.Context, p recovery.Place, side recovery.Side) error {
	return refusalOf(o.managed(ctx, func(m *management) error { return m.Failover(ctx, p.ServerID(side), p.FailoverGroup, false) }))
}

// refusalOf tells the refusals of a planned failover apart. A conflict may be the lost primary's as well as a failover's that is on its
// way: no document says how Azure answers the one or the other, so that it is waited for and then forced.
func refusalOf(err error) error {
	var refusal *cloud.Error
	if !errors.As(err, &refusal) {
		return err
	}
	switch refusal.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return errors.Join(recovery.ErrForceNoHelp, err)
	case http.StatusConflict:
		return errors.Join(recovery.ErrBusy, err)
	}
	return err
}

// ForceFailover implements recovery.SQL.
func (o *outside) ForceFailover(ctx context.Context, p recovery.Place, side recovery.Side) error {
	return o.managed(ctx, func(m *management) error { return m.Failover(ctx, p.ServerID(side), p.FailoverGroup, true) })
}

func databaseID(p recovery.Place, side recovery.Side, name string) string {
	return p.ServerID(side) + "/databases/" + name
}

// Database implements recovery.SQL.
func (o *outside) Database(ctx context.Context, p recovery.Place, side recovery.Side, name string) (exists bool, status string, err error) {
	err = o.managed(ctx, func(m *management) (err error) {
		status, _, exists, err = m.Database(ctx, databaseID(p, side, name))
		return err
	})
	return exists, status, err
}

// Points implements recovery.SQL.
func (o *outside) Points(ctx context.Context, p recovery.Place, side recovery.Side, name string) (oldest time.Time, err error) {
	err = o.managed(ctx, func(m *management) error {
		_, from, found, err := m.Database(ctx, databaseID(p, side, name))
		if err == nil && (!found || from.IsZero()) {
			return fmt.Errorf("%s on %s cannot be restored to any moment", name, side.Server)
		}
		oldest = from
		return err
	})
	return oldest, err
}

// RestorePoint implements recovery.SQL.
func (o *outside) RestorePoint(ctx context.Context, p recovery.Place, side recovery.Side, from, to string, at time.Time) error {
	return o.managed(ctx, func(m *management) error {
		return m.RestoreDatabase(ctx, databaseID(p, side, to), cloud.DatabaseRestore{Location: side.Region, From: databaseID(p, side, from), At: at})
	})
}

// Recoverable implements recovery.SQL.
func (o *outside) Recoverable(ctx context.Context, p recovery.Place, side recovery.Side, name string) (backup recovery.Restorable, found bool, err error) {
	err = o.managed(ctx, func(m *management) error {
		id, at, there, err := m.RecoverableDatabase(ctx, p.ServerID(side), name)
		backup, found = recovery.Restorable{ID: id, Database: name, Server: side.Server, Time: at}, there
		return err
	})
	return backup, found, err
}

// LongTerm implements recovery.SQL.
func (o *outside) LongTerm(ctx context.Context, _ recovery.Place, side recovery.Side, name string) (all []recovery.Restorable, err error) {
	err = o.managed(ctx, func(m *management) error {
		copies, err := m.LongTermCopies(ctx, side.Region, side.Server, name)
		for _, c := range copies {
			all = append(all, recovery.Restorable{ID: c.ID, Database: name, Server: side.Server, Time: c.Time, LongTerm: true})
		}
		return err
	})
	return all, err
}

// RestoreBackup implements recovery.SQL.
func (o *outside) RestoreBackup(ctx context.Context, p recovery.Place, side recovery.Side, backup recovery.Restorable, to string) error {
	made := cloud.DatabaseRestore{Location: side.Region, Recoverable: backup.ID}
	if backup.LongTerm {
		made = cloud.DatabaseRestore{Location: side.Region, Copy: backup.ID}
	}
	return o.managed(ctx, func(m *management) error { return m.RestoreDatabase(ctx, databaseID(p, side, to), made) })
}

// LetGo implements recovery.SQL.
func (o *outside) LetGo(ctx context.Context, p recovery.Place, primary, replica recovery.Side, name string) error {
	return o.managed(ctx, func(m *management) error {
		if err := m.Regroup(ctx, p.ServerID(primary), p.FailoverGroup, nil); err != nil {
			return err
		}
		if _, _, found, err := m.Database(ctx, databaseID(p, replica, name)); err != nil || !found {
			return err
		}
		return m.Unlink(ctx, databaseID(p, replica, name))
	})
}

// Rename implements recovery.SQL.
func (o *outside) Rename(ctx context.Context, p recovery.Place, side recovery.Side, from, to string) error {
	return o.managed(ctx, func(m *management) error {
		return m.RenameDatabase(ctx, databaseID(p, side, from), databaseID(p, side, to))
	})
}
