package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Row is one line of the table.
type Row struct {
	What string
	// Took is what was measured, Floor as many trivial resources; empty where there is no floor, as of a build.
	Took, Floor Measured
}

// Table is everything that was measured.
type Table []Row

// head are the names of the columns.
var head = []string{"what", "resources", "time", "peak memory", "floor", "times the floor"}

// cells are a row as text.
func (r Row) cells() []string {
	cells := []string{r.What, "", r.Took.Wall().Round(10 * time.Millisecond).String(), "", "", ""}
	if n := r.Took.Resources(); n > 0 {
		cells[1] = fmt.Sprint(n)
	}
	if peak := r.Took.Peak(); peak > 0 {
		cells[3] = fmt.Sprintf("%d MiB", peak>>20)
	}
	if len(r.Floor) > 0 {
		cells[4] = r.Floor.Wall().Round(10 * time.Millisecond).String()
		cells[5] = fmt.Sprintf("%.2f", Ratio(r.Took, r.Floor))
	}
	return cells
}

// Text is the table in Markdown, which reads well on a terminal too.
func (t Table) Text() string {
	lines := [][]string{head}
	for _, row := range t {
		lines = append(lines, row.cells())
	}
	widths := make([]int, len(head))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var text strings.Builder
	for n, line := range lines {
		for i, cell := range line {
			fmt.Fprintf(&text, "| %-*s ", widths[i], cell)
		}
		text.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				text.WriteString("|" + strings.Repeat("-", width+2))
			}
			text.WriteString("|\n")
		}
	}
	return text.String()
}

// Machine says what was measured on.
func Machine() string {
	return fmt.Sprintf("%s/%s, %d processors, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
}

// WritePage writes the table with the machine and the day.
func (t Table) WritePage(repository, page, machine string, now time.Time) error {
	text := fmt.Sprintf(`# What it costs

Written by `+"`make bench WRITE=1`"+`; do not edit. Measured on %s, %s, against the local Azure. Times are medians, memory is the largest process's.
The floor is as many trivial resources through the same engine, with the same CLI and the same kind of state, measured in turns with the stack.
A diff is of every stack, between the last commit and the same with one address more that may call the API servers: the first makes programs and
worlds, those with warm caches find them. Its parts are those of the diffs with warm caches; two environments are worked on at a time, so that they
add up to more than the whole.
Times differ between machines; the ratio hardly does, and `+"`make verify`"+` sees when it gets worse. Why it is what it is:
[decision 0015](decisions/0015-what-a-preview-costs.md).

%s`, now.UTC().Format(time.DateOnly), machine, t.Text())
	if err := os.WriteFile(filepath.Join(repository, page), []byte(text), 0o644); err != nil { //nolint:gosec // a page for everybody to read
		return fmt.Errorf("%s: %w", page, err)
	}
	return nil
}
