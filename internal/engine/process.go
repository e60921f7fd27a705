package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/term"
)

// tailSize is how much of the CLI's stderr is kept for [Result.Stderr].
const tailSize = 16 << 10

// ended is how a CLI process ended.
type ended struct {
	code        int
	interrupted bool
	stderr      string
	peak        int64 // the most memory it had at a time, in bytes
}

// ErrTyped is the cause of a context that was cancelled because somebody typed Ctrl-C at the terminal.
var ErrTyped = errors.New("interrupted at the terminal")

// pulumi runs the CLI in the project. When ctx is cancelled the CLI is sent an interrupt, as Ctrl-C does: operations
// that are running finish, the state is saved and the lock is released; it is waited for.
func (w Workspace) pulumi(ctx context.Context, s Streams, args ...string) (ended, error) {
	return w.pulumiIn(ctx, w.ProjectDir, s, args...)
}

func (w Workspace) pulumiIn(ctx context.Context, dir string, s Streams, args ...string) (ended, error) {
	var tail tailBuffer
	cmd := exec.CommandContext(ctx, w.CLI.Path, args...)
	cmd.Dir = dir
	cmd.Env = w.Environ()
	s = s.separate()
	cmd.Stdin = s.In
	cmd.Stdout = s.Out
	cmd.Stderr = &tail
	if s.Err != nil {
		cmd.Stderr = io.MultiWriter(s.Err, &tail)
	}
	// On a terminal the CLI stays in our process group: it must be in the foreground to ask and to draw, and Ctrl-C
	// reaches it from the terminal. Without one it gets a group of its own, so that an interrupt of ours arrives once:
	// a second one makes the CLI give up at once.
	if !s.OnTerminal() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	}
	cmd.Cancel = func() error {
		if toldAlready(s.OnTerminal(), context.Cause(ctx)) {
			return nil
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	err := cmd.Run()
	result := ended{stderr: tail.String(), interrupted: ctx.Err() != nil, peak: peakMemory(cmd.ProcessState)}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		result.code = exit.ExitCode()
	case err != nil && ctx.Err() == nil:
		return result, fmt.Errorf("running %s: %w", w.CLI.Path, err)
	case err != nil:
		result.code = -1
	}
	return result, nil
}

// peakMemory is the most memory that a process had at a time, 0 where it cannot be told. Linux counts in KiB, macOS in bytes
// (getrusage, ru_maxrss).
func peakMemory(state *os.ProcessState) int64 {
	if state == nil {
		return 0
	}
	usage, ok := state.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}

// OnTerminal tells whether a person can be asked: standard input is a terminal.
func (s Streams) OnTerminal() bool {
	file, ok := s.In.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// toldAlready tells whether what ended a run has reached the CLI by itself: Ctrl-C does, where it shares our terminal.
func toldAlready(onTerminal bool, cause error) bool { return onTerminal && errors.Is(cause, ErrTyped) }

// separate lets one writer be given for both outputs: they are copied beside each other. A file stays as it is, because the CLI looks whether
// it is a terminal.
func (s Streams) separate() Streams {
	var mu sync.Mutex
	for _, w := range []*io.Writer{&s.Out, &s.Err} {
		if _, file := (*w).(*os.File); *w != nil && !file {
			*w = &takingTurns{w: *w, mu: &mu}
		}
	}
	return s
}

// takingTurns is a writer that others share.
type takingTurns struct {
	w  io.Writer
	mu *sync.Mutex
}

func (t *takingTurns) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.w.Write(p)
}

// tailBuffer keeps the end of what is written to it.
type tailBuffer struct{ data []byte }

// Write never fails.
func (t *tailBuffer) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	if extra := len(t.data) - tailSize; extra > 0 {
		t.data = append(t.data[:0], t.data[extra:]...)
	}
	return len(p), nil
}

func (t *tailBuffer) String() string { return string(t.data) }
