package recovery

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is what a recovery came to.
type Report struct {
	Scenario  string   `json:"scenario"`
	Title     string   `json:"title"`
	Claims    []string `json:"claims"`
	Place     Place    `json:"place"`
	Simulated bool     `json:"simulated"`
	Drill     bool     `json:"drill"`
	// Seed repeats a drill's chances.
	Seed  uint64    `json:"seed,omitempty"`
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended,omitzero"`
	// Steps are all of the scenario's, done or not.
	Steps []StepReport `json:"steps"`
	// Loss is what was lost; nil where nothing was counted.
	Loss *Loss `json:"loss,omitempty"`
	// Failover is how the database was failed over: planned, which loses nothing, or forced; empty where this recovery did not.
	Failover string `json:"failover,omitempty"`
	// Frozen is what must not or cannot be changed until it is over.
	Frozen []string `json:"frozen,omitempty"`
	// Problems are what an onlooker of a drill found: none when the drill has passed.
	Problems []string `json:"problems,omitempty"`
	// Sections are added by others: the timeline is one.
	Sections []Section `json:"sections,omitempty"`
}

// StepReport is a step with what became of it.
type StepReport struct {
	Step
	Entry Entry `json:"entry"`
}

// Section is a part of a report that is written elsewhere.
type Section struct {
	Title string `json:"title"`
	// Markdown is its text.
	Markdown string `json:"markdown"`
	// SVG is a picture, which is written beside the report as NAME.svg; empty for none.
	SVG  string `json:"-"`
	Name string `json:"name,omitempty"`
	// Data is the same for a machine.
	Data any `json:"data,omitempty"`
}

// Loss is what a recovery lost, counted by what the recovered side has against what could be known of the lost one.
type Loss struct {
	// Rows is how many rows are not there that somebody was told are kept, From and To the first and the last of them; Seconds is
	// between the last that is there and the last that is not.
	Rows    int     `json:"rows"`
	From    int     `json:"from,omitempty"`
	To      int     `json:"to,omitempty"`
	Seconds float64 `json:"seconds"`
	// Mode is how the database was failed over: planned, which loses nothing, or forced.
	Mode string `json:"mode,omitempty"`
	// Kept is what is there.
	Kept Holding `json:"kept"`
	// Tokens is how many customers' tokens cannot be read, TokenSeconds how far those that can go back.
	Tokens       int     `json:"tokens"`
	TokenSeconds float64 `json:"tokenSeconds"`
}

// NewReport makes the report of a run out of its journal.
func NewReport(r *Run) Report {
	report := Report{
		Scenario: r.Scenario.ID, Title: r.Place.Fill(r.Scenario.Title), Claims: r.Scenario.Claims, Place: r.Place, Simulated: r.Place.Target != "azure",
		Began: r.Journal.Began, Ended: r.Journal.Ended,
	}
	for _, step := range r.Scenario.Steps {
		one := StepReport{Step: step, Entry: Entry{Step: step.ID}}
		one.Does, one.Unproven = r.Place.Fill(step.Does), r.Place.Fill(step.Unproven)
		for _, e := range r.Journal.Steps {
			if e.Step == step.ID {
				one.Entry = e
			}
		}
		report.Steps = append(report.Steps, one)
	}
	for _, text := range r.Scenario.Frozen {
		report.Frozen = append(report.Frozen, r.Place.Fill(text))
	}
	_, _ = r.Journal.Get(failoverFact, &report.Failover) // a report is written of whatever can be read
	var loss Loss
	if found, err := r.Journal.Get("loss", &loss); err == nil && found {
		report.Loss = &loss
	}
	return report
}

// Passed tells whether every step was done and nobody found a problem.
func (r Report) Passed() bool { return !r.Ended.IsZero() && len(r.Problems) == 0 }

// JSON writes the report for a machine.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("the report: %w", err)
	}
	return nil
}

// Markdown is the report for people.
func (r Report) Markdown() string {
	var b strings.Builder
	kind := "Recovery"
	if r.Drill {
		kind = "Drill"
	}
	fmt.Fprintf(&b, "# %s: %s\n\n", kind, r.Title)
	if r.Simulated {
		b.WriteString("**SIMULATED.** It ran against the local Azure: it shows that the commands work, not how long Azure takes.\n\n")
	}
	fmt.Fprintf(&b, "Scenario `%s`, stack `%s`, claims %s. %s\n\n", r.Scenario, r.Place.Stack, strings.Join(r.Claims, ", "), r.outcome())
	b.WriteString("| Step | What | Known by | Result |\n|---|---|---|---|\n")
	for _, s := range r.Steps {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.ID, s.Does, s.Label, s.result())
	}
	b.WriteString("\n")
	switch r.Failover {
	case "forced":
		b.WriteString("**The database was failed over by force**: what had not been replicated is lost.\n\n")
	case "planned":
		b.WriteString("The database was failed over as planned, which loses nothing.\n\n")
	}
	r.writeLoss(&b)
	list(&b, "Frozen until it is over", r.Frozen)
	list(&b, "Problems", r.Problems)
	var unproven []string
	for _, s := range r.Steps {
		if s.Unproven != "" {
			unproven = append(unproven, s.ID+": "+s.Unproven)
		}
	}
	list(&b, "What only the real Azure can prove", unproven)
	for _, s := range r.Sections {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", s.Title, strings.TrimSpace(s.Markdown))
		if s.SVG != "" {
			fmt.Fprintf(&b, "![%s](%s.svg)\n\n", s.Title, s.Name)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (r Report) outcome() string {
	switch {
	case r.Ended.IsZero():
		return "**Not finished**: run the same command again to go on."
	case len(r.Problems) > 0:
		return "**Failed.**"
	}
	return "**Passed.**"
}

func (s StepReport) result() string {
	switch {
	case s.Entry.Failed != "":
		return "failed: " + oneLine(s.Entry.Failed)
	case s.Entry.Ended.IsZero():
		return "not done"
	case s.Entry.Already:
		return "nothing to do: " + oneLine(s.Entry.Found)
	case strings.HasPrefix(s.Entry.Found, leftToPeople):
		return "BY HAND: " + oneLine(s.Entry.Found)
	case s.Run == nil && s.By == Operator:
		return "seen: " + oneLine(s.Entry.Found)
	case s.Entry.Found != "":
		return "done: " + oneLine(s.Entry.Found)
	}
	return "done"
}

func oneLine(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", "\\|")
}

func (r Report) writeLoss(b *strings.Builder) {
	if r.Loss == nil {
		return
	}
	l := *r.Loss
	fmt.Fprintf(b, "## What was lost\n\n| | |\n|---|---|\n| Rows kept | %d, checksum `%s` |\n| Rows lost | %d", l.Kept.Rows, l.Kept.Sum, l.Rows)
	if l.Rows > 0 {
		fmt.Fprintf(b, ", numbers %d to %d", l.From, l.To)
	}
	fmt.Fprintf(b, " |\n| The data go back | %.1f s |\n| Customers' tokens that cannot be read | %d |\n| Tokens go back | %.1f s |\n\n",
		l.Seconds, l.Tokens, l.TokenSeconds)
}

func list(b *strings.Builder, title string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	for _, item := range items {
		fmt.Fprintf(b, "- %s\n", oneLine(item))
	}
	b.WriteString("\n")
}
