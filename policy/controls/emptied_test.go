package controls_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// branches visits every list and object inside a value, with the way to it.
func branches(value any, steps []any, visit func(steps []any, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			way := append(slices.Clone(steps), key)
			if isBranch(inner) {
				visit(way, inner)
			}
			branches(inner, way, visit)
		}
	case []any:
		for i, inner := range v {
			way := append(slices.Clone(steps), i)
			if isBranch(inner) {
				visit(way, inner)
			}
			branches(inner, way, visit)
		}
	}
}

func isBranch(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}

// TestListsAndObjectsThatHaveNothing empties every list and every object of each kind of resource, and puts nothing, a list of nothing and what is
// not known in its place: each is judged, by every rule, and none takes for granted that something is in it.
func TestListsAndObjectsThatHaveNothing(t *testing.T) {
	t.Parallel()
	s := newSweeper(t, withSample(t))
	seen := map[string]bool{}
	for _, original := range s.stack.Resources {
		branches(original.Inputs, nil, func(steps []any, value any) {
			where := original.Kind() + " " + original.Name() + " " + pathOf(steps)
			once := original.Kind() + " " + pathOf(steps)
			if seen[once] && original.Kind() != "kubernetes:ValidatingAdmissionPolicy" { // of which each is of another rule
				return
			}
			seen[once] = true
			empty := any([]any{})
			if _, object := value.(map[string]any); object {
				empty = map[string]any{}
			}
			for i, other := range []any{empty, nil, []any{nil}, controls.Unknown{}} {
				changed, _ := with(original.Inputs, steps, func(any) (any, bool) { return other, true })
				copied := *original
				copied.Inputs, _ = changed.(map[string]any)
				assert.NotPanics(t, func() { s.judge(original, &copied, "drop") }, "%s, number %d", where, i+1)
			}
		})
	}
	require.Greater(t, len(seen), 100, fmt.Sprint(len(seen)))
}
