package network

import (
	"fmt"

	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240601"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Zone is a private DNS zone that has been registered, or that another stack made.
type Zone struct {
	// ID is its ARM identifier, for a private endpoint's zone group.
	ID pulumi.StringOutput
	// Name is its name, once it exists.
	Name pulumi.StringOutput
}

// newZones makes the region's own private DNS zones and links them to a network. They are the region's own because two
// endpoints of one resource cannot share a zone, and because the other region's must not be needed in a disaster. They carry
// no lock: it would also cover the links, which come and go with clusters.
func newZones(ctx *pulumi.Context, name string, site azure.Site, group pulumi.StringInput, services []azure.PrivateService,
	networkID pulumi.StringInput, parent pulumi.Resource,
) (map[azure.PrivateService]Zone, error) {
	zones := make(map[azure.PrivateService]Zone, len(services))
	for _, service := range services {
		tags, tagged := azure.Tagged(site)
		zone, err := dns.NewPrivateZone(ctx, name+"-zone-"+string(service), &dns.PrivateZoneArgs{
			ResourceGroupName: group,
			PrivateZoneName:   pulumi.String(service.Zone()),
			Location:          pulumi.String("global"),
			Tags:              tags,
		}, azure.ChildOptions(parent, tagged)...)
		if err != nil {
			return nil, fmt.Errorf("private DNS zone %s: %w", service.Zone(), err)
		}
		named := azure.Once(pulumi.String(service.Zone()), zone)
		zones[service] = Zone{ID: zone.ID().ToStringOutput(), Name: named}
		_, err = newLink(ctx, name+"-link-"+string(service), site, group, named, "data", networkID, parent)
		if err != nil {
			return nil, err
		}
	}
	return zones, nil
}

// newLink lets a network resolve names in a private DNS zone. A name that is not in the zone is asked of public DNS: a
// customer's service may have private endpoints of its own, whose public name leads through the very zone that we shadow, and
// would otherwise not exist for us (Azure DNS documentation, private-dns-fallback).
func newLink(ctx *pulumi.Context, name string, site azure.Site, group, zone pulumi.StringInput, network string,
	networkID pulumi.StringInput, parent pulumi.Resource,
) (*dns.VirtualNetworkLink, error) {
	tags, tagged := azure.Tagged(site)
	link, err := dns.NewVirtualNetworkLink(ctx, name, &dns.VirtualNetworkLinkArgs{
		ResourceGroupName:      group,
		PrivateZoneName:        zone,
		VirtualNetworkLinkName: pulumi.String(site.Names.VirtualNetworkLink(network)),
		Location:               pulumi.String("global"),
		VirtualNetwork:         dns.SubResourceArgs{Id: networkID.ToStringOutput()},
		RegistrationEnabled:    pulumi.Bool(false),
		ResolutionPolicy:       pulumi.String(dns.ResolutionPolicyNxDomainRedirect),
		Tags:                   tags,
	}, azure.ChildOptions(parent, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("link %q: %w", name, err)
	}
	return link, nil
}
