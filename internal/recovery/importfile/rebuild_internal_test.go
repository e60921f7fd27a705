package importfile

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// world is what is there, what a state knows, and what must be known before.
type world struct {
	declared, there []string
	after           map[string]string
	known           map[string]bool
	broken          bool
}

func (w *world) preview(context.Context) (List, error) {
	var list List
	for _, id := range w.declared {
		switch {
		case w.known[id]:
		case w.after[id] != "" && !w.known[w.after[id]]:
			list.Left = append(list.Left, Left{URN: id, Why: Later})
		default:
			list.URNs = append(list.URNs, id)
			list.File.Resources = append(list.File.Resources, engine.ImportSpec{Name: id, ID: id})
			list.Refill = append(list.Refill, Refill{URN: id, ID: id})
		}
	}
	return list, nil
}

func (w *world) imports(_ context.Context, file engine.ImportFile) error {
	if w.broken {
		return nil
	}
	absent := &engine.AbsentError{}
	for _, spec := range file.Resources {
		found := false
		for _, id := range w.there {
			found = found || id == spec.ID
		}
		if !found {
			absent.IDs = append(absent.IDs, spec.ID)
			break // the CLI begins nothing more after a failure
		}
		w.known[spec.ID] = true
	}
	if len(absent.IDs) > 0 {
		return absent
	}
	return nil
}

func TestAStateIsRebuiltInRounds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason           string
		world            world
		imported, absent []string
		rounds           int
	}{
		{"everything is there", world{declared: []string{"a", "b"}, there: []string{"a", "b"}}, []string{"a", "b"}, nil, 1},
		{"one is known after the other", world{declared: []string{"a", "b"}, there: []string{"a", "b"}, after: map[string]string{"b": "a"}}, []string{"a", "b"}, nil, 2},
		{"two are gone", world{declared: []string{"a", "b", "c", "d"}, there: []string{"a", "d"}}, []string{"a", "d"}, []string{"b", "c"}, 3},
		{"nothing is there", world{declared: []string{"a"}}, nil, []string{"a"}, 1},
	} {
		test.world.known = map[string]bool{}
		outcome, err := rebuild(t.Context(), func(string, ...any) {}, test.world.preview, test.world.imports)
		require.NoError(t, err, test.reason)
		assert.ElementsMatch(t, test.imported, outcome.Imported, test.reason)
		assert.Len(t, outcome.Refill, len(test.imported), test.reason)
		var absent []string
		for _, left := range outcome.Left {
			assert.Equal(t, Absent, left.Why, test.reason)
			absent = append(absent, left.ID)
		}
		assert.Equal(t, test.absent, absent, test.reason)
		assert.Equal(t, test.rounds, outcome.Rounds, test.reason)
	}
}

func TestAnImportThatGetsNoFurtherEnds(t *testing.T) {
	t.Parallel()
	w := world{declared: []string{"a"}, there: []string{"a"}, known: map[string]bool{}, broken: true}
	_, err := rebuild(t.Context(), func(string, ...any) {}, w.preview, w.imports)
	require.ErrorContains(t, err, "gets no further")
}
