package guides

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Step is a command of a guide, with what it shows.
type Step struct {
	// Line is where it stands.
	Line int
	// Command is what is typed into a shell.
	Command string
	// Azure is true for what is typed against the real Azure.
	Azure bool
	// Exit is the exit code that is promised.
	Exit int
	// Shows are pieces of text that are shown, in their order.
	Shows []string
}

var exits = regexp.MustCompile(`\s+# exits ([0-9]+)$`)

// Read finds the commands of a page. Everything in a fenced block that is of neither kind is only text.
func Read(page string) ([]Step, error) {
	var steps []Step
	kind, fenced, more := "", false, false
	for i, line := range strings.Split(page, "\n") {
		if fence, is := strings.CutPrefix(strings.TrimSpace(line), "```"); is {
			fenced = !fenced
			kind, more = "", false
			if fenced {
				kind = strings.TrimSpace(fence)
			}
			if fenced && strings.HasPrefix(kind, "console") && kind != "console" && kind != "console azure" {
				return nil, fmt.Errorf("line %d: there is no block %q: console and console azure are what is run", i+1, kind)
			}
			continue
		}
		if kind != "console" && kind != "console azure" {
			continue
		}
		line = strings.TrimSpace(line)
		command, begins := strings.CutPrefix(line, "$ ")
		switch {
		case begins:
			steps = append(steps, Step{Line: i + 1, Command: command, Azure: kind == "console azure"})
			more = strings.HasSuffix(command, "\\")
		case len(steps) == 0:
			return nil, fmt.Errorf("line %d: a block begins with a command: $ ...", i+1)
		case more:
			last := &steps[len(steps)-1]
			last.Command += "\n" + line
			more = strings.HasSuffix(line, "\\")
		case line != "" && line != "...":
			steps[len(steps)-1].Shows = append(steps[len(steps)-1].Shows, line)
		}
	}
	for i, step := range steps {
		if match := exits.FindStringSubmatch(step.Command); match != nil {
			steps[i].Exit, _ = strconv.Atoi(match[1]) // the pattern takes digits alone
			steps[i].Command = strings.TrimSuffix(step.Command, match[0])
		}
		if at := strings.Index(step.Command, "stackctl "); step.Azure && at > 0 {
			return nil, fmt.Errorf("line %d: in a block for the real Azure stackctl begins its line, so that a test runs it", step.Line)
		}
	}
	return steps, nil
}

// Local is the command as a test runs it; "" for one that is not run.
func (s Step) Local() string {
	if !s.Azure {
		return s.Command
	}
	if !strings.HasPrefix(s.Command, "stackctl ") {
		return ""
	}
	return strings.ReplaceAll(s.Command, "--target azure", "--target local")
}

// Missing is the first piece of text that an output does not show where it should; "" if it shows all of them.
func (s Step) Missing(output string) string {
	for _, piece := range s.Shows {
		found := false
		for _, part := range strings.Split(piece, "...") {
			part = strings.TrimSpace(part)
			at := strings.Index(output, part)
			if found = at >= 0; !found {
				break
			}
			output = output[at+len(part):]
		}
		if !found {
			return piece
		}
	}
	return ""
}
