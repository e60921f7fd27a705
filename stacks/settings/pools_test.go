package settings_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestSurge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		surge  string
		nodes  int
		want   int
		reason string
	}{
		{"33%", 3, 1, "a third of three is one"},
		{"33%", 12, 4, "a share is rounded up"},
		{"100%", 7, 7, "all at once"},
		{"1%", 1, 1, "at least one node is added"},
		{"5", 3, 5, "a number is a number"},
		{"", 3, 0, "nothing malformed is guessed at"},
		{"a%", 3, 0, "nothing malformed is guessed at"},
		{"-3", 3, 0, "nothing malformed is guessed at"},
	} {
		assert.Equal(t, c.want, settings.Cluster{MaxSurge: c.surge}.Surge(c.nodes), "%s of %d: %s", c.surge, c.nodes, c.reason)
	}
}

func TestPoolsInOneShape(t *testing.T) {
	t.Parallel()
	cluster := load(t, "prod").Cluster
	pools := cluster.Pools()
	require.Len(t, pools, 3)
	assert.Equal(t, settings.Pool{
		Name: "system", System: true, VMSize: "Standard_D4ds_v5", MinCount: 3, MaxCount: 6, OSDiskGB: 128,
	}, pools[0])
	assert.Equal(t, settings.Pool{
		Name: "general", VMSize: "Standard_D8ds_v5", MinCount: 3, MaxCount: 12, OSDiskGB: 256,
		Labels: map[string]string{"workload": "general"}, Taints: []string{"dedicated=general:NoSchedule"},
	}, pools[1])
	assert.Equal(t, 6+2+12+4+6+2, cluster.MostNodes(), "every pool at its largest, with its surge")
	assert.Equal(t, 3, cluster.LeastNodes("Standard_E8ds_v5"))
	assert.Zero(t, cluster.LeastNodes("Standard_D2ds_v5"))
}

func TestSizesAndVersionsAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range settings.Sizes() {
		assert.False(t, seen[s.Name], "%s is there twice", s.Name)
		seen[s.Name] = true
		assert.Positive(t, s.VCPUs, s.Name)
		assert.GreaterOrEqual(t, s.MemoryGB, 4*s.VCPUs, s.Name)
		assert.Greater(t, s.TempDiskGB, 30, "%s has no room for an ephemeral OS disk", s.Name)
		found, ok := settings.LookupSize(s.Name)
		assert.True(t, ok)
		assert.Equal(t, s, found)
	}
	_, ok := settings.LookupSize("standard_d4ds_v5")
	assert.False(t, ok, "Azure writes sizes one way")

	versions := settings.Versions()
	require.NotEmpty(t, versions)
	for i, v := range versions {
		assert.Regexp(t, `^1\.[0-9]+$`, v.Minor)
		assert.Regexp(t, `^20[0-9]{2}-(0[1-9]|1[0-2])$`, v.Available)
		assert.Less(t, v.Available, v.EndOfLife, v.Minor)
		if i > 0 {
			assert.Less(t, versions[i-1].EndOfLife, v.EndOfLife, "%s must outlive its predecessor", v.Minor)
		}
	}
}
