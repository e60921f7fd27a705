package arm

import (
	"net/netip"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// reservedInSubnet is how many addresses of a subnet Azure keeps for itself.
const reservedInSubnet = 5

// defaultMaxPods is how many pods a node of Azure CNI without overlay runs where nothing is said.
const defaultMaxPods = 30

// poolVersionSupported looks at a version that a pool names for itself.
func poolVersionSupported(r Request, pool Body) []Problem {
	version, state := pool.String("orchestratorVersion")
	if state != Known || version == "" || r.Old != nil {
		return nil
	}
	allowed := append(longTermKubernetes(), supportedKubernetes()...)
	minor, _, ok := minorOf(version)
	return one(ok && foldContains(allowed, minor), refusal(pool.PathTo("orchestratorVersion"), "AgentPoolK8sVersionNotSupported",
		"Version %s is not supported in this region. Supported are %s.", version, oneOf(allowed)))
}

// mostNodes is how many nodes a pool may have.
func mostNodes(pool Body) (int, bool) {
	path := "count"
	scales, state := pool.Bool("enableAutoScaling")
	if state == Unknown {
		return 0, false
	}
	if scales {
		path = "maxCount"
	}
	count, countState := pool.Number(path)
	return int(count), countState == Known
}

// cluster is the request's own inputs, or those of the cluster that its pool belongs to.
func clusterInputs(r Request) (Body, bool) {
	if !strings.EqualFold(world.TypeOf(r.ID), typePool) {
		return r.Body, true
	}
	found, there := clusterOf(r)
	return found.Body, there
}

// poolAddresses counts addresses of subnets and of the range of pods.
func poolAddresses(r Request) []Problem {
	cluster, there := clusterInputs(r)
	plugin, pluginState := cluster.String("networkProfile.networkPlugin")
	mode, modeState := cluster.String("networkProfile.networkPluginMode")
	if !there || pluginState != Known || plugin != "azure" || modeState == Unknown {
		return nil
	}
	if mode == "overlay" {
		return podRange(r, cluster)
	}
	needed := map[string]int{}
	for _, pool := range allPools(r, cluster) {
		subnet, state := pool.String("vnetSubnetID")
		nodes, known := mostNodes(pool)
		if state != Known || !known || pool.Has("podSubnetID") {
			continue
		}
		pods, podsState := pool.Number("maxPods")
		if podsState == Absent {
			pods = defaultMaxPods
		}
		needed[subnet] += nodes * (int(pods) + 1)
	}
	var problems []Problem
	for _, id := range sortedNames(needed) {
		subnet, known := r.View.Get(id)
		if !known {
			continue
		}
		room := 0
		for _, prefix := range readPrefixes(InputsOf(subnet), "addressPrefix") {
			room += 1<<(prefix.prefix.Addr().BitLen()-prefix.prefix.Bits()) - reservedInSubnet
		}
		problems = append(problems, one(room == 0 || needed[id] <= room, refusal("", "InsufficientSubnetSize",
			"Pre-allocated IPs %d exceeds IPs available %d in the subnet %s.", needed[id], room, world.Name(id)))...)
	}
	return problems
}

// podRange holds the range of pods against the nodes that there may be.
func podRange(r Request, cluster Body) []Problem {
	pods, known := clusterRange(cluster, "podCidr")
	if !known || !pods.Addr().Is4() {
		return nil
	}
	nodes := 0
	for _, pool := range allPools(r, cluster) {
		most, countKnown := mostNodes(pool)
		if !countKnown {
			return nil
		}
		nodes += most
	}
	room := 1 << (netip.IPv4Unspecified().BitLen() - pods.Bits())
	return one(nodes*256 <= room, refusal("", "InsufficientSubnetSize", "Pre-allocated IPs %d exceeds IPs available %d in Subnet Cidr %s, Subnet Name networkProfile.podCIDR.", nodes*256, room, pods))
}

// allPools are the pools of a cluster as they will be: those inside it, and those that stand alone.
func allPools(r Request, cluster Body) []Body {
	all, _ := cluster.Elements("agentPoolProfiles")
	id := r.ID
	if strings.EqualFold(world.TypeOf(r.ID), typePool) {
		all, id = append(all, r.Body), world.Parent(r.ID)
	}
	for _, other := range others(r, typePool) {
		if world.Key(world.Parent(other.ID)) == world.Key(id) {
			all = append(all, InputsOf(other))
		}
	}
	return all
}
