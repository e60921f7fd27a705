package ops

import (
	"fmt"

	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240601"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addZones makes the network's own private DNS zones and links them to it. They are its own because two endpoints of one
// resource cannot share a zone, and because the foundation of this region, whose zones have the same names, comes later. A
// name that is not in them is asked of public DNS: GitHub's own storage, among others, is reached by a name in blob's domain.
func (n *Network) addZones(ctx *pulumi.Context, name string, args *NetworkArgs) error {
	for _, service := range services() {
		tags, tagged := azure.Tagged(args.Site)
		zone, err := dns.NewPrivateZone(ctx, name+"-zone-"+string(service), &dns.PrivateZoneArgs{
			ResourceGroupName: args.ResourceGroup.NameOutput,
			PrivateZoneName:   pulumi.String(service.Zone()),
			Location:          pulumi.String("global"),
			Tags:              tags,
		}, azure.ChildOptions(n, tagged)...)
		if err != nil {
			return fmt.Errorf("private DNS zone %s: %w", service.Zone(), err)
		}
		link, err := dns.NewVirtualNetworkLink(ctx, name+"-link-"+string(service), &dns.VirtualNetworkLinkArgs{
			ResourceGroupName:      args.ResourceGroup.NameOutput,
			PrivateZoneName:        azure.Once(pulumi.String(service.Zone()), zone),
			VirtualNetworkLinkName: pulumi.String(args.Site.Names.VirtualNetworkLink("ops")),
			Location:               pulumi.String("global"),
			VirtualNetwork:         dns.SubResourceArgs{Id: n.NetworkID},
			RegistrationEnabled:    pulumi.Bool(false),
			ResolutionPolicy:       pulumi.String(dns.ResolutionPolicyNxDomainRedirect),
			Tags:                   tags,
		}, azure.ChildOptions(n, tagged)...)
		if err != nil {
			return fmt.Errorf("link of private DNS zone %s: %w", service.Zone(), err)
		}
		// Whoever makes an endpoint wants its name to be found, and so waits for the link as well.
		n.ZoneIDs[service] = azure.Once(zone.ID().ToStringOutput(), link)
	}
	return nil
}
