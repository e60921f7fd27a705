package controls

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDifference(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	for _, c := range []struct {
		was, is, before, now any
		where, reason        string
	}{
		{"a", "b", "a", "b", "p", "values are where they are"},
		{object{"x": 1.0, "y": object{"z": 2.0}}, object{"x": 1.0, "y": object{"z": 3.0}}, 2.0, 3.0, "p.y.z", "inside an object it is the leaf"},
		{object{"x": 1.0}, object{"x": 1.0, "a": true}, nil, true, "p.a", "what is added"},
		{object{"x": 1.0}, "text", object{"x": 1.0}, "text", "p", "an object that is none any more"},
		{object{"x": []any{1.0}}, object{"x": []any{2.0}}, []any{1.0}, []any{2.0}, "p.x", "lists are whole"},
	} {
		where, before, now := difference("p", c.was, c.is)
		assert.Equal(t, c.where, where, c.reason)
		assert.Equal(t, c.before, before, c.reason)
		assert.Equal(t, c.now, now, c.reason)
	}
}

// TestEqualsComparesAnything: nothing that a resource can hold makes a comparison panic.
func TestEqualsComparesAnything(t *testing.T) {
	t.Parallel()
	values := []any{nil, true, 1.0, "a", []any{1.0}, map[string]any{"a": 1.0}, Secret{Value: map[string]any{"a": 1.0}}, Unknown{}}
	for i, a := range values {
		for j, b := range values {
			assert.NotPanics(t, func() { equals(a, b) }, "%v and %v", a, b)
			if i != j {
				assert.False(t, equals(a, b), "%v and %v", a, b)
			}
		}
	}
}
