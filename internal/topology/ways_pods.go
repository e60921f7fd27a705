package topology

import "net/netip"

// fromPods is how pods reach a place: first their policies, then, outside the cluster, what holds for their node, because they
// leave the cluster with its address (AKS documentation, concepts-network-azure-cni-overlay).
func (s *Survey) fromPods(from, to *Place) way {
	nodes := s.nodesOf(from.cluster)
	if nodes == nil {
		return nil
	}
	own := s.of(nodes)
	outside := func(ends []Peer, then way) way {
		if then == nil {
			return nil
		}
		return func(protocol Protocol, port uint16) Verdict {
			leaves := s.mayLeave(from, ends, protocol, port)
			if leaves.Answer == NotReachable {
				return leaves
			}
			return along(leaves, then(protocol, port))
		}
	}
	switch to.Kind {
	case PlacePods:
		if to.cluster == from.cluster {
			return s.podsToPods(from, to, nodes)
		}
	case PlaceNodes:
		if to.cluster == from.cluster {
			return s.podsToNodes(from, nodes, own)
		}
	case PlaceEndpoint:
		if to.endpoint.Subnet == nil {
			return nil
		}
		return outside(s.of(to.endpoint.Subnet), s.toEndpoint(nodes, own, to.endpoint))
	case PlaceInternet:
		return outside(s.internet(), s.outward(nodes, own, s.internet()))
	case PlaceService:
		return outside(s.internet(), s.toFace(nodes, own, to.service))
	case PlaceAPI:
		return outside(s.internet(), s.toAPI(nodes, own, to.cluster))
	}
	return nil
}

// mayLeave asks the policies about addresses outside the cluster.
func (s *Survey) mayLeave(from *Place, ends []Peer, protocol Protocol, port uint16) Verdict {
	asked := departure{from.pods, first(ends), protocol, port}
	if verdict, ok := s.left[asked]; ok {
		return verdict
	}
	var verdicts []Verdict
	for _, end := range ends {
		verdicts = append(verdicts,
			from.cluster.enforcement().MayLeave(from.pods, PolicyEnd{At: end}, protocol, port, s.World.Policies[from.cluster]))
	}
	s.left[asked] = everywhere(verdicts...)
	return s.left[asked]
}

// departure is what policies are asked: about pods and a list of addresses, which is told by where it is kept.
type departure struct {
	from     *Pods
	to       *Peer
	protocol Protocol
	port     uint16
}

// podsToPods needs both pods' policies, and the group of the nodes' subnet: pods' traffic is not wrapped, and its rules apply
// to their own addresses (the same document, "Network security groups").
func (s *Survey) podsToPods(from, to *Place, nodes *Subnet) way {
	policies, e := s.World.Policies[from.cluster], from.cluster.enforcement()
	overlay := s.podPeers(from.cluster, nodes)
	return func(protocol Protocol, port uint16) Verdict {
		policy := along(
			e.MayLeave(from.pods, PolicyEnd{Pods: to.pods}, protocol, port, policies),
			e.MayEnter(to.pods, PolicyEnd{Pods: from.pods}, protocol, port, policies),
		)
		if policy.Answer == NotReachable {
			return policy
		}
		return along(policy,
			s.leave(nodes, overlay, overlay, protocol, port),
			s.arrive(overlay, nodes, overlay, protocol, port),
		)
	}
}

// podPeers are the addresses of a cluster's pods: of their own range in an overlay, of the nodes' subnet elsewhere.
func (s *Survey) podPeers(cluster *Cluster, nodes *Subnet) []Peer {
	if cluster.Overlay {
		return s.of(cluster)
	}
	return s.of(nodes)
}

// podsToNodes is about the nodes that a pod does not run on: its own it always reaches (Kubernetes documentation,
// network-policies).
func (s *Survey) podsToNodes(from *Place, nodes *Subnet, own []Peer) way {
	policies, e := s.World.Policies[from.cluster], from.cluster.enforcement()
	return func(protocol Protocol, port uint16) Verdict {
		var verdicts []Verdict
		for _, node := range own {
			verdicts = append(verdicts, e.MayLeave(from.pods, PolicyEnd{At: node, Node: true}, protocol, port, policies))
		}
		return along(everywhere(verdicts...), s.leave(nodes, own, own, protocol, port), s.arrive(own, nodes, own, protocol, port))
	}
}

// nodesToPods is about the nodes that a pod does not run on. Its own always reaches it, for its probes.
func (s *Survey) nodesToPods(from, to *Place) way {
	policies, e := s.World.Policies[to.cluster], to.cluster.enforcement()
	own, overlay := s.of(from.subnet), s.podPeers(to.cluster, from.subnet)
	return func(protocol Protocol, port uint16) Verdict {
		var verdicts []Verdict
		for _, node := range own {
			verdicts = append(verdicts, e.MayEnter(to.pods, PolicyEnd{At: node, Node: true}, protocol, port, policies))
		}
		return along(everywhere(verdicts...), s.leave(from.subnet, own, overlay, protocol, port), s.arrive(own, from.subnet, overlay, protocol, port))
	}
}

// throughBalancer is how what arrived at a public address goes on to the pods of the service that has it. Nil where no service
// leads there.
func (s *Survey) throughBalancer(from, to *Place) way {
	policies, e := s.World.Policies[to.cluster], to.cluster.enforcement()
	for _, balancer := range s.World.Balancers {
		if balancer.Cluster != to.cluster || balancer.Internal == yes || !equalFold(balancer.AddressName, from.address.Name) ||
			balancer.Namespace != to.pods.Namespace || len(balancer.Selector.Labels) == 0 || !balancer.Selector.Selects(to.pods.Labels) {
			continue
		}
		return func(protocol Protocol, port uint16) Verdict {
			if !balancer.leadsTo(to.pods, protocol, port) {
				return notReachable("service " + balancer.Namespace + "/" + balancer.Name + " does not lead there")
			}
			if !balancer.Local && len(policies) > 0 {
				// The node puts its own address on what it passes to pods of other nodes.
				return either(e.MayEnter(to.pods, PolicyEnd{At: Peer{Addr: firstAddr(to.cluster.PodRanges)}, Node: true}, protocol, port, policies),
					s.enter(to, protocol, port))
			}
			return s.enter(to, protocol, port)
		}
	}
	return nil
}

// enter asks the policies about callers from everywhere.
func (s *Survey) enter(to *Place, protocol Protocol, port uint16) Verdict {
	policies, e := s.World.Policies[to.cluster], to.cluster.enforcement()
	var verdicts []Verdict
	for _, caller := range s.internet() {
		verdicts = append(verdicts, e.MayEnter(to.pods, PolicyEnd{At: caller}, protocol, port, policies))
	}
	return everywhere(verdicts...)
}

// leadsTo says whether a service sends what it takes to a port of pods.
func (b *Balancer) leadsTo(pods *Pods, protocol Protocol, port uint16) bool {
	for _, p := range b.Ports {
		if p.Protocol != protocol {
			continue
		}
		if target, err := parsePort(p.Target); err == nil && target.contains(port) || pods.listens(p.Target, protocol, port) {
			return true
		}
	}
	return false
}

// firstAddr is the first address of ranges; not valid where there is none.
func firstAddr(ranges []netip.Prefix) netip.Addr {
	if len(ranges) == 0 {
		return netip.Addr{}
	}
	return ranges[0].Addr()
}
