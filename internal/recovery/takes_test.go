package recovery_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/localazure/durations"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestEveryStepTakesWhatThereAreFiguresFor looks up what each step of each scenario waits for: a subject of the table, or an update of a stack.
func TestEveryStepTakesWhatThereAreFiguresFor(t *testing.T) {
	t.Parallel()
	table, subjects := durations.All(), 0
	for _, scenario := range recovery.All() {
		for _, step := range scenario.Steps {
			for part := range strings.SplitSeq(step.Takes, "+") {
				if _, stack, of := strings.Cut(part, ":{"); part == "" || of && strings.HasSuffix(stack, "}") {
					continue
				}
				subjects++
				_, err := table.Of(part, durations.Create)
				assert.NoError(t, err, "%s, step %s", scenario.ID, step.ID)
			}
		}
	}
	assert.Positive(t, subjects)
}
