package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/internal/regions"
)

// FuzzStackFile feeds any bytes as a stack file. Nothing may panic; what is refused is refused in whole lines; and what is accepted
// must satisfy what the rest of the program relies on, checked here without the package's own checks.
func FuzzStackFile(f *testing.F) {
	project, err := os.ReadFile("../../Pulumi.yaml")
	require.NoError(f, err)
	for _, name := range []string{"testdata/dev.yaml", "testdata/prod.yaml", "../../Pulumi.dev.yaml", "../../Pulumi.prod.yaml"} {
		seed, err := os.ReadFile(filepath.FromSlash(name))
		require.NoError(f, err)
		f.Add(seed)
	}
	for _, seed := range []string{"", "config:\n  a: &a [*a]\n", "config:\n  <<: {a: b}\n", "config: {trelica:userPools: [[[[]]]]}", "config:\n  trelica:region: 2026-11-22\n", "\xff\xfe", "config:\n  ? [a]\n  : b\n", "config:\n  trelica:maxSurge: .inf\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, stack := range []string{"dev", "prod"} {
			s, err := Load(parse(stack, project, content))
			if err != nil {
				require.Nil(t, s)
				for _, line := range strings.Split(err.Error(), "\n") {
					require.True(t, strings.HasPrefix(line, "Pulumi."+stack+".yaml") || strings.HasPrefix(line, "Pulumi.yaml"), line)
				}
				continue
			}
			relyOn(t, s)
		}
	})
}

func relyOn(t *testing.T, s *Settings) {
	t.Helper()
	assert.Equal(t, s.Stack, s.Identity.Environment)
	assert.NoError(t, s.Names().Validate())
	_, err := s.Plan()
	require.NoError(t, err)
	home, ok := regions.Lookup(s.Place.Region)
	require.True(t, ok)
	assert.Equal(t, s.Protect(), s.HasRecovery())
	if s.HasRecovery() {
		recovery, ok := regions.Lookup(s.Place.RecoveryRegion)
		require.True(t, ok)
		assert.Empty(t, regions.Recovery(home, recovery))
		assert.False(t, addressplan.Overlaps(s.Network.AddressSpace, s.Network.RecoveryAddressSpace))
	}
	assert.NotEmpty(t, s.Cluster.APIServerAuthorizedRanges)
	for _, r := range s.Cluster.APIServerAuthorizedRanges {
		assert.GreaterOrEqual(t, r.Bits(), 24)
	}
	for _, p := range s.Cluster.Pools() {
		assert.Positive(t, p.MinCount)
		assert.LessOrEqual(t, p.MinCount, p.MaxCount)
	}
	assert.NotEmpty(t, s.Monitoring.AlertEmails)
}
