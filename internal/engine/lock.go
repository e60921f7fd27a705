package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Lock is what a self-managed backend writes while a stack is being changed (Pulumi CLI, backend/diy/lock.go).
type Lock struct {
	Path     string    `json:"-"`
	PID      int       `json:"pid"`
	Username string    `json:"username"`
	Hostname string    `json:"hostname"`
	Started  time.Time `json:"timestamp"`
}

// Locks returns the locks of a stack in the local state.
func (l Local) Locks(project, stack string) []Lock {
	pattern := filepath.Join(l.StateDir(), ".pulumi", "locks", localOrganisation, project, stack, "*.json")
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil // a stack name with a pattern's special characters is no stack name
	}
	var locks []Lock
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // released between the two calls
		}
		lock := Lock{Path: path}
		if json.Unmarshal(data, &lock) == nil {
			locks = append(locks, lock)
		}
	}
	return locks
}

// Dead tells whether the lock's process ran on this machine and is gone. A lock of another machine, or one whose
// process cannot be asked about, is not dead.
func (k Lock) Dead() bool {
	host, err := os.Hostname()
	if err != nil || host != k.Hostname || k.PID <= 0 {
		return false
	}
	return errors.Is(syscall.Kill(k.PID, 0), syscall.ESRCH)
}

// String describes the lock for a message.
func (k Lock) String() string {
	return fmt.Sprintf("pid %d of %s@%s, since %s", k.PID, k.Username, k.Hostname, k.Started.Local().Format(time.DateTime))
}

// KilledRun describes what a run that was killed left behind in the local state.
type KilledRun struct {
	Lock Lock
	// WorldIsNewer tells that the world was changed after the run began. Local runs save their state at the end only,
	// so the state knows nothing of it: creating the same resources again meets their names.
	WorldIsNewer bool
}

// KilledRun looks for a lock of a stack whose process is gone. nil means that there is none.
func (l Local) KilledRun(project, stack string) *KilledRun {
	for _, lock := range l.Locks(project, stack) {
		if lock.Dead() {
			return &KilledRun{Lock: lock, WorldIsNewer: newest(l.WorldDir()).After(lock.Started)}
		}
	}
	return nil
}

// Release removes the lock a killed run left.
func (k KilledRun) Release() error {
	if err := os.Remove(k.Lock.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the lock of a killed run: %w", err)
	}
	return nil
}

// newest returns when a file below dir was last written. Lock files are left out: opening a world writes its lock.
func newest(dir string) time.Time {
	var latest time.Time
	// What cannot be read is no newer than what can.
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(entry.Name()) == ".lock" {
			return nil //nolint:nilerr // see above
		}
		if info, err := entry.Info(); err == nil && info.ModTime().After(latest) {
			latest = info.ModTime()
		}
		return nil
	})
	return latest
}
