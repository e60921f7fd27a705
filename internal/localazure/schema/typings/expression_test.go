package typings

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestTypeForms(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"P: string;":                         "s!",
		"P?: string;":                        "s",
		"readonly P: pulumi.Output<string>;": "s!",
		"readonly P: pulumi.Output<string | undefined>;":             "s",
		"P: pulumi.Input<number>;":                                   "n!",
		"P: boolean;":                                                "b!",
		"P?: any;":                                                   "*",
		"readonly P: pulumi.Output<any | undefined>;":                "*",
		"P: any[];":                                                  "[*!",
		"P?: pulumi.Input<pulumi.Input<string>[]>;":                  "[s",
		"P: string[][];":                                             "[[s!",
		`P: pulumi.Input<"Lion">;`:                                   "'Lion'!",
		"P: { [key: string]: string; };":                             "{s!",
		"P?: pulumi.Input<{ [key: string]: any; }>;":                 "{*",
		"P: { [key: string]: outputs.a.X[]; }[];":                    "[{[@outputs.a.X!",
		"P: pulumi.Input<inputs.a.v1.XArgs>;":                        "@inputs.a.v1.XArgs!",
		"P: inputs.a.XArgs | inputs.a.YArgs;":                        "(@inputs.a.XArgs|@inputs.a.YArgs)!",
		"P?: (outputs.a.X | outputs.a.Y)[];":                         "[(@outputs.a.X|@outputs.a.Y)",
		"P?: outputs.a.X | undefined;":                               "@outputs.a.X",
		"P: pulumi.Input<enums.a.E>;":                                "#enums.a.E!",
		"P: pulumi.Input<string | enums.a.v1.E>;":                    "#enums.a.v1.E?!",
		"P?: (string | enums.a.E)[];":                                "[#enums.a.E?",
		"P: { [key: string]: pulumi.Input<(string | enums.a.E)>; };": "{#enums.a.E?!",
	}
	for source, want := range tests {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			object, err := readProperties(source)
			require.NoError(t, err)
			require.Contains(t, object, "P")
			got, err := object["P"].MarshalText()
			require.NoError(t, err)
			assert.Equal(t, want, string(got))
		})
	}
}

func TestNamesOfProperties(t *testing.T) {
	t.Parallel()
	_, err := readProperties(`readonly?: string; readonly: number;`)
	require.EqualError(t, err, "x.d.ts:1: property readonly is declared twice")

	object, err := readProperties(`readonly: string; readonly static: string; "$ref"?: string; 'a-b': number; function?: any;`)
	require.NoError(t, err)
	text := schema.Type{Kind: schema.String}
	assert.Equal(t, schema.Object{
		"readonly": {Type: text, Required: true}, "static": {Type: text, Required: true}, "$ref": {Type: text},
		"a-b": {Type: schema.Type{Kind: schema.Number}, Required: true}, "function": {},
	}, object)
}

func TestUnknownTypeForms(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ reason, source, want string }{
		"unknown word":       {"A word that is no known type.", "\nP: bigint;", "x.d.ts:2: unknown form of a type: it begins with `bigint`"},
		"unknown generic":    {"Another generic type than the two of the SDK.", "P: Array<string>;", "x.d.ts:1: unknown form of a type: it begins with `Array`"},
		"unknown wrapper":    {"Another type of the SDK.", "P: pulumi.Resource;", "x.d.ts:1: unknown form of a type: pulumi.Resource"},
		"tuple":              {"A list of fixed length.", "P: [string, string];", "x.d.ts:1: unknown form of a type: it begins with `[`"},
		"inline object":      {"An object without a name.", "P: { a: string; };", "x.d.ts:1: unexpected `a`, want `[`"},
		"number keys":        {"A map with numbers as keys.", "P: { [key: number]: string; };", "x.d.ts:1: unexpected `number`, want `string`"},
		"mixture":            {"A text or a number.", "/* two\nlines */ P: string | number;", "x.d.ts:2: unknown form of a type: this mixture of alternatives is not one the typings are known to use"},
		"text or object":     {"A text or an object.", "P: string | inputs.a.X;", "x.d.ts:1: unknown form of a type: this mixture of alternatives is not one the typings are known to use"},
		"two enumerations":   {"A text or one of two enumerations.", "P: string | enums.a.E | enums.a.F;", "x.d.ts:1: unknown form of a type: this mixture of alternatives is not one the typings are known to use"},
		"nothing":            {"Never anything.", "P: undefined;", "x.d.ts:1: unknown form of a type: this mixture of alternatives is not one the typings are known to use"},
		"list of nothing":    {"A list of what may be undefined.", "P: (string | undefined)[];", "x.d.ts:1: unknown form of a type: a list of what may be undefined"},
		"method":             {"A method instead of a property.", "P(): string;", "x.d.ts:1: unexpected `(`, want `:`"},
		"no semicolon":       {"Two properties in one.", "P: string Q: string;", "x.d.ts:1: unexpected `Q`, want `;`"},
		"no name":            {"A number as a name.", "1: string;", "x.d.ts:1: unexpected `1`, want a name"},
		"unknown character":  {"A character that no token begins with.", "P: #x;", "x.d.ts:1: unknown character '#'"},
		"unclosed text":      {"A text that does not end in its line.", "P: \"abc\n\";", "x.d.ts:1: a text without its closing mark"},
		"unclosed comment":   {"A comment that does not end.", "P: /* string;", "x.d.ts:1: a comment without its end"},
		"unknown escape":     {"A text with an escape that Go does not know.", `P: "\q";`, `x.d.ts:1: unknown escape in "\q"`},
		"end in the middle":  {"A file that was cut off.", "P: pulumi.Input<", "x.d.ts:1: unknown form of a type: it begins with `}`"},
		"text, not the word": {"A text that looks like a mark is none.", `P ":" string;`, `x.d.ts:1: unexpected ":", want ` + "`:`"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readProperties(test.source)
			require.EqualError(t, err, test.want, test.reason)
		})
	}
}

// readProperties reads the body of an object type.
func readProperties(source string) (schema.Object, error) {
	s := newScanner("x.d.ts", source+"}")
	object := s.properties()
	return object, s.err
}
