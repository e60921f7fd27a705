package topology_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
)

// production is what dev must not name, as settings have it.
func production() topology.Neighbour {
	return topology.Neighbour{
		Environment: "prod", Spaces: []netip.Prefix{netip.MustParsePrefix("10.64.0.0/16")}, Operators: []netip.Prefix{netip.MustParsePrefix("203.0.113.32/32")},
		Marks: []topology.Mark{
			{Text: "00000000-0000-0000-0000-0000000000a1", What: "the subscription"}, {Text: "trelica.example", What: "the zone", Kind: topology.JoinDNS},
			{Text: "00000000-0000-0000-0000-0000000000a3", What: "the administrators", Kind: topology.JoinIdentity}, {Text: "kv-trelica-prod-eus2", What: "the vault", Kind: topology.JoinSecret},
		},
	}
}

// TestOneStackShowsWhatItNames plants, in dev alone, each way to production that dev's own resources show.
func TestOneStackShowsWhatItNames(t *testing.T) {
	t.Parallel()
	dev := states(t, "dev")[0]
	require.Empty(t, topology.JoinsTo(dev, []topology.Neighbour{production()}), "dev as it is")
	for _, test := range []struct {
		reason, token, kind, property string
		inputs                        map[string]any
	}{
		{"a peering", "azure-native:network/v20240501:VirtualNetworkPeering", topology.JoinNetwork, "remoteVirtualNetwork.id", map[string]any{"remoteVirtualNetwork": map[string]any{"id": "/subscriptions/00000000-0000-0000-0000-0000000000a1/x"}}},
		{"a role for production's people", "azure-native:authorization/v20220401:RoleAssignment", topology.JoinIdentity, "principalId", map[string]any{"principalId": "00000000-0000-0000-0000-0000000000a3"}},
		{"a record that leads there", "azure-native:network/v20180501:RecordSet", topology.JoinDNS, "cnameRecord.cname", map[string]any{"cnameRecord": map[string]any{"cname": "app.trelica.example"}}},
		{"a copy of a database there", "azure-native:sql/v20230801:Database", topology.JoinReplication, "sourceDatabaseId", map[string]any{"sourceDatabaseId": "/subscriptions/00000000-0000-0000-0000-0000000000a1/x"}},
		{"a secret of a vault there", "kubernetes:apps/v1:Deployment", topology.JoinSecret, "spec.env[0].value", map[string]any{"spec": map[string]any{"env": []any{map[string]any{"value": "https://kv-trelica-prod-eus2.vault.azure.net/"}}}}},
		{"a network of the same addresses", "azure-native:network/v20240501:VirtualNetwork", topology.JoinNetwork, "addressSpace", map[string]any{"virtualNetworkName": "vnet", "addressSpace": map[string]any{"addressPrefixes": []any{"10.64.64.0/20"}}}},
		{"a route there", "azure-native:network/v20240501:RouteTable", topology.JoinNetwork, "routes[0].addressPrefix", map[string]any{"routes": []any{map[string]any{"addressPrefix": "10.64.1.0/24"}}}},
		{"an operator of production's", "azure-native:storage/v20240101:StorageAccount", topology.JoinNetwork, "networkRuleSet.ipRules[0].iPAddressOrRange", map[string]any{"networkRuleSet": map[string]any{"ipRules": []any{map[string]any{"iPAddressOrRange": "203.0.113.32"}}}}},
	} {
		changed := dev
		changed.Resources = append(append([]topology.Resource{}, dev.Resources...), topology.Resource{URN: "urn:pulumi:dev::trelica::" + test.token + "::planted", Inputs: test.inputs})
		found := false
		for _, join := range topology.JoinsTo(changed, []topology.Neighbour{production()}) {
			assert.Equal(t, "prod", join.To, test.reason)
			found = found || join.Kind == test.kind && join.Property == test.property
		}
		assert.True(t, found, "%s: not seen", test.reason)
	}
	everybody := dev
	everybody.Resources = append(append([]topology.Resource{}, dev.Resources...), topology.Resource{
		URN: "urn:pulumi:dev::trelica::azure-native:network/v20240501:RouteTable::planted", Inputs: map[string]any{"routes": []any{map[string]any{"addressPrefix": "0.0.0.0/0"}}},
	})
	assert.Empty(t, topology.JoinsTo(everybody, []topology.Neighbour{production()}), "whoever speaks of everybody names nobody")
}

// TestARebuildIsLetInBeforeItIsThere holds production's own stack by itself: its recovery region lets in nodes that are not there yet, and no others.
func TestARebuildIsLetInBeforeItIsThere(t *testing.T) {
	t.Parallel()
	compare := func(d topology.Declaration) []topology.Finding {
		return topology.NewSurvey(topology.NewWorld("prod", states(t, "prod")[0]), d).Compare()
	}
	plain := declared(t, "prod")
	reserving := func(ranges ...string) topology.Declaration {
		d := plain
		d.Reserved = nil
		for _, r := range ranges {
			d.Reserved = append(d.Reserved, topology.Reserved{What: "nodes", Region: "centralus", Ranges: []netip.Prefix{netip.MustParsePrefix(r)}})
		}
		return d
	}
	require.NotEmpty(t, compare(reserving()), "a rule for nodes that nobody declared")
	assert.Empty(t, compare(reserving("10.80.0.0/23")))
	assert.NotEmpty(t, compare(reserving("10.80.0.0/24")), "half of the range is still nobody's")
}
