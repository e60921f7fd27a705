package cost_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cost"
)

var update = flag.Bool("update", false, "write docs/cost.md anew")

// root is the repository's folder, seen from this package.
const root = "../.."

func golden(t *testing.T, stack string) []cost.Resource {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "internal/stacktest/testdata", stack+".json"))
	require.NoError(t, err)
	var snapshot struct{ Resources []cost.Resource }
	require.NoError(t, json.Unmarshal(content, &snapshot))
	return snapshot.Resources
}

// TestCurrentPage holds docs/cost.md to the goldens and the prices.
func TestCurrentPage(t *testing.T) {
	t.Parallel()
	table, err := cost.Prices()
	require.NoError(t, err)
	var stacks []cost.Stack
	for _, name := range []string{"dev", "preprod", "prod", "dr", "bootstrap-dev", "bootstrap-preprod", "bootstrap-prod"} {
		stacks = append(stacks, cost.Stack{Name: name, Resources: golden(t, name)})
	}
	page := cost.Page(table, stacks)
	file := filepath.Join(root, "docs/cost.md")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(page), 0o644)) //nolint:gosec // a page of the documentation
	}
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(kept), page, "docs/cost.md is not current: run \"make golden\"")
}

// TestEveryPriceHasASourceAndIsUsed: a price without a document is invented, and one that no stack has is not held current by anybody.
func TestEveryPriceHasASourceAndIsUsed(t *testing.T) {
	t.Parallel()
	table, err := cost.Prices()
	require.NoError(t, err)
	used := map[string]bool{}
	for _, stack := range []string{"dev", "prod", "bootstrap-prod"} {
		priced, _ := cost.Count(golden(t, stack))
		for key := range priced {
			used[key] = true
		}
	}
	known := map[string]bool{}
	for _, p := range append(table.Prices, table.ByUse...) {
		assert.NotEmpty(t, p.Source, p.What)
		assert.Positive(t, p.USD, p.What)
		known[p.Key] = true
		assert.True(t, p.Key == "" || used[p.Key], "%s is in no stack", p.Key)
	}
	for key := range used {
		assert.True(t, known[key], "%s is counted and has neither a price nor a line that says so", key)
	}
}

// free are the kinds that cost nothing by themselves: they are settings of something else, or Azure asks nothing for them.
var free = []string{
	"app:Certificate", "app:ManagedEnvironmentsStorage", "authorization:ManagementLockByScope", "authorization:PolicyAssignment",
	"authorization:RoleAssignment", "authorization:RoleDefinition", "cdn:AFDCustomDomain", "cdn:AFDEndpoint", "cdn:AFDOrigin", "cdn:AFDOriginGroup", "cdn:Route", "cdn:Rule",
	"cdn:RuleSet", "cdn:SecurityPolicy", "compute:CapacityReservationGroup", "compute:DiskEncryptionSet",
	"containerservice:MaintenanceConfiguration", "insights:ActionGroup", "insights:ActivityLogAlert", "insights:Component",
	"insights:DataCollectionRule", "insights:DataCollectionRuleAssociation", "insights:DiagnosticSetting", "keyvault:Secret", "keyvault:Vault",
	"managedidentity:FederatedIdentityCredential", "managedidentity:UserAssignedIdentity", "network:NetworkSecurityGroup",
	"network:NetworkWatcher", "network:PrivateDnsZoneGroup", "network:RecordSet", "network:VirtualNetwork", "network:VirtualNetworkLink",
	"network:VirtualNetworkPeering", "operationalinsights:DataExport", "operationalinsights:Workspace", "resources:ResourceGroup",
	"sql:BackupShortTermRetentionPolicy", "sql:EncryptionProtector", "sql:ExtendedServerBlobAuditingPolicy", "sql:FailoverGroup", "sql:Server",
	"sql:ServerKey", "sql:ServerSecurityAlertPolicy", "storage:BlobContainer", "storage:BlobServiceProperties", "storage:FileServiceProperties",
	"storage:FileShare", "storage:ManagementPolicy",
}

// TestEveryKindIsCountedOrFree: a new kind of resource is not left out of the page without a word.
func TestEveryKindIsCountedOrFree(t *testing.T) {
	t.Parallel()
	for _, stack := range []string{"dev", "prod", "dr", "bootstrap-prod"} {
		for _, r := range golden(t, stack) {
			kind := r.Kind()
			if kind == "" || slices.Contains(free, kind) || kind == "resources:DeploymentAtSubscriptionScope" { // which costs what it makes
				continue
			}
			priced, without := cost.Count([]cost.Resource{r})
			assert.NotZero(t, len(priced)+len(without), "%s of %s costs nothing, and is not among what is free", kind, stack)
		}
	}
}

// TestCount counts one of each kind.
func TestCount(t *testing.T) {
	t.Parallel()
	urn := func(token string) string { return "urn:pulumi:s::p::a:b:C$azure-native:" + token + "::n" }
	priced, without := cost.Count([]cost.Resource{
		{URN: urn("network/v20240501:PrivateEndpoint")}, {URN: urn("network/v20240501:PrivateEndpoint")},
		{URN: urn("sql/v20230801:Database"), Inputs: map[string]any{"sku": map[string]any{"tier": "GeneralPurpose", "capacity": 2.0}}},
		{URN: urn("insights/v20220615:WebTest"), Inputs: map[string]any{"frequency": 600.0, "locations": []any{1, 2}}},
		{URN: urn("containerservice/v20240901:AgentPool"), Inputs: map[string]any{"vmSize": "Big", "minCount": 3.0}},
		{URN: urn("resources/v20240301:DeploymentAtSubscriptionScope"), Inputs: map[string]any{"properties": map[string]any{"template": map[string]any{"resources": []any{
			map[string]any{"type": "Microsoft.Security/pricings", "name": "Arm", "properties": map[string]any{"pricingTier": "Standard"}},
			map[string]any{"type": "Microsoft.Security/pricings", "name": "Free", "properties": map[string]any{"pricingTier": "Free"}},
		}}}}},
		{URN: "urn:pulumi:s::p::kubernetes:core/v1:Pod::n"}, {URN: "nonsense"},
	})
	assert.Equal(t, map[string]float64{"private-endpoint": 2, "sql-GeneralPurpose": 2, "web-test": 1}, priced)
	assert.Equal(t, map[string]float64{"Node, Big, the least number": 3, "Defender's plan Arm": 1}, without)
}
