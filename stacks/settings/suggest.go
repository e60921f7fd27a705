package settings

import (
	"fmt"
	"strings"
)

// suggest is " (did you mean x?)" when one of the known words is near enough to be meant, or "".
func suggest(word string, known []string) string {
	best, least := "", 4 // four edits apart is another word
	for _, k := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// edits is how many letters have to be inserted, deleted or exchanged to make one word the other (Levenshtein). Words that no
// known word can be near are not compared: the answer is then their length.
func edits(a, b string) int {
	const longest = 64
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
