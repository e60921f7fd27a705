package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// interruptible returns a context that ends when this process is told to stop.
//
// When the CLI shares our terminal, Ctrl-C reaches it directly: ours is then only swallowed, because a second interrupt
// would make the CLI give up at once. A termination is always passed on.
func interruptible(ctx context.Context, sharesTerminal bool) (context.Context, context.CancelFunc) {
	if !sharesTerminal {
		return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	}
	swallowed := make(chan os.Signal, 1)
	signal.Notify(swallowed, os.Interrupt)
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGTERM)
	return ctx, func() {
		signal.Stop(swallowed)
		cancel()
	}
}
