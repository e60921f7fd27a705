package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the path that every import of our own begins with.
const module = "github.com/trelica/infrastructure"

// root is the repository's folder, seen from this package.
const root = "../.."

// goFile is one Go file with what the rules ask about it.
type goFile struct {
	// Path is relative to the repository, with slashes.
	Path string
	// Package is the folder's import path below the module, "" for the root.
	Package string
	Size    int64
	Test    bool
	Syntax  *ast.File
}

// imports lists the file's imports; those of our own module are relative to it.
func (f goFile) imports() []string {
	var found []string
	for _, spec := range f.Syntax.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		found = append(found, strings.TrimPrefix(path, module+"/"))
	}
	return found
}

// files parses every Go file of the main module; nested modules and what tests keep as data are left out.
func files(t *testing.T) []goFile {
	t.Helper()
	var found []goFile
	fset := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		if entry.IsDir() {
			if skipped(path, relative, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		syntax, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		found = append(found, goFile{
			Path:    relative,
			Package: strings.TrimPrefix(filepath.ToSlash(filepath.Dir(relative)), "."),
			Size:    info.Size(),
			Test:    strings.HasSuffix(path, "_test.go"),
			Syntax:  syntax,
		})
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, found, "the walk found no Go file: the rules would hold of nothing")
	return found
}

// skipped is true for folders that are not part of the main module's source.
func skipped(path, relative, name string) bool {
	if name == "testdata" || strings.HasPrefix(name, ".") && relative != "." && path != root {
		return true
	}
	if path == root {
		return false
	}
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil
}
