package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	clusterType  = "azure-native:containerservice/v20240901:ManagedCluster"
	poolType     = "azure-native:containerservice/v20240901:AgentPool"
	windowType   = "azure-native:containerservice/v20240901:MaintenanceConfiguration"
	reservedType = "azure-native:compute/v20240301:CapacityReservation"
	setType      = "azure-native:compute/v20240302:DiskEncryptionSet"

	credentials = "azure-native:containerservice/v20240901:listManagedClusterUserCredentials"
	admins      = "00000000-0000-4000-8000-00000000000a"
)

func site() azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"},
		Location:       "eastus2",
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"environment": "prod", "owner": "platform", "cost-centre": "42", "commit": "abc"},
		Protect:        true,
	}
}

func pool(name string) cluster.Pool {
	return cluster.Pool{
		Name: name, Size: "Standard_D4ds_v5", Zones: []string{"1", "2", "3"}, Min: 3, Max: 9, MaxPods: 110, OSDiskGB: 100,
		MaxSurge: "33%", DrainMinutes: 30, SoakMinutes: 5, Labels: map[string]string{"pool": name},
	}
}

func args() *cluster.Args {
	workers := pool("work1")
	workers.Taints = []string{"dedicated=work:NoSchedule"}
	return &cluster.Args{
		Site:              site(),
		ResourceGroup:     pulumi.String("rg-trelica-prod-eus2-cluster"),
		KubernetesVersion: "1.35",
		Tier:              "Standard",
		Access: cluster.Access{
			AuthorizedRanges: []string{"198.51.100.7/32", "203.0.113.0/28"}, AdminGroups: []string{admins}, Login: "azurecli",
		},
		Network: cluster.Network{
			SubnetID: pulumi.String("/subnets/snet-nodes"), PodCIDR: "10.244.0.0/16", ServiceCIDR: "10.0.0.0/16", DNSServiceIP: "10.0.0.10",
			OutboundIPIDs: []pulumi.StringInput{pulumi.String("/pip/1"), pulumi.String("/pip/2")}, OutboundPorts: 4000, IdleMinutes: 10,
		},
		ControlPlaneID: pulumi.String("/id/cluster"),
		Kubelet: cluster.Identity{
			ResourceID: pulumi.String("/id/kubelet"), ClientID: pulumi.String("client"), ObjectID: pulumi.String("object"),
		},
		DiskEncryptionSetID:        pulumi.String("/des/1"),
		CapacityReservationGroupID: pulumi.String("/crg/1"),
		System:                     pool("system"),
		Pools:                      []cluster.Pool{workers},
		Maintenance: cluster.Maintenance{
			Platform: cluster.Window{Day: "Tuesday", Start: "02:00", Hours: 4},
			Version:  cluster.Window{Day: "Wednesday", Start: "02:00", Hours: 4},
			Nodes:    cluster.Window{Day: "Thursday", Start: "02:00", Hours: 8},
			Freezes:  []cluster.Freeze{{First: "2026-12-18", Last: "2027-01-04"}},
		},
		Sinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/1"), ArchiveID: pulumi.String("/st/1")},
	}
}

// program makes a cluster and keeps its kubeconfig for the test, empty when it is unknown.
func program(a *cluster.Args, kubeconfig *string) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		c, err := cluster.New(ctx, "cluster", a, provider)
		if err != nil {
			return err
		}
		ctx.Export("kubeconfig", c.Kubeconfig.ApplyT(func(text string) string { *kubeconfig = text; return text })) // a run waits for what it exports
		return nil
	})
}

func run(t *testing.T, a *cluster.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	var ignored string
	return pulumitest.Run(t, program(a, &ignored), opts...)
}
