package topology

import (
	"cmp"
	"slices"
	"strings"
)

// Atlas is what a picture of an environment shows: what lives where, and who reaches it. It is plain data, in an order that does not
// depend on the order of the states.
type Atlas struct {
	Environment string
	Stacks      []string
	// Edges are the Front Doors of the environment, which lie in no region.
	Edges []Door
	// Regions are those that something lives in, first those that customers come to, then the one with the most.
	Regions []AtlasRegion
}

// AtlasRegion is what lives in one region.
type AtlasRegion struct {
	Name      string
	Resources int
	Kinds     []KindCount
	// Doors are what can be called from outside: ingress, API server, pages.
	Doors    []Door
	Networks []AtlasNetwork
	Services []AtlasService
}

// doorsOf counts doors of a kind.
func (r AtlasRegion) doorsOf(kind string) int {
	n := 0
	for _, door := range r.Doors {
		if door.Kind == kind {
			n++
		}
	}
	return n
}

// KindCount is how many resources of a kind there are.
type KindCount struct {
	Kind  string
	Count int
}

// Door is something with a public name, and who may call it.
type Door struct {
	Kind    string
	Names   []string
	Callers []AtlasCaller
	// Note says what keeps others out, where it is not the address.
	Note string
}

// AtlasCaller is who calls from outside.
type AtlasCaller struct {
	Kind, Name, Ports string
	// Undecided is true where the state does not tell whether the call arrives.
	Undecided bool
}

// AtlasNetwork is a network with what is in it.
type AtlasNetwork struct {
	Name, Area, Prefixes string
	// Peers are the names of the networks that it is joined to.
	Peers   []string
	Subnets []AtlasSubnet
}

// AtlasSubnet is a subnet with who is in it.
type AtlasSubnet struct {
	Name, Prefixes string
	Inhabitants    []Inhabitant
	Endpoints      []AtlasEndpoint
	// Callers are the kinds of those who reach one of its endpoints.
	Callers []string
}

// Inhabitant is somebody in a subnet, or several who reach the same.
type Inhabitant struct {
	Kind  string
	Names []string
	// Reaches are short: "Internet 443", "sql 1433".
	Reaches []string
}

// AtlasEndpoint is a private endpoint. Region is that of the service behind it where it is another one.
type AtlasEndpoint struct{ Service, Kind, Ports, Region string }

// AtlasService is a service with a public face.
type AtlasService struct {
	Name, Kind string
	// Face is who can reach the public face: "closed", "anybody".
	Face string
	// Open is true where that is somebody who is not ours.
	Open bool
}

// NewAtlas draws up what a survey knows. states are those that the survey was made of.
func NewAtlas(s *Survey, states []State) Atlas {
	a := Atlas{Environment: s.World.Environment}
	for _, state := range states {
		a.Stacks = append(a.Stacks, state.Stack)
	}
	slices.Sort(a.Stacks)
	b := &atlasBuilder{survey: s, counts: countByRegion(s.World, states)}
	for _, reach := range Merged(s.Reaches()) {
		if reach.Answer != NotReachable {
			b.open = append(b.open, reach)
		} else if reach.From.Kind == PlaceProfiles && reach.Ports.contains(443) {
			b.refused = append(b.refused, reach)
		}
	}
	a.Edges = b.doors("", PlaceEdge)
	for _, name := range b.regions() {
		a.Regions = append(a.Regions, b.region(name))
	}
	slices.SortStableFunc(a.Regions, func(x, y AtlasRegion) int {
		return cmp.Or(cmp.Compare(y.doorsOf(PlaceIngress), x.doorsOf(PlaceIngress)), cmp.Compare(y.Resources, x.Resources),
			strings.Compare(x.Name, y.Name))
	})
	return a
}

// countByRegion counts resources by region and kind. What lies in a cluster lies where the cluster does; what has no place is not
// counted.
func countByRegion(w *World, states []State) map[string]map[string]int {
	counts := map[string]map[string]int{}
	for _, state := range states {
		inCluster := ""
		if cluster := w.clusterOf(state.Stack); cluster != nil {
			inCluster = cluster.Region
		}
		for _, r := range state.Resources {
			where := region(r.input().text("location"))
			if strings.HasPrefix(r.kind(), "kubernetes:") {
				where = inCluster
			}
			if where == "" || where == "global" {
				continue
			}
			if counts[where] == nil {
				counts[where] = map[string]int{}
			}
			parts := strings.Split(r.kind(), ":")
			counts[where][parts[len(parts)-1]]++
		}
	}
	return counts
}

// atlasBuilder is what the parts of an atlas are drawn up from.
type atlasBuilder struct {
	survey        *Survey
	counts        map[string]map[string]int
	open, refused []Reach
}

// regions are the names of all that something is in.
func (b *atlasBuilder) regions() []string {
	var names []string
	for name := range b.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// region draws up one.
func (b *atlasBuilder) region(name string) AtlasRegion {
	r := AtlasRegion{Name: name}
	for kind, count := range b.counts[name] {
		r.Kinds, r.Resources = append(r.Kinds, KindCount{kind, count}), r.Resources+count
	}
	slices.SortFunc(r.Kinds, func(x, y KindCount) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), strings.Compare(x.Kind, y.Kind))
	})
	for _, kind := range []string{PlaceIngress, PlaceAPI, PlaceSite} {
		r.Doors = append(r.Doors, b.doors(name, kind)...)
	}
	for _, network := range b.survey.World.Networks {
		if network.Region == name {
			r.Networks = append(r.Networks, b.network(network))
		}
	}
	rank := []string{AreaCluster, AreaData, AreaOps}
	slices.SortFunc(r.Networks, func(x, y AtlasNetwork) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, x.Area), slices.Index(rank, y.Area)), strings.Compare(x.Name, y.Name))
	})
	r.Services = b.services(name)
	return r
}

// doors are the public names of a kind in a region; those with the same callers are one.
func (b *atlasBuilder) doors(region, kind string) []Door {
	var doors []Door
	for _, place := range b.survey.Places {
		if place.Kind != kind || place.Region != region {
			continue
		}
		door := Door{Kind: kind, Names: []string{shortName(place)}, Callers: b.callers(place)}
		for _, r := range b.refused {
			if r.To == place && door.Note == "" {
				door.Note = r.Reason
			}
		}
		if i := slices.IndexFunc(doors, func(d Door) bool { return slices.Equal(d.Callers, door.Callers) && d.Note == door.Note }); i >= 0 {
			doors[i].Names = append(doors[i].Names, door.Names...)
			slices.Sort(doors[i].Names)
			continue
		}
		doors = append(doors, door)
	}
	return doors
}

// callers are the outsiders that reach a place.
func (b *atlasBuilder) callers(to *Place) []AtlasCaller {
	var callers []AtlasCaller
	for _, r := range b.open {
		if r.To != to || !slices.Contains(outsiders, r.From.Kind) {
			continue
		}
		caller := AtlasCaller{Kind: r.From.Kind, Name: r.From.Name, Ports: shortPorts(r), Undecided: r.Answer == Undecided}
		if i := len(callers) - 1; i >= 0 && callers[i].Name == caller.Name && callers[i].Undecided == caller.Undecided {
			callers[i].Ports += ", " + caller.Ports
			continue
		}
		callers = append(callers, caller)
	}
	return callers
}

// shortName is a place's name without the words that say what it is.
func shortName(p *Place) string {
	switch {
	case p.address != nil:
		return p.address.Name
	case p.cluster != nil:
		return p.cluster.Name
	case p.front != nil:
		return p.front.Name
	}
	_, name, _ := strings.Cut(p.Name, " ")
	return name
}

// shortPorts are ports for a picture: TCP goes without saying.
func shortPorts(r Reach) string {
	switch {
	case r.Protocol == ICMP:
		return "icmp"
	case r.Ports == anyPort:
		return "all ports"
	case r.Protocol == TCP:
		return r.Ports.String()
	}
	return r.Ports.String() + "/" + string(r.Protocol)
}
