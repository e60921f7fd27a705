package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/timeline"
)

// table is a small one: every figure is so many seconds, half of it on a good day and twice on a bad one.
func table(subjects map[string]int) durations.Table {
	made := durations.Table{}
	for subject, seconds := range subjects {
		d := time.Duration(seconds) * time.Second
		figure := durations.Figure{Low: d / 2, Typical: d, High: 2 * d, Basis: durations.Assumed, Source: "a test"}
		made[subject] = durations.Entry{Subject: subject, Figures: map[durations.Operation]durations.Figure{
			durations.Create: figure, durations.Update: {Typical: time.Second}, durations.Delete: {Typical: 3 * time.Second},
		}}
	}
	return made
}

// times are begin and end of every bar, in seconds.
func times(s timeline.Schedule) map[string][2]float64 {
	all := map[string][2]float64{}
	for _, bar := range s.Bars {
		all[bar.ID] = [2]float64{bar.Start.Seconds(), bar.End.Seconds()}
	}
	return all
}

func TestEverythingBeginsWhenWhatItWaitsForHasEnded(t *testing.T) {
	t.Parallel()
	graph := timeline.Graph{
		{ID: "component"},
		{ID: "net", Subject: "short", After: []string{"component"}},
		{ID: "cluster", Subject: "long", After: []string{"net"}},
		{ID: "log", Subject: "short", After: []string{"net"}},
		{ID: "pods", Subject: "short", After: []string{"cluster", "log"}},
	}
	s, err := timeline.Compute(graph, table(map[string]int{"short": 10, "long": 60}), durations.Typical, 8)
	require.NoError(t, err)
	assert.Equal(t, map[string][2]float64{
		"component": {0, 0}, "net": {0, 10}, "cluster": {10, 70}, "log": {10, 20}, "pods": {70, 80},
	}, times(s))
	assert.Equal(t, []string{"net", "cluster", "pods"}, s.Critical)
	assert.Equal(t, 80*time.Second, s.Total)
	assert.Equal(t, "net 10 s, cluster 60 s, pods 10 s", s.Path())

	slow, err := timeline.Compute(graph, table(map[string]int{"short": 10, "long": 60}), durations.High, 8)
	require.NoError(t, err)
	assert.Equal(t, 160*time.Second, slow.Total)
}

// TestTheEngineWorksAtSoManyAtATime has five resources that wait for nothing, and a step that is none of the engine's.
func TestTheEngineWorksAtSoManyAtATime(t *testing.T) {
	t.Parallel()
	var update timeline.Graph
	for _, id := range []string{"a", "b", "c", "d", "e"} {
		update = append(update, timeline.Node{ID: id, Subject: "short"})
	}
	graph := timeline.Join([]timeline.Stage{{ID: "up", Update: update}, {ID: "beside", Takes: "long"}})
	known := table(map[string]int{"short": 10, "long": 60, durations.ProgramStart: 1})
	s, err := timeline.Compute(graph, known, durations.Typical, 2)
	require.NoError(t, err)
	at := times(s)
	assert.Equal(t, [2]float64{1, 11}, at["up a"])
	assert.Equal(t, [2]float64{1, 11}, at["up b"])
	assert.Equal(t, [2]float64{11, 21}, at["up c"], "a slot was free again")
	assert.Equal(t, [2]float64{21, 31}, at["up e"])
	assert.Equal(t, [2]float64{0, 60}, at["beside"], "a step needs no slot")
	assert.Equal(t, 31.0, at["up"][1])

	alone, err := timeline.Compute(graph, known, durations.Typical, 5)
	require.NoError(t, err)
	assert.Equal(t, 11.0, times(alone)["up"][1])
	e, found := s.Find("up e")
	require.True(t, found)
	assert.Equal(t, "up c", e.Because, "what it waited for last is the slot")
}

func TestWhatCannotBeComputedIsAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		graph timeline.Graph
		err   string
	}{
		{timeline.Graph{{ID: "a", Subject: "unknown"}}, `a: no duration is known of "unknown"`},
		{timeline.Graph{{ID: "a", After: []string{"b"}}}, "a waits for b, which is not there"},
		{timeline.Graph{{ID: "a", After: []string{"b"}}, {ID: "b", After: []string{"a"}}}, "2 of 2 nodes wait for each other"},
		{timeline.Graph{{ID: "a"}, {ID: "a"}}, "a is there twice"},
	} {
		_, err := timeline.Compute(c.graph, table(nil), durations.Typical, 1)
		assert.EqualError(t, err, c.err)
	}
	_, err := timeline.Compute(nil, table(nil), durations.Typical, 0)
	assert.EqualError(t, err, "0 resources at a time are none")
}

// TestAGraphIsWhatTheEngineSaved reads every way in which one resource waits for another out of a checkpoint.
func TestAGraphIsWhatTheEngineSaved(t *testing.T) {
	t.Parallel()
	const at = "urn:pulumi:dr::trelica::"
	graph := timeline.OfCheckpoint(engine.Checkpoint{Resources: []engine.Resource{
		{URN: at + "pulumi:pulumi:Stack::s", Type: "pulumi:pulumi:Stack"},
		{URN: at + "pulumi:providers:azure-native::p", Type: "pulumi:providers:azure-native", Custom: true},
		{
			URN: at + "n::net", Type: "azure-native:network/v20240501:VirtualNetwork", Custom: true,
			Parent: at + "pulumi:pulumi:Stack::s", Provider: at + "pulumi:providers:azure-native::p::1234",
		},
		{URN: at + "n::old", Type: "azure-native:network/v20240501:VirtualNetwork", Custom: true, Delete: true},
		{URN: at + "g::read", Type: "azure-native:resources/v20240301:ResourceGroup", Custom: true, External: true},
		{
			URN: at + "s::db", Type: "azure-native:sql/v20230801:Database", Custom: true, Inputs: map[string]any{"createMode": "Secondary"},
			Dependencies: []string{at + "n::net"}, PropertyDependencies: map[string][]string{"tags": {at + "g::read", at + "n::old", "gone"}},
		},
	}})
	assert.Equal(t, timeline.Graph{
		{ID: at + "g::read"},
		{
			ID: at + "n::net", Subject: "azure-native:network:VirtualNetwork",
			After: []string{at + "pulumi:providers:azure-native::p", at + "pulumi:pulumi:Stack::s"},
		},
		{ID: at + "pulumi:providers:azure-native::p"},
		{ID: at + "pulumi:pulumi:Stack::s"},
		{ID: at + "s::db", Subject: "azure-native:sql:Database/Secondary", After: []string{at + "g::read", at + "n::net"}},
	}, graph)
}

// TestAnUpdateTakesWhatItDid works at what an update did, and at nothing that stayed as it was.
func TestAnUpdateTakesWhatItDid(t *testing.T) {
	t.Parallel()
	graph := timeline.Graph{
		{ID: "same", Subject: "long"}, {ID: "made", Subject: "short", After: []string{"same"}},
		{ID: "changed", Subject: "short"}, {ID: "again", Subject: "short", After: []string{"changed"}}, {ID: "untold", Subject: "long"},
	}
	updated := graph.Update([]engine.Step{
		{URN: "same", Op: "same"}, {URN: "made", Op: "create"}, {URN: "changed", Op: "update"},
		{URN: "again", Op: "delete-replaced"}, {URN: "again", Op: "create-replacement"}, {URN: "again", Op: "replace"},
	})
	s, err := timeline.Compute(updated, table(map[string]int{"short": 10, "long": 60}), durations.Typical, 8)
	require.NoError(t, err)
	assert.Equal(t, map[string][2]float64{
		"same": {0, 0}, "made": {0, 10}, "changed": {0, 1}, "again": {1, 14}, "untold": {0, 0},
	}, times(s))
	assert.Equal(t, "long", graph[0].Subject, "the graph itself is as it was")
}

// TestEveryScenarioHasATimeline demands figures of everything that a step says it takes.
func TestEveryScenarioHasATimeline(t *testing.T) {
	t.Parallel()
	for _, scenario := range recovery.All() {
		stages, err := timeline.Plan(scenario, recovery.Place{Stack: "prod", Rebuild: "dr"}, func(step, stack string) (timeline.Graph, error) {
			assert.Contains(t, []string{"prod", "dr"}, stack, "%s, %s", scenario.ID, step)
			return timeline.Graph{}, nil
		})
		require.NoError(t, err, scenario.ID)
		_, err = timeline.Of(stages, durations.All())
		assert.NoError(t, err, scenario.ID)
	}
}

func TestDurationsAreWrittenAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 s", 1400 * time.Millisecond: "1 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 min", 59*time.Minute + 20*time.Second: "59 min",
		59*time.Minute + 40*time.Second: "1 h 00 min", 125 * time.Minute: "2 h 05 min",
	} {
		assert.Equal(t, want, timeline.Short(d), d.String())
	}
}
