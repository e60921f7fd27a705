package network

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// DataNetwork is what a cluster's network needs to know of the data network. It comes from one that was just made
// (Data.Network), or from names alone (ExistingDataNetwork) in a stack that rebuilds a platform on a foundation it did not make.
type DataNetwork struct {
	// ResourceGroup is the name of the group that the data network, its zones and the watcher lie in.
	ResourceGroup pulumi.StringInput
	// ID and Name are the virtual network's.
	ID, Name pulumi.StringInput
	// WatcherName is the network watcher's.
	WatcherName pulumi.StringInput
	// ZoneNames are the private DNS zones by service.
	ZoneNames map[azure.PrivateService]pulumi.StringInput
}

// Network describes the data network to a cluster's network, which then waits for it.
func (d *Data) Network() DataNetwork {
	names := make(map[azure.PrivateService]pulumi.StringInput, len(d.Zones))
	for service, zone := range d.Zones {
		names[service] = zone.Name
	}
	return DataNetwork{
		ResourceGroup: d.group.NameOutput, ID: d.NetworkID, Name: d.NetworkName, WatcherName: d.WatcherName, ZoneNames: names,
	}
}

// ExistingDataNetwork describes a data network that another stack made, from names alone. Nothing is looked up, so it works
// while another region is out.
func ExistingDataNetwork(site azure.Site, group *azure.ResourceGroup, services []azure.PrivateService) DataNetwork {
	name := site.Names.VirtualNetwork("data")
	names := make(map[azure.PrivateService]pulumi.StringInput, len(services))
	for _, service := range services {
		names[service] = pulumi.String(service.Zone())
	}
	return DataNetwork{
		ResourceGroup: group.NameOutput,
		ID:            pulumi.String(site.ResourceID(group.Name, "Microsoft.Network/virtualNetworks", name)),
		Name:          pulumi.String(name),
		WatcherName:   pulumi.String(site.Names.NetworkWatcher()),
		ZoneNames:     names,
	}
}

// services are the services that the data network has zones for, sorted.
func (d DataNetwork) services() []azure.PrivateService {
	return slices.Sorted(maps.Keys(d.ZoneNames))
}
