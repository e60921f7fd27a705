package main

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// TestInterruptible sends this process what ends a command, and looks what the run is told of it. It is alone: signals are the process's.
func TestInterruptible(t *testing.T) { //nolint:paralleltest // see above
	for _, test := range []struct {
		reason string
		signal syscall.Signal
		typed  bool
	}{
		{"Ctrl-C, which the CLI may have heard too", syscall.SIGINT, true},
		{"a termination, which it has not", syscall.SIGTERM, false},
	} {
		ctx, stop := interruptible(t.Context())
		require.NoError(t, syscall.Kill(os.Getpid(), test.signal), test.reason)
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
			require.Fail(t, "it goes on", test.reason)
		}
		assert.Equal(t, test.typed, context.Cause(ctx) == engine.ErrTyped, test.reason) //nolint:errorlint // it is the cause itself
		stop()
	}
}
