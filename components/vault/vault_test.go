package vault_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestVaultIsClosedAndCannotBePurged(t *testing.T) {
	t.Parallel()
	made := pulumitest.Find(t, run(t, args(), nil), vaultType, "vault-vault")

	assert.Equal(t, map[string]any{
		"resourceGroupName": group,
		"vaultName":         "kv-trelica-prod-eus2",
		"location":          "eastus2",
		"tags":              map[string]any{"environment": "prod", "owner": "platform", "cost-centre": "42", "commit": "abc"},
		"properties": map[string]any{
			"tenantId":                     pulumitest.TenantID,
			"sku":                          map[string]any{"family": "A", "name": "premium"},
			"createMode":                   "default",
			"enableRbacAuthorization":      true,
			"accessPolicies":               []any{},
			"enableSoftDelete":             true,
			"softDeleteRetentionInDays":    90.0,
			"enablePurgeProtection":        true,
			"enabledForDeployment":         false,
			"enabledForDiskEncryption":     false,
			"enabledForTemplateDeployment": false,
			"publicNetworkAccess":          "Disabled",
			"networkAcls": map[string]any{
				"bypass": "AzureServices", "defaultAction": "Deny", "ipRules": []any{}, "virtualNetworkRules": []any{},
			},
		},
	}, pulumitest.Plain(made.Inputs))
	assert.True(t, made.Protect, "what the vault's keys protect is lost with it")
	assert.ElementsMatch(t, []string{"tags.commit", "properties.createMode"}, made.IgnoreChanges,
		"when the setting Recover is removed the vault stays as it is")
}

func TestEverythingFollowsTheConventions(t *testing.T) {
	t.Parallel()
	pulumitest.AssertConventions(t, run(t, args(), audit()))
}

func TestProtectionFollowsTheSite(t *testing.T) {
	t.Parallel()
	const lock = "azure-native:authorization/v20200501:ManagementLockByScope"
	tests := map[string]struct {
		reason    string
		protect   bool
		protected []string
	}{
		"production": {
			reason:    "what holds state is protected, and the vault is locked as well",
			protect:   true,
			protected: []string{"vault-key-archive", "vault-key-disks", "vault-lock", "vault-secret-session-key", "vault-vault"},
		},
		"elsewhere": {reason: "dev is destroyed and made anew", protect: false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := args()
			a.Site.Protect = test.protect
			resources := run(t, a, nil)
			var protected []string
			for _, r := range resources {
				if r.Protect {
					protected = append(protected, r.Name)
				}
			}
			assert.Equal(t, test.protected, protected, test.reason)
			assert.Len(t, pulumitest.OfType(resources, lock), map[bool]int{true: 1, false: 0}[test.protect], test.reason)
		})
	}
}

func TestPrivateEndpointLeadsToTheVault(t *testing.T) {
	t.Parallel()
	resources := run(t, args(), nil)
	endpoint := pulumitest.Find(t, resources, "trelica:azure:PrivateEndpoint", "vault-endpoint-vault")
	assert.Equal(t, "vault", endpoint.Parent)

	made := pulumitest.OfType(resources, "azure-native:network/v20240501:PrivateEndpoint")
	if assert.Len(t, made, 1) {
		connections := pulumitest.Plain(made[0].Inputs)["privateLinkServiceConnections"].([]any)
		assert.Equal(t, vaultID, connections[0].(map[string]any)["privateLinkServiceId"])
	}
}

func TestGrantsAreOnTheKeyOrTheVault(t *testing.T) {
	t.Parallel()
	resources := run(t, args(), nil)
	scopes := map[string]any{}
	for _, r := range pulumitest.OfType(resources, grantType) {
		scopes[r.Name] = pulumitest.Plain(r.Inputs)["scope"]
	}
	assert.Equal(t, map[string]any{
		"vault-grant-disks": vaultID + "/keys/disks",
		"vault-grant-web":   vaultID,
	}, scopes)
}

// A first preview knows no identifier. It must still show every resource, and read nothing.
func TestPreviewShowsTheSameResources(t *testing.T) {
	t.Parallel()
	recovering := args()
	recovering.Recover = true
	for name, a := range map[string]*vault.Args{"new": args(), "recovered": recovering} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			previewed := run(t, a, audit(), pulumitest.Preview())
			assert.Equal(t, pulumitest.Names(run(t, a, audit())), pulumitest.Names(previewed))
			made := pulumitest.Find(t, previewed, vaultType, "vault-vault")
			assert.Equal(t, "Disabled", pulumitest.Plain(made.Inputs)["properties"].(map[string]any)["publicNetworkAccess"],
				"what matters for security is known before anything exists")
		})
	}
}
