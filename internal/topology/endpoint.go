package topology

import "strings"

// Endpoint is a private endpoint: a service's address in a subnet.
type Endpoint struct {
	ID, Name, Region, Stack string
	SubnetID                string
	Subnet                  *Subnet // nil where the state does not hold it
	// ServiceID is the resource behind it, Group what part of it: "vault", "sqlServer", "blob".
	ServiceID, Group string
	// Approved is whether the service's owner let it in: no for a request that waits for him.
	Approved match
	// ZoneIDs are the private DNS zones that hold its name.
	ZoneIDs []string
}

// endpointKinds are what stands behind a private endpoint, by its group: the kind of service and the TCP ports that it
// answers on (Microsoft Learn, Private Link, private-endpoint-dns; Azure SQL, connectivity-architecture for the default
// and proxy connection policies).
var endpointKinds = map[string]struct {
	kind  string
	ports []PortRange
}{
	"vault":     {KindVault, https},
	"sqlserver": {KindSQL, sqlPorts},
	"registry":  {KindRegistry, https},
	"blob":      {KindStorage, https}, "file": {KindStorage, append([]PortRange{{445, 445}}, https...)},
	"queue": {KindStorage, https}, "table": {KindStorage, https}, "dfs": {KindStorage, https}, "web": {KindStorage, https},
}

var (
	https    = []PortRange{{443, 443}}
	sqlPorts = []PortRange{{1433, 1433}}
)

// newEndpoint reads a private endpoint. A connection that is made by hand waits for an approval that the state does not show
// (Microsoft Learn, Private Link, private-endpoint-overview, "Access to a private link resource using approval workflow").
func newEndpoint(r Resource, id, stack string) *Endpoint {
	in := r.input()
	e := &Endpoint{
		ID: id, Name: in.text("privateEndpointName"), Region: region(in.text("location")), Stack: stack,
		SubnetID: in.text("subnet", "id"), Approved: yes,
	}
	connections, _ := in.objects("privateLinkServiceConnections")
	if byHand, _ := in.objects("manualPrivateLinkServiceConnections"); len(byHand) > 0 {
		connections, e.Approved = byHand, perhaps
	}
	for _, connection := range connections {
		e.ServiceID = connection.text("privateLinkServiceId")
		groups, _ := connection.texts("groupIds")
		e.Group = strings.Join(groups, ",")
		switch connection.text("privateLinkServiceConnectionState", "status") {
		case "Rejected", "Disconnected", "Pending":
			e.Approved = no
		case "Approved":
			e.Approved = yes
		}
	}
	return e
}

// kind is the kind of service behind the endpoint, and ports what it answers on.
func (e *Endpoint) kind() (kind string, ports []PortRange) {
	if known, ok := endpointKinds[strings.ToLower(e.Group)]; ok {
		return known.kind, known.ports
	}
	if e.Group == "" {
		return KindOther, []PortRange{anyPort}
	}
	return e.Group, []PortRange{anyPort}
}

// approval is the verdict of the service's owner.
func (e *Endpoint) approval() Verdict {
	switch e.Approved {
	case yes:
		return reachable("private endpoint " + e.Name)
	case no:
		return notReachable("private endpoint " + e.Name + " is not approved")
	}
	return undecided("private endpoint " + e.Name + " may wait for approval")
}
