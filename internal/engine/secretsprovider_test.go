package engine_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

func TestCheckPinned(t *testing.T) {
	t.Parallel()
	const vault = "azurekeyvault://kv.vault.azure.net/keys/stacks"
	require.NoError(t, engine.CheckPinned(vault+"/0123456789abcdef0123456789abcdef"))
	for _, test := range []struct{ reason, provider, want string }{
		{"no version", vault, "the key's version is missing in " + vault},
		{"an empty version", vault + "/", "the key's version is missing"},
		{"a passphrase", "passphrase", "is no key of a vault"},
		{"nothing", "", "is no key of a vault"},
		{"a key of another cloud", "awskms://alias/x", "is no key of a vault"},
		{"a secret", "azurekeyvault://kv.vault.azure.net/secrets/stacks/1", "is no key of a vault"},
		{"no vault", "azurekeyvault:///keys/stacks/1", "is no key of a vault"},
		{"more than a version", vault + "/1/2", "the key's version is missing"},
	} {
		assert.ErrorContains(t, engine.CheckPinned(test.provider), test.want, test.reason)
	}
}
