package preflight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/cloud"
)

// region looks whether a region has the sizes in the zones, and the subscription the quota for them.
func (r *report) region(ctx context.Context, azure Cloud, e Region) {
	if len(e.Machines) > 0 {
		sizes, err := azure.Sizes(ctx, e.Name)
		if err != nil {
			r.unknown("sizes in "+e.Name, err)
			return
		}
		need := r.sizes(e, sizes)
		r.quotas(ctx, azure, e, cloud.Compute, need)
	}
	if e.Addresses > 0 {
		r.quotas(ctx, azure, e, cloud.Network, map[string]int64{"PublicIPAddresses": int64(e.Addresses)})
	}
}

// sizes makes a row for each size, and adds up the processors by quota.
func (r *report) sizes(e Region, sizes []cloud.Size) map[string]int64 {
	zones := map[string]map[string]bool{} // of each size
	need := map[string]int64{}
	for _, m := range e.Machines {
		if zones[m.Size] == nil {
			zones[m.Size] = map[string]bool{}
		}
		for _, zone := range m.Zones {
			zones[m.Size][zone] = true
		}
		if size, ok := sizeNamed(sizes, m.Size); ok {
			need[size.Family] += int64(size.VCPUs * m.Count)
			need["cores"] += int64(size.VCPUs * m.Count)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		wanted := slices.Sorted(maps.Keys(zones[name]))
		check := fmt.Sprintf("size %s in %s", name, e.Name)
		size, ok := sizeNamed(sizes, name)
		lacking := slices.DeleteFunc(slices.Clone(wanted), func(zone string) bool { return slices.Contains(size.Zones, zone) })
		switch {
		case !ok:
			r.add(Failed, check, "not offered there", "choose another size in the settings")
		case size.Restricted != "":
			r.add(Failed, check, "not for this subscription: "+size.Restricted, askFor("access to the size"))
		case len(lacking) > 0:
			r.add(Failed, check, "not in zone "+strings.Join(lacking, ", "), askFor("the zone")+", or choose another size in the settings")
		default:
			r.add(OK, check, "in zones "+strings.Join(wanted, ", "), "")
		}
	}
	return need
}

func sizeNamed(sizes []cloud.Size, name string) (cloud.Size, bool) {
	i := slices.IndexFunc(sizes, func(s cloud.Size) bool { return strings.EqualFold(s.Name, name) })
	if i < 0 {
		return cloud.Size{}, false
	}
	return sizes[i], true
}

func askFor(what string) string { return "ask Azure support for " + what + ": it can take days" }

// quotas compares what is needed with what may be used. What is used already does not count against it: the subscription
// holds the environment and nothing else, so it is part of the need, reserved capacity included.
func (r *report) quotas(ctx context.Context, azure Cloud, e Region, service string, need map[string]int64) {
	quotas, err := azure.Quotas(ctx, service, e.Name)
	if err != nil {
		r.unknown("quotas of "+service+" in "+e.Name, err)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(need)) {
		check := fmt.Sprintf("quota %s in %s", name, e.Name)
		i := slices.IndexFunc(quotas, func(q cloud.Quota) bool { return strings.EqualFold(q.Name, name) })
		if i < 0 {
			r.add(Failed, check, "the subscription has no such quota there", askFor("it"))
			continue
		}
		found := fmt.Sprintf("%d needed, %d allowed, %d used", need[name], quotas[i].Limit, quotas[i].Used)
		if quotas[i].Limit < need[name] {
			r.add(Failed, check, found, askFor(fmt.Sprintf("a limit of %d", need[name])))
			continue
		}
		r.add(OK, check, found, "")
	}
}
