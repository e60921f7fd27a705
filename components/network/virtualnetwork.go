package network

import (
	"fmt"
	"net/netip"
	"strings"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// virtualNetwork is what is needed to make a network with its one subnet.
type virtualNetwork struct {
	site          azure.Site
	resourceGroup pulumi.StringInput
	role          string // "data", "cluster" or "watch"
	space         netip.Prefix
	subnetRole    string // "endpoints", "nodes" or "apps"
	subnet        netip.Prefix
	group         *sdk.NetworkSecurityGroup
	// endpointPolicies makes the security group apply to private endpoints, which is off by default.
	endpointPolicies bool
	// delegation is the service that has the subnet to itself, "" for none; serviceEndpoints are the services whose resources
	// can admit the subnet.
	delegation       string
	serviceEndpoints []string
	sinks            azure.LogSinks
	protect          bool
}

// register makes the network with its subnet inside it, and its diagnostic setting. A subnet is declared once, in its
// network: declared apart as well, an update of the network would remove it. Peerings and links that other stacks add
// survive, because the provider keeps what the program leaves unset.
func (v virtualNetwork) register(ctx *pulumi.Context, name string, parent pulumi.Resource) (*sdk.VirtualNetwork, error) {
	tags, tagged := azure.Tagged(v.site)
	vnet, err := sdk.NewVirtualNetwork(ctx, name, &sdk.VirtualNetworkArgs{
		ResourceGroupName:  v.resourceGroup,
		VirtualNetworkName: pulumi.String(v.site.Names.VirtualNetwork(v.role)),
		Location:           pulumi.String(v.site.Location),
		AddressSpace: sdk.AddressSpaceArgs{
			AddressPrefixes: pulumi.StringArray{pulumi.String(v.space.String())},
		},
		Subnets: sdk.SubnetTypeArray{v.subnetArgs()},
		Tags:    tags,
	}, azure.ChildOptions(parent, tagged, pulumi.Protect(v.protect))...)
	if err != nil {
		return nil, fmt.Errorf("%s network: %w", v.role, err)
	}
	_, err = azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site: v.site, ResourceID: vnet.ID().ToStringOutput(), Logs: azure.AllLogs(), Metrics: true, Sinks: v.sinks,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, err
	}
	return vnet, nil
}

// subnetArgs are the one subnet's.
func (v virtualNetwork) subnetArgs() sdk.SubnetTypeArgs {
	policies := sdk.VirtualNetworkPrivateEndpointNetworkPoliciesDisabled
	if v.endpointPolicies {
		policies = sdk.VirtualNetworkPrivateEndpointNetworkPoliciesEnabled
	}
	args := sdk.SubnetTypeArgs{
		Name:          pulumi.String(v.site.Names.Subnet(v.subnetRole)),
		AddressPrefix: pulumi.String(v.subnet.String()),
		// Without this Azure gives machines a public address of its own choosing to go out by.
		DefaultOutboundAccess:          pulumi.Bool(false),
		NetworkSecurityGroup:           sdk.NetworkSecurityGroupTypeArgs{Id: v.group.ID().ToStringOutput()},
		PrivateEndpointNetworkPolicies: pulumi.String(policies),
	}
	if v.delegation != "" {
		name := strings.ToLower(strings.NewReplacer(".", "-", "/", "-").Replace(v.delegation))
		args.Delegations = sdk.DelegationArray{sdk.DelegationArgs{Name: pulumi.String(name), ServiceName: pulumi.String(v.delegation)}}
	}
	var endpoints sdk.ServiceEndpointPropertiesFormatArray
	for _, service := range v.serviceEndpoints {
		// Without locations: Azure fills in those of the service, which are more than the region itself.
		endpoints = append(endpoints, sdk.ServiceEndpointPropertiesFormatArgs{Service: pulumi.String(service)})
	}
	if len(endpoints) > 0 {
		args.ServiceEndpoints = endpoints
	}
	return args
}

// checkRange enters a problem for a range that is missing, not IPv4, or not written by its first address.
func checkRange(problems *azure.Problems, field string, prefix netip.Prefix) {
	switch {
	case !prefix.IsValid():
		problems.Add(field, `is missing; allowed: a range such as "10.0.0.0/24"`)
	case !prefix.Addr().Is4():
		problems.Addf(field, "%s is not IPv4", prefix)
	case prefix != prefix.Masked():
		problems.Addf(field, "%s is not written by its first address; allowed: %s", prefix, prefix.Masked())
	}
}

// checkInside enters a problem for a subnet that is not inside its network.
func checkInside(problems *azure.Problems, field string, subnet netip.Prefix, of string, space netip.Prefix) {
	if subnet.IsValid() && space.IsValid() && (!space.Contains(subnet.Addr()) || subnet.Bits() < space.Bits()) {
		problems.Addf(field, "%s is not inside %s, %s", subnet, of, space)
	}
}

// checkApart enters a problem for two ranges that overlap.
func checkApart(problems *azure.Problems, field string, a netip.Prefix, of string, b netip.Prefix) {
	if a.IsValid() && b.IsValid() && a.Overlaps(b) {
		problems.Addf(field, "%s overlaps %s, %s", a, of, b)
	}
}
