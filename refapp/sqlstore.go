package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/microsoft/go-mssqldb/azuread"
)

// sqlStore is a Store in Azure SQL Database. The tables are those that the platform's setup makes.
type sqlStore struct{ db *sql.DB }

// openSQL opens the database. It is first reached by the first question: a start does not depend on it.
func openSQL(database Database) (*sqlStore, error) {
	db, err := sql.Open(azuread.DriverName, database.dsn())
	if err != nil {
		return nil, fmt.Errorf("database %s at %s: %w", database.Name, database.Host, err)
	}
	// Connections of a failed-over server must not live for ever: the name then leads elsewhere.
	db.SetConnMaxLifetime(5 * time.Minute)
	db.SetMaxOpenConns(10)
	return &sqlStore{db: db}, nil
}

// Active implements Store.
func (s *sqlStore) Active(ctx context.Context) (Active, error) {
	var a Active
	err := s.db.QueryRowContext(ctx, "SELECT region, epoch FROM control.active_region WHERE one = 1").Scan(&a.Region, &a.Epoch)
	if err != nil {
		return Active{}, fmt.Errorf("active region: %w", err)
	}
	return a, nil
}

// holdSQL takes or keeps a lease in one statement, under a lock of its row, and only while the row of the active region is the one
// that the holder saw.
const holdSQL = `
MERGE work.lease WITH (HOLDLOCK) AS l
USING (SELECT @name AS name WHERE EXISTS (
    SELECT 1 FROM control.active_region WHERE one = 1 AND region = @region AND epoch = @epoch)) AS mine
ON l.name = mine.name
WHEN MATCHED AND (l.holder = @holder OR l.until_utc < SYSUTCDATETIME()) THEN
    UPDATE SET holder = @holder, epoch = @epoch, until_utc = @until
WHEN NOT MATCHED BY TARGET THEN
    INSERT (name, holder, epoch, until_utc) VALUES (mine.name, @holder, @epoch, @until);`

// Hold implements Store.
func (s *sqlStore) Hold(ctx context.Context, name, holder string, seen Active, until time.Time) (bool, error) {
	done, err := s.db.ExecContext(ctx, holdSQL, sql.Named("name", name), sql.Named("holder", holder),
		sql.Named("region", seen.Region), sql.Named("epoch", seen.Epoch), sql.Named("until", until.UTC()))
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	rows, err := done.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("lease %s: %w", name, err)
	}
	return rows == 1, nil
}

// Release implements Store.
func (s *sqlStore) Release(ctx context.Context, name, holder string) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM work.lease WHERE name = @name AND holder = @holder",
		sql.Named("name", name), sql.Named("holder", holder))
	if err != nil {
		return fmt.Errorf("releasing lease %s: %w", name, err)
	}
	return nil
}

// Setup implements Store.
func (s *sqlStore) Setup(ctx context.Context, batches []string) error {
	for i, batch := range batches {
		if _, err := s.db.ExecContext(ctx, batch); err != nil {
			return fmt.Errorf("batch %d of the setup: %w", i+1, err)
		}
	}
	return nil
}

// Close implements Store.
func (s *sqlStore) Close() error {
	if err := s.db.Close(); err != nil {
		return errors.Join(errors.New("closing the database"), err)
	}
	return nil
}
