package durations_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

var update = flag.Bool("update", false, "write docs/reference/durations.md anew")

func TestReferencePageIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "reference", "durations.md")
	want := page()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644)) //nolint:gosec // a page for everybody to read
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "the page is stale: go test ./internal/localazure/durations -run Reference -update")
}

func page() string {
	counts := map[durations.Basis]int{}
	for _, entries := range [][]durations.Entry{durations.Types(), durations.Objects(), durations.Processes()} {
		for _, entry := range entries {
			for _, figure := range entry.Figures {
				counts[figure.Basis]++
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# How long Azure takes

Written by `+"`go test ./internal/localazure/durations -run Reference -update`"+`; do not edit. [Timelines](../decisions/0025-how-time-is-modelled.md) of
recoveries are computed from these figures. The local Azure itself answers at once.

Each figure is three: low, **typical**, high. Targets are judged at typical ones. Of %d figures %d were measured in a public log, %d are
in a document, %d are assumed from what is alike, and %d are of calls that answer within seconds and that nobody has written a time
down for. None was measured by us: see [what only the real Azure can prove](../unproven.md).

`, counts[durations.Measured]+counts[durations.Documented]+counts[durations.Assumed]+counts[durations.Seconds],
		counts[durations.Measured], counts[durations.Documented], counts[durations.Assumed], counts[durations.Seconds])
	b.WriteString("## What is no resource\n\n| What | Low, typical, high | Known from |\n|---|---|---|\n")
	for _, entry := range durations.Processes() {
		fmt.Fprintf(&b, "| `%s`: %s | %s |\n", entry.Subject, entry.Says, cells(entry.Figures[durations.Create]))
	}
	section(&b, "Azure's resources", durations.Types(), "azure-native:")
	section(&b, "What a cluster gets, and the rest", durations.Objects(), "kubernetes:")
	return b.String()
}

func section(b *strings.Builder, title string, entries []durations.Entry, prefix string) {
	fmt.Fprintf(b, "\n## %s\n\n| Type | Operation | Low, typical, high | Known from |\n|---|---|---|---|\n", title)
	alike := map[string][]string{} // types by what their rows say, so that those that are alike share them
	var order []string
	for _, entry := range entries {
		text := rows(entry)
		if alike[text] == nil {
			order = append(order, text)
		}
		alike[text] = append(alike[text], "`"+strings.TrimPrefix(entry.Subject, prefix)+"`")
	}
	for _, text := range order {
		b.WriteString(strings.ReplaceAll(text, typeHere, strings.Join(alike[text], ", ")))
	}
}

// typeHere stands for the types in a row.
const typeHere = "TYPE"

// rows are an entry's figures, one row for all operations that take the same.
func rows(entry durations.Entry) string {
	var text strings.Builder
	operations := map[string][]string{}
	var order []string
	for _, operation := range []durations.Operation{durations.Create, durations.Update, durations.Delete, durations.Replace, durations.Read} {
		figure, has := entry.Figures[operation]
		if !has {
			continue
		}
		if operations[cells(figure)] == nil {
			order = append(order, cells(figure))
		}
		operations[cells(figure)] = append(operations[cells(figure)], string(operation))
	}
	for _, figure := range order {
		fmt.Fprintf(&text, "| %s | %s | %s |\n", typeHere, strings.Join(operations[figure], ", "), figure)
	}
	return text.String()
}

func cells(f durations.Figure) string {
	known := string(f.Basis)
	if f.Source != "" {
		known += ": " + f.Source
	}
	return three(f) + " | " + known
}

func three(f durations.Figure) string {
	if f.High == 0 {
		return "no time"
	}
	return fmt.Sprintf("%s, **%s**, %s", short(f.Low), short(f.Typical), short(f.High))
}

// short writes a duration without what is nought: 45s, 2m27s, 12h.
func short(d time.Duration) string {
	text := d.String()
	for _, nought := range []string{"m0s", "h0m"} {
		if rest, cut := strings.CutSuffix(text, nought); cut {
			text = rest + nought[:1]
		}
	}
	return text
}
