//go:build unix

package recovery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Hold is the right to recover a stack: one has it at a time, whatever the scenario. It lasts until it is released or the process ends,
// however it ends.
type Hold struct{ file *os.File }

// Holder is who has it.
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

// TakeHold takes a lock, or says in a [HeldError] who has it. The kernel gives the lock of a dead process free, so that no age has to be
// judged.
func TakeHold(path string, who Holder) (*Hold, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the lock: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // our own file
	if err != nil {
		return nil, fmt.Errorf("the lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = &HeldError{Path: path, Holder: holderIn(file)}
		}
		return nil, errors.Join(err, file.Close())
	}
	content, err := json.Marshal(who)
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.WriteAt(append(content, '\n'), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the lock %s: %w", path, err), file.Close())
	}
	return &Hold{file: file}, nil
}

// holderIn reads who wrote a lock; nobody where it is not written yet.
func holderIn(file *os.File) (who Holder) {
	const most = 1 << 12
	content, err := io.ReadAll(io.NewSectionReader(file, 0, most))
	if err != nil || json.Unmarshal(content, &who) != nil {
		return Holder{}
	}
	return who
}

// Release gives the lock free. The file stays: removing it would let two lock two files of one name. Closing it is not enough: a child that
// was just forked has it open until it becomes its program.
func (h *Hold) Release() error {
	return errors.Join(h.file.Truncate(0), syscall.Flock(int(h.file.Fd()), syscall.LOCK_UN), h.file.Close())
}

// isOver tells whether a process of this machine is not there any more.
func isOver(process int) bool {
	return process > 0 && errors.Is(syscall.Kill(process, 0), syscall.ESRCH)
}
