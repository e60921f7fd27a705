package azure_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestAnOwnRoleAllowsWhatItNamesAndNoMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		own    azure.OwnRole
		want   []string
		reason string
	}{
		{azure.OwnRole{}, []string{"Title: is empty", "Does: is empty", "DataActions: is empty"}, "all mistakes at once"},
		{azure.OwnRole{Title: "T", Does: "D.", DataActions: []string{"*"}}, []string{`DataActions[0]: "*"; allowed`}, "everything"},
		{azure.OwnRole{Title: "T", Does: "D.", DataActions: []string{"Microsoft.KeyVault/vaults/*"}}, []string{`DataActions[0]: "Microsoft.KeyVault/vaults/*"; allowed`}, "everything with a vault"},
		{azure.OwnRole{Title: "T", Does: "D.", DataActions: []string{"Microsoft.KeyVault/vaults/keys/read"}}, nil, "one action"},
	} {
		err := pulumitest.RunError(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := azure.NewRoleDefinition(ctx, "own", pulumitest.Site("centralus"), c.own, provider)
			return err
		}))
		if c.want == nil {
			assert.NoError(t, err, c.reason)
		}
		for _, want := range c.want {
			assert.ErrorContains(t, err, want, c.reason)
		}
	}
}

func TestAnOwnRoleIsTheSameForEverAndItsSubscriptionsAlone(t *testing.T) {
	t.Parallel()
	site := pulumitest.Site("centralus")
	own := azure.OwnRole{Title: "Secrets Key User"}
	assert.Equal(t, "trelica-prod Secrets Key User", own.Name(site))
	assert.Equal(t, own.Role(site), own.Role(pulumitest.Site("eastus2")), "whatever the region")
	other := site
	other.SubscriptionID = "00000000-0000-4000-8000-00000000000f"
	assert.NotEqual(t, own.Role(site), own.Role(other), "a role's identifier is unique in a tenant")
	assert.NotEqual(t, own.Role(site), azure.OwnRole{Title: "Another"}.Role(site))
}
