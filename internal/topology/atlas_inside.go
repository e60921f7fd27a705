package topology

import (
	"slices"
	"strings"
)

// network draws up a network and its subnets.
func (b *atlasBuilder) network(n *Network) AtlasNetwork {
	a := AtlasNetwork{Name: n.Name, Area: AreaData, Prefixes: texts(n.Prefixes)}
	for _, half := range n.Halves {
		if name := lastSegment(half.Remote); name != "" && !slices.Contains(a.Peers, name) {
			a.Peers = append(a.Peers, name)
		}
	}
	slices.Sort(a.Peers)
	for _, subnet := range n.Subnets {
		drawn := AtlasSubnet{Name: subnet.Name, Prefixes: texts(subnet.Prefixes), Inhabitants: b.inhabitants(subnet)}
		drawn.Endpoints, drawn.Callers = b.endpoints(subnet)
		switch {
		case b.survey.World.clusterIn(subnet) != nil:
			a.Area = AreaCluster
		case subnet.hostsApps() && a.Area == AreaData:
			a.Area = AreaOps
		}
		a.Subnets = append(a.Subnets, drawn)
	}
	return a
}

// inhabitants are who is in a subnet: machines, and the pods on them. Those who reach the same are one.
func (b *atlasBuilder) inhabitants(subnet *Subnet) []Inhabitant {
	var all []Inhabitant
	cluster := b.survey.World.clusterIn(subnet)
	for _, place := range b.survey.Places {
		if place.subnet != subnet && (place.Kind != PlacePods || cluster == nil || place.cluster != cluster) {
			continue
		}
		var name string
		switch place.Kind {
		case PlaceNodes:
			name = "nodes"
		case PlaceRunners:
			name = "runners of pipelines"
		case PlaceApps:
			name = "container apps"
		case PlaceHosts:
			name = "machines"
		case PlacePods:
			name = podsName(place.pods)
		default:
			continue
		}
		who := Inhabitant{Kind: place.Kind, Names: []string{name}, Reaches: b.reaches(place)}
		i := slices.IndexFunc(all, func(o Inhabitant) bool { return o.Kind == who.Kind && slices.Equal(o.Reaches, who.Reaches) })
		if i >= 0 {
			if !slices.Contains(all[i].Names, name) {
				all[i].Names = append(all[i].Names, name)
			}
			continue
		}
		all = append(all, who)
	}
	return all
}

// podsName is how people speak of pods.
func podsName(p *Pods) string {
	switch {
	case p.Namespace == unmanagedName, p.Namespace == dnsNamespace:
		return "AKS's own pods"
	case p.Name == othersName:
		return p.Namespace + "/*"
	}
	return p.label()
}

// reaches says in short what somebody reaches, apart from those of his own kind.
func (b *atlasBuilder) reaches(from *Place) []string {
	var names []string
	ports := map[string][]string{}
	for _, r := range b.open {
		if r.From != from {
			continue
		}
		name := reachedName(r)
		if name == "" {
			continue
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		if port := shortPorts(r); !slices.Contains(ports[name], port) {
			ports[name] = append(ports[name], port)
		}
	}
	var list []string
	for _, name := range names {
		list = append(list, name+" "+strings.Join(ports[name], ", "))
	}
	slices.Sort(list)
	return list
}

// reachedName is the other end in a word; "" for what a picture leaves out: neighbours on the same machines, and tags of the Internet.
func reachedName(r Reach) string {
	maybe := ""
	if r.Answer == Undecided {
		maybe = "perhaps "
	}
	switch r.To.Kind {
	case PlaceInternet:
		return maybe + "Internet"
	case PlaceEndpoint:
		return maybe + plainKind(r.To.What)
	case PlaceService:
		return maybe + "public " + plainKind(r.To.What)
	case PlaceAPI:
		return maybe + "API server"
	case PlacePods:
		switch {
		case r.To.pods.Name == dnsName:
			if r.Protocol == UDP || r.From.Kind == PlaceNodes {
				return "" // said once, for TCP
			}
			return "DNS"
		case r.From.Kind == PlaceNodes || r.To.pods.Name == othersName || r.From == r.To:
			return ""
		}
		return maybe + r.To.pods.label()
	}
	return ""
}

// plainKind is what people call a kind of service.
func plainKind(kind string) string {
	if kind == KindSQL {
		return "database"
	}
	return kind
}

// endpoints are the private endpoints of a subnet, and the kinds of those who reach one.
func (b *atlasBuilder) endpoints(subnet *Subnet) (list []AtlasEndpoint, callers []string) {
	for _, place := range b.survey.Places {
		if place.Kind != PlaceEndpoint || place.endpoint.Subnet != subnet {
			continue
		}
		e := AtlasEndpoint{Service: lastSegment(place.endpoint.ServiceID), Kind: plainKind(place.What)}
		for _, service := range b.survey.World.Services {
			if sameID(service.ID, place.endpoint.ServiceID) && service.Region != subnet.Network.Region {
				e.Region = service.Region
			}
		}
		for _, r := range b.open {
			if r.To != place {
				continue
			}
			e.Ports = shortPorts(r)
			if !slices.Contains(callers, r.From.Kind) {
				callers = append(callers, r.From.Kind)
			}
		}
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(x, y AtlasEndpoint) int { return strings.Compare(x.Kind+x.Service, y.Kind+y.Service) })
	slices.Sort(callers)
	return list, callers
}

// services are those of a region with who reaches their public faces.
func (b *atlasBuilder) services(region string) []AtlasService {
	var list []AtlasService
	for _, place := range b.survey.Places {
		if place.Kind != PlaceService || place.Region != region {
			continue
		}
		service := AtlasService{Name: place.service.Name, Kind: place.What}
		var faces []string
		add := func(face string, open bool) {
			if !slices.Contains(faces, face) {
				faces = append(faces, face)
			}
			service.Open = service.Open || open
		}
		for _, r := range b.open {
			if r.To != place {
				continue
			}
			maybe := ""
			if r.Answer == Undecided {
				maybe = "perhaps "
			}
			switch r.From.Kind {
			case PlaceInternet:
				add(maybe+"anybody", true)
			case PlaceAnyAzure:
				add(maybe+"any machine in Azure", true)
			case PlaceAzure:
				add(maybe+"trusted services", false)
			case PlaceNodes, PlaceRunners, PlaceApps, PlaceHosts:
				add(maybe+"a subnet of ours", false)
			case PlacePods:
			default:
				add(maybe+r.From.What, r.From.Kind != PlaceAddress)
			}
		}
		if slices.Contains(faces, "anybody") {
			faces = []string{"anybody"}
		}
		if len(faces) == 0 {
			faces = []string{"closed"}
		}
		service.Face = strings.Join(faces, ", ")
		list = append(list, service)
	}
	slices.SortFunc(list, func(x, y AtlasService) int { return strings.Compare(x.Kind+x.Name, y.Kind+y.Name) })
	return list
}
