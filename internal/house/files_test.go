package house

import (
	"go/ast"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// largest is the size in bytes above which a file is two files.
const largest = 20_000

func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		assert.LessOrEqual(t, file.Size, int64(largest), "%s has %d bytes: over %d it is two files", file.Path, file.Size, largest)
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	described := map[string]bool{}
	for _, file := range files(t) {
		if file.Test {
			continue
		}
		described[file.Package] = described[file.Package] || documented(file.Syntax)
	}
	for name, ok := range described {
		assert.True(t, ok, "package %s has no package comment: say what it is for, who calls it, what it may touch", name)
	}
}

// documented is true when the file carries a package comment of more than a few words.
func documented(syntax *ast.File) bool {
	return syntax.Doc != nil && len(strings.Fields(syntax.Doc.Text())) >= 8
}

// tracked lists the repository's text files as git sees them, new ones included.
func tracked(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", root, "ls-files", "-co", "--exclude-standard").Output()
	require.NoError(t, err, "git ls-files")
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// markdownLink matches the target of an inline link.
var markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// pages are the repository's pages that are there, by their paths: one that is being taken away is tracked yet.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, path := range tracked(t) {
		if !strings.HasSuffix(path, ".md") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		found[path] = string(content)
	}
	require.NotEmpty(t, found)
	return found
}

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for path, content := range pages(t) {
		for _, match := range markdownLink.FindAllStringSubmatch(content, -1) {
			target, _, _ := strings.Cut(match[1], "#")
			if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			_, err := os.Stat(filepath.Join(root, filepath.Dir(path), target))
			assert.NoError(t, err, "%s links to %s, which is not there", path, match[1])
		}
	}
}

// foreign matches what has no place in this repository: folders of one machine, and the hosts of package registries.
// The pieces are kept apart so that this file does not match itself.
var foreign = regexp.MustCompile(strings.Join([]string{
	"/wo" + "rk/", "/ro" + "ot/", "/home/[a-z]+/", "proxy\\.gol" + "ang\\.org", "sum\\.gol" + "ang\\.org", "registry\\.npm" + "js", "deb\\.deb" + "ian",
}, "|"))

func TestNothingOfOneMachine(t *testing.T) {
	t.Parallel()
	for _, path := range tracked(t) {
		if strings.HasSuffix(path, ".sum") || strings.HasSuffix(path, ".gz") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		if found := foreign.FindString(string(content)); found != "" {
			assert.Failf(t, "foreign word", "%s contains %q: nothing here may depend on one machine or name a registry's host", path, found)
		}
	}
}
