package topology

import (
	"net/netip"
	"slices"
)

// fromHosts is how machines in a subnet reach a place.
func (s *Survey) fromHosts(from, to *Place) way {
	own := s.of(from.subnet)
	switch to.Kind {
	case PlaceNodes, PlaceRunners, PlaceApps, PlaceHosts:
		return s.between(from.subnet, own, to.subnet, s.of(to.subnet))
	case PlaceEndpoint:
		return s.toEndpoint(from.subnet, own, to.endpoint)
	case PlaceInternet:
		return s.outward(from.subnet, own, s.internet())
	case PlaceTag:
		if from.subnet.Group.speaksOf(to.What) || s.declares(from, to) {
			return s.outward(from.subnet, own, []Peer{Of(to.What)})
		}
	case PlaceService:
		return s.toFace(from.subnet, own, to.service)
	case PlaceAPI:
		return s.toAPI(from.subnet, own, to.cluster)
	case PlaceStrangers:
		if to.network == from.network {
			return constant(undecided(to.Name + " is in none of these states"))
		}
	case PlacePods:
		if from.Kind == PlaceNodes && from.cluster == to.cluster {
			return s.nodesToPods(from, to)
		}
	}
	return nil
}

// declares is true when a flow names both places: its way is asked for whatever rules say.
func (s *Survey) declares(from, to *Place) bool {
	return slices.ContainsFunc(s.Declaration.Flows, func(f Flow) bool { return selects(f.To, to) && f.covers(from, to) })
}

// between is how machines reach machines: a route, and both groups.
func (s *Survey) between(a *Subnet, from []Peer, b *Subnet, to []Peer) way {
	route := s.route(a, b)
	if route.Answer == NotReachable {
		return constant(route)
	}
	return func(protocol Protocol, port uint16) Verdict {
		return along(route, s.leave(a, from, to, protocol, port), s.arrive(from, b, to, protocol, port))
	}
}

// route says whether a subnet's traffic gets to another. A route table may send it elsewhere, which nobody follows here.
func (s *Survey) route(a, b *Subnet) Verdict {
	connected := Connected(a.Network, b.Network)
	if a.RouteTableID != "" && connected.Answer == Reachable {
		return undecided("route table " + lastSegment(a.RouteTableID) + " decides where the traffic of " + a.Name + " goes")
	}
	return connected
}

// toEndpoint is how machines reach a private endpoint: the group of its subnet counts only where the subnet says so.
func (s *Survey) toEndpoint(a *Subnet, from []Peer, e *Endpoint) way {
	_, ports := e.kind()
	if e.Subnet == nil {
		return constant(undecided("the subnet of " + e.Name + " is in none of these states"))
	}
	route := along(s.route(a, e.Subnet), e.approval())
	if route.Answer == NotReachable {
		return constant(route)
	}
	to := s.of(e.Subnet)
	return onPorts(ports, e.Name, func(protocol Protocol, port uint16) Verdict {
		return along(route, s.leave(a, from, to, protocol, port), s.intoEndpoint(from, e.Subnet, to, protocol, port))
	})
}

// intoEndpoint is the verdict of the group of an endpoint's subnet.
func (s *Survey) intoEndpoint(from []Peer, subnet *Subnet, to []Peer, protocol Protocol, port uint16) Verdict {
	switch subnet.Guarded {
	case no:
		return reachable("no security group is applied to private endpoints in " + subnet.Name)
	case perhaps:
		return undecided("whether a security group is applied to private endpoints in " + subnet.Name + " is not known")
	}
	return s.arrive(from, subnet, to, protocol, port)
}

// outward is how machines reach addresses outside.
func (s *Survey) outward(a *Subnet, from, to []Peer) way {
	out := s.wayOut(a)
	return func(protocol Protocol, port uint16) Verdict { return along(s.leave(a, from, to, protocol, port), out) }
}

// wayOut says how a subnet gets to the Internet at all.
func (s *Survey) wayOut(a *Subnet) Verdict {
	if a.RouteTableID != "" {
		return undecided("route table " + lastSegment(a.RouteTableID) + " decides where the traffic of " + a.Name + " goes")
	}
	if cluster := s.World.clusterIn(a); cluster != nil {
		switch cluster.OutboundType {
		case "none", "block":
			return notReachable(cluster.Name + " has no way out")
		case "userDefinedRouting", "":
			return undecided("how " + cluster.Name + " gets out is not known")
		}
		return reachable("out by the addresses of " + cluster.Name)
	}
	switch {
	case a.GatewayID != "":
		return reachable("out by " + lastSegment(a.GatewayID))
	case a.hostsApps():
		// Their environment has a load balancer of its own (Microsoft Learn, Container Apps, networking).
		return reachable("out by the environment of Container Apps in " + a.Name)
	case a.DefaultOut == yes:
		return reachable("default outbound access of " + a.Name)
	case a.DefaultOut == perhaps:
		return undecided("whether " + a.Name + " has default outbound access is not known")
	}
	return notReachable(a.Name + " has no way to the Internet")
}

// outboundRanges are the public addresses that a subnet's traffic has outside; none where they are not all known.
func (s *Survey) outboundRanges(a *Subnet) []netip.Prefix {
	var ids []string
	if cluster := s.World.clusterIn(a); cluster != nil {
		ids = cluster.OutboundIDs
	}
	for _, gateway := range s.World.Gateways {
		if sameID(gateway.ID, a.GatewayID) {
			ids = append(slices.Clone(ids), gateway.AddressIDs...)
		}
	}
	var ranges []netip.Prefix
	for _, address := range s.World.Addresses {
		if hasID(ids, address.ID) {
			if !address.Addr.IsValid() {
				return nil
			}
			ranges = append(ranges, netip.PrefixFrom(address.Addr, address.Addr.BitLen()))
		}
	}
	if len(ranges) < len(ids) {
		return nil
	}
	return ranges
}

// toFace is how machines reach a service's public face.
func (s *Survey) toFace(a *Subnet, from []Peer, service *Service) way {
	caller := Caller{Ranges: s.outboundRanges(a)}
	if len(a.Endpoints) > 0 {
		caller.SubnetID = a.ID
	}
	admits, out := service.Admits(caller), s.wayOut(a)
	return onPorts(service.Ports, service.Name, func(protocol Protocol, port uint16) Verdict {
		return along(admits, s.leave(a, from, []Peer{Of(service.Tag)}, protocol, port), out)
	})
}

// toAPI is how machines reach an API server. Its public address is the Internet's for them.
func (s *Survey) toAPI(a *Subnet, from []Peer, cluster *Cluster) way {
	caller := APICaller{Ranges: s.outboundRanges(a), Own: s.World.clusterIn(a) == cluster}
	admits, out := cluster.AdmitsAPI(caller), s.wayOut(a)
	return onPorts(https, "the API server", func(protocol Protocol, port uint16) Verdict {
		return along(admits, s.leave(a, from, s.internet(), protocol, port), out)
	})
}
