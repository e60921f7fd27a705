package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// World is everything that topology knows of one environment.
type World struct {
	Environment string
	Networks    []*Network
	Endpoints   []*Endpoint
	Zones       []*Zone
	Services    []*Service
	Clusters    []*Cluster
	Addresses   []*PublicAddress
	Gateways    []*Gateway
	Fronts      []*Front
	Sites       []*Site
	Policies    map[*Cluster][]*Policy
	Pods        []*Pods
	Balancers   []*Balancer

	namespaces map[*Cluster]map[string]map[string]string
}

// PublicAddress is a public address of the environment. Addr is not valid where it is not known.
type PublicAddress struct {
	ID, Name, Region, Stack string
	Addr                    netip.Addr
	// Inferred is true where the address was not read but found by elimination.
	Inferred bool
}

// Gateway is a NAT gateway: the addresses that a subnet calls from.
type Gateway struct {
	ID, Name   string
	AddressIDs []string
}

// Front is an endpoint of a Front Door profile.
type Front struct {
	ID, Name, Stack string
	Enabled         match
}

// Site is anything else with a public name: a container app.
type Site struct {
	ID, Name, Region, Stack string
}

// Balancer is a Kubernetes service with a load balancer of Azure in front of it.
type Balancer struct {
	Namespace, Name string
	Cluster         *Cluster
	// AddressName is the name of the public address that the service asks for; Internal is true for one of the network alone.
	AddressName string
	Internal    match
	Selector    Selector
	Ports       []BalancerPort
	// Ranges are the only callers that Azure's rules let in; none are everybody. Local is true where the caller's address is
	// kept up to the pods.
	Ranges []netip.Prefix
	Local  bool
}

// BalancerPort is a port of a balancer, and what it leads to: a number or the name of a container's port.
type BalancerPort struct {
	Protocol Protocol
	Port     uint16
	Target   string
}

// NewWorld reads the stacks of one environment. What one of them refers to and none of them holds stays unknown.
func NewWorld(environment string, states ...State) *World {
	w := &World{
		Environment: environment, Policies: map[*Cluster][]*Policy{}, namespaces: map[*Cluster]map[string]map[string]string{},
	}
	items := itemsOf(states)
	for _, read := range []func(item){w.readNetworks, w.readServices, w.readInside, w.readObjects, w.readPods} {
		for _, i := range items {
			read(i)
		}
	}
	w.resolve(items)
	w.addUnmanaged()
	w.infer()
	return w
}

// item is a resource with what every reader asks of it.
type item struct {
	Resource
	kind, stack, subscription string
}

// itemsOf are the resources of all stacks that something is read of.
func itemsOf(states []State) []item {
	var items []item
	for _, s := range states {
		subscription := s.subscription()
		for _, r := range s.Resources {
			token := r.token()
			if strings.HasPrefix(token, "azure-native:") || strings.HasPrefix(token, "kubernetes:") {
				items = append(items, item{r, r.kind(), s.Stack, subscription})
			}
		}
	}
	return items
}

// readNetworks reads what others refer to: networks, zones, addresses, clusters, endpoints.
func (w *World) readNetworks(i item) {
	id, in := i.id(i.subscription), i.input()
	switch i.kind {
	case "azure-native:network:VirtualNetwork":
		w.Networks = append(w.Networks, newNetwork(i.Resource, id, i.stack))
	case "azure-native:network:PrivateZone":
		w.Zones = append(w.Zones, &Zone{ID: id, Name: in.text("privateZoneName"), Stack: i.stack})
	case "azure-native:network:PrivateEndpoint":
		w.Endpoints = append(w.Endpoints, newEndpoint(i.Resource, id, i.stack))
	case "azure-native:network:PublicIPAddress":
		addr, _ := netip.ParseAddr(i.output().text("ipAddress"))
		w.Addresses = append(w.Addresses, &PublicAddress{
			ID: id, Name: in.text("publicIpAddressName"), Region: region(in.text("location")), Stack: i.stack, Addr: addr,
		})
	case "azure-native:network:NatGateway":
		g := &Gateway{ID: id, Name: in.text("natGatewayName")}
		addresses, _ := in.objects("publicIpAddresses")
		for _, address := range addresses {
			g.AddressIDs = append(g.AddressIDs, address.text("id"))
		}
		w.Gateways = append(w.Gateways, g)
	case "azure-native:containerservice:ManagedCluster":
		w.Clusters = append(w.Clusters, newCluster(i.Resource, id, i.stack))
	}
}

// readServices reads services and public faces.
func (w *World) readServices(i item) {
	id, in := i.id(i.subscription), i.input()
	if service := newService(i.Resource, i.kind, id, i.stack); service != nil {
		w.Services = append(w.Services, service)
	}
	switch i.kind {
	case "azure-native:cdn:AFDEndpoint":
		enabled, known := in.textOr("Enabled", "enabledState")
		front := &Front{ID: id, Name: in.text("endpointName"), Stack: i.stack, Enabled: matched(enabled == "Enabled")}
		if !known {
			front.Enabled = perhaps
		}
		w.Fronts = append(w.Fronts, front)
	case "azure-native:app:ContainerApp":
		if in.flag(false, "configuration", "ingress", "external") != no {
			w.Sites = append(w.Sites, &Site{ID: id, Name: in.text("containerAppName"), Region: region(in.text("location")), Stack: i.stack})
		}
	}
}

// readInside reads what belongs to something else: subnets, peerings, links, pools, rules of a server.
func (w *World) readInside(i item) {
	in := i.input()
	switch i.kind {
	case "azure-native:network:Subnet":
		if n := w.networkIn(i); n != nil {
			n.Subnets = append(n.Subnets, newSubnet(n, in, in.text("subnetName")))
		}
	case "azure-native:network:VirtualNetworkPeering":
		if n := w.networkIn(i); n != nil {
			n.Halves = append(n.Halves, newHalf(in))
		}
	case "azure-native:network:VirtualNetworkLink":
		w.link(i)
	case "azure-native:network:PrivateDnsZoneGroup":
		w.group(i)
	case "azure-native:containerservice:AgentPool":
		for _, c := range w.Clusters {
			if equalFold(c.Name, in.text("resourceName")) {
				c.addPool(in)
			}
		}
	case "azure-native:sql:FirewallRule", "azure-native:sql:VirtualNetworkRule":
		for _, service := range w.Services {
			if service.Kind != KindSQL || !equalFold(service.Name, in.text("serverName")) {
				continue
			}
			if subnet := in.text("virtualNetworkSubnetId"); subnet != "" {
				service.SubnetIDs = append(service.SubnetIDs, subnet)
			} else {
				service.addSQLRule(in)
			}
		}
	}
}

// networkIn finds the network that a child of one names, in the stack's subscription.
func (w *World) networkIn(i item) *Network {
	parent := Resource{Type: "azure-native:network:VirtualNetwork", Inputs: i.Inputs}
	return w.network(parent.id(i.subscription))
}

func (w *World) network(id string) *Network {
	i := slices.IndexFunc(w.Networks, func(n *Network) bool { return sameID(n.ID, id) })
	if i < 0 {
		return nil
	}
	return w.Networks[i]
}

// link adds a link to its zone. A zone that no state holds is made for it, so that names that it gives are not lost.
func (w *World) link(i item) {
	in := i.input()
	id := Resource{Type: "azure-native:network:PrivateZone", Inputs: in}.id(i.subscription)
	for _, zone := range w.Zones {
		if sameID(zone.ID, id) {
			zone.NetworkIDs = append(zone.NetworkIDs, in.text("virtualNetwork", "id"))
			return
		}
	}
	w.Zones = append(w.Zones, &Zone{
		ID: id, Name: in.text("privateZoneName"), Stack: i.stack, NetworkIDs: []string{in.text("virtualNetwork", "id")},
	})
}

// group adds the zones that hold an endpoint's name.
func (w *World) group(i item) {
	in := i.input()
	id := Resource{Type: "azure-native:network:PrivateEndpoint", Inputs: in}.id(i.subscription)
	zones, _ := in.objects("privateDnsZoneConfigs")
	for _, endpoint := range w.Endpoints {
		if !sameID(endpoint.ID, id) {
			continue
		}
		for _, zone := range zones {
			endpoint.ZoneIDs = append(endpoint.ZoneIDs, zone.text("privateDnsZoneId"))
		}
	}
}
