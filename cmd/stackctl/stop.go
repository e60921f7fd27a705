package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) stopCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "stop",
		Short:   "Stop the server that local serve or local env started",
		Example: a.examples("local stop", "the world and the state stay"),
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, local, err := a.repository()
			if err != nil {
				return failed(err)
			}
			return a.stop(cmd.Context(), local)
		},
	}
}

// stopWait is how long a server may take to end: it finishes the calls that it is answering.
const stopWait = 10 * time.Second

// stop ends the server of a local folder and waits until it is gone. Only a process that says itself that it serves
// this folder is touched.
func (a *app) stop(ctx context.Context, local engine.Local) (err error) {
	defer a.named(engine.TargetLocal)(&err)
	served := findServe(ctx, local)
	if served == nil {
		a.say("no server runs for %s", local.Dir)
		return nil
	}
	if err := syscall.Kill(served.PID, syscall.SIGTERM); err != nil {
		return fmt.Errorf("stopping pid %d: %w", served.PID, err)
	}
	deadline := time.After(stopWait)
	for !errors.Is(syscall.Kill(served.PID, 0), syscall.ESRCH) && findServe(ctx, local) != nil {
		select {
		case <-deadline:
			return fmt.Errorf("pid %d still runs %s after it was told to stop: end it, then try again", served.PID, stopWait)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	a.say("stopped pid %d", served.PID)
	return nil
}
