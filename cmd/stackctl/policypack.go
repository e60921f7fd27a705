package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// policyFolder is where the policy pack's source is, below the repository's folder.
const policyFolder = "policy"

// packBuilder builds a policy pack from its folder into another one, and returns the path of it. Without a pack it fails with fs.ErrNotExist.
type packBuilder func(ctx context.Context, dir, into string, environ []string) (string, error)

// buildPack is the packBuilder of every run.
func buildPack(ctx context.Context, dir, into string, environ []string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "main.go")); err != nil {
		return "", fmt.Errorf("%w: bring it back", err)
	}
	return langhost.Build(ctx, dir, into, environ)
}

// policyPack builds the policy pack of the tree that is run, and returns the binary: the CLI starts a pack that is a built program as it is.
// In local runs one that is there of the same files is taken. A project without one, which is not this repository, is judged by none: "",
// which is no answer where the real Azure is at the far end.
func (a *app) policyPack(ctx context.Context, project string, local engine.Local, target engine.Target) (string, error) {
	source := filepath.Join(a.source(project), policyFolder)
	if target == engine.TargetLocal {
		if pack := upToDate(source, local.BinDir()); pack != "" {
			return pack, nil
		}
	}
	pack, err := a.pack(ctx, source, local.BinDir(), a.environ)
	switch {
	case errors.Is(err, fs.ErrNotExist) && target == engine.TargetLocal:
		a.say("this project has no policy pack in %s: no policy judges this run", policyFolder)
		return "", nil
	case err != nil:
		return "", fmt.Errorf("the policy pack: %w", err)
	case pack != "":
		stamp(ctx, source, local.BinDir(), a.environ)
	}
	return pack, nil
}
