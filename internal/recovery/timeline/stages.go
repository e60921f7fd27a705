package timeline

import (
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// Stage is one step of a recovery: something that takes a time of its own, or an update of a stack.
type Stage struct {
	// ID is the step's name.
	ID string
	// Takes is a subject of [durations]; empty for what takes no time, or for an update.
	Takes string
	// Update is the graph of the update that the step is; nil for none.
	Update Graph
	// After are the stages that it waits for.
	After []string
}

// start is what the first resource of an update waits for.
const start = "start of the program of "

// Join makes one graph of all stages. A stage that is an update begins when the program has started and ends with its last resource.
func Join(stages []Stage) Graph {
	var all Graph
	for _, stage := range stages {
		if stage.Update == nil {
			all = append(all, Node{ID: stage.ID, Subject: stage.Takes, After: slices.Clone(stage.After), stage: stage.ID})
			continue
		}
		began := start + stage.ID
		all = append(all, Node{ID: began, Subject: durations.ProgramStart, After: slices.Clone(stage.After), stage: stage.ID})
		ended := Node{ID: stage.ID, stage: stage.ID, After: []string{began}}
		for _, node := range stage.Update {
			node.After = slices.Clone(node.After)
			for i := range node.After {
				node.After[i] = inStage(stage.ID, node.After[i])
			}
			if len(node.After) == 0 {
				node.After = []string{began}
			}
			node.ID, node.stage, node.ofEngine = inStage(stage.ID, node.ID), stage.ID, true
			all = append(all, node)
			ended.After = append(ended.After, node.ID)
		}
		all = append(all, ended)
	}
	return all
}

// inStage is a resource's ID within a stage: two updates may work at the same one.
func inStage(stage, id string) string { return stage + " " + id }

// Of computes the timeline of stages at every level, with the engine's own number of resources at a time.
func Of(stages []Stage, table durations.Table) (map[durations.Level]Schedule, error) {
	graph := Join(stages)
	all := map[durations.Level]Schedule{}
	for _, level := range durations.Levels() {
		schedule, err := Compute(graph, table, level, engine.Parallel)
		if err != nil {
			return nil, err
		}
		all[level] = schedule
	}
	return all, nil
}
