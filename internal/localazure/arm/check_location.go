package arm

import (
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

func checkLocationExists() Check {
	return Check{
		ID: "location-exists", Says: "The location is a region of Azure; of regions outside the table nothing is known.",
		Source: "ARM error LocationNotAvailableForResourceType; Microsoft Learn, reliability, regions-list",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			if state != Known {
				return nil
			}
			_, known := regions.Lookup(world.Region(location))
			return one(known, warning("location", "The region %q is not in the table of known regions, so nothing that depends on it is checked; known are %s.",
				location, strings.Join(regions.Names(func(regions.Region) bool { return true }), ", ")))
		},
	}
}

func checkGlobalLocation() Check {
	return Check{
		ID: "location-global", Says: "The resource belongs to no region: its location is \"global\".",
		Source: "ARM error LocationNotAvailableForResourceType; Microsoft Learn, dns, private-dns-overview; azure-monitor, alerts-create-metric-alert-rule",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			return one(state != Known || world.Region(location) == "global", refusal("location", "LocationNotAvailableForResourceType",
				"The provided location %q is not available for this type of resource; the only one is \"global\".", location))
		},
	}
}

// checkZones demands zones that the region has, at every place the pattern names.
func checkZones(pattern string) Check {
	return Check{
		ID: "zones-of-region", Says: "Availability zones are ones that the region has, and none is named twice.",
		Source: "Microsoft Learn, reliability, regions-list; ARM errors LocationNotSupportAvailabilityZones, AvailabilityZoneNotSupported",
		Run:    func(r Request) []Problem { return zoneProblems(r, pattern) },
	}
}

func zoneProblems(r Request, pattern string) []Problem {
	location, known := placeOf(r)
	if !known {
		return nil
	}
	region, known := regions.Lookup(location)
	if !known {
		return nil
	}
	var problems []Problem
	seen := map[string]string{}
	found := texts(r.Body, pattern+"[*]")
	for _, path := range sortedNames(found) {
		zone := found[path]
		if number, err := strconv.Atoi(zone); err != nil || number < 1 || number > region.Zones {
			problems = append(problems, refusal(path, zoneCode(r), "The zone %q is not supported: the region %s has %s.", zone, region.Name, zonesShown(region.Zones)))
			continue
		}
		list := path[:strings.LastIndex(path, "[")]
		if earlier, twice := seen[list+zone]; twice {
			problems = append(problems, refusal(path, "", "The zone %q stands in %s already.", zone, earlier))
		}
		seen[list+zone] = path
	}
	return problems
}

// zoneCode is the error that the resource's service gives for a zone the region has not.
func zoneCode(r Request) string {
	switch {
	case strings.HasPrefix(world.TypeOf(r.ID), "Microsoft.ContainerService/"):
		return "AvailabilityZoneNotSupported"
	case strings.HasPrefix(world.TypeOf(r.ID), "Microsoft.Network/"):
		return "LocationNotSupportAvailabilityZones"
	}
	return "InvalidAvailabilityZone"
}

func zonesShown(count int) string {
	if count == 0 {
		return "no zones"
	}
	return "the zones 1 to " + strconv.Itoa(count)
}
