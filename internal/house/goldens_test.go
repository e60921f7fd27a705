package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMakeGoldenWritesEveryGolden: a golden that `make golden` leaves alone turns red in somebody's pull request, after they did all
// that they were told to do.
func TestMakeGoldenWritesEveryGolden(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(root + "/Makefile")
	require.NoError(t, err)
	run := namesThatGoldenRuns(string(makefile))
	require.NotNil(t, run, "the Makefile's `golden` chooses tests by -run '...', the same in each line")
	packages := map[string][]*ast.File{}
	for _, file := range files(t) {
		if file.Test {
			packages[file.Package] = append(packages[file.Package], file.Syntax)
		}
	}
	writers := 0
	for name, syntax := range packages {
		for _, test := range testsThatUpdate(syntax) {
			writers++
			assert.Regexp(t, run, test, "%s writes a golden with -update, but the name is none that `make golden` runs", name)
		}
	}
	assert.Greater(t, writers, 15, "tests that write goldens")
}

// namesThatGoldenRuns is the pattern of tests below the Makefile's target golden, nil where there is none or its lines have several.
func namesThatGoldenRuns(makefile string) *regexp.Regexp {
	recipe := regexp.MustCompile(`(?m)^golden:.*\n(?:\t.*\n)*`).FindString(makefile)
	var patterns []string
	for _, found := range regexp.MustCompile(`-run '([^']+)'`).FindAllStringSubmatch(recipe, -1) {
		patterns = append(patterns, strings.ReplaceAll(found[1], "$$", "$"))
	}
	if patterns = slices.Compact(patterns); len(patterns) != 1 {
		return nil
	}
	return regexp.MustCompile(patterns[0])
}

// testsThatUpdate are the tests of a package that come, through its own functions, to an `if *update`, sorted.
func testsThatUpdate(package_ []*ast.File) []string {
	calls, writes := map[string][]string{}, map[string]bool{}
	for _, file := range package_ {
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			name := function.Name.Name
			ast.Inspect(function.Body, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.Ident:
					calls[name] = append(calls[name], node.Name)
				case *ast.IfStmt:
					if star, ok := node.Cond.(*ast.StarExpr); ok && isUpdate(star.X) {
						writes[name] = true
					}
				}
				return true
			})
		}
	}
	var tests []string
	for name := range calls {
		if regexp.MustCompile(`^Test[A-Z]`).MatchString(name) && reaches(calls, writes, name, map[string]bool{}) {
			tests = append(tests, name)
		}
	}
	slices.Sort(tests)
	return tests
}

func isUpdate(expression ast.Expr) bool {
	name, ok := expression.(*ast.Ident)
	return ok && regexp.MustCompile(`^update`).MatchString(name.Name)
}

func reaches(calls map[string][]string, writes map[string]bool, from string, seen map[string]bool) bool {
	if writes[from] {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(calls[from], func(to string) bool { return reaches(calls, writes, to, seen) })
}

func parsed(t *testing.T, source string) *ast.File {
	t.Helper()
	syntax, err := parser.ParseFile(token.NewFileSet(), "x_test.go", "package x\n"+source, parser.SkipObjectResolution)
	require.NoError(t, err)
	return syntax
}

func TestTestsThatUpdate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason, source string
		want           []string
	}{
		{"a test that writes", `func TestA(t *testing.T) { if *update { write() } }`, []string{"TestA"}},
		{"through another function", `func TestA(t *testing.T) { hold(t) }; func hold(t *testing.T) { if *update { write() } }`, []string{"TestA"}},
		{"through a method", `func TestA(t *testing.T) { b.hold(t) }; func (b bench) hold(t *testing.T) { if *updateGoldens { write() } }`, []string{"TestA"}},
		{"in a test within a test", `func TestA(t *testing.T) { t.Run("x", func(t *testing.T) { if *update { write() } }) }`, []string{"TestA"}},
		{"who asks whether to run does not write", `func TestA(t *testing.T) { if !*update && short() { t.Skip() } }`, nil},
		{"functions that call each other end", `func TestA(t *testing.T) { a() }; func a() { b() }; func b() { a() }`, nil},
	} {
		assert.Equal(t, c.want, testsThatUpdate([]*ast.File{parsed(t, c.source)}), c.reason)
	}
}

func TestNamesThatGoldenRuns(t *testing.T) {
	t.Parallel()
	run := namesThatGoldenRuns("other:\n\tgo test -run 'No'\n\ngolden: tools ## rewrite\n\t@go test x -run 'Golden|Extract$$' -update\n")
	require.NotNil(t, run)
	assert.True(t, run.MatchString("TestStacksGolden"))
	assert.True(t, run.MatchString("TestExtract"))
	assert.False(t, run.MatchString("TestExtracts"))
	assert.Nil(t, namesThatGoldenRuns("golden:\n\tgo test\n"))
	assert.Nil(t, namesThatGoldenRuns("golden:\n\tgo test -run 'A'\n\tgo test -run 'B'\n"), "what one line runs another leaves out")
}
