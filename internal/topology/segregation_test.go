package topology_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
)

// everyState are the goldens of all environments.
func everyState(t *testing.T) []topology.State {
	t.Helper()
	var all []topology.State
	for _, environment := range []string{"dev", "preprod", "prod"} {
		all = append(all, states(t, environment)...)
	}
	return all
}

// TestNoEnvironmentIsJoinedToAnother is SP-04 and SP-05 on every committed golden.
func TestNoEnvironmentIsJoinedToAnother(t *testing.T) {
	t.Parallel()
	for _, join := range topology.Joins(everyState(t)) {
		assert.Fail(t, "two environments are joined", "%s", join)
	}
}

// TestEveryKindOfJoinIsSeen plants one of each kind in dev.
func TestEveryKindOfJoinIsSeen(t *testing.T) {
	t.Parallel()
	const prod = "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/"
	const network = prod + "rg-trelica-prod-eus2-network/providers/Microsoft.Network/"
	rule := func(prefix string) map[string]any {
		return map[string]any{
			"networkSecurityGroupName": "nsg-trelica-dev-uks-nodes", "resourceGroupName": "rg-trelica-dev-uks-cluster",
			"securityRuleName": "AllowThem", "access": "Allow", "direction": "Inbound", "priority": 150.0, "protocol": "*",
			"sourceAddressPrefix": prefix, "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*",
		}
	}
	for _, test := range []struct {
		reason, token, kind, property string
		inputs                        map[string]any
	}{
		{"networks are peered", "azure-native:network/v20240501:VirtualNetworkPeering", topology.JoinNetwork, "remoteVirtualNetwork.id",
			map[string]any{"remoteVirtualNetwork": map[string]any{"id": network + "virtualNetworks/vnet-trelica-prod-eus2-data"}}},
		{"an endpoint leads to the other's database", "azure-native:network/v20240501:PrivateEndpoint", topology.JoinNetwork,
			"privateLinkServiceConnections[0].privateLinkServiceId", map[string]any{"privateLinkServiceConnections": []any{
				map[string]any{"privateLinkServiceId": prod + "rg-trelica-prod-eus2-database/providers/Microsoft.Sql/servers/sql-trelica-prod-eus2"}}}},
		{"a rule lets the other's network in", "azure-native:network/v20240501:SecurityRule", topology.JoinNetwork, "securityRules", rule("10.64.0.0/23")},
		{"a rule lets in more than that", "azure-native:network/v20240501:SecurityRule", topology.JoinNetwork, "securityRules", rule("10.0.0.0/8")},
		{"networks have the same addresses", "azure-native:network/v20240501:VirtualNetwork", topology.JoinNetwork, "addressSpace",
			map[string]any{"virtualNetworkName": "vnet-dev", "addressSpace": map[string]any{"addressPrefixes": []any{"10.64.64.0/20"}}}},
		{"the other's administrators have a role", "azure-native:authorization/v20220401:RoleAssignment", topology.JoinIdentity, "principalId",
			map[string]any{"principalId": "00000000-0000-0000-0000-0000000000a3", "scope": "/subscriptions/00000000-0000-0000-0000-0000000000d1"}},
		{"a role is given on the other's subscription", "azure-native:authorization/v20220401:RoleAssignment", topology.JoinIdentity, "scope",
			map[string]any{"principalId": "00000000-0000-0000-0000-0000000000d3", "scope": "/subscriptions/00000000-0000-0000-0000-0000000000a1"}},
		{"the other's pipeline may be ours", "azure-native:managedidentity/v20230131:FederatedIdentityCredential", topology.JoinIdentity, "subject",
			map[string]any{"subject": "repo:trelica/infrastructure:environment:prod"}},
		{"a machine has the other's identity", "azure-native:compute/v20240301:VirtualMachine", topology.JoinOther, "identity.userAssignedIdentities[0]",
			map[string]any{"identity": map[string]any{"userAssignedIdentities": []any{
				prod + "rg-trelica-prod-eus2-identity/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-trelica-prod-eus2-kubelet"}}}},
		{"a private zone of the other answers here", "azure-native:network/v20240601:VirtualNetworkLink", topology.JoinDNS, "virtualNetwork.id",
			map[string]any{"privateZoneName": "privatelink.database.windows.net",
				"virtualNetwork": map[string]any{"id": network + "virtualNetworks/vnet-trelica-prod-eus2-data"}}},
		{"the other's zone is delegated from here", "azure-native:network/v20180501:RecordSet", topology.JoinDNS, "nsRecords[0].nsdname",
			map[string]any{"recordType": "NS", "nsRecords": []any{map[string]any{"nsdname": "ns1.trelica.example."}}}},
		{"a name here is an alias of one there", "azure-native:network/v20180501:RecordSet", topology.JoinDNS, "cnameRecord.cname",
			map[string]any{"recordType": "CNAME", "cnameRecord": map[string]any{"cname": "app.trelica.example"}}},
		{"a database is a copy of the other's", "azure-native:sql/v20230801:Database", topology.JoinReplication, "sourceDatabaseId",
			map[string]any{"createMode": "Copy", "sourceDatabaseId": prod + "rg-trelica-prod-eus2-database/providers/Microsoft.Sql/servers/sql-trelica-prod-eus2/databases/sqldb-trelica-prod-app"}},
		{"a failover group leads to the other", "azure-native:sql/v20230801:FailoverGroup", topology.JoinReplication, "partnerServers[0].id",
			map[string]any{"partnerServers": []any{map[string]any{"id": prod + "x/providers/Microsoft.Sql/servers/sql-trelica-prod-cus"}}}},
		{"blobs are copied from the other", "azure-native:storage/v20240101:ObjectReplicationPolicy", topology.JoinReplication, "sourceAccount",
			map[string]any{"sourceAccount": "sttrelicaprodeus2arc"}},
		{"a key is the other's vault's", "azure-native:sql/v20230801:ServerKey", topology.JoinReplication, "uri",
			map[string]any{"uri": "https://kv-trelica-prod-cus-tde.vault.azure.net/keys/sql-tde/1"}},
		{"pods mount secrets of the other's vault", "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass", topology.JoinSecret, "spec.parameters.keyvaultName",
			map[string]any{"spec": map[string]any{"parameters": map[string]any{"keyvaultName": "kv-trelica-prod-eus2"}}}},
		{"images come from the other's registry", "kubernetes:apps/v1:Deployment", topology.JoinOther, "image",
			map[string]any{"image": "crtrelicaprodeus2.azurecr.io/web@sha256:0"}},
		{"logs go to the other's workspace", "azure-native:insights/v20210501preview:DiagnosticSetting", topology.JoinOther, "workspaceId",
			map[string]any{"workspaceId": prod + "rg-trelica-prod-eus2-monitoring/providers/Microsoft.OperationalInsights/workspaces/log-trelica-prod-eus2"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			all := everyState(t)
			require.Equal(t, "dev", all[0].Stack)
			all[0].Resources = append(all[0].Resources, topology.Resource{
				URN: "urn:pulumi:dev::trelica::" + test.token + "::planted", Inputs: test.inputs,
			})
			found := map[[3]string]bool{}
			for _, join := range topology.Joins(all) {
				if join.From == "dev" || join.To == "dev" {
					found[[3]string{join.Kind, join.Property, join.To}] = true
					found[[3]string{join.Kind, join.Property, join.From}] = true
				}
			}
			assert.Contains(t, found, [3]string{test.kind, test.property, "prod"}, "%v", found)
		})
	}
}
