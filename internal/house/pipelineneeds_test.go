package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	// givenByPeople are variables and secrets that a workflow reads.
	givenByPeople = regexp.MustCompile(`\b(?:vars|secrets)\.([A-Z][A-Z0-9_]+)`)
	// environmentOf and runnerOf are the environment and the runner that a job asks for; a stack's name stands in some of them.
	environmentOf = regexp.MustCompile(`(?m)^\s+environment: (?:\$\{\{ [a-z.]+ \}\})?([a-z-]*)`)
	runnerOf      = regexp.MustCompile(`"(trelica-)\$\{\{ [a-z.]+ \}\}"`)
	// labelOf is a label that a script gives an issue.
	labelOf = regexp.MustCompile(`--label ([a-z-]+)`)
)

// needed is everything that a workflow or a script of the pipeline expects somebody to have made on GitHub.
func needed(content string, stacks []string) []string {
	var needs []string
	for _, match := range append(givenByPeople.FindAllStringSubmatch(content, -1), labelOf.FindAllStringSubmatch(content, -1)...) {
		needs = append(needs, match[1])
	}
	for _, stack := range stacks {
		for _, match := range environmentOf.FindAllStringSubmatch(content, -1) {
			needs = append(needs, stack+match[1])
		}
		for _, match := range runnerOf.FindAllStringSubmatch(content, -1) {
			needs = append(needs, match[1]+stack)
		}
	}
	slices.Sort(needs)
	return slices.Compact(needs)
}

// TestThePageNamesWhatThePipelineNeeds holds the workflows and the page of what people do together.
func TestThePageNamesWhatThePipelineNeeds(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, handStepsPage))
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(root, ".github", "*s", "*"))
	require.NoError(t, err)
	var all []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		all = append(all, needed(string(content), []string{"dev", "preprod", "prod"})...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	assert.Subset(t, all, []string{"PULUMI_BACKEND_URL", "TRELICA_PLAN_KEY", "TRELICA_PLAN_PUBLIC_KEY", "prod", "prod-preview", "trelica-prod", "drift"})
	for _, need := range all {
		assert.Contains(t, string(page), "`"+need+"`", "a workflow needs it, and %s does not tell people to make it", handStepsPage)
	}
}

func TestNeeded(t *testing.T) {
	t.Parallel()
	const job = `    runs-on: [self-hosted, "trelica-${{ inputs.stack }}"]
    environment: ${{ inputs.stack }}-preview
      A: ${{ vars.NEW_PLACE }}
      B: ${{ secrets.A_KEY }} ${{ secrets.plan-key }}
gh issue create --label drift
`
	assert.Equal(t, []string{"A_KEY", "NEW_PLACE", "dev-preview", "drift", "trelica-dev"}, needed(job, []string{"dev"}))
	assert.Equal(t, []string{"dev"}, needed(strings.Split("    environment: ${{ inputs.stack }} # approved\n", "#")[0], []string{"dev"}))
}
