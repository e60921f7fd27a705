// Package regions holds the facts about Azure regions that decisions rest on: where a region is, whose law it
// is under, which region it is paired with and how many availability zones it has.
//
// Settings are checked against it (is the region in the environment's jurisdiction, is the recovery region far
// enough away), and names take their short codes from it. It depends on nothing, reads nothing and may be
// imported from anywhere.
package regions

import (
	"slices"
	"strings"
)

// Jurisdiction is the body of law that data in a region is under: US, UK or EU.
type Jurisdiction string

// The jurisdictions that the table knows. A region belongs to exactly one.
const (
	US Jurisdiction = "US"
	UK Jurisdiction = "UK"
	EU Jurisdiction = "EU"
)

// Jurisdictions returns every jurisdiction of the table, in alphabetical order.
func Jurisdictions() []Jurisdiction { return []Jurisdiction{EU, UK, US} }

// Point is a place on the globe in decimal degrees: north and east are positive.
type Point struct{ Latitude, Longitude float64 }

// Region is one Azure region. All fields but Code, Jurisdiction, City and Note are what Azure Resource Manager
// publishes in its list of locations; the sources are named beside the table.
type Region struct {
	// Name is what ARM calls the region, in lower case without spaces: "eastus2".
	Name string
	// DisplayName is what people read: "East US 2".
	DisplayName string
	// Code is the short form used in resource names, two to four lower-case letters and digits: "eus2".
	Code string
	// Jurisdiction is the law that the region's data is under.
	Jurisdiction Jurisdiction
	// Geography is ARM's data-residency boundary: "United States", "France".
	Geography string
	// Location is the place that ARM names, a state, a country or a city: "Virginia", "London".
	Location string
	// Published is the coordinate that ARM publishes. It is not the site of a datacentre, which Microsoft keeps
	// to itself, and for some regions it does not lie near Location: see City and Note.
	Published Point
	// City is the centre of the city that Location names. It is the zero Point where Location is a state or a
	// country, for which no single place can be given.
	City Point
	// Pair is the name of the region that Azure pairs this one with, whether or not the table holds it.
	Pair string
	// Zones is the number of availability zones: three or none.
	Zones int
	// Note says what a reader has to know before relying on the row; usually empty.
	Note string
}

// Lookup returns the region with the given ARM name, and whether the table holds it. The comparison is exact:
// "eastus2" is found, "East US 2" and "EastUS2" are not, because that is how ARM writes the name back.
func Lookup(name string) (Region, bool) {
	i := slices.IndexFunc(table, func(r Region) bool { return r.Name == name })
	if i < 0 {
		return Region{}, false
	}
	return table[i], true
}

// All returns a copy of the table, sorted by name.
func All() []Region {
	all := slices.Clone(table)
	slices.SortFunc(all, func(a, b Region) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Names returns the names of the regions that satisfy the condition, sorted. It serves messages that say what
// is allowed.
func Names(allowed func(Region) bool) []string {
	var names []string
	for _, r := range All() {
		if allowed(r) {
			names = append(names, r.Name)
		}
	}
	return names
}

// Pair returns the region that Azure pairs the named one with. It is false when the name is unknown or when the
// partner is not in the table (Sweden South is open to few subscriptions and publishes no coordinate).
func Pair(name string) (Region, bool) {
	r, ok := Lookup(name)
	if !ok {
		return Region{}, false
	}
	return Lookup(r.Pair)
}
