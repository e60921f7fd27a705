package schema_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestCompactForm(t *testing.T) {
	t.Parallel()
	text := schema.Type{Kind: schema.String}
	texts := schema.Type{Kind: schema.List, Element: &text}
	tests := map[string]schema.Property{
		"s":               {Type: text},
		"n!":              {Type: schema.Type{Kind: schema.Number}, Required: true},
		"b=true":          {Type: schema.Type{Kind: schema.Boolean}, Default: resource.NewBoolProperty(true)},
		"n!=-1.5":         {Type: schema.Type{Kind: schema.Number}, Required: true, Default: resource.NewNumberProperty(-1.5)},
		`s="a=\"b\"!"`:    {Type: text, Default: resource.NewStringProperty(`a="b"!`)},
		"*":               {Type: schema.Type{Kind: schema.Any}},
		"[s":              {Type: texts},
		"{[s!":            {Type: schema.Type{Kind: schema.Map, Element: &texts}, Required: true},
		"@inputs.a.v1.B":  {Type: schema.Type{Kind: schema.Reference, Name: "inputs.a.v1.B"}},
		"#enums.a.C!":     {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.a.C"}, Required: true},
		`#enums.a.C?="x"`: {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.a.C", Open: true}, Default: resource.NewStringProperty("x")},
		"'a|b)'!":         {Type: schema.Type{Kind: schema.Constant, Value: "a|b)"}, Required: true},
		"[(@a.B|@a.C)!": {Type: schema.Type{Kind: schema.List, Element: &schema.Type{Kind: schema.Union, Alternatives: []schema.Type{
			{Kind: schema.Reference, Name: "a.B"}, {Kind: schema.Reference, Name: "a.C"},
		}}}, Required: true},
	}
	for compact, property := range tests {
		t.Run(compact, func(t *testing.T) {
			t.Parallel()
			written, err := property.MarshalText()
			require.NoError(t, err)
			assert.Equal(t, compact, string(written))
			var read schema.Property
			require.NoError(t, read.UnmarshalText([]byte(compact)))
			assert.Equal(t, property, read)
		})
	}
}

func TestDamagedCompactForm(t *testing.T) {
	t.Parallel()
	for compact, want := range map[string]string{
		"":        `property "": type missing`,
		"x":       `property "x": unknown mark 'x'`,
		"[":       `property "[": type missing`,
		"sx":      `property "sx": unexpected "x" at its end`,
		"@":       `property "@": name missing after '@'`,
		"'a":      `property "'a": constant without its closing mark`,
		"(s":      `property "(s": union without its closing mark`,
		"(s|":     `property "(s|": type missing`,
		"s=":      `property "s=": default: unexpected end of JSON input`,
		"s=[1]":   `property "s=[1]": default is neither text, number nor boolean`,
		"s=null!": `property "s=null!": default: invalid character '!' after top-level value`,
	} {
		var property schema.Property
		require.EqualError(t, property.UnmarshalText([]byte(compact)), want)
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for want, property := range map[string]schema.Property{
		"list or map without an element type":                                                 {Type: schema.Type{Kind: schema.List}},
		`constant "it's": a quotation mark cannot be written`:                                 {Type: schema.Type{Kind: schema.Constant, Value: "it's"}},
		`name "a b": only letters, digits, dots, underscores and dollar signs can be written`: {Type: schema.Type{Kind: schema.Reference, Name: "a b"}},
		"unknown kind 99": {Type: schema.Type{Kind: 99}},
	} {
		_, err := property.MarshalText()
		require.EqualError(t, err, want)
	}
}

func FuzzCompactForm(f *testing.F) {
	for _, seed := range []string{"s", "[{n!", "(@a|@b)!=1", "#a.B?=\"x\"", "'x'", "[[[[", "(((("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, compact string) {
		var property schema.Property
		if property.UnmarshalText([]byte(compact)) != nil {
			return
		}
		written, err := property.MarshalText()
		require.NoError(t, err, "What can be read can be written.")
		var again schema.Property
		require.NoError(t, again.UnmarshalText(written))
		assert.Equal(t, property, again, "Writing and reading change nothing.")
	})
}
