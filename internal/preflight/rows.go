package preflight

import (
	"regexp"
	"slices"
	"strings"
)

// Rows lists every kind of row, in order, as docs/operations/hand-steps.md names them: a word in capitals stands for anything. A
// test holds the page, this list and the rows that are made together.
func Rows() []string {
	return []string{
		"settings: real identifiers", "subscription ID",
		"tool NAME",
		"providers", "provider NAME", "features", "feature NAME",
		"made before", "made before: WHAT",
		"size NAME in REGION", "sizes in REGION", "quota NAME in REGION", "quotas of SERVICE in REGION",
		"roles", "roles of the stack", "role NAME", "roles at SCOPE",
		"delegation of ZONE", "images of REGISTRY in REGION", "secrets", "secret NAME in VAULT", "group GROUP has IDENTITY",
		"egress addresses in REGION", "archive in REGION", "budget",
		"by hand: WHAT",
	}
}

var placeholderWord = regexp.MustCompile(`\b[A-Z]{2,}\b`)

// RowOf is the kind of a row, "" for a name that is of none.
func RowOf(name string) string {
	for _, row := range Rows() {
		pattern := placeholderWord.ReplaceAllString(regexp.QuoteMeta(row), `.+`)
		if regexp.MustCompile("^" + pattern + "$").MatchString(name) {
			return row
		}
	}
	return ""
}

// Covers tells whether a row that a page names is of a kind that there is: the kind itself, or a step of people's by its name.
func Covers(named string) bool {
	return slices.Contains(Rows(), named) || strings.HasPrefix(named, "by hand: ")
}
