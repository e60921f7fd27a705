package ops

import (
	"fmt"
	"net/netip"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// idleMinutes is how long a connection without traffic is kept: the least, so that ports come back soon.
const idleMinutes = 4

// addGateway reserves the address that runners come from, and makes the gateway that they go out by.
//
// The address is spread over the zones and outlives the gateway: clusters admit it, so that giving it up would shut the pipeline
// out of all of them. The gateway itself lives in one zone, whichever Azure gives it: the kind that is spread over zones is not
// in this API version, and to choose the zone here would buy nothing. When that zone is out no runner goes out, and the
// break-glass addresses are the way in until it is back (Azure NAT Gateway documentation, nat-availability-zones).
func (n *Network) addGateway(ctx *pulumi.Context, name string, args *NetworkArgs) (*sdk.NatGateway, error) {
	address, err := n.addAddress(ctx, name+"-address", args)
	if err != nil {
		return nil, err
	}
	gatewayName := args.Site.Names.NatGateway("ops")
	tags, tagged := azure.Tagged(args.Site)
	gateway, err := sdk.NewNatGateway(ctx, name+"-gateway", &sdk.NatGatewayArgs{
		ResourceGroupName:    args.ResourceGroup.NameOutput,
		NatGatewayName:       pulumi.String(gatewayName),
		Location:             pulumi.String(args.Site.Location),
		Sku:                  sdk.NatGatewaySkuArgs{Name: pulumi.String(sdk.NatGatewaySkuNameStandard)},
		PublicIpAddresses:    sdk.SubResourceArray{sdk.SubResourceArgs{Id: address.ID().ToStringOutput()}},
		IdleTimeoutInMinutes: pulumi.Int(idleMinutes),
		Tags:                 tags,
	}, azure.ChildOptions(n, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("gateway %s: %w", gatewayName, err)
	}
	n.Address = address.IpAddress.Elem()
	n.AuthorizedRanges = n.Address.ApplyT(func(own string) ([]string, error) {
		return authorizedRanges(own, args.BreakGlass)
	}).(pulumi.StringArrayOutput)
	return gateway, nil
}

// addAddress reserves the public address and, where the site is protected, locks it.
func (n *Network) addAddress(ctx *pulumi.Context, name string, args *NetworkArgs) (*sdk.PublicIPAddress, error) {
	addressName := args.Site.Names.PublicIP("ops")
	tags, tagged := azure.Tagged(args.Site)
	address, err := sdk.NewPublicIPAddress(ctx, name, &sdk.PublicIPAddressArgs{
		ResourceGroupName:   args.ResourceGroup.NameOutput,
		PublicIpAddressName: pulumi.String(addressName),
		Location:            pulumi.String(args.Site.Location),
		Sku: sdk.PublicIPAddressSkuArgs{
			Name: pulumi.String(sdk.PublicIPAddressSkuNameStandard), Tier: pulumi.String(sdk.PublicIPAddressSkuTierRegional),
		},
		PublicIPAddressVersion:   pulumi.String(sdk.IPVersionIPv4),
		PublicIPAllocationMethod: pulumi.String(sdk.IPAllocationMethodStatic),
		Zones:                    pulumi.ToStringArray(args.AvailabilityZones),
		Tags:                     tags,
	}, azure.ChildOptions(n, tagged, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("public address %s: %w", addressName, err)
	}
	logged, err := logs(ctx, name, args, address.ID().ToStringOutput(), true, n)
	if err != nil {
		return nil, err
	}
	if !args.Site.Protect {
		return address, nil
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: args.Site, What: "address-ops", Scope: address.ID().ToStringOutput(),
		ScopeID: args.Site.ResourceID(args.ResourceGroup.Name, "Microsoft.Network/publicIPAddresses", addressName),
		Notes:   "Clusters admit the pipeline by this address; a new one would be shut out of all of them.",
		// Made last and removed first: it also keeps what hangs on the address from being deleted.
	}, pulumi.Parent(n), pulumi.DependsOn(logged))
	if err != nil {
		return nil, fmt.Errorf("public address %s: %w", addressName, err)
	}
	return address, nil
}

// authorizedRanges are what clusters' API servers admit: the network's own address, then the break-glass ranges. An address
// that is none is an error: an API server given an empty list admits the world.
func authorizedRanges(own string, breakGlass []netip.Prefix) ([]string, error) {
	address, err := netip.ParseAddr(own)
	if err != nil || !address.Is4() {
		return nil, fmt.Errorf("the ops network's address %q is no IPv4 address: look at its public address in Azure", own)
	}
	ranges := []string{netip.PrefixFrom(address, address.BitLen()).String()}
	for _, prefix := range breakGlass {
		ranges = append(ranges, prefix.String())
	}
	return ranges, nil
}
