package naming_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/naming"
)

func TestValidateNamesEveryBrokenPartAtOnce(t *testing.T) {
	t.Parallel()
	err := naming.Names{Organisation: "Tre-lica", Environment: "staging", Region: "mars"}.Validate()
	require.Error(t, err)
	var found naming.Problems
	require.ErrorAs(t, err, &found)
	require.Len(t, found, 3)
	assert.Equal(t, naming.Problem{
		Part: "organisation", Value: "Tre-lica", Message: "cannot be part of a name", Allowed: naming.OrganisationAllowed,
	}, found[0])
	assert.Equal(t, naming.Problem{
		Part: "environment", Value: "staging", Message: "is not one of ours", Allowed: "dev, preprod, prod",
	}, found[1])
	assert.Equal(t, "region", found[2].Part)
	assert.Contains(t, found[2].Allowed, "eastus2")
	assert.Len(t, strings.Split(err.Error(), "\n"), 3, "one line each")
}

func TestValidateNamesEveryTooLongName(t *testing.T) {
	t.Parallel()
	err := naming.Names{Organisation: "contosoworld", Environment: "prod", Region: "eastus2"}.Validate()
	require.Error(t, err)
	assert.Equal(t, strings.Join([]string{
		`Microsoft.KeyVault/vaults "kv-contosoworld-prod-eus2-tde" is 29 characters long, 5 too long; ` +
			`allowed: 3 to 24 characters: letters, digits and single hyphens, a letter first, a letter or digit last`,
		`Microsoft.Storage/storageAccounts "stcontosoworldprodeus2arc" is 25 characters long, 1 too long; ` +
			`allowed: 3 to 24 characters: lower-case letters and digits only`,
	}, "\n"), err.Error())
}

func TestTheLimitIsExact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names  naming.Names
		valid  bool
		reason string
	}{
		{naming.Names{"trelica", "prod", "eastus2"}, true, "our own names must fit"},
		{naming.Names{"abcdefg", "prod", "northcentralus"}, true, "seven characters fit the longest environment and region"},
		{naming.Names{"abcdefgh", "prod", "northcentralus"}, false, "eight do not: a vault with a purpose would have 25"},
		{naming.Names{"abcdefghi", "dev", "uksouth"}, true, "nine fit where environment and region are short"},
		{naming.Names{"abcdefghij", "dev", "uksouth"}, false, "ten never do"},
		{naming.Names{"a", "dev", "uksouth"}, false, "one letter is no name"},
		{naming.Names{}, false, "the zero value names nothing"},
	} {
		err := c.names.Validate()
		assert.Equal(t, c.valid, err == nil, "%s: %v", c.reason, err)
	}
}

func TestNothingPanicsOnAnyInput(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := naming.Names{
			Organisation: rapid.String().Draw(t, "organisation"),
			Environment:  rapid.String().Draw(t, "environment"),
			Region:       rapid.String().Draw(t, "region"),
		}
		_ = n.Validate()
		for method, known := range methods {
			args := make([]string, known.args)
			for i := range args {
				args[i] = rapid.String().Draw(t, "role")
			}
			call(n, method, args...)
		}
	})
}

func TestRulesRefuseWhatAzureRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		armType, name string
		valid         bool
		reason        string
	}{
		{"Microsoft.KeyVault/vaults", "kv-a", true, "a short vault name is fine"},
		{"Microsoft.KeyVault/vaults", "kv--a", false, "a vault name has no doubled hyphen"},
		{"Microsoft.KeyVault/vaults", "1kv", false, "a vault name starts with a letter"},
		{"Microsoft.KeyVault/vaults", "kv-", false, "a vault name ends with a letter or digit"},
		{"Microsoft.KeyVault/vaults", strings.Repeat("k", 25), false, "a vault name has 24 characters"},
		{"Microsoft.Storage/storageAccounts", "stabc1", true, "letters and digits are fine"},
		{"Microsoft.Storage/storageAccounts", "st-abc", false, "an account name has no hyphen"},
		{"Microsoft.Storage/storageAccounts", "stABC", false, "an account name has no capital"},
		{"Microsoft.Network/virtualNetworks", "vnet.", false, "a network name does not end in a period"},
		{"Microsoft.Resources/resourceGroups", "rg.", false, "a group name does not end in a period"},
		{"Microsoft.Resources/resourceGroups", strings.Repeat("g", 64), false, "a group name must fit a node label"},
		{"Microsoft.Sql/servers", "sql-A", false, "a server name has no capital"},
		{"Microsoft.Sql/servers/databases", "app", true, "a short database name is fine"},
		{"Microsoft.Sql/servers/databases", "app.", false, "a database name does not end in a period"},
		{"Microsoft.Sql/servers/databases", "a/b", false, "a database name has no slash"},
		{"Microsoft.Sql/servers/databases", strings.Repeat("d", 129), false, "a database name has 128 characters"},
		{"Microsoft.Sql/servers/failoverGroups", "fog-", false, "a failover group is a host name"},
		{"Microsoft.ContainerRegistry/registries", "cr-a-b", false, "a registry name has no hyphen"},
		{"Microsoft.Network/virtualNetworks", "vnet\n", false, "a newline at the end is seen"},
	} {
		rule, ok := naming.RuleFor(c.armType)
		require.True(t, ok, c.armType)
		assert.Equal(t, c.valid, rule.Check(c.name) == "", "%s: %s", c.reason, rule.Check(c.name))
	}
	_, ok := naming.RuleFor("Microsoft.Unknown/things")
	assert.False(t, ok)
}

func TestEveryRuleIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range naming.Rules() {
		assert.False(t, seen[r.Type], "%s is there twice", r.Type)
		seen[r.Type] = true
		assert.Positive(t, r.Min, r.Type)
		assert.Greater(t, r.Max, r.Min, r.Type)
		assert.NotEmpty(t, r.Characters, r.Type)
		assert.NotEmpty(t, r.Source, r.Type)
		assert.NotEmpty(t, r.Scope, r.Type)
		assert.NotEmpty(t, r.Check(" "), "%s takes a blank", r.Type)
	}
	naming.Rules()[0].Max = 1
	assert.NotEqual(t, 1, naming.Rules()[0].Max, "the table must not be changed through a copy")
}
