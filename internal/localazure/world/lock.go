package world

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/filelock"
)

// takeLock takes the lock of a world, or says who has it.
func takeLock(path string) (*filelock.Lock, error) {
	held, other, err := filelock.Take(path, strconv.Itoa(os.Getpid())+"\n")
	switch {
	case errors.Is(err, filelock.ErrHeld):
		return nil, &HeldError{Path: path, Process: processIn(other)}
	case err != nil:
		return nil, fmt.Errorf("the local Azure's world cannot be locked: %w; choose a folder that can be written", err)
	}
	return held, nil
}

// processIn reads the process number that the holder of a lock wrote, 0 where it has not written one yet.
func processIn(text string) int {
	number, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0
	}
	return number
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
