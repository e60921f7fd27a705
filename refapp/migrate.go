package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// setupFile is what the platform wants done in the database before anything else: schemas, the row of the active region, users.
const setupFile = "database.sql"

// migrate runs the platform's setup, then the application's own changes, of which the reference application has none. Running it
// again does no harm: it may be run twice, and it is run anew on a rebuilt cluster.
func migrate(ctx context.Context, store Store, setupDir string) error {
	script, err := os.ReadFile(filepath.Join(setupDir, setupFile))
	if err != nil {
		return fmt.Errorf("the platform's setup: %w", err)
	}
	if err := store.Setup(ctx, splitBatches(string(script))); err != nil {
		return fmt.Errorf("the platform's setup: %w", err)
	}
	return nil
}

// splitBatches takes a script apart at the lines that say GO, which are for the client and not for the server.
func splitBatches(script string) []string {
	var batches []string
	var batch strings.Builder
	flush := func() {
		if text := strings.TrimSpace(batch.String()); text != "" {
			batches = append(batches, text)
		}
		batch.Reset()
	}
	for line := range strings.Lines(script) {
		if strings.TrimSpace(line) == "GO" {
			flush()
			continue
		}
		batch.WriteString(line)
	}
	flush()
	return batches
}
