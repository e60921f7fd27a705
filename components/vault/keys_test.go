package vault_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestKeysLiveInTheHSMAndRotate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		key    vault.Key
		months int
		ops    []any
		rotate string
		expiry string
	}{
		"wrapping": {
			reason: "a key that wraps data keys does nothing else",
			key:    vault.Key{Name: "k", Use: vault.Wrapping},
			ops:    []any{"wrapKey", "unwrapKey"}, rotate: "P18M", expiry: "P2Y",
		},
		"wrapping what backups need": {
			reason: "old versions must open old backups, so they live longer",
			key:    vault.Key{Name: "k", Use: vault.Wrapping, OpensBackups: true},
			ops:    []any{"wrapKey", "unwrapKey"}, rotate: "P18M", expiry: "P5Y",
		},
		"signing": {
			reason: "a key that signs does nothing else",
			key:    vault.Key{Name: "k", Use: vault.Signing},
			ops:    []any{"sign", "verify"}, rotate: "P18M", expiry: "P2Y",
		},
		"encrypting": {
			reason: "a key that callers hand data to does nothing else, and rotates unless it is pinned",
			key:    vault.Key{Name: "k", Use: vault.Encrypting},
			ops:    []any{"encrypt", "decrypt"}, rotate: "P18M", expiry: "P2Y",
		},
		"rotating often": {
			reason: "a version lives half a year longer than it is the newest", months: 3,
			key: vault.Key{Name: "k", Use: vault.Wrapping},
			ops: []any{"wrapKey", "unwrapKey"}, rotate: "P3M", expiry: "P9M",
		},
		"rotating seldom": {
			reason: "even the longest rotation ends before the version does", months: 24,
			key: vault.Key{Name: "k", Use: vault.Wrapping, OpensBackups: true},
			ops: []any{"wrapKey", "unwrapKey"}, rotate: "P24M", expiry: "P5Y",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := args()
			a.Keys, a.Grants, a.RotationMonths = []vault.Key{test.key}, nil, test.months
			made := pulumitest.Find(t, run(t, a, nil), keyType, "vault-key-k")
			inputs := pulumitest.Plain(made.Inputs)
			assert.Equal(t, "kv-trelica-prod-eus2", inputs["vaultName"])
			assert.Equal(t, map[string]any{
				"kty":        "RSA-HSM",
				"keySize":    3072.0,
				"keyOps":     test.ops,
				"attributes": map[string]any{"enabled": true, "exportable": false},
				"rotationPolicy": map[string]any{
					"attributes": map[string]any{"expiryTime": test.expiry},
					"lifetimeActions": []any{
						map[string]any{
							"action": map[string]any{"type": "rotate"}, "trigger": map[string]any{"timeAfterCreate": test.rotate},
						},
						map[string]any{
							"action": map[string]any{"type": "notify"}, "trigger": map[string]any{"timeBeforeExpiry": "P30D"},
						},
					},
				},
			}, inputs["properties"], test.reason)
		})
	}
}

// A version that nobody can follow must not come by itself: stacks encrypted with the one before would be unreadable.
func TestOnlyAPinnedKeyHasNoRotation(t *testing.T) {
	t.Parallel()
	a := args()
	a.Keys = append(a.Keys, vault.Key{Name: "stacks", Use: vault.Encrypting, Pinned: true})
	resources := run(t, a, nil)
	assert.Equal(t, map[string]any{
		"kty": "RSA-HSM", "keySize": 3072.0, "keyOps": []any{"encrypt", "decrypt"},
		"attributes": map[string]any{"enabled": true, "exportable": false},
	}, pulumitest.Plain(pulumitest.Find(t, resources, keyType, "vault-key-stacks").Inputs)["properties"])
	var without []string
	for _, key := range pulumitest.OfType(resources, keyType) {
		if properties := pulumitest.Plain(key.Inputs)["properties"].(map[string]any); properties["rotationPolicy"] == nil {
			without = append(without, key.Name)
		}
	}
	assert.Equal(t, []string{"vault-key-stacks"}, without, "every other key rotates")
}

func TestKeysOutliveTheProgram(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site.Protect = false
	for _, key := range pulumitest.OfType(run(t, a, nil), keyType) {
		assert.True(t, key.RetainOnDelete, "%s: ARM has no delete for keys, in no environment", key.Name)
		assert.ElementsMatch(t, []string{"tags", "tags.commit"}, key.IgnoreChanges,
			"%s: a changed rotation policy, size or operation must show in the preview, not be ignored", key.Name)
		assert.Empty(t, key.ImportID, "%s: nothing is adopted unless the vault is recovered", key.Name)
	}
}

func TestRecoveredVaultBringsItsKeysAndSecretsAlong(t *testing.T) {
	t.Parallel()
	a := args()
	a.Recover = true

	recovered := run(t, a, nil)
	made := pulumitest.Find(t, recovered, vaultType, "vault-vault")
	assert.Equal(t, "recover", pulumitest.Plain(made.Inputs)["properties"].(map[string]any)["createMode"])
	assert.Equal(t, vaultID+"/keys/disks", pulumitest.Find(t, recovered, keyType, "vault-key-disks").ImportID)
	assert.Equal(t, vaultID+"/secrets/session-key", pulumitest.Find(t, recovered, secretType, "vault-secret-session-key").ImportID)

	previewed := run(t, a, nil, pulumitest.Preview())
	assert.Empty(t, pulumitest.Find(t, previewed, keyType, "vault-key-disks").ImportID,
		"the vault is not back yet in a preview: reading its keys would fail it")
	assert.Empty(t, pulumitest.Find(t, previewed, secretType, "vault-secret-session-key").ImportID)
}
