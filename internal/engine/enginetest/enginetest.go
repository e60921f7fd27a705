// Package enginetest is what tests that run the real Pulumi CLI share: the CLI that was found, and one build of the tiny
// program in internal/engine/testdata. It is called by tests only. The build is kept in the system's folder for temporary
// files, so that packages tested at the same time, and later runs, use the same one.
package enginetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// found is the CLI, asked for once: asking takes as long as a small preview.
var found = sync.OnceValues(func() (engine.CLI, error) {
	cli, _, err := engine.FindCLI(context.Background(), engine.NewLookup(os.Getenv))
	return cli, err
})

// CLI returns the real CLI. It skips the test where there is none.
func CLI(t testing.TB) engine.CLI {
	t.Helper()
	cli, err := found()
	if err != nil {
		t.Skipf("this test runs the real CLI: %v", err)
	}
	return cli
}

// ProjectDir is the folder of the tiny project: its Pulumi.yaml, its stack files, its program.
func ProjectDir() string {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return ""
	}
	return filepath.Join(filepath.Dir(filepath.Dir(file)), "testdata", "project")
}

// program is the tiny program, built once.
var program = sync.OnceValues(func() (path string, err error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("trelica-test-program-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	// Tests of several packages run at the same time: one builds, the others wait and find it up to date.
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which gives the lock free
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	return langhost.Build(context.Background(), filepath.Join(ProjectDir(), "infra"), dir, os.Environ())
})

// Program returns the path of the built tiny program.
func Program(t testing.TB) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
