package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestSurge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason   string
		surge    string
		count    int
		want     int
		mistaken bool
	}{
		{reason: "a number is that number", surge: "2", count: 10, want: 2},
		{reason: "a share is rounded up", surge: "33%", count: 3, want: 1},
		{reason: "a share of a large pool", surge: "33%", count: 10, want: 4},
		{reason: "everything at once", surge: "100%", count: 3, want: 3},
		{reason: "no surge would drain before there is room", surge: "0", count: 3, mistaken: true},
		{reason: "a pool cannot more than double by share", surge: "101%", count: 3, mistaken: true},
		{reason: "words are no number", surge: "some", count: 3, mistaken: true},
		{reason: "a fraction is no number", surge: "1.5", count: 3, mistaken: true},
		{reason: "nothing is no number", surge: "", count: 3, mistaken: true},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got, err := cluster.Pool{MaxSurge: test.surge}.Surge(test.count)
			if test.mistaken {
				assert.ErrorContains(t, err, "is no surge")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestReservations(t *testing.T) {
	t.Parallel()
	with := func(size string, minimum int, surge string, zones ...string) cluster.Pool {
		return cluster.Pool{Name: "p", Size: size, Min: minimum, MaxSurge: surge, Zones: zones}
	}
	tests := []struct {
		reason string
		pools  []cluster.Pool
		want   []cluster.Reservation
	}{
		{
			reason: "one node a zone, and one more in whichever zone the surge lands",
			pools:  []cluster.Pool{with("A", 3, "33%", "1", "2", "3")},
			want:   []cluster.Reservation{{"A", "1", 2}, {"A", "2", 2}, {"A", "3", 2}},
		},
		{
			reason: "the odd node may be in any zone",
			pools:  []cluster.Pool{with("A", 4, "1", "1", "2", "3")},
			want:   []cluster.Reservation{{"A", "1", 3}, {"A", "2", 3}, {"A", "3", 3}},
		},
		{
			reason: "pools of one size share, sizes do not, and the order is always the same",
			pools:  []cluster.Pool{with("B", 2, "1", "2"), with("A", 1, "1", "2"), with("B", 1, "1", "2", "1")},
			want:   []cluster.Reservation{{"A", "2", 2}, {"B", "1", 2}, {"B", "2", 5}},
		},
		{reason: "nothing for nothing", pools: nil, want: []cluster.Reservation{}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got, err := cluster.Reservations(test.pools)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
	_, err := cluster.Reservations([]cluster.Pool{with("A", 1, "1")})
	assert.ErrorContains(t, err, "has no zones")
	_, err = cluster.Reservations([]cluster.Pool{with("A", 1, "x", "1")})
	assert.ErrorContains(t, err, "surge of pool")
}

func TestCapacityIsReservedAndProtected(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, capacity(&cluster.CapacityArgs{
		Site: site(), ResourceGroup: pulumi.String("rg-trelica-prod-eus2-compute"), Pools: []cluster.Pool{pool("system"), pool("work1")},
	}))
	pulumitest.AssertConventions(t, resources)
	group := pulumitest.Find(t, resources, "azure-native:compute/v20240301:CapacityReservationGroup", "capacity-group")
	assert.Equal(t, []any{"1", "2", "3"}, pulumitest.Plain(group.Inputs)["zones"])

	reserved := pulumitest.OfType(resources, reservedType)
	assert.Len(t, reserved, 3, "one for each zone: both pools have the same size")
	first := pulumitest.Find(t, resources, reservedType, "capacity-cr-d4ds-v5-1")
	assert.Equal(t, map[string]any{
		"resourceGroupName":            "rg-trelica-prod-eus2-compute",
		"capacityReservationGroupName": "crg-trelica-prod-eus2",
		"capacityReservationName":      "cr-d4ds-v5-1",
		"location":                     "eastus2",
		"sku":                          map[string]any{"name": "Standard_D4ds_v5", "capacity": 4.0},
		"zones":                        []any{"1"},
		"tags":                         pulumitest.Plain(group.Inputs)["tags"],
	}, pulumitest.Plain(first.Inputs))
	for _, r := range append(reserved, group) {
		assert.True(t, r.Protect, "%s: what is given back may not be had again", r.Name)
	}
}

func TestCapacityForNothingIsRefused(t *testing.T) {
	t.Parallel()
	err := pulumitest.RunError(t, capacity(&cluster.CapacityArgs{Site: site()}))
	assert.ErrorContains(t, err, "ResourceGroup: is missing")
	assert.ErrorContains(t, err, "Pools: is empty")
	assert.Error(t, pulumitest.RunError(t, capacity(nil)))
}

func capacity(a *cluster.CapacityArgs) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := cluster.NewCapacity(ctx, "capacity", a, provider)
		return err
	})
}
