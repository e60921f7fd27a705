package typings

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// walk calls visit with every file below a root.
func walk(root fs.FS, visit func(name, content string)) error {
	return fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, name)
		visit(name, string(content))
		return err
	})
}

// indented returns a JSON text with one line per value, so that a difference is seen.
func indented(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, json.Indent(&b, text, "", "  "))
	return b.Bytes()
}

// readTestFile returns a file of testdata/package.
func readTestFile(name string) (string, error) {
	content, err := os.ReadFile(filepath.Join("testdata", "package", filepath.FromSlash(name)))
	return string(content), err
}
