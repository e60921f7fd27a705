package arm

const (
	networkSpecification = "azure-rest-api-specs Microsoft.Network 2024-05-01 network.json"
	vnetSpecification    = "azure-rest-api-specs Microsoft.Network 2024-05-01 virtualNetwork.json"
	nsgSpecification     = "azure-rest-api-specs Microsoft.Network 2024-05-01 networkSecurityGroup.json"
	pipSpecification     = "azure-rest-api-specs Microsoft.Network 2024-05-01 publicIpAddress.json"

	typeNetwork       = "Microsoft.Network/virtualNetworks"
	typeSubnet        = "Microsoft.Network/virtualNetworks/subnets"
	typePeering       = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
	typeSecurityGroup = "Microsoft.Network/networkSecurityGroups"
	typePublicIP      = "Microsoft.Network/publicIPAddresses"

	networkPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Network/"
)

// networkName is the rule that most resources of Microsoft.Network share.
func networkName(minimum, maximum int) NameRule {
	return NameRule{
		Min: minimum, Max: maximum, Pattern: `^[a-zA-Z0-9]([-a-zA-Z0-9._]*[a-zA-Z0-9_])?$`,
		Allowed: "letters, digits, underscores, periods and hyphens, beginning with a letter or digit and ending with a letter, digit or underscore",
		Source:  nameRules,
	}
}

// networkTypes are networks, what filters them, what joins them, and public addresses.
func networkTypes() []Type {
	return []Type{virtualNetwork(), securityGroup(), networkPeering(), publicIP()}
}

func virtualNetwork() Type {
	return Type{
		Token:    "azure-native:network/v20240501:VirtualNetwork",
		Path:     networkPath + "virtualNetworks/{virtualNetworkName}",
		Source:   vnetSpecification,
		Name:     networkName(2, 64),
		Location: FromGroup,
		Changes: together(
			replaces(replacementList, "location"),
			updates(inPlace(vnetSpecification), "addressSpace", "bgpCommunities", "ddosProtectionPlan", "dhcpOptions",
				"enableDdosProtection", "enableVmProtection", "encryption", "flowTimeoutInMinutes", "ipAllocations",
				"privateEndpointVNetPolicies", "subnets", "tags", "virtualNetworkPeerings"),
		),
		Defaults: together(
			defaults(vnetSpecification+", defaults of VirtualNetworkPropertiesFormat", map[string]any{
				"enableDdosProtection": false,
			}),
			defaults(vnetSpecification+", defaults of SubnetPropertiesFormat", map[string]any{
				"subnets[*].privateEndpointNetworkPolicies":    "Disabled",
				"subnets[*].privateLinkServiceNetworkPolicies": "Enabled",
			}),
		),
		References: []Reference{
			{Path: "subnets[*].networkSecurityGroup.id", Types: []string{typeSecurityGroup}, SameLocation: true, Holds: true, Source: "ARM errors InvalidResourceReference, InUseNetworkSecurityGroupCannotBeDeleted"},
			{Path: "subnets[*].natGateway.id", Types: []string{"Microsoft.Network/natGateways"}, SameLocation: true, Holds: true, Source: "Microsoft Learn, nat-gateway, nat-gateway-resource"},
			{Path: "subnets[*].routeTable.id", Types: []string{"Microsoft.Network/routeTables"}, SameLocation: true, Holds: true, Source: "ARM errors InvalidResourceReference, InUseRouteTableCannotBeDeleted"},
		},
		Parts: []Part{
			{Path: "subnets", Type: typeSubnet, Source: vnetSpecification},
			{Path: "virtualNetworkPeerings", Type: typePeering, Source: vnetSpecification},
		},
		Outputs: []Output{succeeded(), etag(), drawn("resourceGuid")},
		Merge:   keepUnset("subnets", "virtualNetworkPeerings"),
		Checks: []Check{
			checkLocationExists(), checkNetworkPrefixes(), checkSubnetPrefixes(), checkSubnetInsideNetwork(), checkSubnetsDisjoint(),
			checkSubnetSize(), checkSubnetNames(), checkReservedSubnets(), checkSubnetInUse(), checkPeeredSpaces(),
		},
	}
}

func securityGroup() Type {
	return Type{
		Token:    "azure-native:network/v20240501:NetworkSecurityGroup",
		Path:     networkPath + "networkSecurityGroups/{networkSecurityGroupName}",
		Source:   nsgSpecification,
		Name:     networkName(1, 80),
		Location: FromGroup,
		Changes: together(
			refused(movedLocation+networkSpecification, "location"),
			updates(inPlaceByList(nsgSpecification), "flushConnection", "securityRules", "tags"),
		),
		Outputs: []Output{succeeded(), etag(), drawn("resourceGuid")},
		Parts:   []Part{{Path: "securityRules", Type: "Microsoft.Network/networkSecurityGroups/securityRules", Source: nsgSpecification}},
		Sets: facts("Microsoft Learn, network-security-groups-overview (rules are ordered by priority)",
			"securityRules", "securityRules[*].sourceAddressPrefixes", "securityRules[*].destinationAddressPrefixes",
			"securityRules[*].sourcePortRanges", "securityRules[*].destinationPortRanges"),
		Merge: keepUnset("securityRules"),
		Checks: []Check{
			checkLocationExists(), checkRulePriorities(), checkRulePrioritiesUnique(), checkRuleNames(), checkRuleShape(), checkRulePorts(),
			checkRuleAddresses(), checkServiceTags(),
		},
	}
}

func networkPeering() Type {
	return Type{
		Token:  "azure-native:network/v20240501:VirtualNetworkPeering",
		Path:   networkPath + "virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}",
		Source: vnetSpecification,
		Name:   networkName(1, 80),
		Changes: together(
			updates(inPlace(vnetSpecification), "allowForwardedTraffic", "allowGatewayTransit", "allowVirtualNetworkAccess",
				"doNotVerifyRemoteGateways", "enableOnlyIPv6Peering", "localAddressSpace", "localSubnetNames",
				"localVirtualNetworkAddressSpace", "peerCompleteVnets", "peeringState", "peeringSyncLevel", "remoteAddressSpace",
				"remoteBgpCommunities", "remoteSubnetNames", "remoteVirtualNetworkAddressSpace", "syncRemoteAddressSpace", "useRemoteGateways"),
			refused("ARM error ChangingRemoteVirtualNetworkNotAllowed; terraform-provider-azurerm virtual_network_peering (ForceNew, supporting)",
				"remoteVirtualNetwork"),
		),
		Defaults: defaults("Microsoft Learn, REST reference, Virtual Network Peerings - Create Or Update (sample responses)", map[string]any{
			"allowForwardedTraffic": false, "allowGatewayTransit": false, "useRemoteGateways": false,
		}),
		References: []Reference{
			{Path: "remoteVirtualNetwork.id", Types: []string{typeNetwork}, Source: "ARM error InvalidResourceReference"},
		},
		Outputs: []Output{
			succeeded(), etag(), drawn("resourceGuid"),
			generated("peeringState", "Microsoft Learn, virtual-network-manage-peering (Initiated until both halves exist, then Connected)", peeringState),
		},
		Checks: []Check{checkPeeringOverlap(), checkPeeredAlready(), checkPeeringOnce(), checkPeeringSelf()},
	}
}

func publicIP() Type {
	return Type{
		Token:    "azure-native:network/v20240501:PublicIPAddress",
		Path:     networkPath + "publicIPAddresses/{publicIpAddressName}",
		Source:   pipSpecification,
		Name:     networkName(1, 80),
		Location: FromGroup,
		Changes: together(
			replaces(replacementList, "location", "publicIPAddressVersion", "publicIPPrefix", "sku"),
			updates(inPlace(pipSpecification), "ddosSettings", "deleteOption", "dnsSettings", "idleTimeoutInMinutes", "ipTags",
				"linkedPublicIPAddress", "migrationPhase", "natGateway", "servicePublicIPAddress", "tags", "publicIPAllocationMethod"),
			refused("ARM error ResourceAvailabilityZonesCannotBeModified; terraform-provider-azurerm public_ip (ForceNew, supporting)", "zones"),
		),
		Defaults: defaults("Microsoft Learn, ip-services, public-ip-addresses", map[string]any{
			"idleTimeoutInMinutes": 4, "publicIPAddressVersion": "IPv4", "publicIPAllocationMethod": "Dynamic", "sku.tier": "Regional",
			"sku.name": "Basic",
		}),
		Sets:    facts("Microsoft Learn, reliability-virtual-network (zones have no order)", "zones"),
		Outputs: []Output{succeeded(), etag(), drawn("resourceGuid"), assignedAddress()},
		Checks:  []Check{checkLocationExists(), checkStandardIsStatic(), checkZones("zones"), checkBasicHasNoZones(), checkBasicRetired()},
	}
}
