package apps

import (
	"cmp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Maintenance is where requests go while no region is well.
const Maintenance = "maintenance"

// Serving is the region that Front Door sends requests for a host to: it asks every enabled origin's probe and takes those that are
// well with the lowest priority (Microsoft Learn, frontdoor, routing-methods and health-probes). No document says under which name it asks an
// origin that has no host header of its own, so that the ingress has to answer under the origin's as well as under the host's. [Maintenance] is an origin that leads
// to no region's ingress; "" is none at all.
func (a Apps) Serving(host string) (string, error) {
	if err := a.Look(); err != nil {
		return "", err
	}
	kept, err := a.load()
	if err != nil {
		return "", err
	}
	up, err := a.platforms()
	if err != nil {
		return "", err
	}
	type origin struct {
		priority float64
		region   string
	}
	var well []origin
	for _, r := range a.w.OfType("Microsoft.Cdn/profiles/originGroups/origins") {
		if enabled, _ := r.Inputs["enabledState"].(string); enabled == "Disabled" {
			continue
		}
		priority, _ := r.Inputs["priority"].(float64)
		name, _ := r.Inputs["hostName"].(string)
		address := a.addressOf(name)
		if address == nil {
			well = append(well, origin{priority, Maintenance})
			continue
		}
		for _, p := range up {
			if p.region == world.Region(address.Location) && slices.Contains(p.addresses, world.Name(address.ID)) &&
				slices.Contains(p.hosts, host) && slices.Contains(p.hosts, cmp.Or(text(r.Inputs, "originHostHeader"), name)) && kept.Seen[p.region].Region == p.region {
				well = append(well, origin{priority, p.region})
			}
		}
	}
	if len(well) == 0 {
		return "", nil
	}
	return slices.MinFunc(well, func(x, y origin) int { return cmp.Compare(x.priority, y.priority) }).region, nil
}

// addressOf is the public address that a name's alias record leads to; nil where it leads to none.
func (a Apps) addressOf(host string) *world.Resource {
	for _, r := range a.w.All() {
		if strings.EqualFold(world.TypeOf(r.ID), "Microsoft.Network/dnsZones/A") && strings.EqualFold(world.Name(r.ID)+"."+world.Name(world.Parent(r.ID)), host) {
			if found, there := a.w.Get(text(r.Inputs, "targetResource", "id")); there {
				return &found
			}
		}
	}
	return nil
}
