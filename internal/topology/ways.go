package topology

import (
	"net/netip"
	"slices"
)

// way is how one place reaches another; nil where nobody would ask.
func (s *Survey) way(from, to *Place) way {
	switch from.Kind {
	case PlaceInternet, PlaceTag, PlaceAddress, PlaceAzure, PlaceAnyAzure:
		return s.fromOutside(from, to)
	case PlaceProfiles:
		if to.Kind == PlaceIngress {
			return s.fromProfiles(to)
		}
	case PlaceProbes:
		if s.isHosts(to) {
			return s.guarded([]Peer{{Addr: hostAddress}}, to.subnet, s.of(to.subnet))
		}
	case PlaceIngress:
		if to.Kind == PlacePods {
			return s.throughBalancer(from, to)
		}
	case PlaceNodes, PlaceRunners, PlaceApps, PlaceHosts:
		return s.fromHosts(from, to)
	case PlaceStrangers:
		if s.isHosts(to) && to.network == from.network || to.Kind == PlaceEndpoint && to.endpoint.Subnet != nil && to.endpoint.Subnet.Network == from.network {
			return constant(undecided(from.Name + " is in none of these states"))
		}
	case PlacePods:
		return s.fromPods(from, to)
	}
	return nil
}

// isHosts is true for a place with machines in a subnet.
func (s *Survey) isHosts(p *Place) bool {
	return p.Kind == PlaceNodes || p.Kind == PlaceRunners || p.Kind == PlaceApps || p.Kind == PlaceHosts
}

func constant(v Verdict) way { return func(Protocol, uint16) Verdict { return v } }

// onPorts limits a way to what the other end answers on.
func onPorts(ports []PortRange, what string, ask way) way {
	return func(protocol Protocol, port uint16) Verdict {
		if protocol == TCP {
			for _, r := range ports {
				if r.contains(port) {
					return ask(protocol, port)
				}
			}
		}
		return notReachable(what + " does not answer there")
	}
}

// fromOutside is how somebody on the Internet, or a service of Azure, reaches a place.
func (s *Survey) fromOutside(from, to *Place) way {
	switch to.Kind {
	case PlaceEdge:
		if from.Kind == PlaceInternet {
			return onPorts([]PortRange{{80, 80}, {443, 443}}, to.Name, constant(enabled(to.front)))
		}
	case PlaceSite:
		if from.Kind == PlaceInternet {
			return onPorts([]PortRange{{80, 80}, {443, 443}}, to.Name, constant(reachable("it is a public page")))
		}
	case PlaceService:
		caller, asks := s.caller(from)
		if asks {
			return onPorts(to.service.Ports, to.service.Name, constant(to.service.Admits(caller)))
		}
	case PlaceAPI:
		if from.Kind == PlaceInternet || from.Kind == PlaceAddress {
			return onPorts(https, to.Name, constant(to.cluster.AdmitsAPI(APICaller{Ranges: from.ranges, Anyone: from.Kind == PlaceInternet})))
		}
	case PlaceIngress:
		if from.Kind == PlaceInternet || from.Kind == PlaceTag || from.Kind == PlaceAddress {
			return s.toIngress(from, to)
		}
	case PlaceNodes, PlaceRunners, PlaceApps, PlaceHosts:
		if from.Kind == PlaceInternet || from.Kind == PlaceTag {
			return s.toHosts(from, to)
		}
	case PlaceEndpoint:
		if from.Kind == PlaceInternet {
			return constant(notReachable("a private address"))
		}
	}
	return nil
}

// enabled is whether a Front Door endpoint answers.
func enabled(front *Front) Verdict {
	switch front.Enabled {
	case yes:
		return reachable("Front Door answers everybody")
	case no:
		return notReachable("the endpoint is disabled")
	}
	return undecided("whether the endpoint is enabled is not known")
}

// caller is how a firewall sees somebody outside.
func (s *Survey) caller(from *Place) (caller Caller, asks bool) {
	switch from.Kind {
	case PlaceInternet:
		return Caller{Anyone: true}, true
	case PlaceAddress:
		return Caller{Ranges: from.ranges}, true
	case PlaceAzure:
		return Caller{Trusted: true}, true
	case PlaceAnyAzure:
		return Caller{InAzure: true, Anyone: true}, true
	}
	return Caller{}, false
}

// peers are the addresses of somebody outside, as security groups see them.
func (s *Survey) peers(from *Place) []Peer {
	switch from.Kind {
	case PlaceTag:
		return []Peer{Of(from.What)}
	case PlaceAddress:
		return s.in(from.ranges)
	}
	return s.internet()
}

// toIngress asks the nodes' group about the public address, which is still on the packets when they arrive there.
func (s *Survey) toIngress(from, to *Place) way {
	if !to.address.Addr.IsValid() {
		return constant(undecided("the address of " + to.address.Name + " is not known"))
	}
	return s.guarded(s.peers(from), to.subnet, []Peer{{Addr: to.address.Addr}})
}

// fromProfiles is how a request by somebody else's Front Door profile reaches the product. It comes from the same addresses as
// ours; what keeps it out is that the ingress asks for our profile's identifier (Microsoft Learn, Front Door, origin-security).
func (s *Survey) fromProfiles(to *Place) way {
	served := slices.ContainsFunc(s.World.Balancers, func(b *Balancer) bool {
		return b.Cluster == to.cluster && b.Internal != yes && equalFold(b.AddressName, to.address.Name)
	})
	var asks Verdict
	switch {
	case !served:
		asks = notReachable("no service answers at " + to.address.Name + " yet")
	case to.cluster.Identified == yes:
		asks = notReachable("the ingress asks for the identifier of a profile")
	case to.cluster.Identified == perhaps:
		asks = undecided("which identifier the ingress asks for is not known")
	default:
		asks = reachable("no program in " + to.cluster.Name + " asks for the identifier of a profile")
	}
	arrives := s.toIngress(&Place{Kind: PlaceTag, What: tagFrontDoor}, to)
	return func(protocol Protocol, port uint16) Verdict { return along(arrives(protocol, port), asks) }
}

// toHosts is how somebody outside reaches machines: by public addresses of their own, which only nodes may have.
func (s *Survey) toHosts(from, to *Place) way {
	if to.cluster == nil || to.cluster.NodesPublic == no {
		return constant(notReachable("they have no public address"))
	}
	if to.cluster.NodesPublic == perhaps {
		return constant(undecided("whether they have public addresses is not known"))
	}
	return s.guarded(s.peers(from), to.subnet, s.of(to.subnet))
}

// guarded asks the group of a subnet whether traffic may arrive.
func (s *Survey) guarded(from []Peer, subnet *Subnet, to []Peer) way {
	return func(protocol Protocol, port uint16) Verdict { return s.arrive(from, subnet, to, protocol, port) }
}

// arrive is the verdict of a subnet's group on traffic from some addresses to some of its own.
func (s *Survey) arrive(from []Peer, subnet *Subnet, to []Peer, protocol Protocol, port uint16) Verdict {
	group, missing := subnet.guard()
	if missing {
		return undecided("the security group of " + subnet.Name + " is not known")
	}
	return s.ask(question{group, true, first(from), first(to), protocol, port}, from, to, s.virtual[subnet.Network])
}

// leave is the same for traffic that leaves a subnet.
func (s *Survey) leave(subnet *Subnet, from, to []Peer, protocol Protocol, port uint16) Verdict {
	group, missing := subnet.guard()
	if missing {
		return undecided("the security group of " + subnet.Name + " is not known")
	}
	return s.ask(question{group, false, first(from), first(to), protocol, port}, from, to, s.virtual[subnet.Network])
}

// question is what a group is asked: about all pairs of two lists of addresses, which are told by where they are kept.
type question struct {
	group    *SecurityGroup
	inbound  bool
	from, to *Peer
	protocol Protocol
	port     uint16
}

func first(peers []Peer) *Peer {
	if len(peers) == 0 {
		return nil
	}
	return &peers[0]
}

// ask asks for every pair of addresses, once: many ways lead through the same group.
func (s *Survey) ask(q question, from, to []Peer, virtual []netip.Prefix) Verdict {
	if verdict, ok := s.asked[q]; ok {
		return verdict
	}
	var verdicts []Verdict
	for _, a := range from {
		for _, b := range to {
			verdicts = append(verdicts, q.group.decide(Connection{a, b, q.protocol, q.port}, q.inbound, virtual))
		}
	}
	s.asked[q] = everywhere(verdicts...)
	return s.asked[q]
}
