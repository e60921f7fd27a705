package regions

import "math"

// earthRadiusMiles is the mean radius of the Earth (IUGG: 6,371.0088 km) in statute miles.
const earthRadiusMiles = 3958.7613

// DistanceMiles returns the great-circle distance between the coordinates that Azure publishes for two regions,
// in statute miles, by the haversine formula. It is zero only for two regions at the same coordinate, and the
// same in both directions.
func DistanceMiles(a, b Region) float64 { return greatCircle(a.Published, b.Published) }

// ShownMiles returns the distance between two regions that can be shown to hold: the smallest over every pair
// of places that the published data give for them, the coordinate and, where the location is a city, that city.
// It equals DistanceMiles where no city is named, and is less where the data contradict themselves.
func ShownMiles(a, b Region) float64 {
	least := math.Inf(1)
	for _, p := range a.places() {
		for _, q := range b.places() {
			least = min(least, greatCircle(p, q))
		}
	}
	return least
}

// OffsetMiles returns how far the published coordinate lies from the city that the region's location names, and
// zero where it names none.
func (r Region) OffsetMiles() float64 {
	if r.City == (Point{}) {
		return 0
	}
	return greatCircle(r.Published, r.City)
}

// places returns every place at which the published data put the region.
func (r Region) places() []Point {
	if r.City == (Point{}) {
		return []Point{r.Published}
	}
	return []Point{r.Published, r.City}
}

func greatCircle(a, b Point) float64 {
	const degree = math.Pi / 180
	dLat := (b.Latitude - a.Latitude) * degree
	dLon := (b.Longitude - a.Longitude) * degree
	h := square(math.Sin(dLat/2)) +
		math.Cos(a.Latitude*degree)*math.Cos(b.Latitude*degree)*square(math.Sin(dLon/2))
	// Rounding can push h a hair over one for antipodes, where Asin would answer NaN.
	return 2 * earthRadiusMiles * math.Asin(math.Min(1, math.Sqrt(h)))
}

func square(x float64) float64 { return x * x }
