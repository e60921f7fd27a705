package statestore

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/addressplan"
)

const (
	defaultSoftDeleteDays = 90
	defaultVersionDays    = 365

	leastSoftDelete, mostSoftDelete = 7, 365 // Azure's bounds are 1 and 365; less than a week is no safety net
	leastVersions, mostVersions     = 30, 3650
)

// Args describe the state store.
type Args struct {
	// Site is where the store lies. Its Protect is true in every environment that is not thrown away: without the state
	// nothing that was made can be changed or removed.
	Site azure.Site
	// ResourceGroup is the group the account lies in.
	ResourceGroup *azure.ResourceGroup
	// Redundancy is where the copies are; "" means the most that the region has (RedundancyIn).
	Redundancy Redundancy
	// SoftDeleteDays is how long a deleted blob or container can be brought back, 7 to 365; 0 means 90.
	SoftDeleteDays int
	// VersionDays is how long a former version of a blob is kept, 30 to 3,650; 0 means 365. Every write of the state makes one.
	VersionDays int
	// Endpoint is the private way in.
	Endpoint Endpoint
	// Openings are public addresses that reach the account past its endpoint. There are none in ordinary times, and the account
	// is then closed to the public network altogether. They are for the day on which the state is moved in from a desk, and for
	// break-glass when no runner works.
	Openings []netip.Prefix
	// Sinks receive the account's log, who read and wrote what. None when nothing is given.
	Sinks azure.LogSinks
}

// Endpoint is the private way into the store from the ops network.
type Endpoint struct {
	// ResourceGroup is the network's.
	ResourceGroup pulumi.StringInput
	// SubnetID is the private-endpoint subnet.
	SubnetID pulumi.StringInput
	// ZoneID is the network's private DNS zone for blobs.
	ZoneID pulumi.StringInput
}

func (args *Args) redundancy() Redundancy {
	if args.Redundancy == "" {
		return RedundancyIn(args.Site.Location)
	}
	return args.Redundancy
}

func (args *Args) softDelete() int { return orDefault(args.SoftDeleteDays, defaultSoftDeleteDays) }

func (args *Args) versions() int { return orDefault(args.VersionDays, defaultVersionDays) }

func orDefault(value, otherwise int) int {
	if value == 0 {
		return otherwise
	}
	return value
}

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	problems := azure.Check("statestore.Args of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	checkRedundancy(problems, args.redundancy(), args.Site.Location)
	checkDays(problems, "SoftDeleteDays", args.softDelete(), leastSoftDelete, mostSoftDelete)
	checkDays(problems, "VersionDays", args.versions(), leastVersions, mostVersions)
	problems.Missing("Endpoint.ResourceGroup", args.Endpoint.ResourceGroup, "Endpoint.SubnetID", args.Endpoint.SubnetID,
		"Endpoint.ZoneID", args.Endpoint.ZoneID)
	for i, opening := range args.Openings {
		checkOpening(problems, fmt.Sprintf("Openings[%d]", i), opening)
	}
	return problems.Err()
}

func checkDays(problems *azure.Problems, field string, days, least, most int) {
	if days < least || days > most {
		problems.Addf(field, "is %d; allowed: %d to %d", days, least, most)
	}
}

// widestOpening is the fewest bits an opening may have: a desk or an office, never a provider's whole network.
const widestOpening = 24

func checkOpening(problems *azure.Problems, field string, opening netip.Prefix) {
	const allowed = `a public range of /24 or smaller without host bits, such as "203.0.113.7/32"`
	switch {
	case !opening.IsValid() || !opening.Addr().Is4():
		problems.Addf(field, "%s is no IPv4 range; allowed: %s", opening, allowed)
	case opening != opening.Masked():
		problems.Addf(field, "%s is not written by its first address, %s; allowed: %s", opening, opening.Masked(), allowed)
	case opening.Bits() < widestOpening:
		problems.Addf(field, "%s is too wide; allowed: %s", opening, allowed)
	case !addressplan.Public(opening):
		problems.Addf(field, "%s is not public; allowed: %s", opening, allowed)
	}
}
