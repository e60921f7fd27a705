package arm

const (
	watcherSpecification = "azure-rest-api-specs Microsoft.Network 2024-05-01 networkWatcher.json"

	typeWatcher = "Microsoft.Network/networkWatchers"
	typeFlowLog = "Microsoft.Network/networkWatchers/flowLogs"

	flowLogDocument = "Microsoft Learn, network-watcher, vnet-flow-logs-overview"
)

// watcherTypes are network watchers and the flow logs under them.
func watcherTypes() []Type { return []Type{networkWatcher(), flowLog()} }

func networkWatcher() Type {
	return Type{
		Token:    "azure-native:network/v20240501:NetworkWatcher",
		Path:     networkPath + "networkWatchers/{networkWatcherName}",
		Source:   watcherSpecification,
		Name:     networkName(1, 80),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+networkSpecification, "location"),
			updates(inPlaceByList(watcherSpecification), "tags"),
		),
		Outputs: []Output{succeeded(), etag()},
		Checks:  []Check{checkLocationExists(), checkWatcherOncePerRegion()},
	}
}

func flowLog() Type {
	return Type{
		Token:    "azure-native:network/v20240501:FlowLog",
		Path:     networkPath + "networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}",
		Source:   watcherSpecification,
		Name:     networkName(1, 80),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+networkSpecification, "location"),
			refused("terraform-provider-azurerm network_watcher_flow_log (ForceNew, supporting)", "targetResourceId"),
			updates(inPlaceByList(watcherSpecification), "enabled", "enabledFilteringCriteria", "flowAnalyticsConfiguration", "format",
				"identity", "retentionPolicy", "storageId", "tags"),
		),
		Defaults: defaults(watcherSpecification+", defaults of FlowLogFormatParameters and RetentionPolicyParameters", map[string]any{
			"format.version": 0, "retentionPolicy.days": 0, "retentionPolicy.enabled": false,
		}),
		References: []Reference{
			{Path: "targetResourceId", Types: []string{typeNetwork, typeSubnet, "Microsoft.Network/networkInterfaces", typeSecurityGroup}, SameLocation: true, Source: flowLogDocument},
			{Path: "storageId", Types: []string{typeStorage}, SameLocation: true, Source: flowLogDocument + ", considerations (storage account in the region of the virtual network)"},
			{Path: "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId", Types: []string{typeWorkspace}, Source: "Microsoft Learn, network-watcher, traffic-analytics"},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: watcherSpecification},
		},
		Outputs: []Output{succeeded(), etag(), drawn("targetResourceGuid")},
		Checks: []Check{
			checkFlowLogWatcher(), checkFlowLogRetired(), checkFlowLogOnce(), checkFlowLogInterval(), checkFlowLogRetention(), checkFlowLogStorage(),
		},
	}
}
