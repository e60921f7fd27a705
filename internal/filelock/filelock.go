//go:build unix

// Package filelock takes locks on files that say who holds them: a world of the local Azure is open in one process, and a stack is recovered by one.
// The kernel gives the lock of a dead process free, so that nobody has to judge a lock's age. It knows nothing of what is locked, and touches no
// other file.
package filelock

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// ErrHeld is what [Take] fails with where another has the lock.
var ErrHeld = errors.New("somebody else has the lock")

// Lock is a lock that is held until it is released or the process ends, however it ends.
type Lock struct{ file *os.File }

// mostText is how much of what a holder wrote is read, in bytes.
const mostText = 1 << 12

// Take takes the lock of a file, which is made where it is not there, and writes the holder's text into it. Where another has it the error is
// [ErrHeld], and other is what that one wrote: empty where it has not written it yet.
func Take(path, text string) (held *Lock, other string, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, "", err
	}
	if err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		if err = file.Truncate(0); err == nil {
			_, err = file.WriteAt([]byte(text), 0)
		}
	}
	switch {
	case err == nil:
		return &Lock{file: file}, "", nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		content, readErr := io.ReadAll(io.NewSectionReader(file, 0, mostText))
		return nil, string(content), errors.Join(ErrHeld, readErr, file.Close())
	}
	return nil, "", errors.Join(fmt.Errorf("the lock %s: %w", path, err), file.Close())
}

// Release gives the lock free. The file stays: removing it would let two lock two files of one name. Closing it is not enough: a child that was
// just forked and has not become its program yet has it open, and with it the lock.
func (l *Lock) Release() error {
	return errors.Join(l.file.Truncate(0), syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
