package house

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// TestEverythingThatStacksAreMadeOfHasDurations looks through the goldens of all stacks: a timeline of any of them can be computed.
func TestEverythingThatStacksAreMadeOfHasDurations(t *testing.T) {
	t.Parallel()
	table := durations.All()
	goldens, err := filepath.Glob(filepath.Join(root, "internal", "stacktest", "testdata", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, goldens)
	seen := map[string]bool{}
	for _, path := range goldens {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		var golden struct {
			Resources []struct {
				URN    string
				Inputs map[string]any
			}
		}
		require.NoError(t, json.Unmarshal(content, &golden))
		for _, r := range golden.Resources {
			parts := strings.Split(r.URN, "::")
			types := strings.Split(parts[len(parts)-2], "$")
			token := types[len(types)-1]
			if strings.HasPrefix(token, "trelica:") {
				continue // a component: nothing is made for it
			}
			if subject := durations.Subject(token, r.Inputs); subject != "" {
				seen[subject] = true
			}
		}
	}
	assert.Greater(t, len(seen), 60)
	for subject := range seen {
		for _, operation := range []durations.Operation{durations.Create, durations.Update, durations.Delete, durations.Replace} {
			_, err := table.Of(subject, operation)
			assert.NoError(t, err)
		}
	}
}
