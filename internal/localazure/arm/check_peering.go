package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const peeringDocument = "Microsoft Learn, virtual-network, virtual-network-manage-peering, requirements and constraints"

func checkPeeringSelf() Check {
	return Check{
		ID: "peering-self", Says: "A network is not peered with itself.", Source: peeringDocument + "; ARM error CannotPeerWithSelf",
		Run: func(r Request) []Problem {
			remote, state := r.Body.String("remoteVirtualNetwork.id")
			return one(state != Known || !strings.EqualFold(remote, world.Parent(r.ID)), refusal("remoteVirtualNetwork.id", "", "The network %s cannot be peered with itself.", quoted(world.Name(remote))))
		},
	}
}

func checkPeeringOverlap() Check {
	return Check{
		ID: "peering-overlap", Says: "Only networks whose ranges do not overlap are peered.",
		Source: peeringDocument + "; ARM error VnetAddressSpacesOverlap",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("remoteVirtualNetwork.id")
			if state != Known {
				return nil
			}
			local, hereKnown := r.View.Get(world.Parent(r.ID))
			remote, thereKnown := r.View.Get(id)
			if !hereKnown || !thereKnown {
				return nil
			}
			ours, theirs, overlap := firstOverlap(InputsOf(local), InputsOf(remote))
			return one(!overlap, refusal("remoteVirtualNetwork.id", "VnetAddressSpacesOverlap",
				"Cannot create or update peering %s. Virtual networks %s and %s cannot be peered because their address spaces overlap: %s and %s.",
				quoted(world.Name(r.ID)), quoted(world.Name(local.ID)), quoted(world.Name(remote.ID)), ours, theirs))
		},
	}
}

func checkPeeredAlready() Check {
	return Check{
		ID: "peering-neighbours", Says: "A network does not overlap those that its peer is peered with already.",
		Source: peeringDocument + "; ARM error VnetAddressSpaceOverlapsWithAlreadyPeeredVnet; AzureTRE issue 3255",
		Run: func(r Request) []Problem {
			remote, state := r.Body.String("remoteVirtualNetwork.id")
			if state != Known {
				return nil
			}
			problems := overNeighbours(r, world.Parent(r.ID), remote)
			return append(problems, overNeighbours(r, remote, world.Parent(r.ID))...)
		},
	}
}

// overNeighbours says which networks that one network is peered with a newcomer overlaps.
func overNeighbours(r Request, at, newcomer string) []Problem {
	fresh, there := r.View.Get(newcomer)
	if !there {
		return nil
	}
	var problems []Problem
	for _, peering := range others(r, typePeering) {
		neighbour, known := r.View.Get(knownText(peering, "remoteVirtualNetwork.id"))
		if !strings.EqualFold(world.Parent(peering.ID), at) || !known || world.Key(neighbour.ID) == world.Key(newcomer) {
			continue
		}
		ours, theirs, overlap := firstOverlap(InputsOf(fresh), InputsOf(neighbour))
		problems = append(problems, one(!overlap, refusal("remoteVirtualNetwork.id", "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
			"Virtual network %s overlaps %s, which is already peered with %s: %s and %s.", quoted(world.Name(newcomer)), quoted(world.Name(neighbour.ID)), quoted(world.Name(at)), ours, theirs))...)
	}
	return problems
}

// firstOverlap finds ranges that two networks share.
func firstOverlap(a, b Body) (ours, theirs string, overlap bool) {
	for _, here := range readPrefixes(a, "addressSpace.addressPrefixes[*]") {
		for _, there := range readPrefixes(b, "addressSpace.addressPrefixes[*]") {
			if here.prefix.Overlaps(there.prefix) {
				return here.prefix.String(), there.prefix.String(), true
			}
		}
	}
	return "", "", false
}

func checkPeeringOnce() Check {
	return Check{
		ID: "peering-once", Says: "A network has one peering to another network.",
		Source: peeringDocument + "; ARM error AnotherPeeringAlreadyReferencesRemoteVnet",
		Run: func(r Request) []Problem {
			remote, state := r.Body.String("remoteVirtualNetwork.id")
			if state != Known {
				return nil
			}
			for _, other := range others(r, typePeering) {
				if strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) && strings.EqualFold(knownText(other, "remoteVirtualNetwork.id"), remote) {
					return []Problem{refusal("remoteVirtualNetwork.id", "AnotherPeeringAlreadyReferencesRemoteVnet",
						"Peering %s already references the remote virtual network %s.", quoted(world.Name(other.ID)), quoted(world.Name(remote)))}
				}
			}
			return nil
		},
	}
}

func checkPeeredSpaces() Check {
	return Check{
		ID: "peered-spaces", Says: "The ranges of a living network do not come to overlap those of a network it is peered with.",
		Source: peeringDocument + "; ARM error VnetAddressSpacesOverlap",
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			var problems []Problem
			for _, peering := range r.View.OfType(typePeering) {
				remote, there := peeredWith(r, peering)
				if !there {
					continue
				}
				ours, theirs, overlap := firstOverlap(r.Body, InputsOf(remote))
				problems = append(problems, one(!overlap, refusal("addressSpace.addressPrefixes", "VnetAddressSpacesOverlap",
					"The range %s overlaps %s of the peered network %s.", ours, theirs, quoted(world.Name(remote.ID))))...)
			}
			return problems
		},
	}
}

// peeredWith is the network at the other end of a peering that begins at the request's network.
func peeredWith(r Request, peering world.Resource) (world.Resource, bool) {
	if !strings.EqualFold(world.Parent(peering.ID), r.ID) {
		return world.Resource{}, false
	}
	return r.View.Get(knownText(peering, "remoteVirtualNetwork.id"))
}

// peeringState is Connected once both halves of a peering are there.
func peeringState(r Request) string {
	remote, _ := r.Body.String("remoteVirtualNetwork.id")
	for _, other := range r.View.OfType(typePeering) {
		if strings.EqualFold(world.Parent(other.ID), remote) && strings.EqualFold(knownText(other, "remoteVirtualNetwork.id"), world.Parent(r.ID)) {
			return "Connected"
		}
	}
	return "Initiated"
}
