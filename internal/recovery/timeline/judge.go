package timeline

import (
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery/lowerbound"
)

// Target is what has been promised. A zero value is no promise.
type Target struct {
	// Time is the longest that it may take (RTO), Setting where that is promised.
	Time    time.Duration
	Setting string
	// Data is how far data may go back (RPO).
	Data time.Duration
}

// Answer is a timeline with everything that is said of it.
type Answer struct {
	Levels map[durations.Level]Schedule
	Target Target
	// Lost is how far the data went back; nil where nobody counted.
	Lost *time.Duration
	// Bound is the least that Azure makes it take, by level; empty where no list has been written for the scenario.
	Bound map[durations.Level]time.Duration
	// BoundPath is the path that takes it at typical durations.
	BoundPath []string
}

// WithBound adds the least that Azure itself makes a recovery take.
func (a Answer) WithBound(waits []lowerbound.Wait, table durations.Table) (Answer, error) {
	a.Bound = map[durations.Level]time.Duration{}
	for _, level := range durations.Levels() {
		least, path, err := lowerbound.Of(waits, table, level)
		if err != nil {
			return a, err
		}
		a.Bound[level] = least
		if level == durations.Typical {
			a.BoundPath = path
		}
	}
	return a, nil
}

// Total is how long it takes at a level.
func (a Answer) Total(level durations.Level) time.Duration { return a.Levels[level].Total }

// Missed lists the targets that are missed, judged at typical durations, a sentence each.
func (a Answer) Missed() []string {
	var missed []string
	if a.Late() {
		missed = append(missed, fmt.Sprintf("recovery takes %s at typical durations; %s at the most are promised (RTO, %s)",
			Short(a.Total(durations.Typical)), Short(a.Target.Time), a.Target.Setting))
	}
	if a.Target.Data > 0 && a.Lost != nil && *a.Lost > a.Target.Data {
		missed = append(missed, fmt.Sprintf("the data go back %s; %s at the most are promised (RPO)", Short(*a.Lost), Short(a.Target.Data)))
	}
	return missed
}

// Late tells that it takes longer than is promised, at typical durations.
func (a Answer) Late() bool { return a.Target.Time > 0 && a.Total(durations.Typical) > a.Target.Time }

// OverAtHigh tells that the time is kept at typical durations and would not be at high ones.
func (a Answer) OverAtHigh() bool {
	return a.Target.Time > 0 && a.Total(durations.Typical) <= a.Target.Time && a.Total(durations.High) > a.Target.Time
}
