package timeline

import (
	"fmt"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
)

// pictureName is what the picture's file is called, before the scenario.
const pictureName = "timeline-"

// Section is the part of a report that says how long it would have taken in the real Azure.
func (a Answer) Section(scenario string) recovery.Section {
	return recovery.Section{
		Title: "How long it takes in Azure", Name: pictureName + scenario, Markdown: a.Markdown(), SVG: a.SVG(), Data: a.data(),
	}
}

// Markdown says it in words and tables.
func (a Answer) Markdown() string {
	var b strings.Builder
	for _, missed := range a.Missed() {
		fmt.Fprintf(&b, "**TARGET MISSED: %s.**\n\n", missed)
	}
	if a.Target.Time > 0 && len(a.Missed()) == 0 {
		fmt.Fprintf(&b, "**Within the target: %s at typical durations, %s are promised (%s).**", Short(a.Total(durations.Typical)), Short(a.Target.Time), a.Target.Setting)
		if a.OverAtHigh() {
			fmt.Fprintf(&b, " At high durations it would take %s and **miss it**.", Short(a.Total(durations.High)))
		}
		b.WriteString("\n\n")
	}
	b.WriteString("Modelled, not measured: the steps that were taken, what waits for what in the stack as it was built, and how long Azure takes " +
		"for each. Counted from the decision; what people do takes no time here.\n\n")
	b.WriteString("| | Low | Typical | High |\n|---|---|---|---|\n")
	a.row(&b, "Recovery", a.Total)
	if len(a.Bound) > 0 {
		a.row(&b, "The least that Azure makes it take", func(level durations.Level) time.Duration { return a.Bound[level] })
		b.WriteString("| Times the least |")
		for _, level := range durations.Levels() {
			fmt.Fprintf(&b, " %.2f |", a.Ratio(level))
		}
		b.WriteString("\n")
	}
	if a.Target.Data > 0 && a.Lost != nil {
		fmt.Fprintf(&b, "\nThe data go back %s; %s are promised.\n", Short(*a.Lost), Short(a.Target.Data))
	}
	typical := a.Levels[durations.Typical]
	fmt.Fprintf(&b, "\nWhat the whole waits for: %s.\n", typical.Path())
	fmt.Fprintf(&b, "\nOf that time %s.\n", typical.known())
	return b.String()
}

func (a Answer) row(b *strings.Builder, what string, value func(durations.Level) time.Duration) {
	fmt.Fprintf(b, "| %s |", what)
	for _, level := range durations.Levels() {
		fmt.Fprintf(b, " %s |", Short(value(level)))
	}
	b.WriteString("\n")
}

// Ratio is how many times the least it takes; zero where no least is known.
func (a Answer) Ratio(level durations.Level) float64 {
	if a.Bound[level] == 0 {
		return 0
	}
	return float64(a.Total(level)) / float64(a.Bound[level])
}

// known says what the critical path's durations stand on.
func (s Schedule) known() string {
	took := map[durations.Basis]time.Duration{}
	for _, bar := range s.Bars {
		if bar.Critical {
			took[bar.Basis] += bar.End - bar.Start
		}
	}
	var parts []string
	for _, kind := range []struct {
		basis durations.Basis
		says  string
	}{
		{durations.Measured, "was measured in public logs"},
		{durations.Documented, "is in Microsoft's documents"},
		{durations.Assumed, "is assumed"},
		{durations.Seconds, "is calls without a source"},
	} {
		if took[kind.basis] > 0 {
			parts = append(parts, fmt.Sprintf("%.0f %% %s", 100*float64(took[kind.basis])/float64(max(s.Total, 1)), kind.says))
		}
	}
	return strings.Join(parts, ", ")
}

// data is the same for a machine, in seconds.
func (a Answer) data() any {
	type level struct {
		Seconds  float64  `json:"seconds"`
		Least    float64  `json:"leastSeconds,omitempty"`
		Critical []string `json:"critical"`
	}
	levels := map[durations.Level]level{}
	for name, schedule := range a.Levels {
		levels[name] = level{schedule.Total.Seconds(), a.Bound[name].Seconds(), schedule.Critical}
	}
	return map[string]any{
		"levels": levels, "targetSeconds": a.Target.Time.Seconds(), "targetDataSeconds": a.Target.Data.Seconds(), "missed": a.Missed(),
		"leastPath": a.BoundPath,
	}
}
