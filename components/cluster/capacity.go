package cluster

import (
	"fmt"
	"slices"
	"strings"

	compute "github.com/pulumi/pulumi-azure-native-sdk/compute/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// CapacityArgs says for which pools capacity is kept.
type CapacityArgs struct {
	Site azure.Site
	// ResourceGroup holds the reservations and nothing else: the cluster's identity gets Contributor on it.
	ResourceGroup pulumi.StringInput
	// Pools are all pools of the cluster, the system pool too.
	Pools []Pool
}

// Capacity is the component of type "trelica:cluster:Capacity": machines that are held for the cluster.
type Capacity struct {
	pulumi.ResourceState

	// GroupID is the ARM identifier that pools name.
	GroupID pulumi.StringOutput
	// Reservations are what is held, for a report of what it costs.
	Reservations []Reservation
}

// NewCapacity reserves machines: a capacity reservation group over the pools' zones, and in it one reservation per size
// and zone (see Reservations). It is called in the foundation, the standby's too: in a regional disaster everybody wants
// the same machines, and a reservation can then no longer be made. It is paid for while idle.
//
// A pool that is made before the reservations is made without them, with no more than a warning (AKS documentation,
// use-capacity-reservation-groups): let the platform wait for the whole component.
//
// In production the reservations are protected. They hold no data, but what is given back may not be had again.
func NewCapacity(ctx *pulumi.Context, name string, args *CapacityArgs, opts ...pulumi.ResourceOption) (*Capacity, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	site := args.Site
	reservations, err := Reservations(args.Pools)
	if err != nil {
		return nil, fmt.Errorf("capacity %q: %w", name, err)
	}

	capacity := &Capacity{Reservations: reservations}
	if err := ctx.RegisterComponentResource("trelica:cluster:Capacity", name, capacity, opts...); err != nil {
		return nil, fmt.Errorf("capacity %q: %w", name, err)
	}
	tags, tagged := azure.Tagged(site)
	own := azure.ChildOptions(capacity, tagged, pulumi.Protect(site.Protect))
	group, err := compute.NewCapacityReservationGroup(ctx, name+"-group", &compute.CapacityReservationGroupArgs{
		ResourceGroupName:            args.ResourceGroup,
		CapacityReservationGroupName: pulumi.String(site.Names.CapacityReservationGroup()),
		Location:                     pulumi.String(site.Location),
		Zones:                        pulumi.ToStringArray(zonesOf(reservations)),
		Tags:                         tags,
	}, own...)
	if err != nil {
		return nil, fmt.Errorf("capacity reservation group %s: %w", site.Names.CapacityReservationGroup(), err)
	}

	capacity.GroupID = group.ID().ToStringOutput()
	for _, r := range reservations {
		reserved := site.Names.CapacityReservation(r.Size, r.Zone)
		_, err := compute.NewCapacityReservation(ctx, name+"-"+reserved, &compute.CapacityReservationArgs{
			ResourceGroupName:            args.ResourceGroup,
			CapacityReservationGroupName: group.Name,
			CapacityReservationName:      pulumi.String(reserved),
			Location:                     pulumi.String(site.Location),
			Sku:                          compute.SkuArgs{Name: pulumi.String(r.Size), Capacity: pulumi.Float64(r.Quantity)},
			Zones:                        pulumi.ToStringArray([]string{r.Zone}),
			Tags:                         tags,
		}, own...)
		if err != nil {
			return nil, fmt.Errorf("capacity reservation %s: %w", reserved, err)
		}
	}
	if err := ctx.RegisterResourceOutputs(capacity, pulumi.Map{"groupId": capacity.GroupID}); err != nil {
		return nil, fmt.Errorf("outputs of capacity %q: %w", name, err)
	}
	return capacity, nil
}

func (args *CapacityArgs) validate(name string) error {
	if args == nil {
		args = &CapacityArgs{}
	}
	wrong := checks{azure.Check("cluster.CapacityArgs of "+name, args.Site)}
	wrong.Missing("ResourceGroup", args.ResourceGroup)
	wrong.when(len(args.Pools) == 0, "Pools: is empty; allowed: every pool of the cluster")
	for i, pool := range args.Pools {
		pool.check(wrong, fmt.Sprintf("Pools[%d]", i))
	}
	return wrong.Err()
}

// zonesOf are the zones in which something is reserved, sorted. A group's zones are fixed when it is made.
func zonesOf(reservations []Reservation) []string {
	var zones []string
	for _, r := range reservations {
		if !slices.Contains(zones, r.Zone) {
			zones = append(zones, r.Zone)
		}
	}
	slices.SortFunc(zones, strings.Compare)
	return zones
}
