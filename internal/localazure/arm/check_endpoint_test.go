package arm

const (
	endpointToken  = "network/v20240501:PrivateEndpoint"
	zoneGroupToken = "network/v20240501:PrivateDnsZoneGroup"
	linkToken      = "network/v20240601:VirtualNetworkLink"
	watcherToken   = "network/v20240501:NetworkWatcher"
	flowToken      = "network/v20240501:FlowLog"

	endpointID = inGroup + "Microsoft.Network/privateEndpoints/e"
	vaultID    = inGroup + "Microsoft.KeyVault/vaults/kv"
	zoneVault  = inGroup + "Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"
	zoneBlob   = inGroup + "Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"
	watcherID  = inGroup + "Microsoft.Network/networkWatchers/w"
	flowID     = watcherID + "/flowLogs/f"
	accountID  = inGroup + "Microsoft.Storage/storageAccounts/acc"
)

func endpointCases() []checkCase {
	toVault := `{"privateLinkServiceConnections":[{"name":"c","privateLinkServiceId":"` + vaultID + `","groupIds":["vault"]}],"subnet":{"id":"` + vnetA + `/subnets/one"}}`
	group := endpointID + "/privateDnsZoneGroups/default"
	zone := func(id string) string {
		return `{"privateDnsZoneConfigs":[{"name":"z","privateDnsZoneId":"` + id + `"}]}`
	}
	endpoint := made(endpointID, "eastus2", toVault)
	other := made(inGroup+"Microsoft.Network/privateEndpoints/other", "eastus2", toVault)
	groupOf := made(group, "", zone(zoneVault))
	groupOfOther := made(other.ID+"/privateDnsZoneGroups/default", "", zone(zoneVault))
	link := zoneVault + "/virtualNetworkLinks/l"
	linkTo := `{"virtualNetwork":{"id":"` + vnetA + `"}}`
	otherZone := inGroup + "Microsoft.Network/privateDnsZones/corp.example"
	twin := "/subscriptions/" + testSubscription + "/resourceGroups/two/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/virtualNetworkLinks/x"
	return []checkCase{
		{check: "endpoint-connections", reason: "one connection", token: endpointToken, id: endpointID, body: toVault},
		{check: "endpoint-connections", reason: "none", token: endpointToken, id: endpointID, body: `{}`, want: []string{"privateLinkServiceConnections -: 0 are given"}},
		{check: "endpoint-group", reason: "a vault's group", token: endpointToken, id: endpointID, body: toVault},
		{check: "endpoint-group", reason: "a group of another service", token: endpointToken, id: endpointID, body: `{"privateLinkServiceConnections":[{"privateLinkServiceId":"` + vaultID + `","groupIds":["blob"]}]}`,
			want: []string{"privateLinkServiceConnections[0].groupIds[0] -: allowed are \"vault\""}},
		{check: "endpoint-subnet", reason: "a plain subnet", token: endpointToken, id: endpointID, body: toVault, world: fakeView{made(vnetA, "eastus2", `{"subnets":[{"name":"one"}]}`)}},
		{check: "endpoint-subnet", reason: "a delegated subnet", token: endpointToken, id: endpointID, body: toVault, world: fakeView{made(vnetA, "eastus2", `{"subnets":[{"name":"one","delegations":[{"name":"d"}]}]}`)},
			want: []string{"subnet.id PrivateEndpointCreationNotAllowedAsSubnetIsDelegated: delegated"}},
		{check: "endpoint-zone-collision", reason: "the only endpoint", token: endpointToken, id: endpointID, body: toVault, world: fakeView{groupOf}},
		{check: "endpoint-zone-collision", reason: "another one writes the same record", token: endpointToken, id: endpointID, body: toVault, world: fakeView{groupOf, other, groupOfOther}, want: []string{"privateLinkServiceConnections -: overwrite"}},

		{check: "zone-group-configs", reason: "one zone", token: zoneGroupToken, id: group, body: zone(zoneVault)},
		{check: "zone-group-configs", reason: "no zone", token: zoneGroupToken, id: group, body: `{"privateDnsZoneConfigs":[]}`, want: []string{"privateDnsZoneConfigs -: 0 are given"}},
		{check: "zone-group-zone", reason: "a vault's zone", token: zoneGroupToken, id: group, body: zone(zoneVault), world: fakeView{endpoint}},
		{check: "zone-group-zone", reason: "the zone of another service resolves nothing", token: zoneGroupToken, id: group, body: zone(zoneBlob), world: fakeView{endpoint},
			want: []string{"warning privateDnsZoneConfigs[0].privateDnsZoneId -: it is \"privatelink.vaultcore.azure.net\""}},
		{check: "zone-group-single", reason: "the first", token: zoneGroupToken, id: group, body: zone(zoneVault)},
		{check: "zone-group-single", reason: "a second", token: zoneGroupToken, id: group, body: zone(zoneVault), world: fakeView{made(endpointID+"/privateDnsZoneGroups/first", "", zone(zoneVault))}, want: []string{"privateDnsZoneGroupName -: \"first\""}},

		{check: "zone-link-once", reason: "another zone may be linked too", token: linkToken, id: link, body: linkTo, world: fakeView{made(otherZone+"/virtualNetworkLinks/x", "", linkTo)}},
		{check: "zone-link-once", reason: "a zone of the same name in another group", token: linkToken, id: link, body: linkTo, world: fakeView{made(twin, "", linkTo)}, want: []string{"virtualNetwork.id BadRequest: resourceGroups/two"}},
		{check: "zone-registration-once", reason: "the only zone", token: linkToken, id: link, body: `{"registrationEnabled":true,"virtualNetwork":{"id":"` + vnetA + `"}}`, world: fakeView{made(otherZone+"/virtualNetworkLinks/x", "", linkTo)}},
		{check: "zone-registration-once", reason: "a second zone", token: linkToken, id: link, body: `{"registrationEnabled":true,"virtualNetwork":{"id":"` + vnetA + `"}}`,
			world: fakeView{made(otherZone+"/virtualNetworkLinks/x", "", `{"registrationEnabled":true,"virtualNetwork":{"id":"`+vnetA+`"}}`)}, want: []string{"registrationEnabled -: corp.example"}},
		{check: "zone-resolution-policy", reason: "a privatelink zone", token: linkToken, id: link, body: `{"resolutionPolicy":"NxDomainRedirect"}`},
		{check: "zone-resolution-policy", reason: "another zone", token: linkToken, id: otherZone + "/virtualNetworkLinks/x", body: `{"resolutionPolicy":"NxDomainRedirect"}`, want: []string{"resolutionPolicy -: corp.example"}},
	}
}

func watcherCases() []checkCase {
	here := made(watcherID, "eastus2", `{}`)
	toA := `{"targetResourceId":"` + vnetA + `","storageId":"` + accountID + `"}`
	open := made(accountID, "eastus2", `{"sku":{"name":"Standard_ZRS"},"publicNetworkAccess":"Enabled","networkRuleSet":{"defaultAction":"Deny","bypass":"AzureServices"}}`)
	closed := made(accountID, "eastus2", `{"sku":{"name":"Premium_LRS"},"publicNetworkAccess":"Disabled"}`)
	return []checkCase{
		{check: "watcher-once-per-region", reason: "one in each region", token: watcherToken, id: watcherID, body: `{"location":"eastus2"}`, world: fakeView{made(watcherID+"2", "centralus", `{}`)}},
		{check: "watcher-once-per-region", reason: "a second in the region", token: watcherToken, id: watcherID, body: `{"location":"East US 2"}`, world: fakeView{made(watcherID+"2", "eastus2", `{}`)},
			want: []string{"location NetworkWatcherCountLimitReached: w2"}},
		{check: "flow-log-watcher", reason: "both in one region", token: flowToken, id: flowID, body: toA, world: fakeView{here, made(vnetA, "eastus2", `{}`)}},
		{check: "flow-log-watcher", reason: "in two regions", token: flowToken, id: flowID, body: toA, world: fakeView{here, made(vnetA, "centralus", `{}`)}, want: []string{"targetResourceId -: centralus"}},
		{check: "flow-log-target", reason: "a network", token: flowToken, id: flowID, body: toA},
		{check: "flow-log-target", reason: "a security group", token: flowToken, id: flowID, body: `{"targetResourceId":"` + inGroup + `Microsoft.Network/networkSecurityGroups/g"}`, want: []string{"targetResourceId -: no longer"}},
		{check: "flow-log-once", reason: "the first", token: flowToken, id: flowID, body: toA},
		{check: "flow-log-once", reason: "a second", token: flowToken, id: flowID, body: toA, world: fakeView{made(watcherID+"/flowLogs/g", "", toA)}, want: []string{"targetResourceId -: flow log g"}},
		{check: "flow-log-analytics", reason: "every ten minutes into a workspace", token: flowToken, id: flowID, body: `{"flowAnalyticsConfiguration":{"networkWatcherFlowAnalyticsConfiguration":{"enabled":true,"trafficAnalyticsInterval":10,"workspaceResourceId":"/w"}}}`},
		{check: "flow-log-analytics", reason: "every five minutes into nothing", token: flowToken, id: flowID, body: `{"flowAnalyticsConfiguration":{"networkWatcherFlowAnalyticsConfiguration":{"enabled":true,"trafficAnalyticsInterval":5}}}`,
			want: []string{"flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.trafficAnalyticsInterval -: 5", "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId -: no workspace"}},
		{check: "flow-log-retention", reason: "for ever", token: flowToken, id: flowID, body: `{"retentionPolicy":{"days":0}}`},
		{check: "flow-log-retention", reason: "too long", token: flowToken, id: flowID, body: `{"retentionPolicy":{"days":366}}`, want: []string{"retentionPolicy.days -: 366"}},
		{check: "flow-log-storage", reason: "trusted services let in", token: flowToken, id: flowID, body: toA, world: fakeView{open}},
		{check: "flow-log-storage", reason: "Premium and closed", token: flowToken, id: flowID, body: toA, world: fakeView{closed}, want: []string{"storageId -: Premium_LRS", "warning storageId -: trusted services"}},
	}
}
