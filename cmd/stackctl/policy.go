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

// judged tells whether a policy pack judges an operation: those that run the program.
func (o *operation) judged() bool {
	return (o.op == engine.OpPreview || o.op == engine.OpUp) && !o.noPolicy
}

// checkPolicy refuses to leave the policies out where something real is at the far end.
func (o *operation) checkPolicy() error {
	if o.noPolicy && o.target != engine.TargetLocal {
		return usage("--no-policy is for the local Azure: against the real one the policies always judge")
	}
	return nil
}

// addPolicy builds the policy pack, so that it is of the tree that is run, and adds it to a run. A project without one, which is not this
// repository, is judged by none.
func (a *app) addPolicy(ctx context.Context, project string, local engine.Local, o *operation, options *engine.Options) error {
	if !o.judged() {
		return nil
	}
	pack, err := a.pack(ctx, filepath.Join(a.source(project), policyFolder), local.BinDir(), a.environ)
	switch {
	case errors.Is(err, fs.ErrNotExist) && o.target == engine.TargetLocal:
		a.say("this project has no policy pack in %s: no policy judges this run", policyFolder)
		return nil
	case err != nil: // nothing reaches the real Azure that no policy has judged
		return fmt.Errorf("the policy pack: %w", err)
	}
	if pack != "" {
		options.PolicyPacks = append(options.PolicyPacks, pack)
	}
	return nil
}

// packBuilder builds a policy pack from its folder into another one, and returns the path of it. Without a pack it fails with fs.ErrNotExist.
type packBuilder func(ctx context.Context, dir, into string, environ []string) (string, error)

// buildPack is the packBuilder of every run.
func buildPack(ctx context.Context, dir, into string, environ []string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "main.go")); err != nil {
		return "", fmt.Errorf("%w: bring it back", err)
	}
	return langhost.Build(ctx, dir, into, environ)
}
