package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHint(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{
			"a held lock",
			"the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
			"pulumi cancel --stack",
		},
		{
			"a held vault name, as Key Vault says it",
			"A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.",
			"trelica:recoverVault: true",
		},
		{"a held vault name, in ARM's code", `Code="VaultAlreadyExists" Message="The vault name 'kv' is already in use."`, "trelica:recoverVault: true"},
		{"another passphrase", "incorrect passphrase", "local reset"},
		{"no passphrase", "passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables", "local env"},
		{"no attached provider", "no resource plugin 'pulumi-resource-azure-native' found in the workspace or on your $PATH", "local env"},
		{"no attached language runtime", "no language plugin 'pulumi-language-go' found in the workspace or on your $PATH", "Go language host"},
		{"a dead local Azure", "azure-native (resource) plugin [pulumi-resource-azure-native] did not begin responding to RPC connections", "local env"},
		{"a resource without a provider", "Default provider for 'azure-native' disabled. 'urn' must use an explicit provider.", "explicit provider"},
		{"a protected resource", `resource "urn" cannot be deleted` + "\nbecause it is protected. To unprotect the resource, either remove the `protect` flag", "unprotect"},
		{"a stack that is not there", "no stack named 'prod' found", "pulumi stack init"},
		{"no login", "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", "pulumi login"},
		{"nobody to ask", "--yes or --skip-preview must be passed in to proceed when running in non-interactive mode", "pass --yes"},
		{"a locked resource", `Code="ScopeLocked" Message="The scope cannot perform delete operation because following scope(s) are locked"`, "reviewed change"},
		{"a killed run", "Attempting to deploy or update resources with 1 pending operations from previous deployment.", "clear-pending-creates"},
		{"a part that the program does not have", "Target 'urn:pulumi:dev::trelica::trelica:stacks:Front::front' could not be found in the stack.", "no such part"},
		{"a part that needs another", "Resource 'urn' depends on 'urn2' which was was not specified in --target list.", "without --part once"},
		{"an unknown failure has no hint", "the subnet does not exist", ""},
		{"no text has no hint", "", ""},
	} {
		hint := Hint(test.text)
		if test.want == "" {
			assert.Empty(t, hint, test.reason)
			continue
		}
		assert.Contains(t, hint, test.want, test.reason)
	}
}

func TestEveryHintIsReached(t *testing.T) {
	t.Parallel()
	advice := map[string]bool{}
	for _, h := range hints() {
		assert.False(t, advice[h.advice], "two rows give the same advice: %s", h.advice)
		advice[h.advice] = true
	}
	assert.Equal(t, []string{Hint("incorrect passphrase"), Hint("ScopeLocked")},
		Hints("incorrect passphrase", "nothing known", "ScopeLocked", "incorrect passphrase"), "each hint once, in order")
}
