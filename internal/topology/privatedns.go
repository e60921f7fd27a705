package topology

import (
	"fmt"
	"slices"
)

// Zone is a private DNS zone.
type Zone struct {
	ID, Name, Stack string
	// NetworkIDs are the networks that it is linked to: only their machines ask it.
	NetworkIDs []string
}

// Resolution is what a service's name is, asked from one network.
type Resolution struct {
	// Private is whether it is an endpoint's address there.
	Private Verdict
	// Endpoint is the one whose address it is.
	Endpoint *Endpoint
}

// Resolve asks for a service's name from a network: a private zone answers if it is linked to the network and an endpoint
// writes its record into it; otherwise the name is the public address (Microsoft Learn, Private Link, private-endpoint-dns).
// A zone holds one record for one name: two endpoints to the same service in one zone write over each other (Azure SQL,
// transparent-data-encryption-byok-overview, and Container Registry, private-endpoints, say so of theirs).
func Resolve(serviceID, group string, from *Network, endpoints []*Endpoint, zones []*Zone) Resolution {
	var found []*Endpoint
	var by string
	for _, endpoint := range endpoints {
		if !sameID(endpoint.ServiceID, serviceID) || endpoint.Group != group {
			continue
		}
		for _, zone := range zones {
			if hasID(endpoint.ZoneIDs, zone.ID) && hasID(zone.NetworkIDs, from.ID) && !slices.Contains(found, endpoint) {
				found, by = append(found, endpoint), zone.Name
			}
		}
	}
	name := lastSegment(serviceID)
	switch len(found) {
	case 0:
		return Resolution{Private: notReachable(fmt.Sprintf("no private zone that is linked to %s holds the name of %s", from.Name, name))}
	case 1:
		return Resolution{Private: reachable(fmt.Sprintf("zone %s gives %s the address of %s", by, name, found[0].Name)), Endpoint: found[0]}
	}
	return Resolution{Private: undecided(fmt.Sprintf("%d endpoints write the name of %s into zones of %s", len(found), name, from.Name))}
}

func hasID(ids []string, id string) bool {
	return slices.ContainsFunc(ids, func(other string) bool { return sameID(other, id) })
}
