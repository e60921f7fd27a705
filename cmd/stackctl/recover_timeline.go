package main

import (
	"context"
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/lowerbound"
	"github.com/trelica/infrastructure/internal/recovery/timeline"
	"github.com/trelica/infrastructure/stacks/settings"
)

// The facts of a journal that the timeline is made of, before a step's name: what its update did to which resource, and what waited for
// what in the stack then. A later update may have it wait for something else.
const (
	didFact   = "did "
	graphFact = "graph "
)

// note writes down what an update did, for the timeline: of the step that is being taken, added to what an interrupted try did.
func (o *outside) note(result engine.Result) {
	if o.journal == nil {
		return
	}
	step := o.step()
	var did []engine.Step
	if _, err := o.journal.Get(didFact+step, &did); err != nil {
		o.app.say("warning: %v", err)
		return
	}
	for _, one := range result.Steps {
		if one.Op != "same" && one.Op != "read" {
			did = append(did, one)
		}
	}
	if err := o.journal.Set(didFact+step, did); err != nil {
		o.app.say("warning: %v", err)
	}
}

// step is the one that is being taken.
func (o *outside) step() (id string) {
	for _, entry := range o.journal.Steps {
		if entry.Ended.IsZero() {
			id = entry.Step
		}
	}
	return id
}

// noteGraph writes down what waits for what in a stack that was just updated.
func (o *outside) noteGraph(ctx context.Context, stack string) {
	if o.journal == nil {
		return
	}
	_, checkpoint, _, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	if err == nil {
		err = o.journal.Set(graphFact+o.step(), timeline.OfCheckpoint(checkpoint))
	}
	if err != nil {
		o.app.say("warning: the timeline will go by what waits for what at the end: %v", err)
	}
}

// addTimeline says in the report of a recovery that is over how long it would have taken in the real Azure, and whether that is what
// was promised. One that takes too long is a problem of a drill; whether too much was lost, its scenario judges.
func (a *app) addTimeline(ctx context.Context, run *openRecovery, report *recovery.Report) error {
	if report.Ended.IsZero() {
		return nil
	}
	answer, err := a.timelineOf(ctx, run, *report)
	if err != nil {
		return fmt.Errorf("the timeline: %w", err)
	}
	for _, missed := range answer.Missed() {
		a.say("TARGET MISSED: %s", missed)
	}
	if report.Drill && answer.Late() {
		report.Problems = append(report.Problems, "target missed: "+answer.Missed()[0])
	}
	report.Sections = append(report.Sections, answer.Section(run.Scenario.ID))
	return nil
}

// wholly tells that an update is taken for one that made the whole of a rebuilt stack: the first of it in a scenario, if it was
// interrupted. A try that was killed told nobody what it did.
func wholly(report recovery.Report, step, stack string) bool {
	for _, s := range report.Steps {
		if report.Place.Fill(s.Takes) != "up:"+stack {
			continue
		}
		return s.ID == step && stack == report.Place.Rebuild && s.Entry.Tries > 1
	}
	return false
}

// graphOf is what waited for what in a stack when a step had updated it. A try that was killed noted nothing: then it is what waits now.
func (run *openRecovery) graphOf(ctx context.Context, step, stack string) (graph timeline.Graph, err error) {
	if noted, err := run.Journal.Get(graphFact+step, &graph); err != nil || noted {
		return graph, err
	}
	_, checkpoint, _, err := run.outside.app.stateOf(ctx, run.project, run.outside.local, run.outside.target, stack)
	return timeline.OfCheckpoint(checkpoint), err
}

func (a *app) timelineOf(ctx context.Context, run *openRecovery, report recovery.Report) (timeline.Answer, error) {
	stages, err := timeline.Plan(run.Scenario, run.Place, func(step, stack string) (timeline.Graph, error) {
		graph, err := run.graphOf(ctx, step, stack)
		if err != nil || wholly(report, step, stack) {
			return graph, err
		}
		var did []engine.Step
		_, err = run.Journal.Get(didFact+step, &did)
		return graph.Update(did), err
	})
	if err != nil {
		return timeline.Answer{}, err
	}
	table := durations.All()
	var answer timeline.Answer
	if answer.Levels, err = timeline.Of(stages, table); err != nil {
		return answer, err
	}
	set, err := settings.FromFiles(run.project, run.Place.Stack)
	if err != nil {
		return answer, err
	}
	if promised, found := set.Recovery.Of(run.Scenario.Target); found {
		answer.Target = timeline.Target{Time: promised.Time, Setting: promised.Setting, Data: promised.Data}
	}
	if report.Loss != nil {
		lost := time.Duration(report.Loss.Seconds * float64(time.Second))
		answer.Lost = &lost
	}
	if waits := lowerbound.For(run.Scenario.ID); len(waits) > 0 {
		return answer.WithBound(waits, table)
	}
	return answer, nil
}
