package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAPackIsBuiltAgainWhenAFileChanges holds that a pack is taken for built only while nothing that it is made of is otherwise.
func TestAPackIsBuiltAgainWhenAFileChanges(t *testing.T) {
	t.Parallel()
	const name = "policy"
	environ := append(os.Environ(), "GOFLAGS=")
	module, into := t.TempDir(), t.TempDir()
	source, inner := filepath.Join(module, name), filepath.Join(module, "inner")
	write := func(path, content string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		require.NoError(t, os.Chtimes(path, time.Now(), time.Now().Add(time.Duration(len(content))*time.Second)))
	}
	write(filepath.Join(module, "go.mod"), "module example.com/m\n\ngo 1.25\n")
	write(filepath.Join(module, "go.sum"), "")
	write(filepath.Join(source, "main.go"), "package main\n\nimport _ \"example.com/m/inner\"\n\nfunc main() {}\n")
	write(filepath.Join(inner, "inner.go"), "package inner\n")
	fresh := func() {
		write(filepath.Join(into, name), "binary")
		stamp(t.Context(), source, into, environ)
		require.Equal(t, filepath.Join(into, name), upToDate(source, into, environ))
	}
	assert.Empty(t, upToDate(source, into, environ), "nothing was built")
	for reason, change := range map[string]func(){
		"a source is otherwise": func() {
			write(filepath.Join(source, "main.go"), "package main\n\nimport _ \"example.com/m/inner\"\n\nfunc main() { }\n")
		},
		"one that it imports is otherwise":  func() { write(filepath.Join(inner, "inner.go"), "package inner\n\nvar X int\n") },
		"there is another file":             func() { write(filepath.Join(inner, "more.go"), "package inner\n") },
		"a file that is embedded":           func() { write(filepath.Join(source, "exceptions.yaml"), "exceptions: []\n") },
		"the module asks for other modules": func() { write(filepath.Join(module, "go.mod"), "module example.com/m\n\ngo 1.25.0\n") },
		"a module's sum is otherwise":       func() { write(filepath.Join(module, "go.sum"), "\n") },
		"the binary is another":             func() { write(filepath.Join(into, name), "another") },
		"the stamp is none":                 func() { write(stampFile(source, into), "{") },
	} {
		fresh()
		change()
		assert.Empty(t, upToDate(source, into, environ), reason)
	}
	fresh()
	assert.Empty(t, upToDate(source, into, append(os.Environ(), "GOFLAGS=-race")), "builds are given other flags")
	write(filepath.Join(inner, "inner_test.go"), "package inner\n")
	assert.NotEmpty(t, upToDate(source, into, environ), "tests are in no binary")
	assert.Empty(t, upToDate(filepath.Join(t.TempDir(), name), into, environ), "a pack of another tree is another")
	require.NoError(t, os.Remove(filepath.Join(source, "main.go")))
	stamp(t.Context(), source, into, environ)
	assert.Empty(t, upToDate(source, into, environ), "what cannot be told is built again")
}
