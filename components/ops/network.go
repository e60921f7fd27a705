package ops

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// NetworkType is the network's type token.
const NetworkType = "trelica:ops:Network"

// Network is an ops network.
type Network struct {
	pulumi.ResourceState

	// NetworkID is the ARM identifier of the virtual network.
	NetworkID pulumi.StringOutput
	// RunnerSubnetID is the ARM identifier of the subnet that is delegated to Container Apps.
	RunnerSubnetID pulumi.StringOutput
	// EndpointSubnetID is the ARM identifier of the subnet that private endpoints take their addresses from.
	EndpointSubnetID pulumi.StringOutput
	// ZoneIDs are the ARM identifiers of the private DNS zones, by service.
	ZoneIDs map[azure.PrivateService]pulumi.StringOutput
	// Address is the public address that runners come from.
	Address pulumi.StringOutput
	// AuthorizedRanges are the ranges that clusters' API servers admit: the network's own address, and the break-glass ones.
	AuthorizedRanges pulumi.StringArrayOutput
}

// NewNetwork makes the ops network: its address and gateway, the virtual network with its two subnets and their security
// groups, and the private DNS zones. The endpoints themselves are made by whoever makes what they lead to.
//
// It has no flow log: a region has one network watcher, and the foundation in this region, which comes later, makes it.
func NewNetwork(ctx *pulumi.Context, name string, args *NetworkArgs, opts ...pulumi.ResourceOption) (*Network, error) {
	if args == nil {
		args = &NetworkArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	n := &Network{ZoneIDs: map[azure.PrivateService]pulumi.StringOutput{}}
	if err := ctx.RegisterComponentResource(NetworkType, name, n, opts...); err != nil {
		return nil, fmt.Errorf("ops network %q: %w", name, err)
	}
	gateway, err := n.addGateway(ctx, name, args)
	if err != nil {
		return nil, err
	}
	if err := n.addVirtualNetwork(ctx, name, args, gateway); err != nil {
		return nil, err
	}
	if err := n.addZones(ctx, name, args); err != nil {
		return nil, err
	}
	err = ctx.RegisterResourceOutputs(n, pulumi.Map{
		"networkId": n.NetworkID, "address": n.Address, "authorizedRanges": n.AuthorizedRanges,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of ops network %q: %w", name, err)
	}
	return n, nil
}

// addVirtualNetwork makes the network with both subnets inside it: declared apart as well, an update would remove them.
func (n *Network) addVirtualNetwork(ctx *pulumi.Context, name string, args *NetworkArgs, gateway *sdk.NatGateway) error {
	runners, err := newSecurityGroup(ctx, name+"-runners-nsg", args, "runners", runnerRules(args.Plan), n)
	if err != nil {
		return err
	}
	endpoints, err := newSecurityGroup(ctx, name+"-endpoints-nsg", args, "ops-endpoints", endpointRules(args.Plan), n)
	if err != nil {
		return err
	}
	names := args.Site.Names
	tags, tagged := azure.Tagged(args.Site)
	vnet, err := sdk.NewVirtualNetwork(ctx, name+"-vnet", &sdk.VirtualNetworkArgs{
		ResourceGroupName:  args.ResourceGroup.NameOutput,
		VirtualNetworkName: pulumi.String(names.VirtualNetwork("ops")),
		Location:           pulumi.String(args.Site.Location),
		AddressSpace:       sdk.AddressSpaceArgs{AddressPrefixes: pulumi.StringArray{pulumi.String(args.Plan.Network.String())}},
		Subnets: sdk.SubnetTypeArray{
			sdk.SubnetTypeArgs{
				Name:                  pulumi.String(names.Subnet("runners")),
				AddressPrefix:         pulumi.String(args.Plan.RunnerSubnet.String()),
				DefaultOutboundAccess: pulumi.Bool(false),
				Delegations: sdk.DelegationArray{sdk.DelegationArgs{
					Name: pulumi.String("container-apps"), ServiceName: pulumi.String("Microsoft.App/environments"),
				}},
				NatGateway:                     sdk.SubResourceArgs{Id: gateway.ID().ToStringOutput()},
				NetworkSecurityGroup:           sdk.NetworkSecurityGroupTypeArgs{Id: runners.ID().ToStringOutput()},
				PrivateEndpointNetworkPolicies: pulumi.String(sdk.VirtualNetworkPrivateEndpointNetworkPoliciesDisabled),
			},
			sdk.SubnetTypeArgs{
				Name:                  pulumi.String(names.Subnet("endpoints")),
				AddressPrefix:         pulumi.String(args.Plan.EndpointSubnet.String()),
				DefaultOutboundAccess: pulumi.Bool(false),
				NetworkSecurityGroup:  sdk.NetworkSecurityGroupTypeArgs{Id: endpoints.ID().ToStringOutput()},
				// Off by default, and then the security group does not apply to endpoints.
				PrivateEndpointNetworkPolicies: pulumi.String(sdk.VirtualNetworkPrivateEndpointNetworkPoliciesEnabled),
			},
		},
		Tags: tags,
	}, azure.ChildOptions(n, tagged, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return fmt.Errorf("ops network: %w", err)
	}
	n.NetworkID = vnet.ID().ToStringOutput()
	n.RunnerSubnetID = azure.ChildID(vnet.ID(), "subnets", names.Subnet("runners"))
	n.EndpointSubnetID = azure.ChildID(vnet.ID(), "subnets", names.Subnet("endpoints"))
	_, err = logs(ctx, name+"-vnet", args, n.NetworkID, true, n)
	return err
}

// logs sends a resource's logs to the sinks. It returns what was made, nothing where there are no sinks.
func logs(
	ctx *pulumi.Context, name string, args *NetworkArgs, id pulumi.StringInput, metrics bool, parent pulumi.Resource,
) ([]pulumi.Resource, error) {
	if !args.logged() {
		return nil, nil
	}
	setting, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site: args.Site, ResourceID: id, Logs: azure.AllLogs(), Metrics: metrics, Sinks: args.Sinks,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, err
	}
	return []pulumi.Resource{setting}, nil
}
