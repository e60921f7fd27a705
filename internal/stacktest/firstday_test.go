package stacktest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/stacks/settings"
)

// bring puts a secret into a vault as `stackctl secret set` does.
func (b *bench) bring(t *testing.T, set *settings.Settings, vault cloud.Vault, name, value string) {
	t.Helper()
	access, err := cloud.Local(b.azure.ManagementURL(), set.Identity.TenantID)
	require.NoError(t, err)
	client, err := cloud.New(access, set.Identity.SubscriptionID)
	require.NoError(t, err)
	_, err = client.PutSecret(t.Context(), vault, name, cloud.SecretValue{Text: value})
	require.NoError(t, err)
}

// waits are what a stack says that it waits for: kind and name of each.
func (b *bench) waits(t *testing.T, stack string) []string {
	t.Helper()
	outputs, err := b.Outputs(t.Context(), stack)
	require.NoError(t, err)
	list, ok := outputs["waiting"].([]any)
	require.True(t, ok, "the output waiting is there even when nothing waits: %v", outputs)
	found := []string{}
	for _, entry := range list {
		w, _ := entry.(map[string]any)
		assert.NotEmpty(t, w["next"], "what waits says what to do")
		found = append(found, w["kind"].(string)+" "+w["name"].(string))
	}
	return found
}

// TestRunnersComeWhenTheirKeyAndImageDo walks the first day of a bootstrap: it is whole without runners, says what they wait for,
// and makes them once both have been brought.
func TestRunnersComeWhenTheirKeyAndImageDo(t *testing.T) {
	t.Parallel()
	deep(t)
	const stack = "bootstrap-dev"
	b := newBench(t, localazure.Options{})
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	b.up(t, stack)
	assert.Equal(t, []string{"secret github-app-key", "image runner"}, b.waits(t, stack))

	names := set.OpsNames()
	b.bring(t, set, cloud.Vault{ResourceGroup: names.ResourceGroup("secrets"), Name: names.Vault("secrets")}, "github-app-key", "made up")
	b.up(t, stack)
	assert.Equal(t, []string{"image runner"}, b.waits(t, stack), "the key is seen, its value never")

	const image = "ghcr.io/trelica/runner@sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
	b.with(t, stack, map[string]string{"runners": `{image: "` + image + `", appId: "1", installationId: "2", most: 4, minutes: 120}`})
	b.up(t, stack)
	assert.Empty(t, b.waits(t, stack))
	assert.Contains(t, calls(b.azure.World().Calls()), "Microsoft.App/jobs/", "the runners are there")
	again := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
	require.NoError(t, again.Err(), "%s", b.shown)
}
