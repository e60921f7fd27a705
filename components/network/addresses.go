package network

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Address is a reserved public address.
type Address struct {
	// Name is its Azure name, known at once: the ingress names it in an annotation.
	Name string
	// ID is its ARM identifier.
	ID pulumi.StringOutput
	// Value is the address: "203.0.113.7".
	Value pulumi.StringOutput
}

// addressSet is what is needed to reserve the region's public addresses.
type addressSet struct {
	site  azure.Site
	group *azure.ResourceGroup
	zones []string
	sinks azure.LogSinks
}

// register reserves one address. It is zone-redundant and outlives every cluster: customers allow it through their
// firewalls and DNS points at it, so that giving it up cannot be undone. In production it is protected and locked.
func (s addressSet) register(ctx *pulumi.Context, name, role string, parent pulumi.Resource) (*Address, error) {
	address := s.site.Names.PublicIP(role)
	tags, tagged := azure.Tagged(s.site)
	resource, err := sdk.NewPublicIPAddress(ctx, name, &sdk.PublicIPAddressArgs{
		ResourceGroupName:   s.group.NameOutput,
		PublicIpAddressName: pulumi.String(address),
		Location:            pulumi.String(s.site.Location),
		Sku: sdk.PublicIPAddressSkuArgs{
			Name: pulumi.String(sdk.PublicIPAddressSkuNameStandard), Tier: pulumi.String(sdk.PublicIPAddressSkuTierRegional),
		},
		PublicIPAddressVersion:   pulumi.String(sdk.IPVersionIPv4),
		PublicIPAllocationMethod: pulumi.String(sdk.IPAllocationMethodStatic),
		Zones:                    pulumi.ToStringArray(s.zones),
		Tags:                     tags,
	}, azure.ChildOptions(parent, tagged, pulumi.Protect(s.site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("public address %q: %w", address, err)
	}
	logs, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site: s.site, ResourceID: resource.ID().ToStringOutput(), Logs: azure.AllLogs(), Metrics: true, Sinks: s.sinks,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, err
	}
	if s.site.Protect {
		_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
			Site: s.site, What: "address-" + role,
			Scope:   resource.ID().ToStringOutput(),
			ScopeID: s.site.ResourceID(s.group.Name, "Microsoft.Network/publicIPAddresses", address),
			Notes:   "Customers and DNS know this address; a new one would not be the same.",
			// Made last and removed first: it also keeps what hangs on the address from being deleted.
		}, pulumi.Parent(parent), pulumi.DependsOn([]pulumi.Resource{logs}))
		if err != nil {
			return nil, err
		}
	}
	return &Address{
		Name: address, ID: resource.ID().ToStringOutput(), Value: resource.IpAddress.Elem(),
	}, nil
}
