package main

import (
	"context"
	"os"

	"github.com/trelica/infrastructure/internal/engine"
)

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

// addPolicy builds the policy pack, so that it is of the tree that is run, and adds it to a run, with what it is told of the state and of the
// other environments. A project without one, which is not this repository, is judged by none. done removes the files that it is told by.
func (a *app) addPolicy(ctx context.Context, project string, local engine.Local, w engine.Workspace, o *operation, options *engine.Options) (done func(), err error) {
	done = func() {}
	if !o.judged() {
		return done, nil
	}
	pack, err := a.policyPack(ctx, project, local, o.target)
	if err != nil || pack == "" { // nothing reaches the real Azure that no policy has judged
		return done, err
	}
	options.PolicyPacks = append(options.PolicyPacks, pack)
	config, done, err := a.tell(ctx, project, local, w, o.stack, o.part)
	if err != nil {
		return done, err
	}
	options.PolicyConfigs = append(options.PolicyConfigs, config)
	return done, nil
}

// tell writes what the pack is told about a run into a folder of its own, and returns its configuration and what removes the folder.
func (a *app) tell(ctx context.Context, project string, local engine.Local, w engine.Workspace, stack string, only part) (config string, done func(), err error) {
	done = func() {}
	about, err := a.toldOf(ctx, project, local, w, stack, only)
	if err != nil {
		return "", done, err
	}
	dir, err := os.MkdirTemp("", "trelica-policy-")
	if err != nil {
		return "", done, err
	}
	done = func() { _ = os.RemoveAll(dir) } // what is left lies in the folder of temporary files
	if config, err = about.write(dir); err != nil {
		done()
		return "", func() {}, err
	}
	return config, done, nil
}
