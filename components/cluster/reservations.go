package cluster

import (
	"cmp"
	"fmt"
	"slices"
)

// Reservation is capacity of one size in one zone.
type Reservation struct {
	Size     string // virtual machine size
	Zone     string // "1", "2" or "3"
	Quantity int    // machines
}

// Reservations computes what must be reserved so that the pools can be started, and upgraded, when everybody else wants
// machines too: per zone the pool's minimum and the nodes that an upgrade adds. Both are divided over the zones and
// rounded up, because nobody can say in which zone the odd node lands. Pools of one size share a reservation. Nodes
// above the minimum are allowed and not guaranteed.
//
// Sources: AKS documentation, use-capacity-reservation-groups (size and zone must match, surge counts); Azure Compute
// documentation, capacity-reservation-overallocate. The result is sorted by size and zone.
func Reservations(pools []Pool) ([]Reservation, error) {
	type place struct{ size, zone string }
	quantities := map[place]int{}
	for _, pool := range pools {
		if len(pool.Zones) == 0 {
			return nil, fmt.Errorf("pool %q has no zones: a reservation is for one size in one zone", pool.Name)
		}
		surge, err := pool.Surge(pool.Min)
		if err != nil {
			return nil, fmt.Errorf("surge of pool %q: %w", pool.Name, err)
		}
		perZone := share(pool.Min, len(pool.Zones)) + share(surge, len(pool.Zones))
		for _, zone := range pool.Zones {
			quantities[place{pool.Size, zone}] += perZone
		}
	}

	reservations := make([]Reservation, 0, len(quantities))
	for at, quantity := range quantities {
		reservations = append(reservations, Reservation{Size: at.size, Zone: at.zone, Quantity: quantity})
	}
	slices.SortFunc(reservations, func(a, b Reservation) int {
		return cmp.Or(cmp.Compare(a.Size, b.Size), cmp.Compare(a.Zone, b.Zone))
	})
	return reservations, nil
}

// share is the largest part when total is divided as evenly as possible.
func share(total, parts int) int {
	return (total + parts - 1) / parts
}
