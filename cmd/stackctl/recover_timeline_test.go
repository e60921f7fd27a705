package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/timeline"
)

// assertTimeline looks at what the report of the last loss of a region says about time: computed from what the engine really did, within
// what was promised, and little more than Azure makes it take.
func (b *bench) assertTimeline(t *testing.T, seed uint64) {
	t.Helper()
	folder := filepath.Join(b.local.Dir, "report")
	content, err := os.ReadFile(filepath.Join(folder, "drill-region-loss.json"))
	require.NoError(t, err)
	var report struct {
		Sections []struct {
			Name string
			Data struct {
				Levels map[string]struct {
					Seconds, LeastSeconds float64
					Critical              []string
				}
				TargetSeconds float64
				Missed        []string
			}
		}
	}
	require.NoError(t, json.Unmarshal(content, &report))
	require.Len(t, report.Sections, 1, "seed %d", seed)
	section := report.Sections[0]
	typical := section.Data.Levels["typical"]
	assert.Equal(t, 7200.0, section.Data.TargetSeconds)
	assert.Empty(t, section.Data.Missed)
	assert.Greater(t, typical.Seconds, typical.LeastSeconds)
	assert.LessOrEqual(t, typical.Seconds, 1.1*typical.LeastSeconds, "%v", typical.Critical)
	assert.Greater(t, typical.Seconds, 600.0, "the rebuild is in it: %v", typical.Critical)
	page, err := os.ReadFile(filepath.Join(folder, "drill-region-loss.md"))
	require.NoError(t, err)
	assert.Contains(t, string(page), "**Within the target: ")
	assert.Contains(t, string(page), "(timeline-region-loss.svg)")
	picture, err := os.ReadFile(filepath.Join(folder, "timeline-region-loss.svg"))
	require.NoError(t, err)
	assert.Contains(t, string(picture), ">platform-cluster-cluster<")
}

// TestAnInterruptedRebuildCountsWholly tells which updates are taken for ones that made everything.
func TestAnInterruptedRebuildCountsWholly(t *testing.T) {
	t.Parallel()
	report := recovery.Report{Place: recovery.Place{Stack: "prod", Rebuild: "dr"}}
	for _, id := range []string{"rebuild", "promote"} {
		report.Steps = append(report.Steps, recovery.StepReport{
			Step: recovery.Step{ID: id, Takes: "up:{rebuild}"}, Entry: recovery.Entry{Step: id, Tries: 2},
		})
	}
	assert.True(t, wholly(report, "rebuild", "dr"), "a try that was killed told nobody what it did")
	assert.False(t, wholly(report, "promote", "dr"), "the stack was there before")
	report.Steps[0].Entry.Tries = 1
	assert.False(t, wholly(report, "rebuild", "dr"), "it told")
	report.Steps[0].Takes, report.Steps[0].Entry.Tries = "up:{stack}", 2
	assert.False(t, wholly(report, "rebuild", "prod"), "a stack that was there before")
}

// TestAnUpdateIsTimedByWhatWaitedThen notes a stack's graph after the rebuild: what waits for what only since the promotion is not counted
// there.
func TestAnUpdateIsTimedByWhatWaitedThen(t *testing.T) {
	t.Parallel()
	journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "journal.json"), "region-loss", "prod", "local", time.Now())
	require.NoError(t, err)
	then := timeline.Graph{{ID: "job", Subject: "job"}, {ID: "product", Subject: "deployment"}}
	require.NoError(t, journal.Set(graphFact+"rebuild", then))
	run := &openRecovery{Run: &recovery.Run{Journal: journal}}
	graph, err := run.graphOf(t.Context(), "rebuild", "dr")
	require.NoError(t, err)
	assert.Equal(t, then, graph)
}
