package schema_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
)

func TestWithDefaults(t *testing.T) {
	t.Parallel()
	s := smallSchema()
	unknown := resource.MakeComputed(resource.NewStringProperty(""))
	tests := map[string]struct {
		reason       string
		inputs, want map[string]any
	}{
		"absent": {
			reason: "A default stands in for what is absent or null.",
			inputs: map[string]any{"zooName": "x", "open": nil},
			want:   map[string]any{"zooName": "x", "open": nil, "gates": 2},
		},
		"null": {
			reason: "Null counts as absent.",
			inputs: map[string]any{"gates": nil},
			want:   map[string]any{"gates": 2},
		},
		"given": {
			reason: "What the program says stays, false, zero and unknown values too.",
			inputs: map[string]any{"gates": 0, "keeper": map[string]any{"shift": unknown}},
			want:   map[string]any{"gates": 0, "keeper": map[string]any{"shift": unknown}},
		},
		"nested": {
			reason: "An object that is there is filled in, to any depth; one that is not is not made.",
			inputs: map[string]any{"keeper": map[string]any{"name": "Ann", "assistant": map[string]any{}}},
			want: map[string]any{"gates": 2, "keeper": map[string]any{
				"name": "Ann", "shift": "day", "assistant": map[string]any{"shift": "day"},
			}},
		},
		"lists": {
			reason: "The SDK leaves the items of lists as they are.",
			inputs: map[string]any{"keepers": []any{map[string]any{"name": "Ann"}}},
			want:   map[string]any{"gates": 2, "keepers": []any{map[string]any{"name": "Ann"}}},
		},
		"unknown object": {
			reason: "An object that is not known yet stays so.",
			inputs: map[string]any{"keeper": unknown},
			want:   map[string]any{"gates": 2, "keeper": unknown},
		},
		"wrapped": {
			reason: "Secrets and output values stay what they are, with the object inside filled in.",
			inputs: map[string]any{
				"gates":  1,
				"keeper": resource.MakeSecret(resource.NewObjectProperty(resource.PropertyMap{})),
			},
			want: map[string]any{
				"gates":  1,
				"keeper": resource.MakeSecret(resource.NewObjectProperty(properties(map[string]any{"shift": "day"}))),
			},
		},
		"output value": {
			reason: "An output value keeps its dependencies.",
			inputs: map[string]any{"gates": 1, "keeper": resource.NewOutputProperty(resource.Output{
				Known: true, Element: resource.NewObjectProperty(resource.PropertyMap{}), Dependencies: []resource.URN{"urn:x"},
			})},
			want: map[string]any{"gates": 1, "keeper": resource.NewOutputProperty(resource.Output{
				Known: true, Element: resource.NewObjectProperty(properties(map[string]any{"shift": "day"})), Dependencies: []resource.URN{"urn:x"},
			})},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs := properties(test.inputs)
			assert.Equal(t, properties(test.want), s.WithDefaults(zoo, inputs), test.reason)
			assert.Equal(t, properties(test.inputs), inputs, "The inputs themselves do not change.")
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := smallSchema()
	assert.Equal(t, properties(map[string]any{"gates": 2}), s.Defaults(zoo))
	assert.Empty(t, s.Defaults("azure-native:zoo:Unknown"))
	inputs := properties(map[string]any{"a": 1})
	assert.Equal(t, inputs, s.WithDefaults("azure-native:zoo:Unknown", inputs), "An unknown type has no defaults.")
}
