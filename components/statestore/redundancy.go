package statestore

import (
	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Redundancy is where the copies of the state are.
type Redundancy string

// The redundancies that state may have. All can be read in the paired region, or are spread over zones: one copy in one
// building is not enough for what everything else is rebuilt from.
const (
	// GeoZoneRedundant keeps three copies in three zones, and more in the paired region, which can be read there.
	GeoZoneRedundant Redundancy = "Standard_RAGZRS"
	// GeoRedundant keeps three copies in one place, and more in the paired region, which can be read there.
	GeoRedundant Redundancy = "Standard_RAGRS"
	// ZoneRedundant keeps three copies in three zones of a region without a pair.
	ZoneRedundant Redundancy = "Standard_ZRS"
)

// RedundancyIn returns the most that a region has, "" for a region that is unknown or has neither zones nor a pair (Azure
// Storage documentation, storage-redundancy).
func RedundancyIn(location string) Redundancy {
	region, known := regions.Lookup(location)
	zoned, paired := known && region.Zones > 0, known && region.Pair != ""
	switch {
	case zoned && paired:
		return GeoZoneRedundant
	case paired:
		return GeoRedundant
	case zoned:
		return ZoneRedundant
	default:
		return ""
	}
}

// checkRedundancy enters a redundancy that does not exist, or that the region does not have.
func checkRedundancy(problems *azure.Problems, chosen Redundancy, location string) {
	region, known := regions.Lookup(location)
	if !known {
		return // the site's own check has said so
	}
	switch chosen {
	case GeoZoneRedundant, ZoneRedundant:
		if region.Zones == 0 {
			problems.Addf("Redundancy", "is %q, and %s has no zones; allowed: %q", chosen, location, RedundancyIn(location))
		}
	case GeoRedundant:
	default:
		problems.Addf("Redundancy", "is %q; allowed: %q, %q, %q", chosen, GeoZoneRedundant, GeoRedundant, ZoneRedundant)
	}
	if chosen != ZoneRedundant && chosen != "" && region.Pair == "" {
		problems.Addf("Redundancy", "is %q, and %s has no pair; allowed: %q", chosen, location, RedundancyIn(location))
	}
}
