package evidence

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/policy/controls"
)

// Markdown is the report as text: every claim, with its rules and what they found. Of what holds the first places are shown and the others
// counted; what does not hold is shown whole.
func (r Report) Markdown() string {
	var b strings.Builder
	mark := ""
	if r.Mark != "" {
		mark = " (" + r.Mark + ")"
	}
	fmt.Fprintf(&b, "# Evidence of %s%s\n\n%s\n\n", r.Stack, mark, r.head())
	b.WriteString("| Claim | Says | Answer |\n|---|---|---|\n")
	for _, c := range r.Claims {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", c.ID, strings.ToLower(c.ID), c.Text, c.Answer)
	}
	for _, c := range r.Claims {
		fmt.Fprintf(&b, "\n## %s\n\n%s **%s**%s\n", c.ID, c.Text, c.Answer, mark)
		if c.Duty != "" {
			fmt.Fprintf(&b, "\nNot infrastructure's: %s\n", c.Duty)
		}
		for _, rule := range c.Rules {
			fmt.Fprintf(&b, "\n- **%s**: %s: %s\n", rule.ID, rule.Title, rule.Answer)
			places, more := shown(rule)
			for _, f := range places {
				fmt.Fprintf(&b, "  - %s\n", line(f))
			}
			if more > 0 {
				fmt.Fprintf(&b, "  - and %d more that hold\n", more)
			}
		}
		for _, e := range c.Exceptions {
			fmt.Fprintf(&b, "\nException %s, until %s (%s): %s Covers %s.\n", e.ID, e.Expires, e.Owner, e.Reason, strings.Join(e.Covers, ", "))
		}
	}
	return b.String()
}

// head says what the report is of.
func (r Report) head() string {
	text := fmt.Sprintf("Commit %s, %s. %d rules: %d places hold, %d are violated, %d undecided, %d under an exception.",
		r.Commit, r.Time.Format("2006-01-02 15:04 MST"), r.Counts.Rules, r.Counts.Holds, r.Counts.Violated, r.Counts.Undecided, r.Counts.Excused)
	if r.Simulated {
		return text + " SIMULATED: the state is of the local Azure. It shows what the program asks for, and nothing of what is in Azure."
	}
	if r.Refreshed {
		return text + " The state was read from Azure in the same run."
	}
	return text + " The state was not read from Azure in this run."
}

// few is how many places that hold are shown of a rule.
const few = 3

// shown are the places of a rule to show, and how many more hold.
func shown(rule RuleEvidence) (places []shownFinding, more int) {
	held := 0
	for _, f := range rule.Findings {
		if string(f.Answer) == "holds" {
			if held++; held > few {
				more++
				continue
			}
		}
		places = append(places, shownFinding{Answer: string(f.Answer), Resource: controls.NameOf(f.URN), Path: f.Path, Value: f.Value, Message: f.Message, Exception: f.Exception})
	}
	return places, more
}

// shownFinding is a finding as people read it.
type shownFinding struct{ Answer, Resource, Path, Value, Message, Exception string }

func line(f shownFinding) string {
	text := "`" + f.Resource + "`"
	if f.Path != "" {
		text += " " + f.Path
	}
	if f.Value != "" {
		text += " = " + strings.ReplaceAll(strings.ReplaceAll(f.Value, "\n", " "), "|", "\\|")
	}
	if f.Answer != "holds" {
		text += ": " + f.Answer + ": " + f.Message
	}
	if f.Exception != "" {
		text += " (exception " + f.Exception + ")"
	}
	return text
}
