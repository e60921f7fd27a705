package durations

// The public logs that several figures come from.
const (
	logCentralUS = "public Terraform apply log, Central US, 2026-09-24"
	logGateway   = "apply log in turbot/steampipe-plugin-azure pull request 157"
	logSQL       = "apply log in turbot/steampipe-plugin-azure pull request 93"
	logStorage   = "apply logs in turbot/steampipe-plugin-azure pull requests 25, 227 and 300"
)

// network is virtual networks and what lies in them.
func network() []Entry {
	alike := assumed(5*second, 10*second, 30*second, "as a virtual network")
	return []Entry{
		row("azure-native:network:VirtualNetwork", measured(5*second, 10*second, 30*second, logCentralUS+"; "+logGateway+": 12 s"),
			alike, assumed(10*second, 15*second, minute, "as its creation, and it is emptied first")),
		row("azure-native:network:NetworkSecurityGroup", alike, alike, alike),
		row("azure-native:network:VirtualNetworkPeering", assumed(10*second, 20*second, minute, "two networks are written"),
			alike, assumed(10*second, 20*second, minute, "as its creation")),
		row("azure-native:network:PublicIPAddress", measured(5*second, 9*second, 30*second, logGateway), quick(), alike),
		row("azure-native:network:NatGateway", assumed(20*second, minute, 3*minute, "with its address"), alike, alike),
		row("azure-native:network:NetworkWatcher", quick(), quick(), quick()),
		row("azure-native:network:FlowLog", assumed(10*second, 30*second, 2*minute, "the watcher writes its network"), alike, alike),
		row("azure-native:network:PrivateEndpoint", measured(20*second, 45*second, 2*minute, "Azure/azure-cli issue 16598: 32 s"),
			alike, assumed(20*second, 30*second, 2*minute, "as its creation")),
		row("azure-native:network:PrivateDnsZoneGroup", assumed(10*second, 20*second, minute, "records are written in the zone"), alike, alike),
	}
}

// names is DNS, private and public.
func names() []Entry {
	zone := measured(30*second, 32*second, 90*second, logCentralUS)
	gone := assumed(30*second, 32*second, 90*second, "as its creation")
	return []Entry{
		row("azure-native:network:PrivateZone", zone, quick(), gone),
		row("azure-native:network:VirtualNetworkLink", zone, quick(), gone),
		row("azure-native:network:Zone", quick(), quick(), quick()),
		row("azure-native:network:RecordSet", quick(), quick(), quick()),
	}
}
