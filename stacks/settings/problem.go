package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Problem is one mistake in the settings.
type Problem struct {
	// File is the file that holds the mistake, or the one in which something is missing: "Pulumi.prod.yaml".
	File string
	// Line is the line of it, counted from one; zero where it is not known.
	Line int
	// Key is the setting, with the path inside it: "trelica:userPools[1].vmSize". Empty if the mistake is the file itself.
	Key string
	// Value is what was given, in its short form; empty if nothing was.
	Value string
	// Message says what is wrong.
	Message string
	// Allowed says what would be right.
	Allowed string
}

// String puts the mistake into one line.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	if p.Key != "" {
		b.WriteString(": " + p.Key)
	}
	if p.Value != "" {
		b.WriteString(" = " + p.Value)
	}
	b.WriteString(": " + p.Message)
	if p.Allowed != "" {
		b.WriteString("; allowed: " + p.Allowed)
	}
	return b.String()
}

// Problems is every mistake that was found. As an error it has one line per mistake.
type Problems []Problem

// Error lists the mistakes, one per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// err is the mistakes as an error, in the order of files and lines, or nil if there are none.
func (ps Problems) err() error {
	if len(ps) == 0 {
		return nil
	}
	sorted := slices.Clone(ps)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return sorted
}

// short renders a value for a message: quoted, on one line, at most 80 characters.
func short(value string) string {
	const most = 80
	runes := []rune(value)
	if len(runes) > most {
		value = string(runes[:most]) + "…"
	}
	return strconv.Quote(value)
}
