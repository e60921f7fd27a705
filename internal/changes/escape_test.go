package changes

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestCode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{"a plain text", "vault", "`vault`"},
		{"backticks inside need more around", "a``b", "```a``b```"},
		{"a backtick at an end needs a space", "`", "`` ` ``"},
		{"nothing is shown as nothing", "", "`\"\"`"},
		{"a new line would end the paragraph", "a\nb", "`a\\nb`"},
		{"text that turns direction is shown as what it is", "a\u202eb", "`a\\u{202e}b`"},
		{"terminals' colours are no colours here", "\x1b[31m", "`\\u{1b}[31m`"},
	} {
		assert.Equal(t, test.want, code(test.text), test.reason)
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{"nobody is called", "@trelica/everybody", "\\@\u200btrelica\\/everybody"},
		{"no issue is linked", "#12", "\\#\u200b12"},
		{"no address is linked", "https://evil.example www.evil.example", `https\:\/\/evil.example www\.evil.example`},
		{"no HTML", "</details><img>", `\<\/details\>\<img\>`},
		{"no emphasis, no link, no code", "*a* [b](c) `d`", "\\*a\\* \\[b\\]\\(c\\) \\`d\\`"},
		{"no heading, no list, no table", "a | b\n# c", "a \\| b\\\\n\\#\u200b c"},
	} {
		assert.Equal(t, test.want, prose(test.text), test.reason)
	}
}

// TestNothingLeavesItsPlace tries texts that nobody thought of: whatever is in a value, the block or the span around it ends where it
// is meant to.
func TestNothingLeavesItsPlace(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"`", "```", "~~~", "\n", "\r", "\n\n", "</details>", "<", "@a", "|", "\\", "x", " ", "\u2028", "#"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces"), "")
		span := code(text)
		ticks := span[:len(span)-len(strings.TrimLeft(span, "`"))]
		inside := strings.TrimSuffix(strings.TrimPrefix(span, ticks), ticks)
		if strings.Contains(span, "\n") || longest(inside, '`') >= len(ticks) {
			t.Fatalf("the span of %q can be left: %s", text, span)
		}
		block := fence("diff", diffLines("+", text, text, ""))
		lines := strings.Split(strings.TrimRight(block, "\n"), "\n")
		for _, line := range lines[1 : len(lines)-1] {
			if !strings.HasPrefix(line, "+") {
				t.Fatalf("a line of %q stands without its sign: %q", text, line)
			}
		}
		if strings.ContainsAny(prose(text), "\n\r") {
			t.Fatalf("the prose of %q has a line end", text)
		}
	})
}
