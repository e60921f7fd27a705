// Package reasons reads the lists of what a sweep lets pass, each entry with the reason why that is right. The tests of policy/controls
// (mutants that weaken nothing) and of internal/sweep (what the local Azure accepts though it is broken) keep one each in testdata. Nothing
// else calls it, and it touches nothing.
package reasons

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Entry is a line of a list. It is for what has three words, the last of which may have spaces: of what type, at which path, what is done.
type Entry struct {
	// Pattern are three patterns, with * for anything, | between alternatives, and [] for any item of a list.
	Pattern string
	// Reason is why what it is for is right.
	Reason string
	// Used is how often Find has found it: an entry that nothing needs is out of date.
	Used int
}

// words is how many patterns a line has.
const words = 3

// Read reads a list: a reason on a line that begins with "# ", and below it the entries that it is for. Lines with // are comments. All
// lines that are wrong are named in one error.
func Read(from io.Reader) ([]*Entry, error) {
	var entries []*Entry
	var problems []error
	reason := ""
	lines := bufio.NewScanner(from)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
		case strings.HasPrefix(line, "# "):
			reason = strings.TrimPrefix(line, "# ")
		case reason == "":
			problems = append(problems, fmt.Errorf("line %d: %s has no reason above it", number, line))
		case len(strings.SplitN(line, " ", words)) < words:
			problems = append(problems, fmt.Errorf("line %d: %q has to be of a type, a path and what is done", number, line))
		default:
			entries = append(entries, &Entry{Pattern: line, Reason: reason})
		}
	}
	return entries, errors.Join(append(problems, lines.Err())...)
}

// Find is the first entry that three words are under, nil if there is none. It counts the use.
func Find(entries []*Entry, text string) *Entry {
	have := strings.SplitN(text, " ", words)
	if len(have) < words {
		return nil
	}
	for _, e := range entries {
		want := strings.SplitN(e.Pattern, " ", words)
		if fits(want[0], have[0]) && fits(want[1], have[1]) && fits(want[2], have[2]) {
			e.Used++
			return e
		}
	}
	return nil
}

// plain takes from a path what path.Match reads in a way of its own.
var plain = strings.NewReplacer("[]", "%", "[", "%", "]", "%", "/", "!")

// fits compares one word.
func fits(pattern, text string) bool {
	for one := range strings.SplitSeq(pattern, "|") {
		if ok, err := path.Match(plain.Replace(one), plain.Replace(text)); ok && err == nil {
			return true
		}
	}
	return false
}
