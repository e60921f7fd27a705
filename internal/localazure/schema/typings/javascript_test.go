package typings

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadProgram(t *testing.T) {
	t.Parallel()
	files := smallPackage(t)
	got, err := readProgram("zooFile.js", files["zoo/v20990101/zooFile.js"], "ZOO")
	require.NoError(t, err)
	assert.Equal(t, &program{
		token:   zooToken,
		aliases: []string{"azure-native:zoo:ZOO", "azure-native:zoo/v20980101:ZOO"},
		secrets: []string{"name", "keeper"},
		inputs: map[string]filling{
			"zooName": {}, "owner": {},
			"kind":   {value: resource.NewStringProperty("Public")},
			"gates":  {value: resource.NewNumberProperty(2.5)},
			"depth":  {value: resource.NewNumberProperty(-1)},
			"open":   {value: resource.NewBoolProperty(false)},
			"motto":  {value: resource.NewStringProperty(`say "cheese"`)},
			"keeper": {function: "inputs.zoo.v20990101.keeperArgsProvideDefaults"},
		},
	}, got)
}

func TestUnknownPrograms(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ reason, statement, want string }{
		"other source": {
			"An input must come from the argument of its own name.",
			`if (!opts.id) { resourceInputs["a"] = args ? args.b : undefined; } else {}`, "x.js:3: unexpected `b`, want `a`",
		},
		"other object": {
			"The object that is filled in must be the argument itself.",
			`if (!opts.id) { resourceInputs["a"] = args ? (args.a ? pulumi.output(args.b).apply(f) : undefined) : undefined; } else {}`,
			"x.js:3: unexpected `b`, want `a`",
		},
		"other variable": {
			"The value that is tested must be the one that is used.",
			`if (!opts.id) { resourceInputs["a"] = (_a = (args ? args.a : undefined)) !== null && _b !== void 0 ? _a : 1; } else {}`,
			"x.js:3: unexpected `_b`, want `_a`",
		},
		"computed default": {
			"A default that is computed is no constant fact.",
			`if (!opts.id) { resourceInputs["a"] = (_a = (args ? args.a : undefined)) !== null && _a !== void 0 ? _a : utilities.getEnv("A"); } else {}`,
			"x.js:3: unknown form of a default: it begins with `utilities`",
		},
		"negative text": {
			"Only a number can be negative.",
			`if (!opts.id) { resourceInputs["a"] = -"1"; } else {}`, "x.js:3: unknown form of a default: it begins with `-`",
		},
		"strange number": {
			"A number with two points is none.",
			`if (!opts.id) { resourceInputs["a"] = 1.2.3; } else {}`, "x.js:3: unknown form of a number: `1.2.3`",
		},
		"marked secret": {
			"An input that the SDK always marks as secret would be a new fact.",
			`if (!opts.id) { resourceInputs["a"] = pulumi.secret(args.a); } else {}`, "x.js:3: unexpected `secret`, want `output`",
		},
		"unknown option": {
			"An option of the resource that is not known may matter.",
			`const replaceOpts = { replaceOnChanges: ["a"] };`, "x.js:3: unknown option `replaceOpts` in a constructor",
		},
		"unknown statement": {
			"A statement that is not known may matter.", `while (true) {}`, "x.js:3: unexpected `while` in a constructor",
		},
		"other condition": {
			"Inputs under another condition are not always sent.", `if (opts.urn) { }`, "x.js:3: unexpected `opts`, want `!`",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := "class X extends pulumi.CustomResource {\nconstructor(name, args, opts) {\n" + test.statement + "\n}\n}\nX.__pulumiType = 'x';\n"
			_, err := readProgram("x.js", source, "X")
			require.EqualError(t, err, test.want, test.reason)
		})
	}

	_, err := readProgram("x.js", "class X extends pulumi.CustomResource {\n}\n", "X")
	require.EqualError(t, err, "x.js:3: no line that sets __pulumiType for X", "A resource without its token cannot be matched.")
	_, err = readProgram("x.js", "class X extends pulumi.ComponentResource {\n}\n", "X")
	require.EqualError(t, err, "x.js:1: unexpected `ComponentResource`, want `CustomResource`", "Only resources of the provider are wanted.")
}

func TestDefaultFunctions(t *testing.T) {
	t.Parallel()
	functions, err := indexDefaultFunctions("input.js", smallPackage(t)["types/input.js"])
	require.NoError(t, err)
	got, err := functions.fillings("inputs.zoo.v20990101.keeperArgsProvideDefaults")
	require.NoError(t, err)
	assert.Equal(t, map[string]filling{
		"assistant": {function: "inputs.zoo.v20990101.keeperArgsProvideDefaults"},
		"hours":     {function: "inputs.zoo.v20990101.hoursArgsProvideDefaults"},
		"shift":     {value: resource.NewStringProperty("day")},
	}, got)
	_, err = functions.fillings("inputs.zoo.v20990101.goneProvideDefaults")
	require.EqualError(t, err, "input.js: no function inputs.zoo.v20990101.goneProvideDefaults")
}

func TestUnknownDefaultFunctions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`return val;`: "input.js:2: unexpected `val`, want `Object`",
		`return Object.assign(Object.assign({}, val), { a: val.a.map(f) });`:                        "input.js:2: unknown form of a default: it begins with `val`",
		`return Object.assign(Object.assign({}, val), { a: (_a = (val.b)) !== null });`:             "input.js:2: unexpected `b`, want `a`",
		`return Object.assign(Object.assign({}, val), { a: (val.a ? pulumi.output(val.a) : 0) });`:  "input.js:2: unexpected `:`, want `.`",
		`return Object.assign(Object.assign({}, val), { a: (_a = (val.a)) !== null && _a !== 1 });`: "input.js:2: unexpected `1`, want `void`",
		`var _a; return Object.assign(Object.assign({}, val), { a: true }); return 1;`:              "input.js:2: unexpected `return`, want `}`",
	} {
		functions, err := indexDefaultFunctions("input.js", "(function (a) {\nfunction f(val) { "+body+" }\n})(a);\n")
		require.NoError(t, err)
		_, err = functions.fillings("inputs.a.f")
		require.EqualError(t, err, want, body)
	}
	_, err := indexDefaultFunctions("input.js", "(function (a) {\nfunction f(a, b) {}\n})(a);\n")
	require.EqualError(t, err, "input.js:2: unexpected `a`, want `val`")
}
