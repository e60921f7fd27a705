package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestMistakesAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		change func(a *cluster.Args)
		want   string
	}{
		{"an API server open to all is not an option", func(a *cluster.Args) { a.Access.AuthorizedRanges = nil }, "Access.AuthorizedRanges: 0 ranges"},
		{"everybody is not a list of callers", func(a *cluster.Args) { a.Access.AuthorizedRanges[0] = "0.0.0.0/0" }, "lets in more than a /16"},
		{"half of everybody is not either", func(a *cluster.Args) { a.Access.AuthorizedRanges[0] = "128.0.0.0/1" }, "lets in more than a /16"},
		{"a bare address is not a range", func(a *cluster.Args) { a.Access.AuthorizedRanges[0] = "198.51.100.7" }, "is no IPv4 range"},
		{"nobody calls from a private address", func(a *cluster.Args) { a.Access.AuthorizedRanges[0] = "10.0.0.0/24" }, "is private"},
		{"somebody must be able to enter", func(a *cluster.Args) { a.Access.AdminGroups = nil }, "Access.AdminGroups: none"},
		{"groups are named by identifier", func(a *cluster.Args) { a.Access.AdminGroups = []string{"admins"} }, "is no object identifier"},
		{"kubelogin has no such login", func(a *cluster.Args) { a.Access.Login = "password" }, `Access.Login: "password"`},
		{"AKS keeps the patch", func(a *cluster.Args) { a.KubernetesVersion = "1.35.2" }, "KubernetesVersion"},
		{"there is no such tier", func(a *cluster.Args) { a.Tier = "Gold" }, `Tier: "Gold"`},
		{"pods and services would be confused", func(a *cluster.Args) { a.Network.ServiceCIDR = "10.244.8.0/24"; a.Network.DNSServiceIP = "10.244.8.10" }, "overlap"},
		{"DNS lies among the services", func(a *cluster.Args) { a.Network.DNSServiceIP = "10.1.0.10" }, "must lie in 10.0.0.0/16"},
		{"the first address is the API server's", func(a *cluster.Args) { a.Network.DNSServiceIP = "10.0.0.1" }, "not be its first address"},
		{"ports come in eights", func(a *cluster.Args) { a.Network.OutboundPorts = 1001 }, "multiples of 8"},
		{"the addresses have not enough ports", func(a *cluster.Args) { a.Network.OutboundPorts = 8000 }, "need 192000, the 2 addresses have 128000"},
		{"every node takes a /24 of the pods' range", func(a *cluster.Args) { a.Network.PodCIDR = "10.244.0.0/20" }, "has a /24 for 16 nodes; the pools may grow to 24"},
		{"a connection lives for some minutes", func(a *cluster.Args) { a.Network.IdleMinutes = 3 }, "allowed are 4 to 120"},
		{"outbound addresses are reserved beforehand", func(a *cluster.Args) { a.Network.OutboundIPIDs = nil }, "Network.OutboundIPIDs: none"},
		{"one node at least", func(a *cluster.Args) { a.System.Min = 0 }, "System.Min: 0"},
		{"the most is not less than the least", func(a *cluster.Args) { a.Pools[0].Max = 2 }, "Pools[0].Max: 2"},
		{"AKS takes twelve letters", func(a *cluster.Args) { a.Pools[0].Name = "a-pool" }, `Pools[0].Name: "a-pool"`},
		{"two pools cannot share a name", func(a *cluster.Args) { a.Pools[0].Name = "system" }, "is there twice"},
		{"the system pool's taint is its own", func(a *cluster.Args) { a.Pools[0].Taints = []string{"CriticalAddonsOnly=true:NoSchedule"} }, "belongs to the system pool"},
		{"there are three zones", func(a *cluster.Args) { a.System.Zones = []string{"1", "4"} }, `System.Zones: "4"`},
		{"a zone counts once", func(a *cluster.Args) { a.System.Zones = []string{"1", "1"} }, `System.Zones: "1"`},
		{"an upgrade needs room", func(a *cluster.Args) { a.System.MaxSurge = "0" }, "System.MaxSurge"},
		{"a window of two hours is too short", func(a *cluster.Args) { a.Maintenance.Nodes.Hours = 2 }, "aksManagedNodeOSUpgradeSchedule: 2 hours"},
		{"days have names", func(a *cluster.Args) { a.Maintenance.Version.Day = "Mon" }, `aksManagedAutoUpgradeSchedule: day "Mon"`},
		{"times have two digits", func(a *cluster.Args) { a.Maintenance.Platform.Start = "2:00" }, `default: start "2:00"`},
		{"a freeze does not end before it begins", func(a *cluster.Args) { a.Maintenance.Freezes[0].Last = "2026-12-01" }, "Maintenance.Freezes[0]"},
		{"nodes need a subnet", func(a *cluster.Args) { a.Network.SubnetID = nil }, "Network.SubnetID: is missing"},
		{"disks need a key", func(a *cluster.Args) { a.DiskEncryptionSetID = nil }, "DiskEncryptionSetID: is missing"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			test.change(a)
			var kubeconfig string
			err := pulumitest.RunError(t, program(a, &kubeconfig))
			require.Error(t, err, test.reason)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "has 1 problem(s)", "one mistake is one problem")
		})
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	a := args()
	a.Tier, a.Access.Login, a.System.OSDiskGB, a.Maintenance.Nodes.Day = "", "", 0, ""
	a.ResourceGroup, a.Kubelet.ClientID = nil, pulumi.StringInput(nil)
	var kubeconfig string
	assert.ErrorContains(t, pulumitest.RunError(t, program(a, &kubeconfig)), "has 6 problem(s)")
	assert.ErrorContains(t, pulumitest.RunError(t, program(nil, &kubeconfig)), "problem(s)", "nothing panics on no arguments")
}
