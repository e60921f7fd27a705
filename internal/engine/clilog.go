package engine

import (
	"errors"
	"os"
	"path/filepath"
)

// withoutCLILog keeps the CLI from writing its automatic log in a home of ours. The log takes every property of every resource that passes
// through the CLI, which is a third of the processor time of a preview, and no option leaves it out. A file where its folder would be does:
// the CLI notes that logging is unavailable and goes on (Pulumi CLI, pkg/logging, StartLogging, and cmd/pulumi, PersistentPreRunE). What a
// local run does is in the event log and in the world's record of calls; an operator's own home keeps its log.
func withoutCLILog(home string) error {
	logs := filepath.Join(home, "logs")
	if info, err := os.Stat(logs); err == nil && !info.IsDir() {
		return nil
	}
	if err := errors.Join(os.RemoveAll(logs), os.MkdirAll(home, 0o700)); err != nil {
		return err
	}
	return os.WriteFile(logs, []byte("In place of a folder: the CLI writes no log of a local run.\n"), 0o600)
}
