package house

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	// alertRow is a row of the reference, which is made of what the stacks have; alertBelow an alert that is in no snapshot yet.
	alertRow   = regexp.MustCompile(`(?m)^\| ([a-z0-9-]+) \|.*\(\.\./runbooks/([a-z-]+)\.md\) \|`)
	alertBelow = regexp.MustCompile("(?m)^`([a-z0-9-]+)` \\(.*\\(\\.\\./runbooks/([a-z-]+)\\.md\\)")
	// indexRow is a row of the runbooks' index: a page, and the alerts that lead to it.
	indexRow = regexp.MustCompile(`(?m)^\| \[[^\]]+\]\(([a-z-]+)\.md\) \| (.+) \|$`)
	// vaultOf is the name of a vault in its alerts, which the index leaves out.
	vaultOf = regexp.MustCompile(`^vault-(tde|tok|secrets)-`)
)

// indexProblems compares the runbooks' index with the alerts that there are: whoever is woken looks for the alert's own name.
func indexProblems(index, reference string) []string {
	var problems []string
	pages, met := map[string]string{}, map[string]bool{}
	for _, row := range indexRow.FindAllStringSubmatch(index, -1) {
		for _, name := range strings.Split(row[2], ", ") {
			pages[name] = row[1]
		}
	}
	for _, alert := range append(alertRow.FindAllStringSubmatch(reference, -1), alertBelow.FindAllStringSubmatch(reference, -1)...) {
		name, found := vaultOf.ReplaceAllString(alert[1], "vault-"), []string{}
		for _, pattern := range slices.Sorted(maps.Keys(pages)) {
			if fits, _ := path.Match(pattern, name); fits {
				met[pattern], found = true, append(found, pages[pattern])
			}
		}
		if under := strings.Join(found, ", "); under != alert[2] {
			problems = append(problems, fmt.Sprintf("%s leads to %s.md, and is in the index under %q", alert[1], alert[2], under))
		}
	}
	for pattern := range pages {
		if !met[pattern] {
			problems = append(problems, fmt.Sprintf("%s is in the index, and no stack has it", pattern))
		}
	}
	slices.Sort(problems)
	return problems
}

func TestRunbooksAreFoundByTheAlertsName(t *testing.T) {
	t.Parallel()
	index, err := os.ReadFile(filepath.Join(root, "docs/runbooks/README.md"))
	require.NoError(t, err)
	reference, err := os.ReadFile(filepath.Join(root, "docs/reference/alerts.md"))
	require.NoError(t, err)
	require.NotEmpty(t, alertRow.FindAllString(string(reference), -1))
	assert.Empty(t, indexProblems(string(index), string(reference)))
}

func TestIndexProblems(t *testing.T) {
	t.Parallel()
	const reference = "| vault-tde-denied | error | [x](../runbooks/refused.md) | dev |\n| test-host-app | error | [x](../runbooks/test.md) | dev |\n\n" +
		"`silent` (warning, [x](../runbooks/silent.md); dr) is in no snapshot.\n"
	const index = "| [Refused](refused.md) | vault-denied |\n| [Tests](test.md) | test-* |\n| [Silent](silent.md) | silent |\n"
	for _, test := range []struct {
		reason, index string
		want          []string
	}{
		{"each alert under its page", index, nil},
		{"an alert that has another name now", strings.Replace(index, "vault-denied", "vault-refused", 1), []string{
			`vault-refused is in the index, and no stack has it`, `vault-tde-denied leads to refused.md, and is in the index under ""`,
		}},
		{"an alert under two pages", index + "| [Refused](refused.md) | silent* |\n", []string{`silent leads to silent.md, and is in the index under "silent, refused"`}},
		{"an alert under another page", strings.Replace(index, "(silent.md)", "(test.md)", 1), []string{`silent leads to silent.md, and is in the index under "test"`}},
	} {
		assert.Equal(t, test.want, indexProblems(test.index, reference), test.reason)
	}
}
