package statestore_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/statestore"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestBackendURL(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "azblob://pulumi-state?storage_account=sttrelicaprodcusste",
		statestore.BackendURL("pulumi-state", "sttrelicaprodcusste"))
}

func TestSecretsProviderURL(t *testing.T) {
	t.Parallel()
	const version = "4f1e0123456789abcdef0123456789ab"
	for _, c := range []struct{ key, want, reason string }{
		{
			"https://kv-trelica-prod-cus-sec.vault.azure.net/keys/stacks/" + version,
			"azurekeyvault://kv-trelica-prod-cus-sec.vault.azure.net/keys/stacks/" + version,
			"the version is pinned",
		},
		{"https://kv-trelica-prod-cus-sec.vault.azure.net/keys/stacks", "", "without a version a rotation would make every stack unreadable"},
		{"https://kv-trelica-prod-cus-sec.vault.azure.net/keys/stacks/latest", "", "a word is no version"},
		{"https://kv-trelica-prod-cus-sec.vault.azure.net/secrets/stacks/" + version, "", "a secret is no key"},
		{"http://kv-trelica-prod-cus-sec.vault.azure.net/keys/stacks/" + version, "", "keys are never reached without TLS"},
		{"https://vault.example.com/keys/stacks/" + version, "", "only Azure's vaults are meant"},
		{"", "", "nothing is no key"},
	} {
		got, err := statestore.SecretsProviderURL(c.key)
		assert.Equal(t, c.want, got, c.reason)
		if c.want == "" {
			assert.ErrorContains(t, err, "want https://<vault>.vault.azure.net/keys/<name>/<version>", c.reason)
			continue
		}
		assert.NoError(t, err, c.reason)
	}
}

func TestRedundancyIsTheMostThatARegionHas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		region string
		want   statestore.Redundancy
		reason string
	}{
		{"centralus", statestore.GeoZoneRedundant, "zones, and a pair in Virginia"},
		{"uksouth", statestore.GeoZoneRedundant, "zones, and a pair in Wales"},
		{"ukwest", statestore.GeoRedundant, "a pair, and no zones"},
		{"atlantis", "", "of a region that nobody knows nothing is promised"},
	} {
		assert.Equal(t, c.want, statestore.RedundancyIn(c.region), c.reason)
	}
}

func TestRedundancyMustExistInTheRegion(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site.Names.Region, a.Site.Location = "ukwest", "ukwest"
	a.Redundancy = statestore.GeoZoneRedundant
	assert.ErrorContains(t, pulumitest.RunError(t, program(a)),
		`Redundancy: is "Standard_RAGZRS", and ukwest has no zones; allowed: "Standard_RAGRS"`)
	a.Redundancy = ""
	got := pulumitest.Plain(pulumitest.Find(t, run(t, a), storageSDK+"StorageAccount", "state-account").Inputs)
	assert.Equal(t, map[string]any{"name": "Standard_RAGRS"}, got["sku"], "the default is what the region has")
}
