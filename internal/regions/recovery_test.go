package regions_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/regions"
)

func TestRecovery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		home, recovery string
		want           []string
		reason         string
	}{
		{"eastus2", "centralus", nil, "Iowa is far from Virginia, under the same law and has three zones"},
		{"centralus", "eastus2", nil, "the way back must hold as well"},
		{"eastus2", "eastus2", []string{
			"East US 2 is the home region itself; a recovery region must survive its loss",
		}, "a region cannot stand in for itself"},
		{"eastus2", "eastus", []string{
			"East US is 93 miles from East US 2; at least 150 are needed",
		}, "the same state is too near"},
		{"eastus2", "westus", []string{
			"West US has 0 availability zones; production needs 3",
		}, "West US is far but has no zones"},
		{"eastus2", "northeurope", []string{
			"North Europe is under the law of EU, East US 2 under that of US; both must be in one jurisdiction",
		}, "American data stays under American law"},
		{"uksouth", "ukwest", []string{
			"that UK West (Cardiff) is at least 150 miles from UK South (London) cannot be shown: the coordinates that Azure publishes " +
				"are 197 miles apart, the places that it names 110",
			"UK West has 0 availability zones; production needs 3",
		}, "a distance that Azure's own data contradict is not shown"},
		{"germanywestcentral", "germanynorth", []string{
			"Germany North has 0 availability zones; production needs 3",
		}, "Frankfurt is far from Berlin and from Bremen alike, but there are no zones"},
	} {
		assert.Equal(t, c.want, regions.Recovery(region(t, c.home), region(t, c.recovery)), c.reason)
	}
}

func TestNamesAreSortedAndFiltered(t *testing.T) {
	t.Parallel()
	got := regions.Names(func(r regions.Region) bool { return r.Jurisdiction == regions.UK })
	assert.Equal(t, []string{"uksouth", "ukwest"}, got)
}
