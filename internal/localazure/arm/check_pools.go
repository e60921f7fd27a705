package arm

import (
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// inlinePoolChecks hold for the pools inside a cluster, together and one by one.
func inlinePoolChecks() []Check {
	return append([]Check{
		{
			ID: "pools-system", Says: "A cluster has at least one pool for system pods, on Linux.", Source: "Microsoft Learn, AKS, use-system-pools",
			Run: func(r Request) []Problem {
				inside, state := r.Body.Elements("agentPoolProfiles")
				if state == Unknown {
					return nil
				}
				for _, pool := range inside {
					mode, known := pool.String("mode")
					system, _ := pool.String("osType")
					if known == Unknown || mode == "System" && system != "Windows" {
						return nil
					}
				}
				return []Problem{refusal("agentPoolProfiles", "", "Must define at least one system pool (mode \"System\", on Linux).")}
			},
		},
		{
			ID: "pools-names", Says: "A pool's name is 1 to 12 lower-case letters and digits, beginning with a letter (6, on Windows), and no two pools share one.", Source: clusterSpecification + ", AgentPoolNameParameter; Microsoft Learn, AKS, create-node-pools",
			Run: poolNames,
		},
		{
			ID: "pools-network", Says: "All pools of a cluster lie in one network.", Source: "Microsoft Learn, AKS, node-pool-unique-subnet, limitations", Run: poolsInOneNetwork,
		},
		checkZones("agentPoolProfiles[*].availabilityZones"),
	}, poolChecks()...)
}

// standalonePoolChecks hold for a pool outside its cluster.
func standalonePoolChecks() []Check {
	return append([]Check{
		checkZones("availabilityZones"),
		{
			ID: "pool-version", Says: "A pool's version is not above its cluster's, and at most three minor versions below.", Source: clusterSpecification + ", orchestratorVersion; Microsoft Learn, AKS, supported-kubernetes-versions, version skew; AKS error NodePoolMcVersionIncompatible",
			Run: poolVersionProblems,
		},
		{
			ID: "pools-network", Says: "All pools of a cluster lie in one network.", Source: "Microsoft Learn, AKS, node-pool-unique-subnet, limitations",
			Run: func(r Request) []Problem {
				subnet, state := r.Body.String("vnetSubnetID")
				cluster, there := clusterOf(r)
				if state != Known || !there {
					return nil
				}
				inside := texts(cluster.Body, "agentPoolProfiles[*].vnetSubnetID")
				for _, path := range sortedNames(inside) {
					other := inside[path]
					if world.Key(world.Parent(other)) != world.Key(world.Parent(subnet)) {
						return []Problem{refusal("vnetSubnetID", "", "The subnet lies in the network %s, the cluster's other pools in %s.", world.Name(world.Parent(subnet)), world.Name(world.Parent(other)))}
					}
				}
				return nil
			},
		},
		{
			ID: "pool-name-windows", Says: "A Windows pool's name has at most 6 characters.", Source: "Microsoft Learn, AKS, create-node-pools, limitations",
			Run: func(r Request) []Problem {
				system, _ := r.Body.String("osType")
				return one(r.ID == "" || system != "Windows" || len(world.Name(r.ID)) <= 6, refusal("agentPoolName", "InvalidParameter", "The name %q of a Windows pool has %d characters; at most 6 are allowed.", world.Name(r.ID), len(world.Name(r.ID))))
			},
		},
	}, poolChecks()...)
}

func poolNames(r Request) []Problem {
	inside, _ := r.Body.Elements("agentPoolProfiles")
	shape := regexp.MustCompile(`^[a-z][a-z0-9]{0,11}$`)
	var problems []Problem
	seen := map[string]string{}
	for _, pool := range inside {
		name, state := pool.String("name")
		if state != Known {
			continue
		}
		path := pool.PathTo("name")
		system, _ := pool.String("osType")
		problems = append(problems, one(shape.MatchString(name) && (system != "Windows" || len(name) <= 6), refusal(path, "InvalidParameter", "The name %q is not made of 1 to 12 lower-case letters and digits, beginning with a letter (at most 6, on Windows).", name))...)
		if earlier, twice := seen[name]; twice {
			problems = append(problems, refusal(path, "InvalidParameter", "The name %q is that of the pool at %s already.", name, earlier))
		}
		seen[name] = path
	}
	return problems
}

func poolsInOneNetwork(r Request) []Problem {
	var problems []Problem
	first := ""
	found := texts(r.Body, "agentPoolProfiles[*].vnetSubnetID")
	for _, path := range sortedNames(found) {
		network := world.Parent(found[path])
		if first == "" {
			first = network
		}
		problems = append(problems, one(world.Key(network) == world.Key(first), refusal(path, "", "The subnet lies in the network %s, that of another pool in %s; all pools lie in one network.", world.Name(network), world.Name(first)))...)
	}
	return problems
}

func poolVersionProblems(r Request) []Problem {
	version, state := r.Body.String("orchestratorVersion")
	cluster, there := clusterOf(r)
	if state != Known || !there {
		return nil
	}
	above, aboveState := cluster.Body.String("kubernetesVersion")
	_, ours, ok := minorOf(version)
	_, theirs, known := minorOf(above)
	return one(aboveState != Known || !ok || !known || ours <= theirs && ours >= theirs-3, refusal("orchestratorVersion", "NodePoolMcVersionIncompatible",
		"Node pool version %s and control plane version %s are incompatible: a pool is at most three minor versions below its cluster, and never above.", version, above))
}

// lastSystemPool says why a pool cannot be deleted: a cluster keeps one for system pods.
func lastSystemPool(r Request) []Problem {
	mode, _ := r.Body.String("mode")
	cluster, there := clusterOf(r)
	if mode != "System" || !there {
		return nil
	}
	for _, inside := range pools(Request{Body: cluster.Body}) {
		if name, _ := inside.String("name"); !strings.EqualFold(name, world.Name(r.ID)) {
			if theirs, _ := inside.String("mode"); theirs == "System" {
				return nil
			}
		}
	}
	for _, other := range others(r, typePool) {
		if world.Key(world.Parent(other.ID)) == world.Key(cluster.ID) && knownText(other, "mode") == "System" {
			return nil
		}
	}
	return []Problem{refusal("", "OperationNotAllowed", "%s is the last system pool of the cluster %s, which needs one.", world.Name(r.ID), world.Name(cluster.ID))}
}
