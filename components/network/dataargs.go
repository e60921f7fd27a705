package network

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/trelica/infrastructure/components/azure"
)

// smallestEndpointSubnet is the narrowest prefix that has room for a production region's endpoints: both SQL servers, every
// vault of both regions, the registry with its data endpoints, and the five addresses that Azure keeps.
const smallestEndpointSubnet = 27

// DataArgs describe the foundation's network in one region.
type DataArgs struct {
	Site azure.Site
	// ResourceGroup is the region's network group. Everything here lies in it, the DNS zones and the watcher included.
	ResourceGroup *azure.ResourceGroup
	// AddressGroup is the group of the reserved public addresses, which the cluster's identity may change as a whole: a group
	// of their own keeps the zones and the data network out of its reach. Default: ResourceGroup.
	AddressGroup *azure.ResourceGroup
	// Space is the data network's address range.
	Space netip.Prefix
	// Endpoints is its subnet of private endpoints, /27 or larger.
	Endpoints netip.Prefix
	// Nodes is the node subnet of the region's cluster, whether or not there is a cluster yet.
	Nodes netip.Prefix
	// Ops are the ranges of runners and operators that reach the endpoints; none is allowed.
	Ops []netip.Prefix
	// Services are the kinds of service that get endpoints: they decide the DNS zones and the ports.
	Services []azure.PrivateService
	// AvailabilityZones are those the public addresses are spread over: "1", "2", "3".
	AvailabilityZones []string
	FlowLogs          FlowLogs
	// Sinks receive the logs of everything here.
	Sinks azure.LogSinks
}

func (args *DataArgs) validate(name string) error {
	problems := azure.Check("network.DataArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	checkRange(problems, "Space", args.Space)
	checkRange(problems, "Endpoints", args.Endpoints)
	checkInside(problems, "Endpoints", args.Endpoints, "Space", args.Space)
	if args.Endpoints.IsValid() && args.Endpoints.Bits() > smallestEndpointSubnet {
		problems.Addf("Endpoints", "%s is too small; allowed: /%d or larger", args.Endpoints, smallestEndpointSubnet)
	}
	checkRange(problems, "Nodes", args.Nodes)
	checkApart(problems, "Nodes", args.Nodes, "Space", args.Space)
	for i, ops := range args.Ops {
		checkRange(problems, fmt.Sprintf("Ops[%d]", i), ops)
		checkApart(problems, fmt.Sprintf("Ops[%d]", i), ops, "Space", args.Space)
	}
	checkServices(problems, args.Services)
	if len(args.AvailabilityZones) < 2 {
		problems.Addf("AvailabilityZones", "has %d; allowed: at least two, so that an address survives the loss of one", len(args.AvailabilityZones))
	}
	args.FlowLogs.check(problems)
	problems.Missing("Sinks.WorkspaceID", args.Sinks.WorkspaceID)
	return problems.Err()
}

// checkServices enters a problem for every service that is not known or is there twice.
func checkServices(problems *azure.Problems, services []azure.PrivateService) {
	if len(services) == 0 {
		problems.Addf("Services", "is empty; allowed: some of %q", azure.PrivateServices())
	}
	for i, service := range services {
		field := fmt.Sprintf("Services[%d]", i)
		if service.Zone() == "" {
			problems.Addf(field, "%q is not known; allowed: %q", service, azure.PrivateServices())
		}
		if slices.Contains(services[:i], service) {
			problems.Addf(field, "%q is there twice", service)
		}
	}
}
