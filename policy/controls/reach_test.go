package controls_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/policy/controls"
)

// TestAWayIsFoundWhereItIs holds that a way to another environment is said of the resource that it goes out from: not of one that has the same
// name in the program, and not of the stack where only Azure's name of it is known.
func TestAWayIsFoundWhereItIs(t *testing.T) {
	t.Parallel()
	s := &controls.Stack{Name: "dev", Project: "trelica", Now: today, Resources: []*controls.Resource{
		made("dev", "pulumi:providers:azure-native", "azure", values{"subscriptionId": "00000000-0000-0000-0000-0000000000d1"}),
		made("dev", "azure-native:network/v20180501:RecordSet", "shared", values{"relativeRecordSetName": "www", "cnameRecord": values{"cname": "app.trelica.example"}}),
		made("dev", "azure-native:network/v20180501:Zone", "shared", values{"zoneName": "dev.trelica.example.org"}),
		made("dev", "azure-native:network/v20240501:VirtualNetwork", "network", values{
			"resourceGroupName": "rg-trelica-dev-uks-network", "virtualNetworkName": "vnet-trelica-dev", "addressSpace": values{"addressPrefixes": []any{"10.64.64.0/20"}},
		}),
	}}
	s.Neighbours = []topology.Neighbour{{
		Environment: "prod", Marks: []topology.Mark{{Text: "trelica.example", What: "the zone", Kind: topology.JoinDNS}},
		Spaces: []netip.Prefix{netip.MustParsePrefix("10.64.0.0/16")},
	}}
	found := map[string]map[string]bool{}
	for _, f := range controls.Violations(judge(t).Stack(s)) {
		if f.Rule != "environments-apart" {
			continue
		}
		if found[f.URN] == nil {
			found[f.URN] = map[string]bool{}
		}
		found[f.URN][f.Path] = true
	}
	assert.Equal(t, map[string]map[string]bool{
		s.Resources[1].URN: {"cnameRecord.cname": true},
		s.Resources[3].URN: {"addressSpace": true, "addressSpace.addressPrefixes[0]": true},
	}, found)
}
