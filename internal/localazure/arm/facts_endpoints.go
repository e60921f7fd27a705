package arm

const (
	endpointSpecification = "azure-rest-api-specs Microsoft.Network 2024-05-01 privateEndpoint.json"

	typeEndpoint = "Microsoft.Network/privateEndpoints"
	typeZone     = "Microsoft.Network/privateDnsZones"
	typeZoneLink = "Microsoft.Network/privateDnsZones/virtualNetworkLinks"
)

// endpointTypes are private endpoints and what writes their names into private zones.
func endpointTypes() []Type { return []Type{privateEndpoint(), zoneGroup()} }

func privateEndpoint() Type {
	return Type{
		Token:    "azure-native:network/v20240501:PrivateEndpoint",
		Path:     networkPath + "privateEndpoints/{privateEndpointName}",
		Source:   endpointSpecification,
		Name:     networkName(2, 64),
		Location: FromGroup,
		Changes: together(
			replaces(replacementList, "subnet"),
			refused(movedLocation+networkSpecification, "location"),
			updates(inPlaceByList(endpointSpecification), "applicationSecurityGroups", "customDnsConfigs", "tags"),
			refused("terraform-provider-azurerm private_endpoint (ForceNew, supporting); Microsoft Learn, private-link, manage-private-endpoint (properties fixed at creation)",
				"customNetworkInterfaceName", "ipConfigurations", "privateLinkServiceConnections", "manualPrivateLinkServiceConnections"),
		),
		References: []Reference{
			{Path: "subnet.id", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Source: "Microsoft Learn, private-link, private-endpoint-overview (endpoint and network in one region); ARM error InUseSubnetCannotBeDeleted"},
			{Path: "privateLinkServiceConnections[*].privateLinkServiceId", Types: []string{
				typeVault, typeStorage, "Microsoft.Sql/servers", "Microsoft.ContainerRegistry/registries", typeCluster,
				"Microsoft.Network/privateLinkServices", "Microsoft.Insights/privateLinkScopes",
			}, Source: "Microsoft Learn, private-link, private-endpoint-overview, private-link resource"},
		},
		Outputs:     []Output{succeeded(), etag(), endpointInterface()},
		Checks:      []Check{checkLocationExists(), checkEndpointConnections(), checkEndpointGroup(), checkEndpointSubnet(), checkEndpointZoneCollision()},
		DeleteCheck: endpointOfLocked,
	}
}

func zoneGroup() Type {
	return Type{
		Token:   "azure-native:network/v20240501:PrivateDnsZoneGroup",
		Path:    networkPath + "privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
		Source:  endpointSpecification,
		Name:    networkName(1, 80),
		Changes: updates(inPlaceByList(endpointSpecification), "privateDnsZoneConfigs"),
		References: []Reference{
			{Path: "privateDnsZoneConfigs[*].privateDnsZoneId", Types: []string{typeZone}, Source: "ARM error InvalidResourceReference"},
		},
		Outputs: []Output{succeeded(), etag()},
		Checks:  []Check{checkZoneGroupConfigs(), checkZoneGroupMatches(), checkZoneGroupSingle()},
	}
}
