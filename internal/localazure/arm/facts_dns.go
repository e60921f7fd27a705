package arm

import (
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	dnsSpecification = "azure-rest-api-specs Microsoft.Network 2018-05-01 dns.json"
	dnsDocument      = "Microsoft Learn, dns, dns-zones-records"
	dnsLimits        = "Microsoft Learn, azure-resource-manager, azure-subscription-service-limits, public DNS limits"

	typeDNSZone = "Microsoft.Network/dnsZones"

	// dnsLabel is one part of a domain's name; underscores begin the names of records that no host has.
	dnsLabel = `[a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?`
)

// dnsTypes are public zones and the sets of records in them.
func dnsTypes() []Type { return []Type{dnsZone(), recordSet()} }

func dnsZone() Type {
	return Type{
		Token:    "azure-native:network/v20180501:Zone",
		Path:     networkPath + "dnsZones/{zoneName}",
		Source:   dnsSpecification,
		Location: Global,
		Name: NameRule{
			Min: 1, Max: 253, Pattern: `^` + dnsLabel + `(\.` + dnsLabel + `)+$`,
			Allowed: "2 to 34 labels separated by periods, each of 1 to 63 letters, digits, underscores and hyphens", Source: nameRules,
		},
		Changes: together(
			replaces(dnsSpecification+", x-ms-mutability of Resource.location; "+generatorRule, "location"),
			updates(inPlace(dnsSpecification), "registrationVirtualNetworks", "resolutionVirtualNetworks", "tags", "zoneType"),
		),
		Defaults: defaults(dnsSpecification+", default of ZoneProperties.zoneType", map[string]any{"zoneType": "Public"}),
		References: []Reference{
			{Path: "registrationVirtualNetworks[*].id", Types: []string{typeNetwork}, Source: dnsSpecification},
			{Path: "resolutionVirtualNetworks[*].id", Types: []string{typeNetwork}, Source: dnsSpecification},
		},
		Outputs: []Output{
			etag(), number("maxNumberOfRecordSets", dnsLimits, 10000), number("maxNumberOfRecordsPerRecordSet", dnsLimits, 20), recordSetCount(), nameServers(),
		},
		Companions: []Companion{
			{Type: typeDNSZone + "/SOA", Name: "@", Written: true, Source: dnsDocument + ", SOA records (made with each zone)"},
			{Type: typeDNSZone + "/NS", Name: "@", Written: true, Source: dnsDocument + ", NS records (made with each zone)"},
		},
		Checks: []Check{checkGlobalLocation(), checkPublicZone()},
	}
}

// recordSetCount counts the sets of a zone; two, its name servers and its start of authority, are there from the first.
func recordSetCount() Output {
	return Output{Name: "numberOfRecordSets", Source: dnsDocument, Make: func(r Request) resource.PropertyValue {
		sets := 2
		for _, inside := range r.View.Under(r.ID) {
			if strings.HasPrefix(world.TypeOf(inside.ID), typeDNSZone+"/") { // not a lock or a role
				sets++
			}
		}
		return resource.NewNumberProperty(float64(sets))
	}}
}

// nameServers are the four that Azure gives a zone: the same number in four domains.
func nameServers() Output {
	return Output{Name: "nameServers", Generated: true, Source: "Microsoft Learn, dns, dns-delegate-domain-azure-dns", Make: func(r Request) resource.PropertyValue {
		digit, _ := strconv.ParseInt(drawnHex(r, "nameServers", 2), 16, 32)
		suffix := "-0" + strconv.FormatInt(digit%9+1, 10) + ".azure-dns."
		var servers []resource.PropertyValue
		for i, domain := range []string{"com.", "net.", "org.", "info."} {
			servers = append(servers, resource.NewStringProperty("ns"+strconv.Itoa(i+1)+suffix+domain))
		}
		return resource.NewArrayProperty(servers)
	}}
}

func recordSet() Type {
	return Type{
		Token:  "azure-native:network/v20180501:RecordSet",
		Path:   networkPath + "dnsZones/{zoneName}/{recordType}/{relativeRecordSetName}",
		Source: dnsSpecification,
		Name: NameRule{
			Min: 1, Max: 253, Pattern: `^(@|(\*|` + dnsLabel + `)(\.` + dnsLabel + `)*)$`,
			Allowed: "@ for the zone itself, or labels of letters, digits, underscores and hyphens, the first of which may be *", Source: dnsDocument,
		},
		Changes: updates(inPlace(dnsSpecification), "aRecords", "aaaaRecords", "caaRecords", "cnameRecord", "metadata", "mxRecords", "nsRecords", "ptrRecords",
			"soaRecord", "srvRecords", "targetResource", "ttl", "txtRecords"),
		References: []Reference{{
			Path: "targetResource.id", Types: []string{
				typePublicIP, "Microsoft.Network/trafficManagerProfiles", "Microsoft.Network/frontDoors", "Microsoft.Cdn/profiles",
				"Microsoft.Cdn/profiles/endpoints", "Microsoft.Cdn/profiles/afdEndpoints", "Microsoft.Web/staticSites",
				"Microsoft.Network/dnsZones/A", "Microsoft.Network/dnsZones/AAAA", "Microsoft.Network/dnsZones/CNAME",
			}, Source: "Microsoft Learn, dns, dns-alias (a set becomes empty when its target is deleted)",
		}},
		Sets: facts(dnsDocument+" (the records of a set have no order)", "aRecords", "aaaaRecords", "caaRecords", "mxRecords", "nsRecords", "ptrRecords", "srvRecords", "txtRecords"),
		Outputs: []Output{
			etag(),
			computed("fqdn", dnsSpecification+", RecordSetProperties.fqdn", func(r Request) string { return recordDomain(r.ID) + "." }),
			computed("type", dnsSpecification+", RecordSet.type", func(r Request) string { return world.TypeOf(r.ID) }),
		},
		Checks: []Check{
			checkRecordType(), checkRecordValues(), checkRecordCount(), checkRecordLifetime(), checkRecordAlone(), checkRecordHost(), checkRecordTexts(), checkRecordAuthorities(),
		},
	}
}

// recordDomain is the domain a set belongs to, without the period at the end.
func recordDomain(id string) string {
	zone := world.Name(world.Parent(id))
	if name := world.Name(id); name != "@" {
		return name + "." + zone
	}
	return zone
}
