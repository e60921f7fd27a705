package house

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	// featuresPage says of every feature where it is.
	featuresPage = "docs/features.md"
	// lastFeature is the highest number: the rows are 1 to it.
	lastFeature = 145
)

// The statuses that a row may have.
const (
	here     = "here"
	partly   = "partly"
	notWired = "not wired"
	notYet   = "not yet"
	leftOut  = "left out"
)

// partFolders are the folders of the parts that are still to come. A part without one cannot be told from its folder.
var partFolders = map[string]string{
	"changes": "internal/changes", "e2e": "e2e", "ingress": "components/ingress", "policy": "policy/controls",
	"recovery": "internal/recovery", "topology": "internal/topology", "workflows": ".github/workflows", "workloads": "",
}

// TestFeaturesPageIsTrue compares the page with the tree.
func TestFeaturesPageIsTrue(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, featuresPage))
	require.NoError(t, err)
	assert.LessOrEqual(t, len(content), largest, "%s is too long to be read", featuresPage)
	for _, problem := range featureProblems(string(content), treeOf(t)) {
		assert.Fail(t, "the page of features is not true", "%s: %s", featuresPage, problem)
	}
}

// feature is a row of the page.
type feature struct {
	number              int
	status, name, where string
}

var (
	// featureRow is | number | status | feature | where |, in whatever width.
	featureRow = regexp.MustCompile(`(?m)^\| *(\d+) *\| *([^|]*?) *\| *([^|]*?) *\| *([^|]*?) *\|$`)
	// labelled is a link by label: [label], or [text][label].
	labelled = regexp.MustCompile(`\[[^\]]+\](?:\[([^\]]+)\])?`)
	// definition is where a label leads: [label]: target.
	definition = regexp.MustCompile(`(?m)^\[([^\]]+)\]: (\S+)$`)
	// coming is the line that lists the parts still to come, and named is one of them, there and in rows.
	coming = regexp.MustCompile(`(?m)^Parts still to come:[^.]*\.`)
	named  = regexp.MustCompile("`([a-z0-9]+)`")
)

// tree is what the page is compared with.
type tree struct {
	// exists says whether there is a file or folder, by its path in the repository.
	exists func(path string) bool
	// unused says whether it is a component, or a constructor's file of one, that no stack makes use of.
	unused func(path string) bool
}

// featureProblems says everything in which a page is not what it says it is, in the order of its rows.
func featureProblems(page string, tree tree) []string {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	targets := map[string]string{}
	for _, match := range definition.FindAllStringSubmatch(page, -1) {
		target := path.Join(path.Dir(featuresPage), match[2])
		if !tree.exists(target) {
			say("[%s] leads to %s, which is not there", match[1], target)
		}
		targets[match[1]] = target
	}
	parts := []string{}
	for _, match := range named.FindAllStringSubmatch(coming.FindString(page), -1) {
		folder, known := partFolders[match[1]]
		if !known || folder != "" && tree.exists(folder) {
			say("`%s` is no part that is still to come: rows that name it have another status now", match[1])
		}
		parts = append(parts, match[1])
	}
	next, used := 1, map[string]bool{}
	for _, row := range rows(page) {
		if row.number != next {
			say("row %d stands where row %d belongs", row.number, next)
		}
		next = row.number + 1
		var links []string
		for _, label := range labels(row.where) {
			used[label] = true
			if target, defined := targets[label]; defined {
				links = append(links, target)
			} else {
				say("row %d: [%s] leads nowhere", row.number, label)
			}
		}
		for _, match := range named.FindAllStringSubmatch(row.where, -1) {
			if _, part := partFolders[match[1]]; part && !slices.Contains(parts, match[1]) {
				say("row %d: `%s` is not among the parts still to come", row.number, match[1])
			}
		}
		if problem := row.contradiction(links, tree.unused); problem != "" {
			say("row %d, %s: %s", row.number, row.name, problem)
		}
	}
	if next != lastFeature+1 {
		say("the last row is %d, not %d", next-1, lastFeature)
	}
	return append(problems, idle(page, used)...)
}

// contradiction says in what a row's status does not fit what it names, or "".
func (f feature) contradiction(links []string, unused func(string) bool) string {
	unwired := slices.IndexFunc(links, unused)
	wired := slices.IndexFunc(links, func(link string) bool { return !unused(link) })
	switch f.status {
	case here:
		if unwired >= 0 {
			return "no stack uses " + links[unwired]
		}
		if wired < 0 {
			return "it is here, and the row does not say where"
		}
	case partly:
		if wired < 0 {
			return "nothing that it names is used by a stack"
		}
	case notWired:
		if unwired < 0 {
			return "everything that it names is used by a stack: give it another status"
		}
	case notYet, leftOut:
		if f.where == "" {
			return "it does not say what will bring it, or why not"
		}
	default:
		return fmt.Sprintf("%q is no status; allowed: %s, %s, %s, %s, %s", f.status, here, partly, notWired, notYet, leftOut)
	}
	return ""
}

// rows are the page's rows of features.
func rows(page string) []feature {
	var found []feature
	for _, match := range featureRow.FindAllStringSubmatch(page, -1) {
		number, err := strconv.Atoi(match[1])
		if err != nil {
			number = 0 // too long to be one
		}
		found = append(found, feature{number: number, status: match[2], name: match[3], where: match[4]})
	}
	return found
}

// labels are the labels of the links in a text.
func labels(text string) []string {
	var found []string
	for _, match := range labelled.FindAllStringSubmatch(text, -1) {
		label := match[1]
		if label == "" {
			label = strings.Trim(match[0], "[]")
		}
		found = append(found, label)
	}
	return found
}

// idle are the definitions that neither a row nor the introduction uses.
func idle(page string, used map[string]bool) []string {
	introduction, _, _ := strings.Cut(page, "\n## ")
	for _, label := range labels(introduction) {
		used[label] = true
	}
	var problems []string
	for _, match := range definition.FindAllStringSubmatch(page, -1) {
		if !used[match[1]] {
			problems = append(problems, fmt.Sprintf("[%s] is defined, and nothing uses it", match[1]))
		}
	}
	return problems
}

// goodPage is a small page without a problem: all rows, of which each status has one at least.
func goodPage() string {
	special := map[int]string{
		2: "| 2 | partly | Half | one half: [used]; the other: [unused] |",
		3: "| 3 | not wired | Built | [some text][unused] |",
		4: "| 4 | not yet | Wanted | `policy` |",
		5: "| 5 | left out | Unwanted | it does not apply |",
	}
	page := []string{"A [test] keeps it.", "", "Parts still to come: `policy`, `e2e`.", "", "## Group", ""}
	for number := 1; number <= lastFeature; number++ {
		row, found := special[number]
		if !found {
			row = fmt.Sprintf("| %3d | here      | Thing | [used] |", number)
		}
		page = append(page, row)
	}
	return strings.Join(append(page, "", "[test]: used.go", "[used]: used.go", "[unused]: unused.go"), "\n")
}

// smallTree has two files, of which one is used, and no folder of a part that is still to come.
func smallTree() tree {
	return tree{
		exists: func(path string) bool { return path == "docs/used.go" || path == "docs/unused.go" },
		unused: func(path string) bool { return path == "docs/unused.go" },
	}
}

func TestFeatureProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		old, new string
		want     []string
	}{
		{"a good page has no problem", "", "", nil},
		{"a row that is missing is seen at the next one", "|   6 | here      | Thing | [used] |\n", "",
			[]string{"row 7 stands where row 6 belongs"}},
		{"a row that is there twice is seen", "|   6 |", "|   5 |",
			[]string{"row 5 stands where row 6 belongs", "row 7 stands where row 6 belongs"}},
		{"the last row must not be missing", "| 145 | here      | Thing | [used] |\n", "", []string{"the last row is 144, not 145"}},
		{"a status is one of the list", "|   6 | here ", "|   6 | nearly ", []string{
			`row 6, Thing: "nearly" is no status; allowed: here, partly, not wired, not yet, left out`,
		}},
		{"a row that names what no stack uses is not here", "| 3 | not wired |", "| 3 | here |",
			[]string{"row 3, Built: no stack uses docs/unused.go"}},
		{"a row that is here says where", "|   6 | here      | Thing | [used] |", "| 6 | here | Thing | in the air |",
			[]string{"row 6, Thing: it is here, and the row does not say where"}},
		{"half a feature needs the half that is there", "| one half: [used]; the other: [unused] |", "| [unused] |",
			[]string{"row 2, Half: nothing that it names is used by a stack"}},
		{"a component that a stack has begun to use is wired", "| [some text][unused] |", "| [used] |",
			[]string{"row 3, Built: everything that it names is used by a stack: give it another status"}},
		{"what is left out has a reason", "| it does not apply |", "| |",
			[]string{"row 5, Unwanted: it does not say what will bring it, or why not"}},
		{"a link needs its definition", "| [some text][unused] |", "| [unused], [nowhere] |", []string{"row 3: [nowhere] leads nowhere"}},
		{"a definition leads to what is there", "[test]: used.go", "[test]: gone.go", []string{"[test] leads to docs/gone.go, which is not there"}},
		{"a definition is used", "[test]: used.go", "[test]: used.go\n[old]: used.go", []string{"[old] is defined, and nothing uses it"}},
		{"a part that rows name is listed", "| `policy` |", "| `recovery` |", []string{"row 4: `recovery` is not among the parts still to come"}},
		{"the list names parts that are known", "`policy`, `e2e`", "`policy`, `magic`",
			[]string{"`magic` is no part that is still to come: rows that name it have another status now"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, goodPage(), test.old)
			page := strings.Replace(goodPage(), test.old, test.new, 1)
			assert.Equal(t, test.want, featureProblems(page, smallTree()))
		})
	}
}

// TestAPartThatHasComeIsNoLongerToCome adds the folder of a part.
func TestAPartThatHasComeIsNoLongerToCome(t *testing.T) {
	t.Parallel()
	grown := smallTree()
	before := grown.exists
	grown.exists = func(path string) bool { return path == "policy/controls" || before(path) }
	assert.Equal(t, []string{"`policy` is no part that is still to come: rows that name it have another status now"},
		featureProblems(goodPage(), grown))
}
