package monitoring

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSplitKeyURI(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		given  string
		vault  string
		key    string
		err    string
	}{
		"Versionless": {
			reason: "A key without a version is the vault and the name.",
			given:  "https://kv-x.vault.azure.net/keys/archive", vault: "https://kv-x.vault.azure.net", key: "archive",
		},
		"Versioned": {
			reason: "With a version the account would not follow rotation.",
			given:  "https://kv-x.vault.azure.net/keys/archive/0123", err: "names a version: leave it out",
		},
		"Secret":   {reason: "A secret is no key.", given: "https://kv-x.vault.azure.net/secrets/x", err: "want https://<vault>/keys/<name>"},
		"Nameless": {reason: "A key has a name.", given: "https://kv-x.vault.azure.net/keys/", err: "want https://<vault>/keys/<name>"},
		"Plain":    {reason: "Keys are reached over TLS.", given: "http://kv-x.vault.azure.net/keys/x", err: "want https://<vault>/keys/<name>"},
		"Garbage":  {reason: "What is no URL is refused.", given: "https://%", err: "want https://<vault>/keys/<name>"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vault, vaultErr := keyVault(tc.given)
			key, keyErr := keyName(tc.given)
			assert.Equal(t, [2]string{tc.vault, tc.key}, [2]string{vault, key}, tc.reason)
			if tc.err == "" {
				assert.NoError(t, vaultErr, tc.reason)
				assert.NoError(t, keyErr, tc.reason)
				return
			}
			assert.ErrorContains(t, vaultErr, tc.err, tc.reason)
			assert.ErrorContains(t, keyErr, tc.err, tc.reason)
		})
	}
}
