package cluster

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

var (
	poolName = regexp.MustCompile(`^[a-z][a-z0-9]{0,11}$`)
	vmSize   = regexp.MustCompile(`^Standard_[A-Z]+\d+[a-z0-9-]*(_v\d+)?$`)
)

const (
	// portsPerAddress is how many source ports one outbound address offers, and nodePrefix what each node takes of the pod
	// range (AKS documentation, configure-load-balancer-standard and azure-cni-overlay).
	portsPerAddress = 64_000
	nodePrefix      = 24
)

// check notes what is wrong with one pool. Limits: AKS documentation, azure-cni-overlay (pods), upgrade-aks-node-pools-rolling
// (drain, soak); API reference of agent pools 2024-09-01.
func (p Pool) check(wrong checks, where string) {
	wrong.when(!poolName.MatchString(p.Name), "%s.Name: %q; allowed are 1 to 12 of a-z and 0-9, a letter first", where, p.Name)
	wrong.when(!vmSize.MatchString(p.Size), "%s.Size: %q is no size, for instance \"Standard_D4ds_v5\"", where, p.Size)
	wrong.when(len(p.Zones) == 0, "%s.Zones: none; a pool lies in named zones", where)
	seen := map[string]bool{}
	for _, zone := range p.Zones {
		wrong.when(!slices.Contains([]string{"1", "2", "3"}, zone) || seen[zone],
			"%s.Zones: %q; allowed are \"1\", \"2\" and \"3\", each once", where, zone)
		seen[zone] = true
	}
	wrong.when(p.Min < 1, "%s.Min: %d; at least one node", where, p.Min)
	wrong.when(p.Max < p.Min || p.Max > 1000, "%s.Max: %d; allowed are %d (its Min) to 1000", where, p.Max, p.Min)
	wrong.when(p.MaxPods < 10 || p.MaxPods > 250, "%s.MaxPods: %d; allowed are 10 to 250", where, p.MaxPods)
	wrong.when(p.OSDiskGB < 30 || p.OSDiskGB > 2048,
		"%s.OSDiskGB: %d; allowed are 30 to 2048, and no more than the size's own disk holds", where, p.OSDiskGB)
	wrong.when(p.DrainMinutes < 1 || p.DrainMinutes > 1440, "%s.DrainMinutes: %d; allowed are 1 to 1440", where, p.DrainMinutes)
	wrong.when(p.SoakMinutes < 0 || p.SoakMinutes > 30, "%s.SoakMinutes: %d; allowed are 0 to 30", where, p.SoakMinutes)
	if _, err := p.Surge(p.Min); err != nil {
		wrong.when(true, "%s.MaxSurge: %v", where, err)
	}
}

func (args *Args) checkPools(wrong checks) {
	names := map[string]bool{}
	for i, pool := range args.allPools() {
		where := "System"
		if i > 0 {
			where = fmt.Sprintf("Pools[%d]", i-1)
		}
		pool.check(wrong, where)
		wrong.when(names[pool.Name], "%s.Name: %q is there twice; each pool needs its own", where, pool.Name)
		for _, taint := range pool.Taints {
			wrong.when(strings.HasPrefix(taint, systemTaintKey),
				"%s.Taints: %q belongs to the system pool, which has it anyway", where, taint)
		}
		names[pool.Name] = true
	}
}

// checkRoom compares what all nodes at their most need, surge included, with what the outbound addresses and the pod range
// offer. Source: AKS documentation, configure-load-balancer-standard, "Calculate and verify outbound ports".
func (args *Args) checkRoom(wrong checks) {
	nodes := 0
	for _, pool := range args.allPools() {
		surge, err := pool.Surge(pool.Max)
		if err != nil {
			return // reported with the pool
		}
		nodes += pool.Max + surge
	}
	need, have := nodes*args.Network.OutboundPorts, portsPerAddress*len(args.Network.OutboundIPIDs)
	wrong.when(have > 0 && need > have,
		"Network.OutboundPorts: %d nodes (surge included) with %d ports each need %d, the %d addresses have %d; lower the ports or reserve addresses",
		nodes, args.Network.OutboundPorts, need, len(args.Network.OutboundIPIDs), have)
	if pods, err := netip.ParsePrefix(args.Network.PodCIDR); err == nil {
		room := 0
		if pods.Bits() <= nodePrefix {
			room = 1 << (nodePrefix - pods.Bits())
		}
		wrong.when(nodes > room, "Network.PodCIDR: %s has a /24 for %d nodes; the pools may grow to %d", pods, room, nodes)
	}
}

// allPools are the system pool and then the others.
func (args *Args) allPools() []Pool {
	return append([]Pool{args.System}, args.Pools...)
}
