package lowerbound_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery/lowerbound"
)

func TestTheLongestPathIsTheLeast(t *testing.T) {
	t.Parallel()
	figure := func(seconds int) map[durations.Operation]durations.Figure {
		d := time.Duration(seconds) * time.Second
		return map[durations.Operation]durations.Figure{durations.Create: {Low: d / 2, Typical: d, High: 2 * d}}
	}
	table := durations.Table{
		"short": {Subject: "short", Figures: figure(10)}, "long": {Subject: "long", Figures: figure(60)},
	}
	waits := []lowerbound.Wait{
		{What: "a", Takes: "short"}, {What: "b", Takes: "long"},
		{What: "c", Takes: "long", After: []string{"a"}}, {What: "d", Takes: "short", After: []string{"b", "c"}},
	}
	least, path, err := lowerbound.Of(waits, table, durations.Typical)
	require.NoError(t, err)
	assert.Equal(t, 80*time.Second, least)
	assert.Equal(t, []string{"a", "c", "d"}, path)
	least, _, err = lowerbound.Of(waits, table, durations.High)
	require.NoError(t, err)
	assert.Equal(t, 160*time.Second, least)

	_, _, err = lowerbound.Of([]lowerbound.Wait{{What: "a", Takes: "short", After: []string{"b"}}, {What: "b", Takes: "short"}}, table, durations.Typical)
	assert.EqualError(t, err, "a waits for b, which is not above it")
	_, _, err = lowerbound.Of([]lowerbound.Wait{{What: "a", Takes: "none"}}, table, durations.Typical)
	assert.ErrorContains(t, err, `no duration is known of "none"`)
	_, _, err = lowerbound.Of([]lowerbound.Wait{{What: "a", Takes: "short"}, {What: "a", Takes: "short"}}, table, durations.Typical)
	assert.EqualError(t, err, "a is there twice")
}

// TestEveryWaitHasASource demands of each wait a reason and where it is written.
func TestEveryWaitHasASource(t *testing.T) {
	t.Parallel()
	for _, wait := range lowerbound.RegionLoss() {
		assert.Equal(t, len(wait.After) > 0, wait.Because != "", wait.What)
		assert.Equal(t, len(wait.After) > 0, wait.Source != "", wait.What)
	}
	least, path, err := lowerbound.Of(lowerbound.RegionLoss(), durations.All(), durations.Typical)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"security group of the node subnet", "network with its node subnet", "cluster with its system pool",
		"node pool for workloads", "pods of the ingress and the product", "requests at the other origin",
	}, path)
	assert.Equal(t, 950*time.Second, least)
}
