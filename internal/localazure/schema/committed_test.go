package schema_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestListAndShapesHoldTheSame(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("resources.txt")
	require.NoError(t, err)
	var listed []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			listed = append(listed, line)
		}
	}
	s := committedSchema(t)
	held := slices.Concat(s.Tokens(), s.FunctionTokens())
	slices.Sort(held)
	assert.Equal(t, listed, held, "run go generate ./internal/localazure/schema")
}

func TestShapesBelongToTheSDK(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../../go.mod")
	require.NoError(t, err)
	module, err := modfile.ParseLax("go.mod", content, nil)
	require.NoError(t, err)
	const sdk = "github.com/pulumi/pulumi-azure-native-sdk/v2"
	i := slices.IndexFunc(module.Require, func(r *modfile.Require) bool { return r.Mod.Path == sdk })
	require.GreaterOrEqual(t, i, 0, "go.mod requires the root of the SDK, which decides the provider's version")
	assert.Equal(t, module.Require[i].Mod.Version, "v"+committedSchema(t).ProviderVersion(),
		"the shapes are those of the provider that the SDK asks for")
}

// BenchmarkLoad shows what every command against the local Azure pays first; it should stay far below 50 ms.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := schema.Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCommittedShapes(t *testing.T) {
	t.Parallel()
	s := committedSchema(t)

	vault, ok := s.Resource("azure-native:keyvault/v20241101:Vault")
	require.True(t, ok)
	assert.Equal(t, []string{"properties", "resourceGroupName"}, required(vault.Inputs))
	assert.Equal(t, schema.Property{Type: schema.Type{Kind: schema.String}}, vault.Inputs["vaultName"])
	assert.Equal(t, []string{"name", "systemData", "type"}, vault.Computed())
	assert.Contains(t, vault.Aliases, "azure-native:keyvault:Vault")
	assert.Empty(t, vault.SecretOutputs)

	network, err := s.InputAt("azure-native:network/v20240501:VirtualNetwork", "subnets[*].ipConfigurations[*]")
	require.ErrorContains(t, err, `no "ipConfigurations"`, "What Azure computes of a subnet is not among its inputs.")
	assert.Zero(t, network)
	_, err = s.OutputAt("azure-native:network/v20240501:VirtualNetwork", "subnets[*].ipConfigurations[*].subnet.ipConfigurations[*].etag")
	require.NoError(t, err, "The types refer to themselves.")

	sku, err := s.InputAt("azure-native:keyvault/v20241101:Vault", "properties.sku.name")
	require.NoError(t, err)
	assert.False(t, sku.Type.Open)
	values, ok := s.Enum(sku.Type.Name)
	require.True(t, ok)
	assert.Equal(t, []string{"standard", "premium"}, values)

	credentials, ok := s.Function("azure-native:containerservice/v20240901:listManagedClusterUserCredentials")
	require.True(t, ok)
	assert.Equal(t, []string{"resourceGroupName", "resourceName"}, required(credentials.Arguments))
	object, ok := s.Object(credentials.Result["kubeconfigs"].Type.Element.Name)
	require.True(t, ok)
	assert.Equal(t, []string{"name", "value"}, required(object))
}

func TestCommittedDefaults(t *testing.T) {
	t.Parallel()
	got := committedSchema(t).WithDefaults("azure-native:keyvault/v20241101:Vault", properties(map[string]any{
		"properties": map[string]any{"tenantId": "t", "publicNetworkAccess": "Disabled"},
	}))
	assert.Equal(t, properties(map[string]any{
		"properties": map[string]any{
			"tenantId": "t", "publicNetworkAccess": "Disabled",
			"enableRbacAuthorization": false, "enableSoftDelete": true, "softDeleteRetentionInDays": 90,
			"enabledForDeployment": false, "enabledForDiskEncryption": false, "enabledForTemplateDeployment": false,
		},
	}), got, "The SDK sends settings that the program did not name.")
}

func TestCommittedChecks(t *testing.T) {
	t.Parallel()
	s := committedSchema(t)
	assert.Equal(t, []schema.Problem{
		{Path: "addressSpace", Message: "want an object, got a list"},
		{Path: "resourceGroupName", Message: "required, but missing; want a text"},
		{Path: "subnets[1].networkSecurtyGroup", Message: `unknown property; did you mean "networkSecurityGroup"?`},
		{
			Path:    "subnets[1].privateEndpointNetworkPolicies",
			Message: `"enabled" is not a known value; one of "Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled"; did you mean "Enabled"?`,
		},
	}, s.CheckInputs("azure-native:network/v20240501:VirtualNetwork", properties(map[string]any{
		"addressSpace": []any{"10.0.0.0/16"},
		"subnets": []any{
			map[string]any{"name": "nodes", "addressPrefix": resource.MakeComputed(resource.NewStringProperty(""))},
			map[string]any{"name": "pods", "privateEndpointNetworkPolicies": "enabled", "networkSecurtyGroup": map[string]any{}},
		},
	})))

	assert.Equal(t, []schema.Problem{{Path: "conditions[0].parameters.typeName", Message: `want the text "DeliveryRuleClientPortConditionParameters", got the text "x"`}},
		s.CheckInputs("azure-native:cdn/v20240901:Rule", properties(map[string]any{
			"order": 1, "profileName": "p", "resourceGroupName": "r", "ruleSetName": "s",
			"actions": []any{map[string]any{"name": "CacheExpiration", "parameters": map[string]any{
				"typeName": "DeliveryRuleCacheExpirationActionParameters", "cacheBehavior": "BypassCache", "cacheType": "All",
			}}},
			"conditions": []any{map[string]any{"name": "ClientPort", "parameters": map[string]any{"operator": "Any", "typeName": "x"}}},
		})), "A rule of Front Door is checked as the sort of condition that its name says.")
}

func required(object schema.Object) []string {
	var names []string
	for name, property := range object {
		if property.Required {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
