package schema_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestUnions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		inputs map[string]any
		want   []schema.Problem
	}{
		"right": {
			reason: "Each object follows the alternative that its constant names.",
			inputs: map[string]any{"animals": []any{
				map[string]any{"species": "Lion", "mane": true}, map[string]any{"species": "Penguin", "fish": 3},
			}},
		},
		"within the alternative": {
			reason: "Problems are those of the alternative that the constant names, not of all of them.",
			inputs: map[string]any{"animals": []any{map[string]any{"species": "Penguin", "mane": true}}},
			want: []schema.Problem{
				{Path: "animals[0].fish", Message: "required, but missing; want a number"},
				{Path: "animals[0].mane", Message: `unknown property; known are "fish", "species"`},
			},
		},
		"secret constant": {
			reason: "A constant chooses its alternative even where it is marked as secret.",
			inputs: map[string]any{"animals": []any{
				map[string]any{"species": resource.MakeSecret(resource.NewStringProperty("Penguin"))},
			}},
			want: []schema.Problem{{Path: "animals[0].fish", Message: "required, but missing; want a number"}},
		},
		"no constant": {
			reason: "Without its constant nothing can be said of the rest.",
			inputs: map[string]any{"animals": []any{map[string]any{"mane": 5}}},
			want: []schema.Problem{{
				Path:    "animals[0].species",
				Message: `required, but missing: it says which sort of object this is; one of "Lion", "Penguin"`,
			}},
		},
		"unknown constant": {
			reason: "A constant of no alternative is refused with the nearest.",
			inputs: map[string]any{"animals": []any{map[string]any{"species": "lion"}}},
			want: []schema.Problem{{
				Path:    "animals[0].species",
				Message: `the text "lion" names no known sort of object; one of "Lion", "Penguin"; did you mean "Lion"?`,
			}},
		},
		"unknown secret constant": {
			reason: "A secret is not shown, and a suggestion would show it.",
			inputs: map[string]any{"animals": []any{
				map[string]any{"species": resource.MakeSecret(resource.NewStringProperty("lion"))},
				map[string]any{"species": resource.MakeSecret(resource.NewNumberProperty(4711))},
			}},
			want: []schema.Problem{
				{Path: "animals[0].species", Message: `a secret text names no known sort of object; one of "Lion", "Penguin"`},
				{Path: "animals[1].species", Message: `want one of "Lion", "Penguin", got a secret number`},
			},
		},
		"no discriminator": {
			reason: "Without a discriminator the alternative that fits best counts.",
			inputs: map[string]any{"plant": map[string]any{"area": "large", "kingdom": "Plantae"}},
			want:   []schema.Problem{{Path: "plant.area", Message: `want a number, got the text "large"`}},
		},
		"no discriminator, right": {
			reason: "Without a discriminator one fitting alternative is enough.",
			inputs: map[string]any{"plant": map[string]any{"height": 5}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.inputs["zooName"] = "x"
			assert.Equal(t, test.want, smallSchema().CheckInputs(zoo, properties(test.inputs)), test.reason)
		})
	}
}
