package changes

import (
	"fmt"
	"html"
	"strings"
	"unicode"
)

// visible makes what could hide or turn a text around readable: control characters, and those that change its direction.
func visible(text string, keepLines bool) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' && keepLines:
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t' && keepLines:
			out.WriteString("    ")
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			fmt.Fprintf(&out, `\u{%x}`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// longest is the longest run of a character.
func longest(text string, of rune) int {
	most, run := 0, 0
	for _, r := range text {
		if r == of {
			run++
			most = max(most, run)
		} else {
			run = 0
		}
	}
	return most
}

// code is a text as Markdown's code, on one line: nothing in it is Markdown, HTML, a link or a name that is told. It begins and ends
// with more backticks than there are in a row inside (CommonMark, code spans).
func code(text string) string {
	text = visible(text, false)
	if strings.TrimSpace(text) == "" {
		text = fmt.Sprintf("%q", text)
	}
	ticks := strings.Repeat("`", longest(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// cell is code in a table, where a bar would end the cell (GitHub Flavored Markdown, tables).
func cell(text string) string { return strings.ReplaceAll(code(text), "|", `\|`) }

// fence is a block of code. Its fence is longer than any inside (CommonMark, fenced code blocks).
func fence(language, text string) string {
	ticks := strings.Repeat("`", max(3, longest(text, '`')+1))
	return ticks + language + "\n" + strings.TrimRight(text, "\n") + "\n" + ticks + "\n"
}

// prose is a text inside Markdown's text: what Markdown or HTML would make something of is escaped, and names, numbers of issues and
// addresses are not linked. GitHub links names after it has rendered, so that a backslash does not stop it; a space of no width does.
func prose(text string) string {
	var out strings.Builder
	for _, r := range visible(text, false) {
		switch {
		case r == '@' || r == '#':
			out.WriteString(`\` + string(r) + "\u200b")
		case strings.ContainsRune("\\`*_{}[]()<>!|~&$:/", r), r == '-' && out.Len() == 0, r == '+' && out.Len() == 0:
			out.WriteString(`\` + string(r))
		default:
			out.WriteRune(r)
		}
	}
	return strings.ReplaceAll(out.String(), "www.", `www\.`)
}

// inHTML is a text as code inside HTML, on one line.
func inHTML(text string) string {
	return "<code>" + html.EscapeString(visible(text, false)) + "</code>"
}

// shorten cuts a text that is shown as an example.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d characters more)", string(runes[:most]), len(runes)-most)
}
