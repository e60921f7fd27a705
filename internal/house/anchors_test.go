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
	headingLine = regexp.MustCompile(`^#+ (.*)$`)
	linked      = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	unsaid      = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// anchors are what a link can lead to on a page: its headings, as GitHub names them.
func anchors(page string) []string {
	var found []string
	fenced := false
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if match := headingLine.FindStringSubmatch(line); match != nil && !fenced {
			title := unsaid.ReplaceAllString(strings.ToLower(linked.ReplaceAllString(match[1], "$1")), "")
			found = append(found, strings.ReplaceAll(strings.TrimSpace(title), " ", "-"))
		}
	}
	return found
}

// lostAnchors are the links of a page to headings that there are not. read returns the page that a link leads to, "" for what is none.
func lostAnchors(page string, read func(target string) string) []string {
	var lost []string
	for _, match := range markdownLink.FindAllStringSubmatch(page, -1) {
		target, anchor, found := strings.Cut(match[1], "#")
		if !found || strings.Contains(target, "://") || target != "" && !strings.HasSuffix(target, ".md") {
			continue
		}
		to := page
		if target != "" {
			to = read(target)
		}
		if !slices.Contains(anchors(to), anchor) {
			lost = append(lost, match[1])
		}
	}
	return lost
}

func TestLinksLeadToHeadings(t *testing.T) {
	t.Parallel()
	for path, content := range pages(t) {
		assert.Empty(t, lostAnchors(content, func(target string) string {
			to, err := os.ReadFile(filepath.Join(root, filepath.Dir(path), target))
			require.NoError(t, err, path)
			return string(to)
		}), "%s links to headings that are not there", path)
	}
}

func TestLostAnchors(t *testing.T) {
	t.Parallel()
	read := func(string) string {
		return "# Another page\n\n## The `first` up, or [the last](x.md)\n\n```\n# no heading\n```\n"
	}
	for _, test := range []struct {
		reason, page string
		want         []string
	}{
		{"a heading of another page", "[x](y.md#another-page)", nil},
		{"signs are left out, and links are their text", "[x](y.md#the-first-up-or-the-last)", nil},
		{"a heading of the page itself", "## Here\n\n[x](#here)", nil},
		{"a heading that was renamed", "[x](y.md#what-is-where)", []string{"y.md#what-is-where"}},
		{"a comment in a block is none", "[x](y.md#no-heading)", []string{"y.md#no-heading"}},
		{"lines of source are not looked at", "[x](y.go#L12)", nil},
		{"other people's pages are not looked at", "[x](https://example.com/y.md#z)", nil},
	} {
		assert.Equal(t, test.want, lostAnchors(test.page, read), test.reason)
	}
}
