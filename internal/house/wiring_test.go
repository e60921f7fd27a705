package house

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// treeOf reads the repository as far as a page about it has to be compared with it.
func treeOf(t *testing.T) tree {
	t.Helper()
	all := files(t)
	return tree{
		exists: func(path string) bool {
			_, err := os.Stat(filepath.Join(root, filepath.FromSlash(path)))
			return err == nil
		},
		unused: newWiring(all).unused,
	}
}

// wiring is what the stacks make use of, as their source says.
type wiring struct {
	// packages are the components that a stack imports.
	packages map[string]bool
	// calls are the constructors that a stack, or a component of one, calls: "components/vault.New".
	calls map[string]bool
	// constructors are those that each file declares, by the file's path.
	constructors map[string][]string
}

func newWiring(all []goFile) wiring {
	w := wiring{packages: map[string]bool{}, calls: map[string]bool{}, constructors: map[string][]string{}}
	for _, file := range all {
		if !file.Test && below(file.Package, "stacks") {
			for _, imported := range file.imports() {
				w.packages[imported] = w.packages[imported] || strings.HasPrefix(imported, "components/")
			}
		}
	}
	for _, file := range all {
		if file.Test {
			continue
		}
		w.constructors[file.Path] = file.constructors()
		if below(file.Package, "stacks") || w.packages[file.Package] {
			for _, call := range file.calls() {
				w.calls[call] = true
			}
		}
	}
	return w
}

// unused is true for a component that no stack imports, and for a file of a component whose constructors nobody calls that a
// stack leads to. A file without constructors goes with its package.
func (w wiring) unused(target string) bool {
	if component(target) == "" {
		return false
	}
	folder := target
	if strings.HasSuffix(target, ".go") {
		folder = path.Dir(target)
	}
	made := w.constructors[target]
	called := func(name string) bool { return w.calls[folder+"."+name] }
	return !w.packages[folder] || len(made) > 0 && !slices.ContainsFunc(made, called)
}

// constructors are the exported functions of a file that make something: New, NewArchive.
func (f goFile) constructors() []string {
	var found []string
	for _, declared := range f.Syntax.Decls {
		function, ok := declared.(*ast.FuncDecl)
		if ok && function.Recv == nil && strings.HasPrefix(function.Name.Name, "New") {
			found = append(found, function.Name.Name)
		}
	}
	return found
}

// calls are the exported things of our own packages that a file names: "components/vault.New".
func (f goFile) calls() []string {
	local := map[string]string{}
	for _, spec := range f.Syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		ours, found := strings.CutPrefix(imported, module+"/")
		if err != nil || !found {
			continue
		}
		name := path.Base(ours)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		local[name] = ours
	}
	var found []string
	ast.Inspect(f.Syntax, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if from, ok := selector.X.(*ast.Ident); ok && local[from.Name] != "" {
			found = append(found, local[from.Name]+"."+selector.Sel.Name)
		}
		return true
	})
	return found
}

func TestWiringTellsWhatStacksUse(t *testing.T) {
	t.Parallel()
	w := newWiring(files(t))
	for _, test := range []struct {
		reason, target string
		unused         bool
	}{
		{"the foundation makes a vault", "components/vault", false},
		{"a file without constructors goes with its package", "components/network/noderules.go", false},
		{"a constructor that a stack calls is used", "components/monitoring/archive.go", false},
		{"a constructor that a component of a stack calls is used too", "components/azure/lock.go", false},
		{"a component that is not there is used by nobody", "components/nowhere", true},
		{"what is no component is not judged", "internal/regions/recovery.go", false},
	} {
		assert.Equal(t, test.unused, w.unused(test.target), "%s: %s", test.target, test.reason)
	}
}

// TestWiringSeesAConstructorThatIsNoLongerCalled takes one call out of the stacks.
func TestWiringSeesAConstructorThatIsNoLongerCalled(t *testing.T) {
	t.Parallel()
	w := newWiring(files(t))
	delete(w.calls, "components/monitoring.NewArchive")
	assert.True(t, w.unused("components/monitoring/archive.go"), "nobody makes an archive now")
	assert.False(t, w.unused("components/monitoring"), "the package is still imported, for the workspace")
	delete(w.packages, "components/monitoring")
	assert.True(t, w.unused("components/monitoring"), "and now it is not")
}
