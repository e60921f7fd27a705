package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/preflight"
)

// handStepsPage is what people do by hand.
const handStepsPage = "docs/operations/hand-steps.md"

var (
	// stepRow is | [Step](#anchor) | when | rows |.
	stepRow = regexp.MustCompile(`(?m)^\| \[([^\]]+)\]\(#([^)]+)\) \| [^|]+ \| ([^|]+) \|$`)
	// quotedRow is a row of preflight's as the page names it.
	quotedRow = regexp.MustCompile("`([^`]+)`")
	// madeByHand is where stackctl names its rows for people.
	madeByHand = regexp.MustCompile(`Name: "([^"]+)", What:`)
)

// TestEveryHandStepIsLookedAt holds the page and preflight together: each step names a row that there is, each row is on the page,
// and so is each step that stackctl leaves to people.
func TestEveryHandStepIsLookedAt(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, handStepsPage))
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(root, "cmd/stackctl/expect_steps.go"))
	require.NoError(t, err)
	assert.Empty(t, handStepProblems(string(content), byHand(string(source))))
}

// byHand are the rows that stackctl leaves to people.
func byHand(source string) []string {
	var rows []string
	for _, match := range madeByHand.FindAllStringSubmatch(source, -1) {
		rows = append(rows, "by hand: "+match[1])
	}
	return rows
}

func handStepProblems(page string, people []string) []string {
	var problems, named []string
	steps := stepRow.FindAllStringSubmatch(page, -1)
	if len(steps) == 0 {
		return []string{"the page has no table of steps"}
	}
	headings := map[string]bool{}
	for _, line := range strings.Split(page, "\n") {
		if title, ok := strings.CutPrefix(line, "### "); ok {
			headings[title] = false
		}
	}
	for _, step := range steps {
		if _, ok := headings[step[1]]; !ok {
			problems = append(problems, step[1]+" has no section")
		}
		headings[step[1]] = true
		rows := quotedRow.FindAllStringSubmatch(step[3], -1)
		if len(rows) == 0 {
			problems = append(problems, step[1]+" names no row")
		}
		for _, row := range rows {
			named = append(named, row[1])
			if !preflight.Covers(row[1]) || strings.HasPrefix(row[1], "by hand: ") && !slices.Contains(people, row[1]) {
				problems = append(problems, step[1]+" names the row "+row[1]+", which preflight has not")
			}
		}
	}
	for title, listed := range headings {
		if !listed {
			problems = append(problems, title+" is not in the table")
		}
	}
	for _, row := range append(preflight.Rows(), people...) {
		if row != "by hand: WHAT" && !slices.Contains(named, row) {
			problems = append(problems, "the row "+row+" is of no step")
		}
	}
	slices.Sort(problems)
	return problems
}

func TestHandStepsThatNobodyLooksAtAreFound(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, row := range append(preflight.Rows(), "by hand: mail") {
		if row != "by hand: WHAT" {
			all.WriteString("`" + row + "` ")
		}
	}
	good := "| [Mail](#mail) | first | " + all.String() + " |\n\n### Mail\n"
	people := []string{"by hand: mail"}
	assert.Empty(t, handStepProblems(good, people))
	for _, c := range []struct{ page, want, reason string }{
		{strings.ReplaceAll(good, "`budget`", "`weather`"), "Mail names the row weather, which preflight has not", "a row that does not exist"},
		{strings.ReplaceAll(good, "`budget`", ""), "the row budget is of no step", "a row without a step"},
		{strings.ReplaceAll(good, "by hand: mail", "by hand: post"), "Mail names the row by hand: post, which preflight has not", "a step of people that stackctl does not list"},
		{good + "| [Post](#post) | then | somebody |\n\n### Post\n", "Post names no row", "a step that nobody looks at"},
		{good + "\n### Post\n", "Post is not in the table", "a section without a line"},
		{good + "| [Post](#post) | then | `budget` |\n", "Post has no section", "a line without a section"},
		{"", "the page has no table of steps", "another page"},
	} {
		assert.Contains(t, handStepProblems(c.page, people), c.want, c.reason)
	}
}
