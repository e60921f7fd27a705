package stacks

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/naming"
)

// TestARebuildFindsBothVaultsOfTokensByName holds that the addresses come of names alone: a rebuild asks nobody, and so finds the
// vault of a region that is out.
func TestARebuildFindsBothVaultsOfTokensByName(t *testing.T) {
	t.Parallel()
	names := func(region string) naming.Names {
		return naming.Names{Organisation: "trelica", Environment: "prod", Region: region}
	}
	assert.Equal(t, []string{"https://kv-trelica-prod-cus-tok.vault.azure.net/", "https://kv-trelica-prod-eus2-tok.vault.azure.net/"},
		tokenVaultURIs(names("centralus"), names("eastus2")))
	for _, environment := range naming.Environments() {
		name := naming.Names{Organisation: "trelica", Environment: environment, Region: "eastus2"}.Vault(purposeTokens)
		assert.LessOrEqual(t, len(name), 24, name)
	}
}

func TestWhoMayDoWhatWithTokens(t *testing.T) {
	t.Parallel()
	may := func(recovery bool, identity string) []azure.Role {
		var roles []azure.Role
		for _, right := range tokenRights(recovery) {
			if right.identity == identity {
				roles = append(roles, right.role)
			}
		}
		return roles
	}
	for _, recovery := range []bool{true, false} {
		for _, identity := range []string{identityWeb, identityWorker} {
			assert.Equal(t, []azure.Role{azure.RoleKeyVaultSecretsOfficer, azure.RoleKeyVaultCryptoServiceEncryptionUser}, may(recovery, identity), identity)
		}
	}
	assert.Equal(t, []azure.Role{azure.RoleKeyVaultSecretsOfficer}, may(true, identityTokens), "the job copies what is sealed, and opens nothing")
	assert.Empty(t, may(false, identityTokens), "without another region nothing is copied")
	assert.False(t, slices.Contains(identityRoles(false), identityTokens), "and there is no identity for it")
}
