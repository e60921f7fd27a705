package settings

import (
	"strconv"
	"strings"
)

// SystemPoolName is the name of the system pool in the cluster.
const SystemPoolName = "system"

// Pool is a node pool of either kind, in one shape.
type Pool struct {
	// Name is the pool's name in the cluster.
	Name string
	// System says whether the pool carries the cluster's own pods and is tainted against all others.
	System bool
	// VMSize is the size of the nodes.
	VMSize string
	// MinCount and MaxCount bound the number of nodes.
	MinCount, MaxCount int
	// OSDiskGB is the size of the ephemeral OS disk in GiB.
	OSDiskGB int
	// Labels are the nodes' labels.
	Labels map[string]string
	// Taints are the nodes' taints.
	Taints []string
}

// Pools returns every pool in one shape, the system pool first.
func (c Cluster) Pools() []Pool {
	s := c.SystemPool
	pools := []Pool{{Name: SystemPoolName, System: true, VMSize: s.VMSize, MinCount: s.MinCount, MaxCount: s.MaxCount, OSDiskGB: s.OSDiskGB}}
	for _, u := range c.UserPools {
		pools = append(pools, Pool{
			Name: u.Name, VMSize: u.VMSize, MinCount: u.MinCount, MaxCount: u.MaxCount, OSDiskGB: u.OSDiskGB, Labels: u.Labels, Taints: u.Taints,
		})
	}
	return pools
}

// Surge is how many nodes an upgrade adds at a time to a pool of the given number of nodes: MaxSurge, a share being rounded up.
// It is zero when MaxSurge is malformed.
func (c Cluster) Surge(nodes int) int {
	if share, ok := strings.CutSuffix(c.MaxSurge, "%"); ok {
		percent, err := strconv.Atoi(share)
		if err != nil || percent < 0 {
			return 0
		}
		return (nodes*percent + 99) / 100
	}
	number, err := strconv.Atoi(c.MaxSurge)
	if err != nil || number < 0 {
		return 0
	}
	return number
}

// MostNodes is how many nodes the cluster can have at once: every pool at its largest, with its surge.
func (c Cluster) MostNodes() int {
	most := 0
	for _, p := range c.Pools() {
		most += p.MaxCount + c.Surge(p.MaxCount)
	}
	return most
}

// LeastNodes is the sum of the minimum counts of the pools of a size: what is reserved.
func (c Cluster) LeastNodes(vmSize string) int {
	least := 0
	for _, p := range c.Pools() {
		if p.VMSize == vmSize {
			least += p.MinCount
		}
	}
	return least
}
