package arm

const (
	privateDNSSpecification = "azure-rest-api-specs Microsoft.Network 2024-06-01 privatedns.json"
	privateDNSDocument      = "Microsoft Learn, dns, private-dns-virtual-network-links"
)

// privateDNSTypes are private zones and their links to networks.
func privateDNSTypes() []Type { return []Type{privateZone(), zoneLink()} }

func privateZone() Type {
	return Type{
		Token:    "azure-native:network/v20240601:PrivateZone",
		Path:     networkPath + "privateDnsZones/{privateZoneName}",
		Source:   privateDNSSpecification,
		Location: Global,
		Name: NameRule{
			Min: 1, Max: 253, Pattern: `^[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?)+$`,
			Allowed: "2 to 34 labels separated by periods, each of 1 to 63 letters, digits, underscores and hyphens",
			Source:  nameRules,
		},
		Changes: together(
			replaces(privateDNSSpecification+", x-ms-mutability of TrackedResource.location; "+generatorRule, "location"),
			updates(inPlace(privateDNSSpecification), "tags"),
		),
		HeldBy: []Holder{{Type: typeZoneLink, Code: "CannotDeleteResource", Source: "ARM error CannotDeleteResource: nested resources must be deleted before the zone"}},
		Outputs: []Output{
			succeeded(), etag(), drawn("internalId"),
			number("maxNumberOfRecordSets", privateZoneLimits, 25000), number("maxNumberOfVirtualNetworkLinks", privateZoneLimits, 1000),
			number("maxNumberOfVirtualNetworkLinksWithRegistration", privateZoneLimits, 100),
		},
		Checks: []Check{checkGlobalLocation()},
	}
}

const privateZoneLimits = "Microsoft Learn, azure-resource-manager, azure-subscription-service-limits, private DNS limits"

func zoneLink() Type {
	return Type{
		Token:    "azure-native:network/v20240601:VirtualNetworkLink",
		Path:     networkPath + "privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
		Source:   privateDNSSpecification,
		Location: Global,
		Name:     networkName(1, 80),
		Changes: together(
			replaces(privateDNSSpecification+", x-ms-mutability of TrackedResource.location; "+generatorRule, "location"),
			updates(inPlace(privateDNSSpecification), "registrationEnabled", "resolutionPolicy", "tags"),
			refused("terraform-provider-azurerm private_dns_zone_virtual_network_link (ForceNew, supporting)", "virtualNetwork"),
		),
		Defaults: defaults("Microsoft Learn, dns, private-dns-fallback (the default resolution policy)", map[string]any{"resolutionPolicy": "Default"}),
		References: []Reference{
			{Path: "virtualNetwork.id", Types: []string{typeNetwork}, Source: "ARM error InvalidResourceReference"},
		},
		Outputs: []Output{succeeded(), etag(), computed("virtualNetworkLinkState", typings, func(Request) string { return "Completed" })},
		Checks:  []Check{checkGlobalLocation(), checkLinkOnce(), checkRegistrationOnce(), checkResolutionPolicy()},
	}
}
