package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestEnumerations(t *testing.T) {
	t.Parallel()
	const (
		climates = `"Tropical", "Arctic", "Version1_2"`
		skus     = `"Basic", "Premium"`
	)
	tests := map[string]struct {
		reason, property, value string
		want                    *schema.Problem
	}{
		"known":  {reason: "A known value is right.", property: "climate", value: "Arctic"},
		"closed": {"A closed enumeration refuses every other value.", "sku", "Gold", &schema.Problem{Message: `"Gold" is not a known value; one of ` + skus}},
		"closed, near": {
			"A closed enumeration also says which value was probably meant, from further off.", "sku", "Premiumium",
			&schema.Problem{Message: `"Premiumium" is not a known value; one of ` + skus},
		},
		"closed, two edits": {
			"Two edits in a word of seven letters still lead to a suggestion.", "sku", "Premimu1",
			&schema.Problem{Message: `"Premimu1" is not a known value; one of ` + skus + `; did you mean "Premium"?`},
		},
		"open": {
			"Azure may know values that the typings do not, so that an open enumeration only warns.", "climate", "Desert",
			&schema.Problem{Message: `"Desert" is not a known value; known to the typings are ` + climates, Severity: schema.Warning},
		},
		"open, case": {
			"A value that differs in case alone was meant to be the known one.", "climate", "arctic",
			&schema.Problem{Message: `"arctic" is not a known value; one of ` + climates + `; did you mean "Arctic"?`},
		},
		"open, one letter missing": {
			"One missing letter is a slip of the pen.", "climate", "Artic",
			&schema.Problem{Message: `"Artic" is not a known value; one of ` + climates + `; did you mean "Arctic"?`},
		},
		"open, neighbours swapped": {
			"Two swapped letters are one slip of the pen.", "climate", "Tropcial",
			&schema.Problem{Message: `"Tropcial" is not a known value; one of ` + climates + `; did you mean "Tropical"?`},
		},
		"open, two edits": {
			"Two edits are doubtful: a suggestion, but no refusal.", "climate", "Tropikall",
			&schema.Problem{Message: `"Tropikall" is not a known value; known to the typings are ` + climates + `; did you mean "Tropical"?`, Severity: schema.Warning},
		},
		"open, digit": {
			"Another digit is a newer version rather than a slip of the pen.", "climate", "Version1_3",
			&schema.Problem{Message: `"Version1_3" is not a known value; known to the typings are ` + climates + `; did you mean "Version1_2"?`, Severity: schema.Warning},
		},
		"open, short": {
			"In a word of two letters another letter is another word.", "region", "UA",
			&schema.Problem{Message: `"UA" is not a known value; known to the typings are "UK", "US"; did you mean "UK"?`, Severity: schema.Warning},
		},
		"open, empty": {
			"An empty text is like any other unknown value.", "climate", "",
			&schema.Problem{Message: `"" is not a known value; known to the typings are ` + climates, Severity: schema.Warning},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want []schema.Problem
			if test.want != nil {
				test.want.Path = test.property
				want = []schema.Problem{*test.want}
			}
			inputs := properties(map[string]any{"zooName": "x", test.property: test.value})
			assert.Equal(t, want, smallSchema().CheckInputs(zoo, inputs), test.reason)
		})
	}
}
