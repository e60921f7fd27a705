package database_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestServersAreEncryptedWithOneKeyOfOurs(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	for region, code := range map[string]string{"eastus2": "eus2", "centralus": "cus"} {
		place := map[string]any{"resourceGroupName": "rg-trelica-prod-" + code + "-database", "serverName": "sql-trelica-prod-" + code}
		with := func(more map[string]any) map[string]any {
			for key, value := range place {
				more[key] = value
			}
			return more
		}
		assert.Equal(t, with(map[string]any{"keyName": keyName, "serverKeyType": "AzureKeyVault", "uri": keyURI}),
			inputs(t, resources, keyType, "tde-"+region+"-key"))
		assert.Equal(t, with(map[string]any{
			"encryptionProtectorName": "current", "serverKeyType": "AzureKeyVault", "serverKeyName": keyName, "autoRotationEnabled": true,
		}), inputs(t, resources, protectorType, "tde-"+region+"-protector"))

		key := pulumitest.Find(t, resources, keyType, "tde-"+region+"-key")
		assert.ElementsMatch(t, []string{"keyName", "uri"}, key.IgnoreChanges, "a rotated key must not be put back")
		assert.True(t, key.RetainOnDelete && key.Protect, "backups are unreadable without the versions that wrapped them")
		protector := pulumitest.Find(t, resources, protectorType, "tde-"+region+"-protector")
		assert.Equal(t, []string{"serverKeyName"}, protector.IgnoreChanges, "a rotated key must not be put back")
		assert.True(t, protector.RetainOnDelete && protector.Protect, "taken away, the service's own key would silently be back")
	}
}

func TestRecoveryServerHasTheKeyFirst(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	after := pulumitest.Find(t, resources, keyType, "tde-eastus2-key").DependsOn
	assert.Contains(t, after, "tde-centralus-protector")
	assert.Contains(t, after, "sql-eastus2-threats", "Azure refuses two writes to a server at once")
	assert.NotContains(t, pulumitest.Find(t, resources, keyType, "tde-centralus-key").DependsOn, "tde-eastus2-protector")
	assert.Contains(t, pulumitest.Find(t, resources, protectorType, "tde-eastus2-protector").DependsOn, "tde-eastus2-key")
}

func TestDatabasesComeAfterBothProtectors(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	for _, name := range []string{"db-home-database", "db-recovery-database"} {
		waits := pulumitest.Find(t, resources, databaseType, name).DependsOn
		assert.Contains(t, waits, "tde-centralus-protector", name)
		assert.Contains(t, waits, "tde-eastus2-protector", name)
	}
}

func TestKeyWithoutVersionIsRefused(t *testing.T) {
	t.Parallel()
	for reason, uri := range map[string]string{
		"a versionless address has no name on the server": "https://kv-trelica-prod-cus-tde.vault.azure.net/keys/sql-tde",
		"a secret is no key":                              "https://kv-trelica-prod-cus-tde.vault.azure.net/secrets/sql-tde/0123",
		"an address is needed":                            "sql-tde",
		"and one that can be read":                        "https://[",
		"and encrypted":                                   "http://kv.vault.azure.net/keys/sql-tde/0123",
	} {
		p := production()
		p.key = pulumi.String(uri)
		assert.ErrorContains(t, p.fails(t), "key ", reason)
	}
}
