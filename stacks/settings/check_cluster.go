package settings

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// Bounds of the cluster, and where they come from.
const (
	mostPoolNodes    = 1000 // AKS documentation, Quotas: nodes per node pool
	mostRanges       = 200  // AKS documentation, API server authorised IP ranges
	widestRange      = 24   // ours: an office or an egress prefix is no larger, and 0.0.0.0/0 is everybody
	productionLeast  = 3    // one node per zone (claim SP-20)
	leastSystemNodes = 2    // AKS documentation, Use system node pools
	leastSystemVCPUs = 4    // AKS documentation, Use system node pools
	leastOSDiskGB    = 30   // AKS documentation, Node pools: the least OS disk
	leastPorts       = 1024 // AKS documentation, load-balancer-standard: what clusters of up to fifty nodes get by default
	mostPorts        = 8000 // ours: more than any node uses
	portStep         = 8    // AKS documentation, load-balancer-standard: ports come in eights

	// EgressPorts are the source ports of the two addresses that a cluster goes out by (AKS documentation, load-balancer-standard:
	// 64,000 each).
	EgressPorts = 128_000
)

var (
	surgePattern = regexp.MustCompile(`\A([1-9][0-9]?%?|100%?)\z`)
	poolPattern  = regexp.MustCompile(`\A[a-z][a-z0-9]{0,11}\z`)
	taintPattern = regexp.MustCompile(`\A([^=:]+)=([^=:]*):(NoSchedule|PreferNoSchedule|NoExecute)\z`)
	labelName    = regexp.MustCompile(`\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z`)
	labelPrefix  = regexp.MustCompile(`\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z`)
)

func (c *checker) cluster() {
	cluster := c.s.Cluster
	p := at("kubernetesVersion")
	if c.ok(p) && !supported(cluster.KubernetesVersion) {
		message := "is not a version that is supported"
		if minor, _, patch := cutPatch(cluster.KubernetesVersion); patch && supported(minor) {
			message = "pins a patch, which automatic patching would undo; name the minor version alone"
		}
		c.add(p, short(cluster.KubernetesVersion), message)
	}
	c.podSecurity(p)
	c.word(at("maxSurge"), cluster.MaxSurge, surgePattern, "is neither a share nor a number")
	ports := at("outboundPorts")
	if n := cluster.OutboundPorts; c.ok(ports) && (n < leastPorts || n > mostPorts || n%portStep != 0) {
		c.add(ports, strconv.Itoa(n), "is out of bounds, or no multiple of 8")
	}
	login := at("kubernetesLogin")
	if known := []string{"workloadidentity", "azurecli", "devicecode"}; c.ok(login) && !slices.Contains(known, cluster.KubernetesLogin) {
		c.add(login, short(cluster.KubernetesLogin), "is no way to sign in"+suggest(cluster.KubernetesLogin, known))
	}
}

// podSecurity checks the version that pods are held to against the cluster's own, at the path kubernetes.
func (c *checker) podSecurity(kubernetes path) {
	p, cluster := at("podSecurityVersion"), c.s.Cluster
	if !c.ok(p) {
		return
	}
	place := func(minor string) int {
		return slices.IndexFunc(versions, func(v Version) bool { return v.Minor == minor })
	}
	switch {
	case place(cluster.PodSecurityVersion) < 0:
		c.add(p, short(cluster.PodSecurityVersion), "is not a version that is supported")
	case c.ok(kubernetes) && place(cluster.PodSecurityVersion) > place(cluster.KubernetesVersion):
		c.add(p, short(cluster.PodSecurityVersion), "is newer than trelica:kubernetesVersion, "+cluster.KubernetesVersion)
	}
}

// cutPatch splits "1.35.4" into "1.35" and "4".
func cutPatch(version string) (minor, patch string, found bool) {
	i := strings.LastIndex(version, ".")
	if strings.Count(version, ".") != 2 {
		return version, "", false
	}
	return version[:i], version[i+1:], true
}

// pools checks each pool by itself, and the user pools' names against each other.
func (c *checker) pools() {
	users := at("userPools")
	if c.ok(users) && len(c.s.Cluster.UserPools) == 0 {
		c.add(users, "[]", "is empty, so no workload could run")
	}
	seen := map[string]bool{SystemPoolName: true}
	for i, pool := range c.s.Cluster.Pools() {
		if pool.System {
			c.pool(at("systemPool"), pool)
			continue
		}
		p := users.with(i - 1)
		name := p.with("name")
		c.word(name, pool.Name, poolPattern, "cannot be the name of a pool")
		if c.ok(name) && seen[pool.Name] {
			c.add(name, short(pool.Name), "is the name of another pool")
		}
		seen[pool.Name] = true
		c.pool(p, pool)
		c.marks(p, pool)
	}
}

func (c *checker) pool(p path, pool Pool) {
	size, known := LookupSize(pool.VMSize)
	if sized := p.with("vmSize"); c.ok(sized) && !known {
		c.addAllowed(sized, short(pool.VMSize), "is not in the table of sizes"+suggest(pool.VMSize, sizeNames()), list(sizeNames()))
	}
	if sized := p.with("vmSize"); c.ok(sized) && pool.System && size.VCPUs < leastSystemVCPUs {
		c.add(sized, short(pool.VMSize), fmt.Sprintf("has %d vCPUs; AKS asks for %d in a system pool", size.VCPUs, leastSystemVCPUs))
	}
	least := 1
	switch {
	case c.production():
		least = productionLeast
	case pool.System:
		least = leastSystemNodes
	}
	c.within(p.with("minCount"), pool.MinCount, least, mostPoolNodes)
	c.within(p.with("maxCount"), pool.MaxCount, 1, mostPoolNodes)
	if most := p.with("maxCount"); c.ok(most, p.with("minCount")) && pool.MaxCount < pool.MinCount {
		c.add(most, number(pool.MaxCount), fmt.Sprintf("is less than the minimum count, %d", pool.MinCount))
	}
	disk := p.with("osDiskGb")
	if !c.ok(disk) {
		return
	}
	if pool.OSDiskGB < leastOSDiskGB {
		c.add(disk, number(pool.OSDiskGB), "is too small for the operating system")
	} else if c.ok(p.with("vmSize")) && pool.OSDiskGB > size.TempDiskGB {
		c.addAllowed(disk, number(pool.OSDiskGB), fmt.Sprintf("does not fit the temporary disk of %s", size.Name),
			fmt.Sprintf("%d to %d", leastOSDiskGB, size.TempDiskGB))
	}
}

// marks checks labels and taints.
func (c *checker) marks(p path, pool Pool) {
	for _, key := range slices.Sorted(maps.Keys(pool.Labels)) {
		value := pool.Labels[key]
		if label := p.with("labels").with(key); c.ok(label) && (!labelKey(key) || value != "" && !labelName.MatchString(value)) {
			c.addAllowed(label, short(value), "is no label that a node may have", allowedAt(p.with("labels")))
		}
	}
	for i, taint := range pool.Taints {
		t := p.with("taints").with(i)
		m := taintPattern.FindStringSubmatch(taint)
		if c.ok(t) && (m == nil || !labelKey(m[1]) || m[2] != "" && !labelName.MatchString(m[2])) {
			c.add(t, short(taint), "is no taint")
		}
	}
}

// labelKey says whether Kubernetes takes a key and AKS does not keep it for itself.
func labelKey(key string) bool {
	prefix, name, prefixed := strings.Cut(key, "/")
	if !prefixed {
		return labelName.MatchString(key)
	}
	return labelPrefix.MatchString(prefix) && labelName.MatchString(name) && prefix != "kubernetes.azure.com"
}

// access checks who may reach and who may administer the API server.
func (c *checker) access() {
	p, ranges := at("apiServerAuthorizedRanges"), c.s.Cluster.APIServerAuthorizedRanges
	switch {
	case !c.ok(p):
	case len(ranges) == 0:
		c.add(p, "[]", "is empty, which would open the API server to the world")
	case len(ranges) > mostRanges:
		c.add(p, number(len(ranges))+" ranges", "is more than AKS takes")
	}
	for i, r := range ranges {
		each := p.with(i)
		if !c.ok(each) {
			continue
		}
		if message := authorised(r); message != "" {
			c.add(each, short(r.String()), message)
		}
	}
	doubles(c, p, ranges, func(r netip.Prefix) string { return short(r.String()) })

	groups := at("clusterAdminGroupIds")
	if c.ok(groups) && len(c.s.Cluster.ClusterAdminGroupIDs) == 0 {
		c.add(groups, "[]", "is empty, so nobody could administer the cluster")
	}
	for i, id := range c.s.Cluster.ClusterAdminGroupIDs {
		c.word(groups.with(i), id, guidPattern, "is no GUID")
	}
	doubles(c, groups, c.s.Cluster.ClusterAdminGroupIDs, short)
}

// authorised says why a range may not reach the API server, or "".
func authorised(r netip.Prefix) string {
	switch {
	case !r.Addr().Is4():
		return "is not an IPv4 range"
	case r.Bits() == 0:
		return "opens the API server to the world"
	case r.Bits() < widestRange:
		return fmt.Sprintf("is a /%d, which opens the API server to %s addresses", r.Bits(), strconv.Itoa(1<<(32-r.Bits())))
	case r != r.Masked():
		return fmt.Sprintf("has bits set behind its length; %s is meant", r.Masked())
	case !addressplan.Public(r):
		return "is not a public range; callers reach the API server from public addresses"
	}
	return ""
}
