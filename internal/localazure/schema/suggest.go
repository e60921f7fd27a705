package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// nearest returns the candidate that is most like a name: the same but for case, or else the one with the fewest edits,
// up to a third of its length. Of equally near ones the first counts.
func nearest(name string, candidates []string) (string, bool) {
	best, edits := "", -1
	for _, candidate := range candidates {
		if strings.EqualFold(name, candidate) {
			return candidate, true
		}
		d := distance(strings.ToLower(name), strings.ToLower(candidate))
		if d <= max(1, len(candidate)/3) && (edits < 0 || d < edits) {
			best, edits = candidate, d
		}
	}
	return best, edits >= 0
}

// distance returns how many edits lead from one text to another; an edit inserts, removes or exchanges a character or
// swaps two neighbours (the optimal string alignment distance).
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	// The last three rows of the table of distances between the beginnings of the two texts.
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range current {
		current[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, previous, current = previous, current, before
		current[0] = i
		for j := 1; j <= len(b); j++ {
			exchange := previous[j-1]
			if a[i-1] != b[j-1] {
				exchange++
			}
			current[j] = min(exchange, previous[j]+1, current[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
	}
	return current[len(b)]
}

// list writes names for a message: quoted, with commas, and not too many of them.
func list(names []string) string {
	const most = 20
	quoted := make([]string, 0, min(len(names), most))
	for _, name := range names[:min(len(names), most)] {
		quoted = append(quoted, strconv.Quote(name))
	}
	text := strings.Join(quoted, ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}
