package stacktest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// policyDate is the day that the pack judges by here: tests must not turn red by date.
const policyDate = "TRELICA_POLICY_DATE=2026-11-29"

// builtPack builds the policy pack, once for all tests.
var builtPack = sync.OnceValues(func() (string, error) {
	dir, err := filepath.Abs(filepath.Join(root, "policy"))
	if err != nil {
		return "", err
	}
	out, err := os.MkdirTemp("", "policy")
	if err != nil {
		return "", err
	}
	return langhost.Build(context.Background(), dir, out, os.Environ())
})

// pack is the built pack's path.
func pack(t *testing.T) string {
	t.Helper()
	path, err := builtPack()
	require.NoError(t, err)
	return path
}

// assertPolicies demands that the pack judged, and found nothing: after an up every claim is decided.
func assertPolicies(t *testing.T, result engine.Result) {
	t.Helper()
	assert.False(t, result.Violated())
	for _, v := range result.Policies {
		if v.Policy != "api-versions-soon" { // which is advice, and comes by date
			assert.Failf(t, "the policy pack says something", "%+v", v)
		}
	}
}
