package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestInputAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason, path string
		want         schema.Kind
		err          string
	}{
		"top":             {reason: "A name alone is a property at the top.", path: "gates", want: schema.Number},
		"nested":          {reason: "A dot leads into an object, also of its own type.", path: "keeper.assistant.name", want: schema.String},
		"list":            {reason: "[*] is any item of a list.", path: "keepers[*].name", want: schema.String},
		"list itself":     {reason: "Without [*] it is the list.", path: "keepers", want: schema.List},
		"map":             {reason: "[*] is any value of a map.", path: "tags[*]", want: schema.String},
		"union":           {reason: "Any alternative of a union may have the name.", path: "animals[*].fish", want: schema.Number},
		"any":             {reason: "Nothing is known below a value of any kind.", path: "settings.a[*].b", want: schema.Any},
		"slip":            {reason: "A slip is refused with what there is.", path: "keeper.nane", err: `azure-native:zoo/v20990101:Zoo inputs.keeper: no "nane"; known are "assistant", "name", "pin", "shift"`},
		"slip in a union": {reason: "A union refuses what no alternative has.", path: "animals[*].wings", err: `azure-native:zoo/v20990101:Zoo inputs.animals[*]: no "wings" in any of its alternatives`},
		"into a text":     {reason: "A text has no properties.", path: "zooName.length", err: `azure-native:zoo/v20990101:Zoo inputs.zooName: no "length": it is a text`},
		"no list":         {reason: "Only lists and maps have items.", path: "zooName[*]", err: "azure-native:zoo/v20990101:Zoo inputs.zooName[*]: want a list or a map before [*], it is a text"},
		"forgotten [*]":   {reason: "A list has no properties of its own.", path: "keepers.name", err: `azure-native:zoo/v20990101:Zoo inputs.keepers: no "name": it is a list, each item an object`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := smallSchema().InputAt(zoo, test.path)
			if test.err != "" {
				require.EqualError(t, err, test.err, test.reason)
				return
			}
			require.NoError(t, err, test.reason)
			assert.Equal(t, test.want, got.Type.Kind, test.reason)
		})
	}
}

func TestOutputAt(t *testing.T) {
	t.Parallel()
	got, err := smallSchema().OutputAt(zoo, "keeper.hired")
	require.NoError(t, err)
	assert.Equal(t, schema.Property{Type: schema.Type{Kind: schema.String}, Required: true}, got)

	_, err = smallSchema().OutputAt("azure-native:zoo:Gone", "name")
	require.ErrorContains(t, err, "the shape of azure-native:zoo:Gone is not known")
	_, err = smallSchema().InputAt("azure-native:zoo:Gone", "name")
	require.ErrorContains(t, err, "the shape of azure-native:zoo:Gone is not known")
}
