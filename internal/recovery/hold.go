package recovery

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/trelica/infrastructure/internal/filelock"
)

// Holder is who has the right to recover a stack: one has it at a time, whatever the scenario, until it is released or the process ends.
type Holder struct {
	// Host and Process are where the holder runs, User who it is there.
	Host    string `json:"host"`
	Process int    `json:"process"`
	User    string `json:"user,omitempty"`
	// Since is when it was taken, What for, e.g. "recover region-loss".
	Since time.Time `json:"since"`
	What  string    `json:"what"`
}

// String names a holder in a sentence.
func (h Holder) String() string {
	if h.Process == 0 {
		return "another process"
	}
	who := h.User
	if who == "" {
		who = "somebody"
	}
	return fmt.Sprintf("%s on %s (process %d, %s, since %s)", who, h.Host, h.Process, h.What, h.Since.UTC().Format(time.RFC3339))
}

// HeldError says that somebody else is recovering the stack.
type HeldError struct {
	Path   string
	Holder Holder
}

// Error is one sentence that names the holder.
func (e *HeldError) Error() string {
	return fmt.Sprintf("%s has it: two do not recover one stack at once (lock %s)", e.Holder, e.Path)
}

// HoldPath is where the lock of a stack and a target is, beside the journals of all its scenarios.
func HoldPath(local, stack, target string) string {
	return filepath.Join(local, "recovery", target+"-"+stack+".lock")
}

// TakeHold takes a lock, or says in a [HeldError] who has it.
func TakeHold(path string, who Holder) (*filelock.Lock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the lock: %w", err)
	}
	content, err := json.Marshal(who)
	if err != nil {
		return nil, fmt.Errorf("the lock %s: %w", path, err)
	}
	held, other, err := filelock.Take(path, string(content)+"\n")
	if errors.Is(err, filelock.ErrHeld) {
		return nil, &HeldError{Path: path, Holder: holderIn(other)}
	}
	return held, err
}

// holderIn reads who wrote a lock; nobody where it is not written yet.
func holderIn(text string) (who Holder) {
	if json.Unmarshal([]byte(text), &who) != nil {
		return Holder{}
	}
	return who
}

// isOver tells whether a process of this machine is not there any more.
func isOver(process int) bool {
	return process > 0 && errors.Is(syscall.Kill(process, 0), syscall.ESRCH)
}
