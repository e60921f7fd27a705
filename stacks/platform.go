package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/stacks/settings"
)

// PlatformType is the type token of the part that can be rebuilt at will.
const PlatformType = "trelica:stacks:Platform"

// PlatformArgs say what a platform is built for, and on.
type PlatformArgs struct {
	Settings *settings.Settings
	// In is the region, with its names and addresses.
	In Region
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Foundation is what it is built on.
	Foundation FoundationValues
	// FrontDoorID is what Front Door signs its requests with; the ingress takes no others.
	FrontDoorID pulumi.StringInput
	// Ran is what ran after the last update.
	Ran Running
	// Kubeconfig is that of the last update, where the cluster must not be asked; see Limits.
	Kubeconfig string
}

// Platform is what can be rebuilt at will, in one region.
type Platform struct {
	pulumi.ResourceState

	// ClusterName is the cluster's name, once it exists.
	ClusterName pulumi.StringOutput
	// Kubeconfig enters the cluster through kubelogin. It is secret.
	Kubeconfig pulumi.StringOutput
	// FrontDoorID is the identifier that the ingress asks for.
	FrontDoorID pulumi.StringInput
	// Waiting lists what does not run yet, and what for.
	Waiting []Waiting
	// Running is what runs now.
	Running Running
}

// NewPlatform registers a region's platform: the cluster's network, the cluster, and what every cluster has inside. It gives
// no role: see addRoles.
func NewPlatform(ctx *pulumi.Context, name string, args *PlatformArgs, opts ...pulumi.ResourceOption) (*Platform, error) {
	platform := &Platform{FrontDoorID: args.FrontDoorID}
	if err := ctx.RegisterComponentResource(PlatformType, name, platform, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	at := site(args.Settings, args.In.Names, args.Commit)
	clusterNetwork, err := network.NewCluster(ctx, name+"-network", &network.ClusterArgs{
		Site:           at,
		ResourceGroup:  args.Foundation.ClusterGroup,
		Space:          args.In.Plan.ClusterNetwork,
		Nodes:          args.In.Plan.NodeSubnet,
		Pods:           args.Settings.Network.PodCIDR,
		Endpoints:      args.In.Plan.EndpointSubnet,
		IngressAddress: args.Foundation.IngressAddress,
		Data:           args.Foundation.Data,
		FlowLogs:       args.Foundation.FlowLogs,
		Sinks:          args.Foundation.Sinks,
	}, pulumi.Parent(platform))
	if err != nil {
		return nil, fmt.Errorf("cluster network: %w", err)
	}
	made, err := newCluster(ctx, name+"-cluster", at, args, clusterNetwork, platform)
	if err != nil {
		return nil, err
	}
	if err := newPlatformAlerts(ctx, name, at, args, made, platform); err != nil {
		return nil, err
	}
	content, err := newInside(ctx, name, args, made, clusterNetwork.Connected, platform)
	if err != nil {
		return nil, err
	}
	platform.Waiting, platform.Running = content.waiting, content.running
	platform.ClusterName, platform.Kubeconfig = made.Name, made.Kubeconfig
	err = ctx.RegisterResourceOutputs(platform, pulumi.Map{"clusterName": made.Name, "kubeconfig": made.Kubeconfig})
	if err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return platform, nil
}

func newCluster(
	ctx *pulumi.Context, name string, at azure.Site, args *PlatformArgs, in *network.Cluster, parent pulumi.Resource,
) (*cluster.Cluster, error) {
	set := args.Settings
	windows, err := maintenance(set)
	if err != nil {
		return nil, err
	}
	dns, err := addressplan.DNSServiceIP(set.Network.ServiceCIDR)
	if err != nil {
		return nil, err
	}
	all := pools(set)
	made, err := cluster.New(ctx, name, &cluster.Args{
		Site:              at,
		ResourceGroup:     args.Foundation.ClusterGroup,
		KubernetesVersion: set.Cluster.KubernetesVersion,
		Upgrade:           set.Cluster.UpgradeKubernetes,
		Resize:            set.Cluster.ResizePools,
		Tier:              "Standard",
		Access: cluster.Access{
			AuthorizedRanges: texts(set.Cluster.APIServerAuthorizedRanges),
			AdminGroups:      set.Cluster.ClusterAdminGroupIDs,
			Login:            set.Cluster.KubernetesLogin,
			Kubeconfig:       args.Kubeconfig,
		},
		Network: cluster.Network{
			SubnetID:      in.NodeSubnetID,
			PodCIDR:       set.Network.PodCIDR.String(),
			ServiceCIDR:   set.Network.ServiceCIDR.String(),
			DNSServiceIP:  dns.String(),
			OutboundIPIDs: args.Foundation.EgressIDs,
			OutboundPorts: set.Cluster.OutboundPorts,
			IdleMinutes:   idleMinutes,
		},
		ControlPlaneID:             args.Foundation.ControlPlaneID,
		Kubelet:                    args.Foundation.Kubelet,
		DiskEncryptionSetID:        args.Foundation.DiskEncryptionSetID,
		CapacityReservationGroupID: args.Foundation.CapacityGroupID,
		System:                     all[0],
		Pools:                      all[1:],
		Maintenance:                windows,
		Sinks:                      args.Foundation.Sinks,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	return made, nil
}
