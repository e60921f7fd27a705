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

// Entry is what one thing is let pass by: of what type it is, at which path, what is done; the last may have spaces. A line of a list that has
// alternatives is an entry for each combination of them, so that each has to be needed by itself.
type Entry struct {
	// Pattern are three patterns, with * for anything, and [] for any item of a list.
	Pattern string
	// Reason is why what it is for is right.
	Reason string
	// Used is how often Find has found it: an entry that nothing needs is out of date.
	Used int

	want []string // the three, as fits reads them
}

// words is how many patterns a line has.
const words = 3

// Read reads a list: a reason on a line that begins with "# ", and below it the lines that it is for, with | between alternatives. Lines with
// // are comments. All lines that are wrong are named in one error: also one that repeats what stands above, whose reason would count for nothing.
func Read(from io.Reader) ([]*Entry, error) {
	var entries []*Entry
	var problems []error
	reason, first := "", map[string]int{}
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
			for _, e := range combinations(line, reason) {
				if first[e.Pattern] != 0 {
					problems = append(problems, fmt.Errorf("line %d: %s stands in line %d too", number, e.Pattern, first[e.Pattern]))
					continue
				}
				first[e.Pattern] = number
				entries = append(entries, e)
			}
		}
	}
	return entries, errors.Join(append(problems, lines.Err())...)
}

// combinations are a line's entries, in the order in which it names them.
func combinations(line, reason string) []*Entry {
	all := [][]string{nil}
	for _, word := range strings.SplitN(line, " ", words) {
		var longer [][]string
		for _, begun := range all {
			for one := range strings.SplitSeq(word, "|") {
				longer = append(longer, append(begun[:len(begun):len(begun)], one))
			}
		}
		all = longer
	}
	entries := make([]*Entry, 0, len(all))
	for _, one := range all {
		e := &Entry{Pattern: strings.Join(one, " "), Reason: reason}
		for _, pattern := range one {
			e.want = append(e.want, plain.Replace(pattern))
		}
		entries = append(entries, e)
	}
	return entries
}

// Find is the first entry that three words are under, nil if there is none. It counts the use.
func Find(entries []*Entry, text string) *Entry {
	have := strings.SplitN(plain.Replace(text), " ", words)
	if len(have) < words {
		return nil
	}
	for _, e := range entries {
		if fits(e.want[0], have[0]) && fits(e.want[1], have[1]) && fits(e.want[2], have[2]) {
			e.Used++
			return e
		}
	}
	return nil
}

// plain takes from a path what path.Match reads in a way of its own.
var plain = strings.NewReplacer("[]", "%", "[", "%", "]", "%", "/", "!")

// fits compares one word; most patterns are no more than a text.
func fits(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == text
	}
	ok, err := path.Match(pattern, text)
	return ok && err == nil
}
