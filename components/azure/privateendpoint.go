package azure

import (
	"fmt"

	network "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// PrivateEndpointType is the component's type token.
const PrivateEndpointType = "trelica:azure:PrivateEndpoint"

// PrivateEndpointArgs describe how a service is reached from a network.
type PrivateEndpointArgs struct {
	Site Site
	// ResourceGroup is the name of the group the endpoint lies in, in the region of its subnet.
	ResourceGroup pulumi.StringInput
	// Role names the endpoint: "vault", "sql-secondary".
	Role string
	// Service says what kind of service is reached.
	Service PrivateService
	// TargetID is the ARM identifier of the service, which may be in another region.
	TargetID pulumi.StringInput
	// SubnetID is the ARM identifier of the subnet the address comes from.
	SubnetID pulumi.StringInput
	// ZoneID is the ARM identifier of the region's own private DNS zone for this service. Two endpoints of one resource
	// cannot share a zone, so each region has zones of its own.
	ZoneID pulumi.StringInput
}

// PrivateEndpoint is a service's address in one of our networks, and the DNS record for it.
type PrivateEndpoint struct {
	pulumi.ResourceState

	// ID is the endpoint's ARM identifier.
	ID pulumi.StringOutput
	// Ready is the same, once the DNS record is there too: what needs to reach the service waits for it.
	Ready pulumi.StringOutput
}

// NewPrivateEndpoint registers an endpoint and its DNS zone group. The address is dynamic: with a static one a registry
// cannot be replicated further (container registry documentation, geo-replication).
func NewPrivateEndpoint(ctx *pulumi.Context, name string, args *PrivateEndpointArgs, opts ...pulumi.ResourceOption) (*PrivateEndpoint, error) {
	if args == nil {
		args = &PrivateEndpointArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	component := &PrivateEndpoint{}
	if err := ctx.RegisterComponentResource(PrivateEndpointType, name, component, opts...); err != nil {
		return nil, fmt.Errorf("private endpoint %q: %w", name, err)
	}
	endpoint, err := args.newEndpoint(ctx, name+"-endpoint", component)
	if err != nil {
		return nil, err
	}
	zones, err := network.NewPrivateDnsZoneGroup(ctx, name+"-zones", &network.PrivateDnsZoneGroupArgs{
		ResourceGroupName:       args.ResourceGroup,
		PrivateEndpointName:     Once(pulumi.String(args.Site.Names.PrivateEndpoint(args.Role)), endpoint),
		PrivateDnsZoneGroupName: pulumi.String("default"),
		PrivateDnsZoneConfigs: network.PrivateDnsZoneConfigArray{network.PrivateDnsZoneConfigArgs{
			Name:             pulumi.String(args.Service.ZoneConfigName()),
			PrivateDnsZoneId: args.ZoneID.ToStringOutput(),
		}},
	}, ChildOptions(component)...)
	if err != nil {
		return nil, fmt.Errorf("DNS zone group of private endpoint %q: %w", name, err)
	}
	component.ID = endpoint.ID().ToStringOutput()
	component.Ready = Once(component.ID, zones)
	err = ctx.RegisterResourceOutputs(component, pulumi.Map{"id": component.ID})
	if err != nil {
		return nil, fmt.Errorf("outputs of private endpoint %q: %w", name, err)
	}
	return component, nil
}

func (args *PrivateEndpointArgs) newEndpoint(ctx *pulumi.Context, name string, parent pulumi.Resource) (*network.PrivateEndpoint, error) {
	endpoint := args.Site.Names.PrivateEndpoint(args.Role)
	tags, tagged := Tagged(args.Site)
	resource, err := network.NewPrivateEndpoint(ctx, name, &network.PrivateEndpointArgs{
		ResourceGroupName:          args.ResourceGroup,
		PrivateEndpointName:        pulumi.String(endpoint),
		Location:                   pulumi.String(args.Site.Location),
		CustomNetworkInterfaceName: pulumi.String(endpoint + "-nic"),
		// A reference, but the SDK fills in what it leaves out, and its default contradicts the subnet itself.
		Subnet: network.SubnetTypeArgs{
			Id:                             args.SubnetID.ToStringOutput(),
			PrivateEndpointNetworkPolicies: pulumi.String(network.VirtualNetworkPrivateEndpointNetworkPoliciesEnabled),
		},
		PrivateLinkServiceConnections: network.PrivateLinkServiceConnectionArray{
			network.PrivateLinkServiceConnectionArgs{
				Name:                 pulumi.String(endpoint),
				PrivateLinkServiceId: args.TargetID.ToStringOutput(),
				GroupIds:             pulumi.StringArray{pulumi.String(args.Service.GroupID())},
			},
		},
		Tags: tags,
	}, ChildOptions(parent, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("private endpoint %q: %w", endpoint, err)
	}
	return resource, nil
}

func (args *PrivateEndpointArgs) validate(name string) error {
	problems := Check("azure.PrivateEndpointArgs of "+name, args.Site)
	problems.Missing("ResourceGroup", args.ResourceGroup, "Role", args.Role, "TargetID", args.TargetID,
		"SubnetID", args.SubnetID, "ZoneID", args.ZoneID)
	if args.Service.Zone() == "" {
		problems.Addf("Service", "%q is not known; allowed: %q", args.Service, PrivateServices())
	}
	return problems.Err()
}
