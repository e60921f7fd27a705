package timeline_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/lowerbound"
	"github.com/trelica/infrastructure/internal/recovery/timeline"
)

var update = flag.Bool("update", false, "write the golden picture anew")

// rebuilt is what waits for what in a platform with everything that runs on it, as the engine saved it: internal/stacktest writes it.
func rebuilt(t *testing.T) timeline.Graph {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "dr-complete.json"))
	require.NoError(t, err)
	var graph timeline.Graph
	require.NoError(t, json.Unmarshal(content, &graph))
	require.Greater(t, len(graph), 100)
	return graph
}

// promoted is the update that writes the row of the active region: the migration runs once more.
func promoted(t *testing.T, graph timeline.Graph) timeline.Graph {
	t.Helper()
	for _, node := range graph {
		if node.Name() == "platform-workload-migrate-job" {
			return graph.Update([]engine.Step{{URN: node.ID, Op: "delete-replaced"}, {URN: node.ID, Op: "create-replacement"}})
		}
	}
	require.Fail(t, "no migration")
	return nil
}

// regionLoss is the timeline of the loss of a region, with these graphs of its two updates.
func regionLoss(t *testing.T, rebuild, promote timeline.Graph) timeline.Answer {
	t.Helper()
	scenario, err := recovery.Find("region-loss")
	require.NoError(t, err)
	stages, err := timeline.Plan(scenario, recovery.Place{Stack: "prod", Rebuild: "dr", Target: "local"}, func(step, stack string) (timeline.Graph, error) {
		assert.Equal(t, "dr", stack)
		return map[string]timeline.Graph{"rebuild": rebuild, "promote": promote}[step], nil
	})
	require.NoError(t, err)
	levels, err := timeline.Of(stages, durations.All())
	require.NoError(t, err)
	lost := 42 * time.Second
	answer, err := timeline.Answer{
		Levels: levels, Target: timeline.Target{Time: 2 * time.Hour, Setting: "regionLossMinutes", Data: 5 * time.Minute}, Lost: &lost,
	}.WithBound(lowerbound.RegionLoss(), durations.All())
	require.NoError(t, err)
	return answer
}

// TestRegionLossTakesLittleMoreThanAzureMakesItTake holds the program to what Azure itself makes wait, and the list of that to the program:
// what takes longer there than here is no lower bound.
func TestRegionLossTakesLittleMoreThanAzureMakesItTake(t *testing.T) {
	t.Parallel()
	graph := rebuilt(t)
	answer := regionLoss(t, graph, promoted(t, graph))
	assert.LessOrEqual(t, answer.Ratio(durations.Typical), 1.1, answer.Levels[durations.Typical].Path())
	for _, level := range durations.Levels() {
		assert.GreaterOrEqual(t, answer.Ratio(level), 1.0, "%s: the list waits for what the program does not", level)
	}
	assert.Empty(t, answer.Missed())
	assert.Less(t, answer.Total(durations.High), 2*time.Hour)
}

// TestANeedlessWaitIsSeen puts waits in that were there once, and are not needed.
func TestANeedlessWaitIsSeen(t *testing.T) {
	t.Parallel()
	id := func(graph timeline.Graph, name string) string {
		for _, node := range graph {
			if node.Name() == name {
				return node.ID
			}
		}
		require.Fail(t, "no such resource", name)
		return ""
	}
	for _, c := range []struct{ reason, name, after string }{
		{"the cluster for its network's peering", "platform-cluster-cluster", "platform-network-peering-remote"},
		{"the product for the migration", "platform-workload-web-deployment", "platform-workload-migrate-job"},
		{"the product for the ingress", "platform-workload-web-deployment", "platform-ingress-deployment"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			graph := rebuilt(t)
			for i := range graph {
				if graph[i].Name() == c.name {
					graph[i].After = append(graph[i].After, id(graph, c.after))
				}
			}
			assert.Greater(t, regionLoss(t, graph, promoted(t, graph)).Ratio(durations.Typical), 1.1)
		})
	}
}

// TestPodsWaitForNodes looks for the waits that keep the model true: without nodes no pod runs, and without ways to the registry no
// image comes, whatever the engine waits for.
func TestPodsWaitForNodes(t *testing.T) {
	t.Parallel()
	running := 0
	for _, node := range rebuilt(t) {
		if node.Subject != durations.KindDeployment && node.Subject != durations.KindJob {
			continue
		}
		running++
		for _, name := range []string{"platform-cluster-pool-general", "platform-network-peering-remote", "platform-network-link-registry"} {
			assert.Contains(t, strings.Join(node.After, " ")+" ", "::"+name+" ", node.Name())
		}
	}
	assert.Equal(t, 4, running, "the ingress, web, worker, migrate")
}

func TestTargetsAreJudgedAtTypicalDurations(t *testing.T) {
	t.Parallel()
	schedules := func(typical, high time.Duration) map[durations.Level]timeline.Schedule {
		return map[durations.Level]timeline.Schedule{durations.Typical: {Total: typical}, durations.High: {Total: high}}
	}
	minutes := func(n int) *time.Duration { d := time.Duration(n) * time.Minute; return &d }
	target := timeline.Target{Time: time.Hour, Setting: "regionLossMinutes", Data: 5 * time.Minute}
	for _, c := range []struct {
		reason string
		answer timeline.Answer
		missed []string
		begins string
	}{
		{"kept, on a bad day too", timeline.Answer{Levels: schedules(30*time.Minute, time.Hour), Target: target, Lost: minutes(1)}, nil, "**Within the target: 30 min"},
		{
			"kept, but not on a bad day", timeline.Answer{Levels: schedules(time.Hour, 3*time.Hour), Target: target}, nil,
			"**Within the target: 1 h 00 min at typical durations, 1 h 00 min are promised (regionLossMinutes).** At high durations it would take 3 h 00 min and **miss it**.",
		},
		{
			"too long", timeline.Answer{Levels: schedules(61*time.Minute, 3*time.Hour), Target: target},
			[]string{"recovery takes 1 h 01 min at typical durations; 1 h 00 min at the most are promised (RTO, regionLossMinutes)"}, "**TARGET MISSED: recovery takes",
		},
		{
			"too far back", timeline.Answer{Levels: schedules(time.Minute, time.Hour), Target: target, Lost: minutes(6)},
			[]string{"the data go back 6 min; 5 min at the most are promised (RPO)"}, "**TARGET MISSED: the data go back",
		},
		{"nothing promised", timeline.Answer{Levels: schedules(48*time.Hour, 96*time.Hour), Lost: minutes(600)}, nil, "Modelled, not measured"},
	} {
		assert.Equal(t, c.missed, c.answer.Missed(), c.reason)
		assert.True(t, strings.HasPrefix(c.answer.Markdown(), c.begins), "%s: %s", c.reason, c.answer.Markdown())
	}
}

// TestSectionGolden holds words and picture of a region's loss to what somebody has looked at.
func TestSectionGolden(t *testing.T) {
	t.Parallel()
	graph := rebuilt(t)
	section := regionLoss(t, graph, promoted(t, graph)).Section("region-loss")
	assert.Equal(t, "timeline-region-loss", section.Name)
	for name, got := range map[string]string{"region-loss.svg": section.SVG, "region-loss.md": section.Markdown} {
		path := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, "look at it, then: go test ./internal/recovery/timeline -run Golden -update")
	}
	data, err := json.Marshal(section.Data)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"targetSeconds":7200`)
}
