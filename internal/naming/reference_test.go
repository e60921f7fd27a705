package naming

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/reference/names.md anew")

// namesPage is the reference page of the names.
const namesPage = "../../docs/reference/names.md"

// TestReferenceOfNames holds the page to the functions that make names, and to the rules.
func TestReferenceOfNames(t *testing.T) {
	t.Parallel()
	page := renderNames(t)
	if *update {
		require.NoError(t, os.WriteFile(namesPage, []byte(page), 0o644)) //nolint:gosec // a page of the documentation
	}
	kept, err := os.ReadFile(namesPage)
	require.NoError(t, err)
	assert.Equal(t, string(kept), page, "docs/reference/names.md is not current: run \"make golden\"")
}

func renderNames(t *testing.T) string {
	t.Helper()
	var page strings.Builder
	page.WriteString("# Names\n\nMade from `internal/naming` by `make golden`; do not edit.\n\n" +
		"Every name in Azure is computed from organisation, environment, region and role ([why](../decisions/0035-explicit-names.md)). `prod` stands for the environment, `eus2` and `cus` " +
		"for regions.\n\n| Name of | Made like this |\n|---|---|\n")
	for _, line := range nameComments(t) {
		page.WriteString(line)
	}
	page.WriteString("\n## What Azure demands\n\nA name that breaks a rule is refused before anything is provisioned.\n\n| Type | Characters | Length | Once in | Source |\n|---|---|---|---|---|\n")
	all := slices.Clone(rules)
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.Type, b.Type) })
	for _, r := range all {
		fmt.Fprintf(&page, "| %s | %s | %d to %d | %s | %s |\n", r.Type, strings.ReplaceAll(r.Characters, "|", "\\|"), r.Min, r.Max, r.Scope, strings.ReplaceAll(r.Source, "|", "\\|"))
	}
	return page.String()
}

// nameComments are the comments of the functions that make names: each is called after what it names, and says how it looks.
func nameComments(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("names*.go")
	require.NoError(t, err)
	var lines []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, declaration := range parsed.Decls {
			f, is := declaration.(*ast.FuncDecl)
			if !is || f.Recv == nil || !f.Name.IsExported() || f.Doc == nil {
				continue
			}
			text := strings.Join(strings.Fields(f.Doc.Text()), " ")
			text = strings.TrimPrefix(strings.TrimPrefix(text, f.Name.Name), " names ")
			lines = append(lines, fmt.Sprintf("| `%s` | %s |\n", f.Name.Name, strings.ReplaceAll(strings.TrimSpace(text), "|", "\\|")))
		}
	}
	slices.Sort(lines)
	return lines
}
