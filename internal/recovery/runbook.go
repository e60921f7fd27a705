package recovery

import (
	"fmt"
	"strings"
)

// RunbookStep is a step as a person takes it, with the real names filled in.
type RunbookStep struct {
	Number int    `json:"number"`
	ID     string `json:"id"`
	ByHand bool   `json:"byHand"`
	Does   string `json:"does"`
	// Commands are what is typed, in order; a step that is done by hand may have some that help.
	Commands []string `json:"commands,omitempty"`
	// Check is what must be true afterwards, CheckCommands what shows it where the step's own commands do not.
	Check         string   `json:"check"`
	CheckCommands []string `json:"checkCommands,omitempty"`
}

// Runbook is a scenario for one environment: what is typed, in order, with a check after each.
type Runbook struct {
	Scenario string        `json:"scenario"`
	Title    string        `json:"title"`
	Says     string        `json:"says"`
	Place    Place         `json:"place"`
	Whole    string        `json:"whole"` // the one command that does all of it
	Steps    []RunbookStep `json:"steps"`
	Frozen   []string      `json:"frozen,omitempty"`
}

// NewRunbook renders the steps that [Execute] takes. A step of the operator that names no command is taken alone by `stackctl recover`.
func NewRunbook(s Scenario, p Place) Runbook {
	book := Runbook{
		Scenario: s.ID, Title: p.Fill(s.Title), Says: p.Fill(s.Says), Place: p,
		Whole: p.Fill("stackctl recover --scenario " + s.ID + " --stack {stack} --target {target}"),
	}
	for i, step := range s.Steps {
		one := RunbookStep{
			Number: i + 1, ID: step.ID, ByHand: step.By == Hand, Does: p.Fill(step.Does),
			Commands: p.fillAll(step.Commands), Check: p.Fill(step.Check.Says), CheckCommands: p.fillAll(step.Check.Commands),
		}
		if !one.ByHand && len(one.Commands) == 0 {
			one.Commands = []string{book.Whole + " --step " + step.ID}
		}
		book.Steps = append(book.Steps, one)
	}
	for _, text := range s.Frozen {
		book.Frozen = append(book.Frozen, p.Fill(text))
	}
	return book
}

func (p Place) fillAll(texts []string) []string {
	var filled []string
	for _, text := range texts {
		filled = append(filled, p.Fill(text))
	}
	return filled
}

const (
	// commandIndent stands before what is typed, and before nothing else.
	commandIndent = "        "
	// pageWidth is where prose is folded, for a terminal in a hurry.
	pageWidth = 78
)

// Text is the runbook for somebody half asleep: what to type is on lines of its own, and every step ends with what must be true before
// the next.
func (b Runbook) Text() string {
	var t strings.Builder
	fmt.Fprintf(&t, "RUNBOOK: %s\n%s, stack %s, target %s\n\n", strings.ToUpper(b.Title), b.Scenario, b.Place.Stack, b.Place.Target)
	folded(&t, "", b.Says)
	fmt.Fprintf(&t, "\nAll of it by one command, which asks once and goes on where it ended:\n\n%s%s\n\n", commandIndent, b.Whole)
	t.WriteString("Or step by step. Do not go on while a check does not hold.\n")
	for _, step := range b.Steps {
		head := fmt.Sprintf("\n%2d. ", step.Number)
		if step.ByHand {
			head += "BY HAND: "
		}
		folded(&t, head, step.Does)
		commands(&t, step.Commands)
		folded(&t, "    CHECK: ", step.Check+".")
		commands(&t, step.CheckCommands)
	}
	if len(b.Frozen) > 0 {
		t.WriteString("\nFROZEN until it is over:\n")
		for _, text := range b.Frozen {
			folded(&t, "  - ", text)
		}
	}
	return t.String()
}

func commands(t *strings.Builder, list []string) {
	for _, command := range list {
		fmt.Fprintf(t, "%s%s\n", commandIndent, command)
	}
}

// folded writes a text behind a head, folded, the following lines below the text's beginning.
func folded(t *strings.Builder, head, text string) {
	t.WriteString(head)
	indent := len(strings.TrimPrefix(head, "\n"))
	column := indent
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > pageWidth:
			t.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			t.WriteString(" ")
			column++
		}
		t.WriteString(word)
		column += len(word)
	}
	t.WriteString("\n")
}
