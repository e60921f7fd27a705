package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestPlaceholdersNeverReachTheRealAzure(t *testing.T) {
	t.Parallel()
	set, err := settings.FromFiles("..", "dev")
	require.NoError(t, err)
	require.NoError(t, refusePlaceholders(set, "local"), "the local Azure takes the repository's own settings")
	before, err := settings.FromFiles("..", "bootstrap-dev")
	require.NoError(t, err)
	assert.NotContains(t, refusePlaceholders(before, "azure").Error(), "apiServerAuthorizedRanges", "a bootstrap makes the address that it would wait for")
	for _, target := range []string{"", "azure"} {
		err := refusePlaceholders(set, target)
		require.Error(t, err, "target %q", target)
		assert.Contains(t, err.Error(), "trelica:subscriptionId", "every key is named")
		assert.Contains(t, err.Error(), "trelica:alertEmails[0]")
		assert.Contains(t, err.Error(), "Pulumi.dev.yaml", "and where to put the real values")
		assert.Contains(t, err.Error(), "the output authorizedRanges of bootstrap-dev, which comes first", "and where one comes from")
	}
}
