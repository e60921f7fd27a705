package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/trelica/infrastructure/internal/engine"
)

// interruptible returns a context that ends when this process is told to stop. The cause tells an interrupt from the terminal from a
// termination: where the CLI shares our terminal, Ctrl-C has reached it already, and a second one would make it give up at once.
func interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	told := make(chan os.Signal, 1)
	signal.Notify(told, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-told:
			if s == os.Interrupt {
				cancel(engine.ErrTyped)
				return
			}
			cancel(nil)
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(told)
		cancel(nil)
	}
}
