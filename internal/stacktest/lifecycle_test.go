package stacktest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// TestDestroyAndRecover takes dev down and brings it back: its vault's name is held, the failure says which setting recovers
// it, and with the setting everything comes back.
func TestDestroyAndRecover(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBenchFor(t, "dev", localazure.Options{})
	before := b.resources()
	b.up(t, "dev")

	destroyed := b.run(t, engine.OpDestroy, engine.Options{Stack: "dev", SkipPreview: true})
	require.NoError(t, destroyed.Err(), "dev can be thrown away:\n%s", b.shown)
	assert.Equal(t, before, b.resources(), "destroy leaves what was there before, and nothing else")

	held := b.run(t, engine.OpUp, engine.Options{Stack: "dev", SkipPreview: true})
	require.Error(t, held.Err(), "the vault's name is held for 90 days")
	assert.Contains(t, strings.Join(messages(held, engine.SeverityError), "\n"), "already exists in deleted state")
	assert.Contains(t, strings.Join(held.Hints(), "\n"), "trelica:recoverVault", "the failure must say which setting recovers the vault")

	b.with(t, "dev", map[string]string{"recoverVault": "true"})
	b.up(t, "dev")
	b.with(t, "dev", map[string]string{"recoverVault": "false"})
	after := b.run(t, engine.OpPreview, engine.Options{Stack: "dev", ExpectNoChanges: true})
	require.NoError(t, after.Err(), "taking the setting out again changes nothing:\n%s", b.shown)
}

// TestDestroyOfProductionIsRefused tries to take production down: the preview in front of every destroy meets what is protected,
// names it, and nothing is deleted.
func TestDestroyOfProductionIsRefused(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBenchFor(t, "prod", localazure.Options{})
	b.up(t, "prod")
	before := b.azure.World().Snapshot().Subscriptions

	refused := b.run(t, engine.OpDestroy, engine.Options{Stack: "prod"})
	require.Error(t, refused.Err())
	assert.Equal(t, before, b.azure.World().Snapshot().Subscriptions, "nothing may be gone")
	assert.NotContains(t, calls(b.azure.World().Calls()), "DELETE ")
	said := strings.Join(messages(refused, engine.SeverityError), "\n")
	assert.Contains(t, said, "cannot be deleted")
	assert.Contains(t, said, "foundation-", "what is protected is named")
}

// TestProductionProtectsWhatHoldsState reads the protections of production off its checkpoint, and their absence off dev's.
func TestProductionProtectsWhatHoldsState(t *testing.T) {
	t.Parallel()
	stateful := []string{
		"foundation-vault-vault", "foundation-vault-key-disks", "foundation-vault-key-archive", "foundation-vault-secret-session-signing-key",
		"foundation-archive-account", "foundation-logs-workspace", "foundation-network-ingress", "foundation-network-egress-1",
		"foundation-network-egress-2", "foundation-disks-set", "foundation-capacity-group", "foundation-registry-registry",
		"foundation-sql-server", "foundation-db-database", "foundation-db-retention", "foundation-db-long-term",
		"foundation-sql-encryption-protector", "foundation-sql-encryption-key",
		"front-edge-profile", "front-edge-endpoint", "front-logs-workspace", "front-status-account",
	}
	for stack, want := range map[string]bool{"prod": true, "dev": false} {
		checkpoint := golden(t, stack)
		for _, name := range stateful {
			at := slices.IndexFunc(checkpoint, func(r goldenResource) bool { return strings.HasSuffix(r.URN, "::"+name) })
			if at < 0 {
				assert.False(t, want, "production has no %s", name)
				continue
			}
			assert.Equal(t, want, checkpoint[at].Protect, "%s: %s", stack, checkpoint[at].URN)
		}
	}
}

// TestTheStandbyIsProtectedAsTheHomeRegionIs compares the two foundations of production: whatever is protected in the one is
// protected in the other, its locks included.
func TestTheStandbyIsProtectedAsTheHomeRegionIs(t *testing.T) {
	t.Parallel()
	only := []string{ // what the environment has once, in one of its regions
		"foundation-failover-group", "foundation-registry-registry", "foundation-registry-lock", "foundation-registry-replica-centralus",
		"standby-tde-vault", "standby-tde-lock", "standby-tde-key-sql-tde",
	}
	protected := map[string][]string{}
	for _, r := range golden(t, "prod") {
		name := r.URN[strings.LastIndex(r.URN, "::")+2:]
		part, rest, _ := strings.Cut(name, "-")
		if r.Protect && !slices.Contains(only, name) {
			protected[part] = append(protected[part], rest)
		}
		if slices.Contains(only, name) {
			assert.True(t, r.Protect, name)
		}
	}
	assert.Greater(t, len(protected["foundation"]), 20)
	assert.ElementsMatch(t, protected["foundation"], protected["standby"])
}

// TestAnInterruptedUpIsContinued fails the calls after a while, as when a connection breaks off, and runs up again.
func TestAnInterruptedUpIsContinued(t *testing.T) {
	t.Parallel()
	deep(t)
	fault := &breaking{after: 40}
	fault.mended.Store(true)
	b := newBenchFor(t, "dev", localazure.Options{Faults: fault})
	before := len(b.resources())
	fault.mended.Store(false)

	broken := b.run(t, engine.OpUp, engine.Options{Stack: "dev", SkipPreview: true})
	require.Error(t, broken.Err())
	require.Greater(t, len(b.resources()), before, "some resources were made before the break")

	fault.mended.Store(true)
	b.up(t, "dev")
	again := b.run(t, engine.OpPreview, engine.Options{Stack: "dev", ExpectNoChanges: true})
	require.NoError(t, again.Err(), "%s", b.shown)
	checkpoint, err := b.Export(t.Context(), "dev")
	require.NoError(t, err)
	got, err := checkpoint.Snapshot()
	require.NoError(t, err)
	assert.Equal(t, goldenText(t, "dev"), string(got), "the stack equals one that was never interrupted")
}

// breaking fails every write once some have succeeded, until it is mended.
type breaking struct {
	after  int64
	seen   atomic.Int64
	mended atomic.Bool
}

// Before implements the local Azure's hook for faults.
func (b *breaking) Before(_ context.Context, call world.Call) error {
	if call.Method != http.MethodPut || b.mended.Load() || b.seen.Add(1) <= b.after {
		return nil
	}
	return errors.New("connection reset by peer")
}
