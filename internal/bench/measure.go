package bench

import (
	"slices"
	"time"
)

// Measured is a thing that was measured several times.
type Measured []Sample

// Wall is the median of the times: one run that the machine disturbed does not count.
func (m Measured) Wall() time.Duration {
	return m.median(func(s Sample) time.Duration { return s.Wall })
}

// Processor is the median of the processor times, which a machine that does other things meanwhile changes little.
func (m Measured) Processor() time.Duration {
	return m.median(func(s Sample) time.Duration { return s.Processor })
}

func (m Measured) median(of func(Sample) time.Duration) time.Duration {
	if len(m) == 0 {
		return 0
	}
	times := make([]time.Duration, len(m))
	for i, s := range m {
		times[i] = of(s)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// Peak is the most memory of all runs.
func (m Measured) Peak() int64 {
	var most int64
	for _, s := range m {
		most = max(most, s.Peak)
	}
	return most
}

// Resources is how many the last run dealt with.
func (m Measured) Resources() int {
	if len(m) == 0 {
		return 0
	}
	return m[len(m)-1].Resources
}

// Each is the time of one resource.
func (m Measured) Each() time.Duration { return m.Wall() / time.Duration(max(1, m.Resources())) }

// Alternately runs several things in turn, round after round, so that what slows the machine down for a while slows all of them, and
// returns what each took. The first error ends it.
func Alternately(rounds int, things ...func() (Sample, error)) ([]Measured, error) {
	all := make([]Measured, len(things))
	for range rounds {
		for i, thing := range things {
			sample, err := thing()
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], sample)
		}
	}
	return all, nil
}

// Ratio is how many times as long one thing took as another.
func Ratio(of, to Measured) float64 {
	if to.Wall() == 0 {
		return 0
	}
	return float64(of.Wall()) / float64(to.Wall())
}

// Marginal is how many times as long a resource that was added took as one of those that were there before. 1 is linear growth
// without a fixed part; whoever has one is below.
func Marginal(small, large Measured) float64 {
	added := large.Resources() - small.Resources()
	if added <= 0 || small.Each() == 0 {
		return 0
	}
	each := (large.Wall() - small.Wall()) / time.Duration(added)
	return float64(each) / float64(small.Each())
}
