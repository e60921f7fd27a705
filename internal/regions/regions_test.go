package regions_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/regions"
)

func region(t *testing.T, name string) regions.Region {
	t.Helper()
	r, ok := regions.Lookup(name)
	require.True(t, ok, "region %s is not in the table", name)
	return r
}

func TestEveryRowIsWhole(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z][a-z0-9]{1,3}$`)
	for _, r := range regions.All() {
		assert.Regexp(t, `^[a-z]+[0-9]?$`, r.Name)
		assert.Regexp(t, code, r.Code, r.Name)
		assert.NotEmpty(t, r.DisplayName, r.Name)
		assert.NotEmpty(t, r.Geography, r.Name)
		assert.NotEmpty(t, r.Location, r.Name)
		assert.NotEmpty(t, r.Pair, r.Name)
		assert.Contains(t, regions.Jurisdictions(), r.Jurisdiction, r.Name)
		assert.Contains(t, []int{0, 3}, r.Zones, r.Name)
		assert.InDelta(t, 50, r.Published.Latitude, 25, "%s must lie in the northern hemisphere", r.Name)
		assert.NotZero(t, r.Published.Longitude, r.Name)
	}
}

func TestNamesAndCodesAreUnique(t *testing.T) {
	t.Parallel()
	names, codes := map[string]bool{}, map[string]string{}
	for _, r := range regions.All() {
		assert.False(t, names[r.Name], "%s is there twice", r.Name)
		assert.Empty(t, codes[r.Code], "%s has the code of another region", r.Name)
		names[r.Name], codes[r.Code] = true, r.Name
	}
}

func TestPairsPointBack(t *testing.T) {
	t.Parallel()
	exceptions := map[string]string{
		"westus3":       "Azure pairs it one way: East US is paired with West US",
		"swedencentral": "its partner publishes no coordinate and is not in the table",
	}
	for _, r := range regions.All() {
		partner, ok := regions.Pair(r.Name)
		symmetric := ok && partner.Pair == r.Name
		if why, exception := exceptions[r.Name]; exception {
			assert.False(t, symmetric, "%s needs no exception any more (%s)", r.Name, why)
			assert.NotEmpty(t, r.Note, "%s must say why its pair is not symmetric", r.Name)
			continue
		}
		require.True(t, symmetric, "%s is paired with %s, which is not paired with it", r.Name, r.Pair)
		assert.Equal(t, r.Jurisdiction, partner.Jurisdiction, "%s and its pair are under different law", r.Name)
	}
}

func TestLookupIsExact(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "East US 2", "EastUS2", "eastus22"} {
		_, ok := regions.Lookup(name)
		assert.False(t, ok, "%q must not be found", name)
		_, ok = regions.Pair(name)
		assert.False(t, ok, "%q must have no pair", name)
	}
}

func TestAllIsACopy(t *testing.T) {
	t.Parallel()
	regions.All()[0].Code = "changed"
	for _, r := range regions.All() {
		assert.NotEqual(t, "changed", r.Code)
	}
}

func TestDistances(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b             string
		published, shown float64
		reason           string
	}{
		{"eastus2", "centralus", 882.8, 882.8, "production and its recovery region are far apart by any reading"},
		{"uksouth", "ukwest", 197.1, 109.6, "the two British regions are near by the places Azure names, whatever its coordinates say"},
		{"eastus", "eastus2", 92.6, 92.6, "two regions of one state are not far enough"},
	} {
		a, b := region(t, c.a), region(t, c.b)
		assert.InDelta(t, c.published, regions.DistanceMiles(a, b), 0.1, c.reason)
		assert.InDelta(t, c.shown, regions.ShownMiles(a, b), 0.1, c.reason)
	}
}

func TestDistanceIsAMetricOnTheTable(t *testing.T) {
	t.Parallel()
	all := regions.All()
	for _, a := range all {
		assert.Zero(t, regions.DistanceMiles(a, a), a.Name)
		for _, b := range all {
			assert.InDelta(t, regions.DistanceMiles(a, b), regions.DistanceMiles(b, a), 1e-9, "%s and %s", a.Name, b.Name)
			assert.LessOrEqual(t, regions.ShownMiles(a, b), regions.DistanceMiles(a, b), "%s and %s", a.Name, b.Name)
			for _, c := range all {
				assert.LessOrEqual(t, regions.DistanceMiles(a, c), regions.DistanceMiles(a, b)+regions.DistanceMiles(b, c)+1e-9)
			}
		}
	}
}

func TestARegionWhosePublishedDataContradictThemselvesSaysSo(t *testing.T) {
	t.Parallel()
	for _, r := range regions.All() {
		if r.OffsetMiles() > 25 {
			assert.NotEmpty(t, r.Note, "%s is published %.0f miles from %s", r.Name, r.OffsetMiles(), r.Location)
		}
	}
	assert.Greater(t, region(t, "ukwest").OffsetMiles(), 100.0)
	assert.Zero(t, region(t, "eastus2").OffsetMiles(), "a state has no single place")
}
