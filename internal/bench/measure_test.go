package bench_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/bench"
)

// runs are samples of so many seconds each, of a number of resources.
func runs(resources int, seconds ...int) bench.Measured {
	var m bench.Measured
	for _, s := range seconds {
		m = append(m, bench.Sample{Wall: time.Duration(s) * time.Second, Peak: int64(s), Resources: resources})
	}
	return m
}

func TestOneDisturbedRunDoesNotCount(t *testing.T) {
	t.Parallel()
	m := runs(10, 2, 90, 1)
	assert.Equal(t, 2*time.Second, m.Wall())
	assert.Equal(t, int64(90), m.Peak(), "of memory the most counts")
	assert.Equal(t, 200*time.Millisecond, m.Each())
	assert.Zero(t, bench.Measured{}.Wall())
}

func TestRatios(t *testing.T) {
	t.Parallel()
	assert.InDelta(t, 1.5, bench.Ratio(runs(1, 3), runs(1, 2)), 0.001)
	assert.Zero(t, bench.Ratio(runs(1, 3), bench.Measured{}))
	for _, c := range []struct {
		small, large bench.Measured
		want         float64
		reason       string
	}{
		{runs(10, 10), runs(100, 100), 1, "linear"},
		{runs(10, 10), runs(100, 55), 0.5, "half of the cost was there without any resource"},
		{runs(10, 10), runs(100, 1000), 11, "quadratic growth shows"},
		{runs(10, 10), runs(10, 20), 0, "nothing was added"},
	} {
		assert.InDelta(t, c.want, bench.Marginal(c.small, c.large), 0.001, c.reason)
	}
}

func TestAlternately(t *testing.T) {
	t.Parallel()
	var order []string
	thing := func(name string) func() (bench.Sample, error) {
		return func() (bench.Sample, error) {
			order = append(order, name)
			return bench.Sample{Resources: len(order)}, nil
		}
	}
	all, err := bench.Alternately(2, thing("a"), thing("b"))
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "a", "b"}, order)
	assert.Equal(t, []int{3, 4}, []int{all[0].Resources(), all[1].Resources()})
	_, err = bench.Alternately(2, thing("c"), func() (bench.Sample, error) { return bench.Sample{}, errors.New("no") })
	assert.Error(t, err)
}

func TestStepsOfADiff(t *testing.T) {
	t.Parallel()
	said := "target: local (simulated)\npreviewing dev\ntook 1.5s: previewing dev\ntook 20ms: reading what changes\ntook long: x\ntarget: local (simulated)\n"
	assert.Equal(t, []bench.Step{
		{What: "previewing dev", Took: 1500 * time.Millisecond}, {What: "reading what changes", Took: 20 * time.Millisecond},
	}, bench.Steps(said))
	assert.Empty(t, bench.Steps("previewing dev\n"))
}
