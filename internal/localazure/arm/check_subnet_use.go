package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkSubnetInUse() Check {
	return Check{
		ID: "subnet-in-use", Says: "A subnet that something lies in can be neither removed nor given another range.",
		Source: "ARM errors InUseSubnetCannotBeDeleted, InUsePrefixCannotBeDeleted",
		Run: func(r Request) []Problem {
			if r.Old == nil || !r.Body.Has("subnets") {
				return nil
			}
			after, state := r.Body.Elements("subnets")
			if state != Known {
				return nil
			}
			before, _ := InputsOf(*r.Old).Elements("subnets")
			var problems []Problem
			for _, was := range before {
				problems = append(problems, subnetChange(r, was, after)...)
			}
			return problems
		},
	}
}

// subnetChange is what stands against the change of one subnet.
func subnetChange(r Request, was Body, after []Body) []Problem {
	name := subnetName(was)
	users := subnetUsers(r.View, r.ID+"/subnets/"+name)
	if name == "" || len(users) == 0 {
		return nil
	}
	if slices.ContainsFunc(after, func(subnet Body) bool { _, state := subnet.String("name"); return state == Unknown }) {
		return nil
	}
	at := slices.IndexFunc(after, func(subnet Body) bool { return strings.EqualFold(subnetName(subnet), name) })
	if at < 0 {
		return []Problem{refusal("subnets", "InUseSubnetCannotBeDeleted", "Subnet %s is in use by %s and cannot be deleted.", name, strings.Join(users, ", "))}
	}
	for _, path := range []string{"addressPrefix"} {
		from, fromState := was.String(path)
		to, toState := after[at].String(path)
		if fromState == Known && toState == Known && from != to {
			return []Problem{refusal(after[at].PathTo(path), "InUsePrefixCannotBeDeleted", "IpPrefix %s on Subnet %s has active allocations and cannot be deleted: in use by %s.",
				from, name, strings.Join(users, ", "))}
		}
	}
	return nil
}

// subnetUsers are the resources that lie in a subnet.
func subnetUsers(view View, subnet string) []string {
	var users []string
	uses := func(other world.Resource, patterns ...string) {
		for _, pattern := range patterns {
			for _, id := range texts(InputsOf(other), pattern) {
				if strings.EqualFold(id, subnet) {
					users = append(users, other.ID)
				}
			}
		}
	}
	for _, endpoint := range view.OfType(typeEndpoint) {
		uses(endpoint, "subnet.id")
	}
	for _, cluster := range view.OfType(typeCluster) {
		uses(cluster, "agentPoolProfiles[*].vnetSubnetID", "agentPoolProfiles[*].podSubnetID")
	}
	for _, pool := range view.OfType(typePool) {
		uses(pool, "vnetSubnetID", "podSubnetID")
	}
	slices.Sort(users)
	return slices.Compact(users)
}
