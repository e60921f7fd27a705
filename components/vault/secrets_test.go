package vault_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestGeneratedSecretIsSecretAndRotates(t *testing.T) {
	t.Parallel()
	resources := run(t, args(), nil)

	value := pulumitest.Find(t, resources, "random:index/randomPassword:RandomPassword", "vault-secret-session-key-value")
	assert.Equal(t, map[string]any{"length": 43.0, "special": false, "keepers": map[string]any{"rotation": "2026-11"}},
		pulumitest.Plain(value.Inputs), "a new rotation makes a new value")
	assert.False(t, value.Protect, "a rotation replaces the value")

	secret := pulumitest.Find(t, resources, secretType, "vault-secret-session-key")
	assert.Equal(t, map[string]any{
		"attributes":  map[string]any{"enabled": true},
		"contentType": "text/plain; alphabet=alphanumeric; length=43",
		"value":       pulumitest.SecretMark,
	}, pulumitest.Plain(secret.Inputs)["properties"])
	assert.True(t, secret.RetainOnDelete, "ARM has no delete for secrets")
	assert.Contains(t, secret.DependsOn, "vault-secret-session-key-value")
}

func TestProvidedSecretsAreNeverWritten(t *testing.T) {
	t.Parallel()
	secrets := pulumitest.OfType(run(t, args(), nil), secretType)
	if assert.Len(t, secrets, 1) {
		assert.Equal(t, "session-key", pulumitest.Plain(secrets[0].Inputs)["secretName"])
	}
}
