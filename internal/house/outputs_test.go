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
)

var (
	exported   = regexp.MustCompile(`ctx\.Export\(("([A-Za-z]+)"|output[A-Z][A-Za-z]*|key),`)
	outputName = regexp.MustCompile(`(?m)^\toutput[A-Z][A-Za-z]*\s*= "([A-Za-z]+)"`)
	mapped     = regexp.MustCompile(`(?m)^\t\t"([A-Za-z]+)":\s`)
	outputRow  = regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\|")
)

// TestOutputsPageIsTrue: the page lists what the stacks export, all of it and nothing else.
func TestOutputsPageIsTrue(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob(filepath.Join(root, "stacks", "*.go"))
	require.NoError(t, err)
	var all []string
	for _, path := range sources {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		if !strings.HasSuffix(path, "_test.go") {
			all = append(all, exports(string(content))...)
		}
	}
	page, err := os.ReadFile(filepath.Join(root, "docs/reference/outputs.md"))
	require.NoError(t, err)
	var listed []string
	for _, row := range outputRow.FindAllStringSubmatch(string(page), -1) {
		listed = append(listed, row[1])
	}
	slices.Sort(all)
	assert.Equal(t, slices.Compact(all), listed)
}

// exports are the outputs that a source file of the stacks names: by itself, by a constant, or in the map of the bootstrap's.
func exports(source string) []string {
	var names []string
	for _, match := range exported.FindAllStringSubmatch(source, -1) {
		if match[2] != "" {
			names = append(names, match[2])
		}
	}
	for _, match := range outputName.FindAllStringSubmatch(source, -1) {
		names = append(names, match[1])
	}
	if _, body, found := strings.Cut(source, ") outputs() pulumi.Map {"); found {
		body, _, _ = strings.Cut(body, "\n}\n")
		for _, match := range mapped.FindAllStringSubmatch(body, -1) {
			names = append(names, match[1])
		}
	}
	return names
}

func TestExportsAreFound(t *testing.T) {
	t.Parallel()
	source := "const (\n\toutputKept = \"kept\"\n)\nfunc (b *b) outputs() pulumi.Map {\n\treturn pulumi.Map{\n\t\t\"one\": x,\n\t}\n}\n" +
		"func f() {\n\tctx.Export(\"two\", x)\n\tctx.Export(outputKept, x)\n\tctx.Export(key, x)\n}\n"
	assert.Equal(t, []string{"two", "kept", "one"}, exports(source))
}
