package topology

import (
	"net/netip"
	"slices"
	"strings"
)

// sameSubjects are identities of different environments that the same outside subject may be: a token that a pipeline gets for
// one would open the other.
func sameSubjects(states []State) []Join {
	type credential struct {
		state    State
		resource Resource
	}
	first := map[string]credential{}
	var joins []Join
	for _, s := range states {
		for _, r := range s.Resources {
			if r.kind() != "azure-native:managedidentity:FederatedIdentityCredential" {
				continue
			}
			subject := r.input().text("subject")
			if subject == "" || strings.HasPrefix(subject, "system:serviceaccount:") {
				continue // a cluster's subjects are told apart by the cluster that issues their tokens
			}
			known, found := first[subject]
			if !found {
				first[subject] = credential{s, r}
				continue
			}
			if known.state.Environment != s.Environment {
				joins = append(joins, Join{
					Kind: JoinIdentity, From: s.Environment, To: known.state.Environment, Stack: s.Stack, Resource: r.Name(), URN: r.URN, Property: "subject",
					Reason: "the same subject is trusted by " + known.resource.Name() + " of " + known.state.Environment + ": " + subject,
				})
			}
		}
	}
	return joins
}

// sameSpaces are addresses of one environment that another has too, or lets in: networks that overlap, rules and firewalls that
// speak of another's network, administrators' addresses that are the same.
func sameSpaces(states []State) []Join {
	worlds := map[string]*World{}
	var names []string
	for _, s := range states {
		if worlds[s.Environment] == nil {
			names = append(names, s.Environment)
			var own []State
			for _, other := range states {
				if other.Environment == s.Environment {
					own = append(own, other)
				}
			}
			worlds[s.Environment] = NewWorld(s.Environment, own...)
		}
	}
	var joins []Join
	for _, name := range names {
		for _, other := range names {
			if name != other {
				joins = append(joins, worlds[name].spacesOf(other, worlds[other].space(), worlds[other].authorised())...)
			}
		}
	}
	return joins
}

// spacesOf are the ways by which the world has, or lets in, addresses of another environment.
func (w *World) spacesOf(other string, space, operators []netip.Prefix) []Join {
	var joins []Join
	say := func(stack, resource, id, property, reason string) {
		joins = append(joins, Join{
			Kind: JoinNetwork, From: w.Environment, To: other, Stack: stack, Resource: resource, ID: id, Property: property, Reason: reason,
		})
	}
	for _, network := range w.Networks {
		if overlaps(network.Prefixes, space) {
			say(network.Stack, network.Name, network.ID, "addressSpace", "its addresses are "+other+"'s too")
		}
	}
	for _, subnet := range w.subnets() {
		for _, rule := range w.rulesAbout(subnet, space) {
			say(subnet.Network.Stack, subnet.Group.Name, subnet.Group.ID, "securityRules", "rule "+rule+" speaks of addresses of "+other)
		}
	}
	for _, service := range w.Services {
		if overlaps(service.Ranges, space) {
			say(service.Stack, service.Name, service.ID, "firewall", "it lets in addresses of "+other)
		}
	}
	for _, cluster := range w.Clusters {
		if overlaps(cluster.Authorised, operators) {
			say(cluster.Stack, cluster.Name, cluster.ID, "authorizedIPRanges", "who administers "+other+" may call its API server")
		}
	}
	return joins
}

// space are the private addresses of an environment.
func (w *World) space() []netip.Prefix {
	var all []netip.Prefix
	for _, network := range w.Networks {
		all = append(all, network.Prefixes...)
	}
	return all
}

// authorised are the ranges that may call any of its API servers.
func (w *World) authorised() []netip.Prefix {
	var all []netip.Prefix
	for _, cluster := range w.Clusters {
		all = append(all, cluster.Authorised...)
	}
	return all
}

// rulesAbout are the rules of a subnet's group that let through addresses of some ranges by name. A rule for everybody names
// nobody: it is an undeclared flow, not a join.
func (w *World) rulesAbout(subnet *Subnet, space []netip.Prefix) []string {
	if subnet.Group == nil {
		return nil
	}
	var names []string
	for _, rule := range subnet.Group.Rules {
		named := func(p netip.Prefix) bool { return p.Bits() > 0 && overlaps([]netip.Prefix{p}, space) }
		if rule.Allow != no && (slices.ContainsFunc(rule.From.prefixes, named) || slices.ContainsFunc(rule.To.prefixes, named)) {
			names = append(names, rule.Name)
		}
	}
	return names
}
