package langhost

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// build compiles the program in dir and returns the binary. Compiler output goes into the error, as it is.
func (s *Server) build(ctx context.Context, dir string) (string, error) {
	s.building.Lock()
	defer s.building.Unlock()
	return Build(ctx, dir, s.options.BinDir, s.options.Environ)
}

// Build compiles the Go program in dir into binDir, named after the folder, and returns the binary's path. The go
// command decides what is up to date, so a second build costs little. The error holds the compiler's output.
func Build(ctx context.Context, dir, binDir string, environ []string) (string, error) {
	sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(sources) == 0 {
		return "", errors.Join(fmt.Errorf("there is no Go program in %s: is \"main\" in Pulumi.yaml right?", dir), err)
	}
	if err := os.MkdirAll(binDir, 0o700); err != nil {
		return "", fmt.Errorf("the folder for built programs: %w", err)
	}
	binary := filepath.Join(binDir, filepath.Base(dir))
	var output bytes.Buffer
	// No version stamp: the build must not depend on git being there, and an unchanged program must stay up to date.
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, ".")
	cmd.Dir = dir
	cmd.Env = environ
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", errors.New("the go command is not on PATH: install Go (https://go.dev/dl)")
		}
		return "", fmt.Errorf("the program in %s does not build: %w\n%s", dir, err, strings.TrimSpace(output.String()))
	}
	if info, err := os.Stat(binary); err != nil || info.Mode().Perm()&0o111 == 0 {
		return "", errors.Join(fmt.Errorf("%s is no program: it has no package main", dir), err)
	}
	return binary, nil
}
