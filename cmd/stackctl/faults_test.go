package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestLocalFaults(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	file := filepath.Join(t.TempDir(), "scenario.yaml")
	require.NoError(t, os.WriteFile(file, []byte("faults:\n- kind: lost\n  type: Microsoft.KeyVault/vaults\n  times: 5\n"), 0o600))
	require.Equal(t, codeFine, b.stackctl(t, "local", "faults"))
	assert.Equal(t, "nothing goes wrong\n", b.out.String())
	require.Equal(t, codeFine, b.stackctl(t, "local", "faults", file), b.err.String())
	assert.Equal(t, "lost      struck 0 of 5: Microsoft.KeyVault/vaults\n", b.out.String())

	spoiled := &spoiledAzure{azureServer: noAzure{}, scenario: scenarioFile(b.local)}
	var err error
	spoiled.injector, err = readScenario(spoiled.scenario)
	require.NoError(t, err)
	require.Error(t, spoiled.injector.After(t.Context(), world.Call{Method: "PUT", ID: "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"}))
	require.NoError(t, spoiled.Close())
	require.Equal(t, codeFine, b.stackctl(t, "local", "faults"))
	assert.Contains(t, b.out.String(), "struck 1 of 5", "the next run goes on where this one ended")

	require.NoError(t, os.WriteFile(file, []byte("faults:\n- kind: gremlin\n- kind: half\n  method: GET\n"), 0o600))
	require.Equal(t, codeFailed, b.stackctl(t, "local", "faults", file))
	assert.Contains(t, b.err.String(), `faults[0].kind: "gremlin"`)
	assert.Contains(t, b.err.String(), "faults[1].method")
	require.Equal(t, codeFailed, b.stackctl(t, "local", "faults", "nowhere.yaml"))
	assert.Contains(t, b.err.String(), "next: docs/reference/faults.md says what such a file holds")
	require.Equal(t, codeUsage, b.stackctl(t, "local", "faults", file, "--clear"))
	require.Equal(t, codeFine, b.stackctl(t, "local", "faults", "--clear"))
	assert.Equal(t, "nothing goes wrong\n", b.out.String())
}

// noAzure serves nothing.
type noAzure struct{ azureServer }

func (noAzure) Close() error { return nil }

func TestLocalOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Equal(t, codeFine, b.stackctl(t, "local", "outage"))
	assert.Equal(t, "no region is out\n", b.out.String())
	require.Equal(t, codeFine, b.stackctl(t, "local", "outage", "East US 2"), b.err.String())
	assert.Equal(t, "out: eastus2\n", b.out.String())
	require.Equal(t, codeUsage, b.stackctl(t, "local", "outage", "atlantis"))
	assert.Contains(t, b.err.String(), `"atlantis" is no region`)
	require.Equal(t, codeUsage, b.stackctl(t, "local", "outage", "eastus2", "--end"))
	require.Equal(t, codeFine, b.stackctl(t, "local", "outage", "--end"))
	assert.Equal(t, "no region is out\n", b.out.String())
}

// TestASecondUpIsRefused: while a run holds a stack another one changes nothing, and says who holds it.
func TestASecondUpIsRefused(t *testing.T) {
	t.Parallel()
	b := newRealBench(t)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	host, err := os.Hostname()
	require.NoError(t, err)
	data, err := json.Marshal(engine.Lock{PID: os.Getpid(), Username: "somebody", Hostname: host, Started: time.Now()})
	require.NoError(t, err)
	locks := filepath.Join(b.local.StateDir(), ".pulumi", "locks", "organization", "tiny", "dev")
	require.NoError(t, os.MkdirAll(locks, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(locks, "a.json"), data, 0o600))
	for _, args := range [][]string{{}, {"--adopt"}} {
		require.Equal(t, codeFailed, b.stackctl(t, append([]string{"up", "--stack", "dev", "--yes", "--skip-preview"}, args...)...))
		assert.Contains(t, b.err.String(), "currently locked by 1 lock(s)")
		assert.Contains(t, b.err.String(), "somebody@"+host+" (pid "+strconv.Itoa(os.Getpid())+")")
		assert.Contains(t, b.err.String(), "next: another run holds the stack")
		assert.FileExists(t, filepath.Join(locks, "a.json"), "nobody takes a lock away from one who lives")
	}
}

// TestAnUpThatIsKilledIsTakenUpAgain kills the CLI in the middle of a first up, as a machine does that loses its power: the state
// knows nothing, and the lock stays. The next up says so; with --adopt it takes over what there is and ends with the same stack.
func TestAnUpThatIsKilledIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	b := newProgramBench(t)
	cli := enginetest.CLI(t)
	pidFile, wrapper := filepath.Join(t.TempDir(), "pid"), filepath.Join(t.TempDir(), "pulumi")
	require.NoError(t, os.WriteFile(wrapper, []byte("#!/bin/sh\necho $$ >"+pidFile+"\nexec "+cli.Path+" \"$@\"\n"), 0o700))
	wrapped := cli
	wrapped.Path = wrapper
	b.findCLI = func(context.Context) (engine.CLI, []string, error) { return wrapped, nil, nil }
	const enough = 12 // of the creates of a bootstrap
	var creates atomic.Int32
	b.azure = func(ctx context.Context, o azureOptions) (azureServer, error) {
		guard := o.Intercept
		o.Intercept = func(ctx context.Context, r any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			if strings.HasSuffix(info.FullMethod, "/Create") && creates.Add(1) == enough {
				pid, err := strconv.Atoi(strings.TrimSpace(read(t, pidFile)))
				if err != nil {
					return nil, err
				}
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
					return nil, err
				}
			}
			if guard == nil {
				return next(ctx, r)
			}
			return guard(ctx, r, info, next)
		}
		return startLocalAzure(ctx, o)
	}
	require.Equal(t, codeFailed, b.stackctl(t, "up", "--stack", "bootstrap-dev", "--yes", "--skip-preview"))
	require.GreaterOrEqual(t, creates.Load(), int32(enough))
	require.Equal(t, codeFailed, b.stackctl(t, "up", "--stack", "bootstrap-dev", "--yes", "--skip-preview"))
	assert.Contains(t, b.err.String(), `next: "stackctl up --stack bootstrap-dev --adopt" takes over what it made and goes on`)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "bootstrap-dev", "--yes", "--skip-preview", "--adopt"), b.err.String())
	assert.Contains(t, b.err.String(), "adopting /subscriptions/")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "bootstrap-dev", "--yes", "--skip-preview", "--expect-no-changes"), b.err.String())
	b.look(t, func(w *world.World) {
		for _, r := range w.All() {
			assert.Equal(t, 1, r.Incarnation, "%s was made twice", r.ID)
		}
	})
}
