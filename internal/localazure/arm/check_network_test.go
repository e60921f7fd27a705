package arm

const (
	vnetToken    = "network/v20240501:VirtualNetwork"
	nsgToken     = "network/v20240501:NetworkSecurityGroup"
	peeringToken = "network/v20240501:VirtualNetworkPeering"
	pipToken     = "network/v20240501:PublicIPAddress"
	groupToken   = "resources/v20240301:ResourceGroup"

	vnetA     = inGroup + "Microsoft.Network/virtualNetworks/a"
	vnetB     = inGroup + "Microsoft.Network/virtualNetworks/b"
	peeringAB = vnetA + "/virtualNetworkPeerings/to-b"
	pipX      = inGroup + "Microsoft.Network/publicIPAddresses/x"
)

func networkCases() []checkCase {
	endpointInA := made(inGroup+"Microsoft.Network/privateEndpoints/e", "eastus2", `{"subnet":{"id":"`+vnetA+`/subnets/one"}}`)
	a := made(vnetA, "eastus2", `{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}`)
	b := made(vnetB, "eastus2", `{"addressSpace":{"addressPrefixes":["10.1.0.0/16"]}}`)
	overlapping := made(vnetB, "eastus2", `{"addressSpace":{"addressPrefixes":["10.0.128.0/20"]}}`)
	toB := `{"remoteVirtualNetwork":{"id":"` + vnetB + `"}}`
	return []checkCase{
		{check: "location-exists", reason: "a region of the table", token: groupToken, id: testGroup, body: `{"location":"East US 2"}`},
		{check: "location-exists", reason: "a region outside the table is shown", token: groupToken, id: testGroup, body: `{"location":"eastus9"}`, want: []string{"warning location -: eastus9"}},
		{check: "location-global", reason: "a zone is global", token: "network/v20240601:PrivateZone", id: zoneVault, body: `{"location":"Global"}`},
		{check: "location-global", reason: "a zone lies in no region", token: "network/v20240601:PrivateZone", id: zoneVault, body: `{"location":"eastus2"}`, want: []string{"location LocationNotAvailableForResourceType: eastus2"}},

		{check: "zones-of-region", reason: "three zones of East US 2", token: pipToken, id: pipX, body: `{"location":"eastus2","zones":["1","2","3"]}`},
		{check: "zones-of-region", reason: "UK West has no zones", token: pipToken, id: pipX, body: `{"location":"ukwest","zones":["1"]}`, want: []string{"zones[0] LocationNotSupportAvailabilityZones: no zones"}},
		{check: "zones-of-region", reason: "there is no fourth zone, and none counts twice", token: pipToken, id: pipX, body: `{"location":"eastus2","zones":["1","4","1"]}`,
			want: []string{"zones[1] LocationNotSupportAvailabilityZones: zones 1 to 3", "zones[2] -: stands in zones[0] already"}},
		{check: "zones-of-region", reason: "pools are judged one by one", token: clusterToken, id: clusterID, body: `{"location":"eastus2","agentPoolProfiles":[{"availabilityZones":["1"]},{"availabilityZones":["1","9"]}]}`,
			want: []string{"agentPoolProfiles[1].availabilityZones[1] AvailabilityZoneNotSupported: \"9\""}},

		{check: "network-prefixes", reason: "two ranges apart", token: vnetToken, id: vnetA, body: `{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.1.0.0/16"]}}`},
		{check: "network-prefixes", reason: "each kind of wrong range is told", token: vnetToken, id: vnetA, body: `{"addressSpace":{"addressPrefixes":["ten","10.0.0.1/16","169.254.0.0/24","10.2.0.0/16","10.2.3.0/24"]}}`,
			want: []string{"addressSpace.addressPrefixes[0] InvalidAddressPrefixFormat: ten", "addressSpace.addressPrefixes[1] InvalidCIDRNotation: 10.0.0.0/16",
				"addressSpace.addressPrefixes[2] -: link-local", "addressSpace.addressPrefixes[4] AddressPrefixesOverlap: addressPrefixes[3]"}},
		{check: "subnet-prefixes", reason: "a range", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/24"}]}`},
		{check: "subnet-prefixes", reason: "no range, and a range inside a range", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one"},{"name":"two","addressPrefixes":["10.0.0.5/24"]}]}`,
			want: []string{"subnets[0].addressPrefix -: \"one\"", "subnets[1].addressPrefixes[0] InvalidCIDRNotation: 10.0.0.0/24"}},
		{check: "subnet-inside-network", reason: "inside", token: vnetToken, id: vnetA, body: `{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"one","addressPrefix":"10.0.4.0/22"}]}`},
		{check: "subnet-inside-network", reason: "outside, and larger than the network", token: vnetToken, id: vnetA, body: `{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"one","addressPrefix":"10.1.0.0/24"},{"name":"two","addressPrefix":"10.0.0.0/8"}]}`,
			want: []string{"subnets[0].addressPrefix NetcfgInvalidSubnet: \"one\"", "subnets[1].addressPrefix NetcfgInvalidSubnet: \"two\""}},
		{check: "subnets-disjoint", reason: "side by side", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/24"},{"name":"two","addressPrefix":"10.0.1.0/24"}]}`},
		{check: "subnets-disjoint", reason: "one in the other", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/23"},{"name":"two","addressPrefix":"10.0.1.0/24"}]}`,
			want: []string{"subnets[1].addressPrefix NetcfgSubnetRangesOverlap: 10.0.0.0/23 at subnets[0].addressPrefix"}},
		{check: "subnet-size", reason: "/29 is the smallest", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/29"}]}`},
		{check: "subnet-size", reason: "/30 is too small", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/30"}]}`, want: []string{"subnets[0].addressPrefix -: /30"}},
		{check: "subnet-names", reason: "two names", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one"},{"name":"two"}]}`},
		{check: "subnet-names", reason: "the same name in other letters, and none", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"one"},{"name":"ONE"},{}]}`,
			want: []string{"subnets[1].name InvalidRequestFormat: subnets[0].name", "subnets[2].name InvalidResourceName: this one has 0"}},
		{check: "reserved-subnets", reason: "a bastion's /26", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"AzureBastionSubnet","addressPrefix":"10.0.0.0/26"}]}`},
		{check: "reserved-subnets", reason: "too small for a firewall, which has no security group", token: vnetToken, id: vnetA, body: `{"subnets":[{"name":"AzureFirewallSubnet","addressPrefix":"10.0.0.0/27","networkSecurityGroup":{"id":"/x"}}]}`,
			want: []string{"subnets[0].addressPrefix -: /26", "subnets[0].networkSecurityGroup -: no network security group"}},
		{check: "subnet-in-use", reason: "an empty subnet can go", token: vnetToken, id: vnetA, old: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/24"}]}`, body: `{"subnets":[]}`},
		{check: "subnet-in-use", reason: "an endpoint lies in it", token: vnetToken, id: vnetA, old: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/24"}]}`, body: `{"subnets":[]}`, world: fakeView{endpointInA},
			want: []string{"subnets InUseSubnetCannotBeDeleted: privateEndpoints/e"}},
		{check: "subnet-in-use", reason: "its range is in use", token: vnetToken, id: vnetA, old: `{"subnets":[{"name":"one","addressPrefix":"10.0.0.0/24"}]}`, body: `{"subnets":[{"name":"one","addressPrefix":"10.0.9.0/24"}]}`, world: fakeView{endpointInA},
			want: []string{"subnets[0].addressPrefix InUsePrefixCannotBeDeleted: 10.0.0.0/24"}},

		{check: "peering-self", reason: "another network", token: peeringToken, id: peeringAB, body: toB},
		{check: "peering-self", reason: "itself", token: peeringToken, id: peeringAB, body: `{"remoteVirtualNetwork":{"id":"` + vnetA + `"}}`, want: []string{"remoteVirtualNetwork.id -: itself"}},
		{check: "peering-overlap", reason: "ranges apart", token: peeringToken, id: peeringAB, body: toB, world: fakeView{a, b}},
		{check: "peering-overlap", reason: "ranges that touch", token: peeringToken, id: peeringAB, body: toB, world: fakeView{a, overlapping}, want: []string{"remoteVirtualNetwork.id VnetAddressSpacesOverlap: 10.0.0.0/16 and 10.0.128.0/20"}},
		{check: "peering-once", reason: "the first", token: peeringToken, id: peeringAB, body: toB, world: fakeView{made(vnetB+"/virtualNetworkPeerings/to-a", "", `{"remoteVirtualNetwork":{"id":"`+vnetA+`"}}`)}},
		{check: "peering-once", reason: "another name to the same network", token: peeringToken, id: peeringAB, body: toB, world: fakeView{made(vnetA+"/virtualNetworkPeerings/other", "", toB)},
			want: []string{"remoteVirtualNetwork.id AnotherPeeringAlreadyReferencesRemoteVnet: \"other\""}},
		{check: "peered-spaces", reason: "a range apart is added", token: vnetToken, id: vnetA, old: `{}`, body: `{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.2.0.0/16"]}}`, world: fakeView{b, made(peeringAB, "", toB)}},
		{check: "peered-spaces", reason: "the range of a peer is added", token: vnetToken, id: vnetA, old: `{}`, body: `{"addressSpace":{"addressPrefixes":["10.0.0.0/16","10.1.0.0/16"]}}`, world: fakeView{b, made(peeringAB, "", toB)},
			want: []string{"addressSpace.addressPrefixes VnetAddressSpacesOverlap: \"b\""}},

		{check: "public-ip-static", reason: "Standard and static", token: pipToken, id: pipX, body: `{"sku":{"name":"Standard"},"publicIPAllocationMethod":"Static"}`},
		{check: "public-ip-static", reason: "Standard and left to the default", token: pipToken, id: pipX, body: `{"sku":{"name":"Standard"}}`, want: []string{"publicIPAllocationMethod StandardSkuPublicIPAddressesMustBeStatic: not set"}},
		{check: "public-ip-basic-zones", reason: "Standard may", token: pipToken, id: pipX, body: `{"sku":{"name":"Standard"},"zones":["1"]}`},
		{check: "public-ip-basic-zones", reason: "Basic may not, and is the default", token: pipToken, id: pipX, body: `{"zones":["1"]}`, want: []string{"zones -: Basic"}},
		{check: "public-ip-basic-retired", reason: "Standard", token: pipToken, id: pipX, body: `{"sku":{"name":"Standard"}}`},
		{check: "public-ip-basic-retired", reason: "Basic by default", token: pipToken, id: pipX, body: `{}`, want: []string{"sku.name -: retired"}},
	}
}

func securityCases() []checkCase {
	group := inGroup + "Microsoft.Network/networkSecurityGroups/g"
	return []checkCase{
		{check: "rule-priority", reason: "the bounds", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","priority":100},{"name":"b","priority":4096}]}`},
		{check: "rule-priority", reason: "beyond the bounds", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","priority":99},{"name":"b","priority":4097}]}`,
			want: []string{"securityRules[0].priority SecurityRuleInvalidPriority: 99", "securityRules[1].priority SecurityRuleInvalidPriority: 4097"}},
		{check: "rule-priority-unique", reason: "one for each direction", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","priority":100,"direction":"Inbound"},{"name":"b","priority":100,"direction":"Outbound"}]}`},
		{check: "rule-priority-unique", reason: "twice inbound", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","priority":100,"direction":"Inbound"},{"name":"b","priority":100,"direction":"Inbound"}]}`,
			want: []string{"securityRules[1].priority SecurityRuleConflict: \"b\" conflicts with rule \"a\""}},
		{check: "rule-name", reason: "a name and a description", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","description":"why"}]}`},
		{check: "rule-name", reason: "a name twice, and none", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a"},{"name":"A"},{"priority":100}]}`,
			want: []string{"securityRules[1].name InvalidRequestFormat: securityRules[0].name", "securityRules[2].name InvalidResourceName: has 0"}},
		{check: "rule-shape", reason: "single forms and lists mixed", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","sourceAddressPrefix":"*","destinationAddressPrefixes":["10.0.0.0/24"],"sourcePortRange":"*","destinationPortRanges":["443"]}]}`},
		{check: "rule-shape", reason: "both forms, and neither", token: nsgToken, id: group, body: `{"securityRules":[{"name":"a","sourceAddressPrefix":"*","sourceAddressPrefixes":["10.0.0.0/24"],"destinationAddressPrefix":"*","destinationPortRange":"443"}]}`,
			want: []string{"securityRules[0].sourceAddressPrefixes -: both", "securityRules[0].sourcePortRange -: neither"}},
		{check: "rule-ports", reason: "any, one, and a range", token: nsgToken, id: group, body: `{"securityRules":[{"sourcePortRange":"*","destinationPortRanges":["443","1000-2000"]}]}`},
		{check: "rule-ports", reason: "backwards, and too high", token: nsgToken, id: group, body: `{"securityRules":[{"sourcePortRange":"2000-1000","destinationPortRanges":["65536"]}]}`,
			want: []string{"securityRules[0].sourcePortRange SecurityRuleInvalidPortRange: 2000-1000", "securityRules[0].destinationPortRanges[0] SecurityRuleInvalidPortRange: 65536"}},
		{check: "rule-addresses", reason: "any, a tag, an address, a range", token: nsgToken, id: group, body: `{"securityRules":[{"sourceAddressPrefix":"*","destinationAddressPrefixes":["10.0.0.4","10.0.1.0/24"]},{"sourceAddressPrefix":"Internet"}]}`},
		{check: "rule-addresses", reason: "any in a list, and a range with another address", token: nsgToken, id: group, body: `{"securityRules":[{"destinationAddressPrefixes":["*","10.0.1.7/24"]}]}`,
			want: []string{"securityRules[0].destinationAddressPrefixes[0] SecurityRuleInvalidAddressPrefix: single form", "securityRules[0].destinationAddressPrefixes[1] SecurityRuleInvalidAddressPrefix: 10.0.1.7/24"}},
		{check: "service-tag", reason: "tags, with and without a region", token: nsgToken, id: group, body: `{"securityRules":[{"sourceAddressPrefix":"AzureFrontDoor.Backend","destinationAddressPrefix":"Storage.EastUS2"}]}`},
		{check: "service-tag", reason: "a misspelt tag is shown", token: nsgToken, id: group, body: `{"securityRules":[{"sourceAddressPrefix":"AzureFrontdoor.Backends"},{"sourceAddressPrefix":"AzureFrontDoor"}]}`,
			want: []string{"warning securityRules[0].sourceAddressPrefix -: AzureFrontdoor.Backends", "warning securityRules[1].sourceAddressPrefix -: AzureFrontDoor"}},
	}
}
