package settings

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// reservations compares what was bought and what is reserved with the pools.
func (c *checker) reservations() {
	cluster, p := c.s.Cluster, at("reservedInstances")
	counted := c.whole(at("systemPool"), at("userPools"))
	bought := map[string]int{}
	for i, r := range cluster.ReservedInstances {
		each := p.with(i)
		c.within(each.with("quantity"), r.Quantity, 1, mostPoolNodes)
		where := each.with("region")
		if c.ok(where, at("region"), at("recoveryRegion")) && r.Region != c.s.Place.Region && r.Region != c.s.Place.RecoveryRegion {
			c.add(where, short(r.Region), "is neither the home nor the recovery region")
		}
		size := each.with("vmSize")
		if c.ok(size) && counted && cluster.LeastNodes(r.VMSize) == 0 {
			c.addAllowed(size, short(r.VMSize), "is the size of no pool, so the purchase is not used", list(poolSizes(cluster)))
		}
		if !c.whole(each) {
			continue
		}
		if key := r.Region + " " + r.VMSize; bought[key] == 0 {
			bought[key] = r.Quantity
			c.quantity(each, r, counted)
		} else {
			c.add(each, short(r.VMSize), "is given twice for "+r.Region+"; add the quantities up")
		}
	}
	if c.production() && counted && c.whole(p, at("region")) {
		for _, size := range poolSizes(cluster) {
			if bought[c.s.Place.Region+" "+size] == 0 {
				c.add(p, "", fmt.Sprintf("has no %s in %s, of which the pools need %d (claim SP-20)", size, c.s.Place.Region, cluster.LeastNodes(size)))
			}
		}
	}
	if capacity := at("capacityReservations"); c.ok(capacity) && c.production() && !cluster.CapacityReservations {
		c.add(capacity, "false", "would leave production without reserved capacity (claim SP-20)")
	}
	if capacity := at("recoveryCapacityReservations"); c.ok(capacity, at("recoveryRegion")) && cluster.RecoveryCapacityReservations && !c.s.HasRecovery() {
		c.add(capacity, "true", "needs a recovery region")
	}
}

// quantity compares one purchase with the pools. In the recovery region less may be bought than a rebuild needs.
func (c *checker) quantity(each path, r ReservedInstance, counted bool) {
	need := c.s.Cluster.LeastNodes(r.VMSize)
	if !counted || need == 0 || r.Quantity == need || r.Region != c.s.Place.Region && r.Quantity < need {
		return
	}
	c.addAllowed(each.with("quantity"), number(r.Quantity),
		fmt.Sprintf("does not match the pools of %s, whose minimum counts add up to %d (claim SP-20)", r.VMSize, need), number(need))
}

func poolSizes(cluster Cluster) []string {
	var names []string
	for _, p := range cluster.Pools() {
		if !slices.Contains(names, p.VMSize) {
			names = append(names, p.VMSize)
		}
	}
	slices.Sort(names)
	return names
}

// room checks that the pools at their largest fit the subnet and the pods' range.
func (c *checker) room() {
	if !c.whole(at("systemPool"), at("userPools"), at("maxSurge")) {
		return
	}
	most := c.s.Cluster.MostNodes()
	if plan, err := c.s.Plan(); err == nil && most > plan.MaxNodes() {
		c.addAllowed(at("userPools"), "", fmt.Sprintf("makes %d nodes at most, surge included, together with the system pool; the node subnet has room for %d",
			most, plan.MaxNodes()), "smaller maximum counts")
	}
	if p, each := at("outboundPorts"), c.s.Cluster.OutboundPorts; c.ok(p) && most*each > EgressPorts {
		c.addAllowed(p, strconv.Itoa(each), fmt.Sprintf("leaves room for %d nodes behind the egress addresses; the pools make %d at most, surge included",
			EgressPorts/max(each, 1), most), "fewer ports before the cluster is made, or smaller maximum counts")
	}
	if p := at("podCidr"); c.ok(p) && most > addressplan.MaxNodesForPods(c.s.Network.PodCIDR) {
		c.addAllowed(p, short(c.s.Network.PodCIDR.String()), fmt.Sprintf("has room for %d nodes; the pools make %d at most, surge included",
			addressplan.MaxNodesForPods(c.s.Network.PodCIDR), most), "a larger range, or smaller maximum counts")
	}
}
