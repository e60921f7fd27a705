package bench_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/bench"
	"github.com/trelica/infrastructure/stacks/settings"
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

// TestStepsAreOfTheSameRunsAsTheWhole holds that a part of a diff is the median of the diffs whose median the whole is.
func TestStepsAreOfTheSameRunsAsTheWhole(t *testing.T) {
	t.Parallel()
	step := func(what string, seconds int) bench.Step {
		return bench.Step{What: what, Took: time.Duration(seconds) * time.Second}
	}
	table := bench.StepRows([][]bench.Step{
		{step("previewing dev", 2), step("reading", 1)}, {step("reading", 9), step("previewing dev", 3)}, {step("previewing dev", 40), step("reading", 2)},
	})
	took := map[string]time.Duration{}
	for _, row := range table {
		took[row.What] = row.Took.Wall()
	}
	assert.Equal(t, "- previewing dev", table[0].What, "in the order of the first")
	assert.Equal(t, map[string]time.Duration{"- previewing dev": 3 * time.Second, "- reading": 2 * time.Second}, took)
}

// TestWhatIsComparedChangesEveryEnvironment holds that the change whose diff is measured is one, and that the settings with it are right.
func TestWhatIsComparedChangesEveryEnvironment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := filepath.Glob("../../Pulumi*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), content, 0o600))
	}
	require.NoError(t, bench.LetIn(dir))
	for _, stack := range settings.Stacks(dir) {
		if kind, _ := settings.KindOf(stack); kind == settings.KindBootstrap {
			continue // it makes no cluster
		}
		before, err := settings.FromProject("../..", stack)
		require.NoError(t, err, stack)
		after, err := settings.FromProject(dir, stack)
		require.NoError(t, err, stack)
		assert.Len(t, after.Cluster.APIServerAuthorizedRanges, len(before.Cluster.APIServerAuthorizedRanges)+1, stack)
	}
	other := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(other, "Pulumi.dev.yaml"), []byte("config: {}\n"), 0o600))
	require.ErrorContains(t, bench.LetIn(other), "lists no address that may call the API server", "what changes nothing is not measured")
}
