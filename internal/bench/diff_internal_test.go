package bench

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestADiffThatChangesLessIsNotMeasured holds that what is measured is of every stack, with who reaches whom in each environment.
func TestADiffThatChangesLessIsNotMeasured(t *testing.T) {
	t.Parallel()
	stacks := []string{"bootstrap-dev", "dev"}
	for _, c := range []struct{ report, want, reason string }{
		{`{"stacks": [{"stack": "bootstrap-dev"}, {"stack": "dev", "topology": {"opened": []}}]}`, "", "a bootstrap has nobody to reach"},
		{`{"stacks": [{"stack": "dev", "topology": {}}]}`, "does not change bootstrap-dev", "a stack is not compared"},
		{`{"stacks": [{"stack": "bootstrap-dev"}, {"stack": "dev"}]}`, "does not change dev", "nothing that somebody could reach changes"},
		{`no report`, "reading the report of a diff", "it says nothing"},
	} {
		err := changesAll([]byte(c.report), stacks)
		if c.want == "" {
			assert.NoError(t, err, c.reason)
			continue
		}
		assert.ErrorContains(t, err, c.want, c.reason)
	}
}
