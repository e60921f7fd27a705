package network

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// newPeering makes both halves of the peering between the cluster's and the data network, and returns them. The remote half
// lies on the data network, which is the foundation's, but belongs to the cluster: it comes and goes with it. Neither half
// forwards others' traffic or lends a gateway. The second waits for the first, because Azure refuses two operations on one
// network at a time.
func newPeering(ctx *pulumi.Context, name string, args *ClusterArgs, vnet *sdk.VirtualNetwork, parent pulumi.Resource,
) ([]pulumi.Resource, error) {
	local, err := newPeeringHalf(ctx, name+"-peering-local", peeringHalf{
		group: args.ResourceGroup, network: azure.Once(pulumi.String(args.Site.Names.VirtualNetwork("cluster")), vnet), remoteID: args.Data.ID,
		peering: args.Site.Names.Peering("cluster", "data"),
	}, azure.ChildOptions(parent))
	if err != nil {
		return nil, err
	}
	remote, err := newPeeringHalf(ctx, name+"-peering-remote", peeringHalf{
		group: args.Data.ResourceGroup, network: args.Data.Name, remoteID: vnet.ID().ToStringOutput(),
		peering: args.Site.Names.Peering("data", "cluster"),
	}, azure.ChildOptions(parent, pulumi.DependsOn([]pulumi.Resource{local})))
	if err != nil {
		return nil, err
	}
	return []pulumi.Resource{local, remote}, nil
}

// peeringHalf is one network's side of a peering.
type peeringHalf struct {
	group, network, remoteID pulumi.StringInput
	peering                  string
}

func newPeeringHalf(ctx *pulumi.Context, name string, half peeringHalf, opts []pulumi.ResourceOption,
) (*sdk.VirtualNetworkPeering, error) {
	peering, err := sdk.NewVirtualNetworkPeering(ctx, name, &sdk.VirtualNetworkPeeringArgs{
		ResourceGroupName:         half.group,
		VirtualNetworkName:        half.network,
		VirtualNetworkPeeringName: pulumi.String(half.peering),
		RemoteVirtualNetwork:      sdk.SubResourceArgs{Id: half.remoteID.ToStringOutput()},
		AllowVirtualNetworkAccess: pulumi.Bool(true),
		AllowForwardedTraffic:     pulumi.Bool(false),
		AllowGatewayTransit:       pulumi.Bool(false),
		UseRemoteGateways:         pulumi.Bool(false),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("peering %q: %w", half.peering, err)
	}
	return peering, nil
}
