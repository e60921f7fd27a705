package settings_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestMistakesInRecoveryTargets(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("trelica:owner", "trelica:regionLossMinutes: 10\n  trelica:owner"), []string{
			`:3: trelica:regionLossMinutes = 10: is out of bounds`,
		}, "a platform that is rebuilt before a cluster can be"},
		{one("trelica:owner", "trelica:regionLossDataMinutes: 0\n  trelica:owner"), []string{
			`:3: trelica:regionLossDataMinutes = 0: is out of bounds`,
		}, "an asynchronous copy that loses nothing"},
		{one("trelica:owner", "trelica:clusterLossMinutes: 1441\n  trelica:owner"), []string{
			`:3: trelica:clusterLossMinutes = 1441: is out of bounds`,
		}, "more than a day"},
		{one("trelica:owner", "trelica:clusterLossMinutes: 45\n  trelica:regionLossMinutes: 240\n  trelica:owner"), nil, "other promises"},
	})
}

func TestTargetsByName(t *testing.T) {
	t.Parallel()
	promised := settings.Recovery{RegionLossMinutes: 120, RegionLossDataMinutes: 5, ClusterLossMinutes: 30}
	region, found := promised.Of(settings.TargetRegionLoss)
	assert.True(t, found)
	assert.Equal(t, settings.Targets{Time: 2 * time.Hour, Setting: "regionLossMinutes", Data: 5 * time.Minute}, region)
	cluster, found := promised.Of(settings.TargetClusterLoss)
	assert.True(t, found)
	assert.Equal(t, settings.Targets{Time: 30 * time.Minute, Setting: "clusterLossMinutes"}, cluster)
	_, found = promised.Of("keyLoss")
	assert.False(t, found, "nothing is promised for it")
}
