package ops

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/addressplan"
)

// mostRanges is how many ranges a cluster's API server can be limited to (AKS documentation, api-server-authorized-ip-ranges).
const mostRanges = 200

// widestBreakGlass is the fewest bits a break-glass range may have: a desk or an office, never a provider's whole network.
const widestBreakGlass = 24

// NetworkArgs describe an ops network.
type NetworkArgs struct {
	// Site is where the network lies; for production in the recovery region.
	Site azure.Site
	// ResourceGroup is the ops network's own; everything here lies in it, the DNS zones included.
	ResourceGroup *azure.ResourceGroup
	// Plan is the division of the network's address space.
	Plan addressplan.Ops
	// AvailabilityZones are those that the public address is spread over: "1", "2", "3"; none in a region without zones.
	AvailabilityZones []string
	// BreakGlass are public addresses that reach clusters' API servers when no runner works, /24 or smaller each.
	BreakGlass []netip.Prefix
	// Sinks receive the logs of everything here; none when nothing is given.
	Sinks azure.LogSinks
}

// services are reached privately from here: the state store and the secrets key, and nothing else.
func services() []azure.PrivateService {
	return []azure.PrivateService{azure.PrivateBlob, azure.PrivateVault}
}

// logged says whether there is anywhere to send logs to.
func (args *NetworkArgs) logged() bool {
	return args.Sinks.WorkspaceID != nil || args.Sinks.ArchiveID != nil
}

// validate lists every mistake in the arguments, or returns nil.
func (args *NetworkArgs) validate(name string) error {
	problems := azure.Check("ops.NetworkArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	// A plan is made by addressplan.NewOps; one that was put together by hand is compared with what that makes.
	if plan, err := addressplan.NewOps(args.Plan.Space); err != nil {
		problems.Add("Plan", err.Error())
	} else if plan != args.Plan {
		problems.Addf("Plan", "is not the division of %s; allowed: what addressplan.NewOps makes of it", args.Plan.Space)
	}
	if len(args.AvailabilityZones) == 1 {
		problems.Addf("AvailabilityZones", "has 1; allowed: none, or at least two, so that the address survives the loss of one")
	}
	checkBreakGlass(problems, args.BreakGlass)
	return problems.Err()
}

// checkBreakGlass enters what is wrong with the break-glass ranges: an API server that the world can reach is none that is
// limited to anything.
func checkBreakGlass(problems *azure.Problems, ranges []netip.Prefix) {
	const allowed = `a public range of /24 or smaller without host bits, such as "203.0.113.7/32"`
	if len(ranges) >= mostRanges {
		problems.Addf("BreakGlass", "has %d; allowed: %d, with the network's own address %d", len(ranges), mostRanges-1, mostRanges)
	}
	for i, prefix := range ranges {
		field := fmt.Sprintf("BreakGlass[%d]", i)
		switch {
		case !prefix.IsValid() || !prefix.Addr().Is4():
			problems.Addf(field, "%s is no IPv4 range; allowed: %s", prefix, allowed)
		case prefix != prefix.Masked():
			problems.Addf(field, "%s is not written by its first address, %s; allowed: %s", prefix, prefix.Masked(), allowed)
		case prefix.Bits() < widestBreakGlass:
			problems.Addf(field, "%s is too wide; allowed: %s", prefix, allowed)
		case !addressplan.Public(prefix):
			problems.Addf(field, "%s is not public; allowed: %s", prefix, allowed)
		case slices.Contains(ranges[:i], prefix):
			problems.Addf(field, "%s is there twice", prefix)
		}
	}
}
