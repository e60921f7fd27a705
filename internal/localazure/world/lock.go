//go:build unix

package world

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lock is a lock on a file, held until it is released or the process ends, however it ends.
type lock struct {
	file *os.File
}

// takeLock takes the lock of a world, or says who has it.
func takeLock(path string) (*lock, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the folder of the local Azure's world cannot be written: %w; choose one that can", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder := holderOf(file)
		return nil, errors.Join(&HeldError{Path: path, Process: holder}, file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the local Azure's world cannot be locked: %w", err), file.Close())
	}
	if err = file.Truncate(0); err == nil {
		_, err = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the local Azure's world cannot be locked: %w", err), file.Close())
	}
	return &lock{file: file}, nil
}

// holderOf reads the process number that the holder of a lock wrote, 0 where it has not written one yet.
func holderOf(file *os.File) int {
	text, err := io.ReadAll(io.NewSectionReader(file, 0, 32))
	if err != nil {
		return 0
	}
	number, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return number
}

// release gives the lock free. The file stays: removing it would let two processes lock two files of the same name. Closing it is not
// enough: a child that was just forked and has not become its program yet still has it open, and with it the lock.
func (l *lock) release() error {
	return errors.Join(l.file.Truncate(0), syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

// HeldError says that another process has the world open.
type HeldError struct {
	// Path is the lock's file.
	Path string
	// Process is the holder's process number, 0 where it is not known.
	Process int
}

// Error is one sentence that names the holder.
func (e *HeldError) Error() string {
	holder := "another process"
	if e.Process > 0 {
		holder = "process " + strconv.Itoa(e.Process)
	}
	return fmt.Sprintf("the local Azure's world is open in %s (lock %s): wait for it to end, or end it", holder, e.Path)
}
