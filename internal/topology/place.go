package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// The kinds of place. A selector begins with one of them.
const (
	PlaceInternet  = "internet"       // anybody, anywhere
	PlaceTag       = "tag"            // the addresses of a service tag: tag:AzureFrontDoor.Backend is anybody's Front Door
	PlaceProfiles  = "other-profiles" // Front Door profiles of other customers, as requests see them
	PlaceAzure     = "azure-services" // the services that Azure trusts
	PlaceAnyAzure  = "any-azure"      // any machine in Azure, of any customer
	PlaceProbes    = "health-probes"  // the load balancers' probes
	PlaceAddress   = "address"        // public addresses that a firewall names
	PlaceNodes     = "nodes"          // a cluster's nodes
	PlaceRunners   = "runners"        // jobs of Container Apps in a network with private endpoints
	PlaceApps      = "apps"           // Container Apps in any other network
	PlaceHosts     = "hosts"          // machines in any other subnet
	PlaceStrangers = "network"        // a peered network that no stack makes
	PlaceOverlay   = "overlay"        // the addresses of a cluster's pods, as security groups see them
	PlacePods      = "pods"           // pods:NAMESPACE/NAME, as network policies see them
	PlaceEndpoint  = "endpoint"       // endpoint:KIND@AREA
	PlaceService   = "service"        // service:KIND, a service's public face
	PlaceIngress   = "ingress"        // a public address whose traffic reaches nodes
	PlaceAPI       = "api-server"     // a cluster's API server
	PlaceEdge      = "edge"           // our own Front Door
	PlaceSite      = "site"           // a public page that is not behind it
	PlaceReserved  = "reserved"       // addresses kept for machines that are built later
)

// The areas that a network can be of, told from what is in it.
const (
	AreaCluster = "cluster" // it has nodes
	AreaOps     = "ops"     // it has runners
	AreaData    = "data"    // it has neither
)

// Place is somewhere that traffic comes from or goes to.
type Place struct {
	Kind string `json:"kind"`
	// What tells places of a kind apart for selectors: the kind of service, the namespace and name of pods.
	What string `json:"what,omitempty"`
	Area string `json:"area,omitempty"`
	// Region is empty for what is nowhere in particular.
	Region string `json:"region,omitempty"`
	// Name is for people.
	Name string `json:"name"`

	subnet   *Subnet
	endpoint *Endpoint
	service  *Service
	cluster  *Cluster
	pods     *Pods
	address  *PublicAddress
	front    *Front
	network  *Network
	ranges   []netip.Prefix
}

// Selector is how a declared flow names the place.
func (p *Place) Selector() string {
	text := p.Kind
	if p.What != "" {
		text += ":" + p.What
	}
	if p.Area != "" {
		text += "@" + p.Area
	}
	return text
}

// Places are all places of the world, those that people know best first. declared gives names to public addresses; tags are the
// service tags that flows name, which are places whether a rule names them or not: the way to one is missed when its rule is gone.
func (w *World) Places(declared map[string][]netip.Prefix, tags ...string) []*Place {
	places := []*Place{{Kind: PlaceInternet, Name: "Internet"}}
	for _, tag := range w.tags(tags) {
		places = append(places, &Place{Kind: PlaceTag, What: tag, Name: tagName(tag)})
	}
	places = append(places,
		&Place{Kind: PlaceProbes, Name: "health probes of Azure's load balancers"},
		&Place{Kind: PlaceProfiles, Name: "Front Door profiles of other customers, with requests"},
		&Place{Kind: PlaceAzure, Name: "services that Azure trusts"},
		&Place{Kind: PlaceAnyAzure, Name: "any machine in Azure"},
	)
	places = append(places, w.addressPlaces(declared)...)
	for _, front := range w.Fronts {
		places = append(places, &Place{Kind: PlaceEdge, Name: "Front Door " + front.Name, front: front})
	}
	for _, site := range w.Sites {
		places = append(places, &Place{Kind: PlaceSite, Name: "page " + site.Name, Region: site.Region})
	}
	places = append(places, w.ingressPlaces()...)
	for _, cluster := range w.Clusters {
		places = append(places, &Place{Kind: PlaceAPI, Name: "API server of " + cluster.Name, Region: cluster.Region, cluster: cluster})
	}
	for _, subnet := range w.subnets() {
		if place := w.subnetPlace(subnet); place != nil {
			places = append(places, place)
		}
	}
	places = append(places, w.strangerPlaces()...)
	for _, cluster := range w.Clusters {
		if cluster.Overlay {
			places = append(places, &Place{
				Kind: PlaceOverlay, Region: cluster.Region, Name: "pod addresses of " + cluster.Name, cluster: cluster, ranges: cluster.PodRanges,
			})
		}
	}
	for _, pods := range w.Pods {
		if pods.Cluster != nil {
			places = append(places, &Place{
				Kind: PlacePods, What: pods.label(), Region: pods.Cluster.Region, Name: "pods " + pods.label() + " in " + pods.Cluster.Name,
				pods: pods, cluster: pods.Cluster,
			})
		}
	}
	for _, endpoint := range w.Endpoints {
		kind, _ := endpoint.kind()
		places = append(places, &Place{
			Kind: PlaceEndpoint, What: kind, Area: w.areaOf(endpoint), Region: endpoint.Region,
			Name: lastSegment(endpoint.ServiceID) + " by " + endpoint.Name, endpoint: endpoint,
		})
	}
	for _, service := range w.Services {
		places = append(places, &Place{
			Kind: PlaceService, What: service.Kind, Region: service.Region, Name: service.Name + ", its public face", service: service,
		})
	}
	return places
}

// tagName is a service tag for people.
func tagName(tag string) string {
	if strings.EqualFold(tag, tagFrontDoor) {
		return "Front Door, of any customer"
	}
	return "addresses of " + tag
}

// tags are the service tags that rules or flows name and only Azure can list.
func (w *World) tags(declared []string) []string {
	tags := []string{tagFrontDoor}
	add := func(tag string) {
		if !slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			tags = append(tags, tag)
		}
	}
	for _, tag := range declared {
		add(tag)
	}
	for _, subnet := range w.subnets() {
		if subnet.Group == nil {
			continue
		}
		for _, rule := range subnet.Group.Rules {
			for _, tag := range append(slices.Clone(rule.From.tags), rule.To.tags...) {
				known := strings.EqualFold(tag, tagVirtualNetwork) || strings.EqualFold(tag, tagLoadBalancer) ||
					strings.EqualFold(tag, tagInternet) || strings.HasPrefix(tag, "AzurePlatform")
				if !known {
					add(tag)
				}
			}
		}
	}
	slices.Sort(tags)
	return tags
}

// addressPlaces are the declared addresses, and every range that a firewall names and nobody declared.
func (w *World) addressPlaces(declared map[string][]netip.Prefix) []*Place {
	var places []*Place
	add := func(name string, ranges []netip.Prefix) {
		places = append(places, &Place{Kind: PlaceAddress, What: name, Name: name + " (" + texts(ranges) + ")", ranges: ranges})
	}
	var all []netip.Prefix
	for name, ranges := range declared {
		add(name, ranges)
		all = append(all, ranges...)
	}
	for _, prefix := range w.firewallRanges() {
		if !within(prefix, all) && prefix.Bits() > 0 {
			add(prefix.String(), []netip.Prefix{prefix})
			all = append(all, prefix)
		}
	}
	slices.SortFunc(places, func(a, b *Place) int { return strings.Compare(a.What, b.What) })
	return places
}

// firewallRanges are the public ranges that services and API servers let in.
func (w *World) firewallRanges() []netip.Prefix {
	var ranges []netip.Prefix
	for _, service := range w.Services {
		ranges = append(ranges, service.Ranges...)
	}
	for _, cluster := range w.Clusters {
		ranges = append(ranges, cluster.Authorised...)
	}
	return ranges
}

// ingressPlaces are the public addresses whose traffic reaches a cluster's nodes: those that a service of the cluster asks for,
// and those that the nodes' group speaks of. AKS keeps the public address on the packets up to the node (floating IP), so it is
// what rules must name (kubernetes-sigs/cloud-provider-azure).
func (w *World) ingressPlaces() []*Place {
	var places []*Place
	for _, address := range w.Addresses {
		if w.outbound(address.ID) {
			continue
		}
		for _, subnet := range w.subnets() {
			if cluster := w.clusterIn(subnet); cluster != nil && subnet.Network.Region == address.Region {
				places = append(places, &Place{
					Kind: PlaceIngress, Region: address.Region, Name: "ingress " + address.Name, address: address, subnet: subnet, cluster: cluster,
				})
				break
			}
		}
	}
	return places
}

// subnetPlace is who is in a subnet; nil for one that only private endpoints are in.
func (w *World) subnetPlace(subnet *Subnet) *Place {
	p := &Place{Region: subnet.Network.Region, subnet: subnet, network: subnet.Network}
	if cluster := w.clusterIn(subnet); cluster != nil {
		p.Kind, p.Name, p.cluster = PlaceNodes, "nodes of "+cluster.Name, cluster
		return p
	}
	if subnet.hostsApps() {
		p.Kind, p.Name = PlaceApps, "apps in "+subnet.Network.Name
		if slices.ContainsFunc(w.Endpoints, func(e *Endpoint) bool { return e.Subnet != nil && e.Subnet.Network == subnet.Network }) {
			p.Kind, p.Name = PlaceRunners, "runners in "+subnet.Network.Name
		}
		return p
	}
	if slices.ContainsFunc(w.Endpoints, func(e *Endpoint) bool { return e.Subnet == subnet }) {
		return nil
	}
	p.Kind, p.What, p.Name = PlaceHosts, subnet.Name, "machines in "+subnet.Network.Name+"/"+subnet.Name
	return p
}

// strangerPlaces are the networks that one of ours is peered with and that no stack holds.
func (w *World) strangerPlaces() []*Place {
	var places []*Place
	var seen []string
	for _, network := range w.Networks {
		for _, half := range network.Halves {
			if w.network(half.Remote) == nil && !hasID(seen, half.Remote) {
				seen = append(seen, half.Remote)
				name := lastSegment(half.Remote)
				if name == "" {
					name = "a network that is not known yet"
				}
				places = append(places, &Place{Kind: PlaceStrangers, What: name, Name: "network " + name, Region: network.Region, network: network})
			}
		}
	}
	return places
}

// areaOf is the area of an endpoint's network.
func (w *World) areaOf(e *Endpoint) string {
	if e.Subnet == nil {
		return ""
	}
	area := AreaData
	for _, subnet := range e.Subnet.Network.Subnets {
		switch {
		case w.clusterIn(subnet) != nil:
			return AreaCluster
		case subnet.hostsApps():
			area = AreaOps
		}
	}
	return area
}
