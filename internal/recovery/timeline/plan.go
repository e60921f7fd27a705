package timeline

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
)

// Updates finds the graph of an update that a step of a scenario made: of which stack, and what it did there.
type Updates func(step, stack string) (Graph, error)

// takesUp begins what a step says it takes where it is an update of a stack and not a duration's subject.
const takesUp = "up:"

// Plan are the stages of a scenario. They come one after the other, as [recovery.Execute] takes them, whatever each says that it comes
// after: the timeline is of what is done. What people do takes no time here; the clock starts with the first step that takes some.
func Plan(scenario recovery.Scenario, place recovery.Place, updates Updates) ([]Stage, error) {
	var stages []Stage
	for _, step := range scenario.Steps {
		more, err := stagesOf(step, place, updates)
		if err != nil {
			return nil, fmt.Errorf("timeline of %s, step %s: %w", scenario.ID, step.ID, err)
		}
		for _, stage := range more {
			if len(stages) > 0 {
				stage.After = []string{stages[len(stages)-1].ID}
			}
			stages = append(stages, stage)
		}
	}
	return stages, nil
}

// stagesOf are a step's: one for each duration that it names, with a plus between them, or an update.
func stagesOf(step recovery.Step, place recovery.Place, updates Updates) ([]Stage, error) {
	takes := place.Fill(step.Takes)
	if stack, is := strings.CutPrefix(takes, takesUp); is {
		graph, err := updates(step.ID, stack)
		if graph == nil {
			graph = Graph{}
		}
		return []Stage{{ID: step.ID, Update: graph}}, err
	}
	parts := strings.Split(takes, "+")
	if len(parts) == 1 {
		return []Stage{{ID: step.ID, Takes: takes}}, nil
	}
	var stages []Stage
	for _, part := range parts {
		stages = append(stages, Stage{ID: step.ID + ": " + cmp.Or(partNames()[part], part), Takes: part})
	}
	return stages, nil
}

// partNames are what the parts of a step are called where they have another name than their subject.
func partNames() map[string]string {
	return map[string]string{durations.PlannedRefused: "a planned one is refused", durations.FailoverForced: "a forced one"}
}
