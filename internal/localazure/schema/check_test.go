package schema_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestCheckInputs(t *testing.T) {
	t.Parallel()
	file, err := asset.FromText("lion")
	require.NoError(t, err)
	folder, err := archive.FromAssets(map[string]any{"lion": file})
	require.NoError(t, err)
	unknown := resource.MakeComputed(resource.NewStringProperty(""))

	tests := map[string]struct {
		reason string
		inputs map[string]any
		want   []schema.Problem
	}{
		"all right": {
			reason: "Inputs that follow the shape have no problems.",
			inputs: map[string]any{
				"zooName": "london", "gates": 3, "open": true, "tags": map[string]any{"a.b": "c"}, "sku": "Basic",
				"keeper": map[string]any{"name": "Ann", "assistant": map[string]any{"name": "Bob"}}, "kind": "Public",
				"settings": map[string]any{"anything": []any{1, "two"}},
			},
		},
		"required missing": {
			reason: "A required property must be given, and null is the same as nothing.",
			inputs: map[string]any{"zooName": nil, "keeper": map[string]any{}},
			want: []schema.Problem{
				{Path: "keeper.name", Message: "required, but missing; want a text"},
				{Path: "zooName", Message: "required, but missing; want a text"},
			},
		},
		"nothing among the items": {
			reason: "An item cannot be absent: null is no object. Items of any kind may be null.",
			inputs: map[string]any{"zooName": "x", "keepers": []any{map[string]any{"name": "Ann"}, nil}, "settings": map[string]any{"anything": []any{nil}}},
			want:   []schema.Problem{{Path: "keepers[1]", Message: "want an object, got nothing"}},
		},
		"unknown property": {
			reason: "A name that the shape does not have is refused with the nearest one, or with all of them.",
			inputs: map[string]any{"zooNmae": "x", "zooName": "x", "keeper": map[string]any{"name": "Ann", "hat": "red"}},
			want: []schema.Problem{
				{Path: "keeper.hat", Message: `unknown property; known are "assistant", "name", "pin", "shift"`},
				{Path: "zooNmae", Message: `unknown property; did you mean "zooName"?`},
			},
		},
		"wrong case": {
			reason: "The wire is sensitive to case, so a name that differs in it alone is unknown.",
			inputs: map[string]any{"zooName": "x", "GATES": 1},
			want:   []schema.Problem{{Path: "GATES", Message: `unknown property; did you mean "gates"?`}},
		},
		"output as input": {
			reason: "What Azure computes cannot be asked for, and saying so helps more than a list of names.",
			inputs: map[string]any{"zooName": "x", "visitors": 5, "keeper": map[string]any{"name": "Ann", "visitors": 5}},
			want: []schema.Problem{
				{Path: "keeper.visitors", Message: `unknown property; known are "assistant", "name", "pin", "shift"`},
				{Path: "visitors", Message: "unknown property: it is an output, which only Azure sets"},
			},
		},
		"wrong types": {
			reason: "Every kind of type refuses values of another, and says what it wants and what it got.",
			inputs: map[string]any{
				"zooName": 1, "gates": "two", "open": "true", "keeper": []any{}, "keepers": map[string]any{}, "tags": "x",
				"climate": true, "sku": 5, "kind": 7, "plant": "rose", "animals": []any{"lion"},
			},
			want: []schema.Problem{
				{Path: "animals[0]", Message: `want an object, got the text "lion"`},
				{Path: "climate", Message: `want one of "Tropical", "Arctic", "Version1_2", got true`},
				{Path: "gates", Message: `want a number, got the text "two"`},
				{Path: "keeper", Message: "want an object, got a list"},
				{Path: "keepers", Message: "want a list, each item an object, got an object"},
				{Path: "kind", Message: `want the text "Public", got the number 7`},
				{Path: "open", Message: `want true or false, got the text "true"`},
				{Path: "plant", Message: `want an object, got the text "rose"`},
				{Path: "sku", Message: `want one of "Basic", "Premium", got the number 5`},
				{Path: "tags", Message: `want a map, each value a text, got the text "x"`},
				{Path: "zooName", Message: "want a text, got the number 1"},
			},
		},
		"inside lists and maps": {
			reason: "Paths lead to the item, in brackets where a name is no plain word, and items come in their order.",
			inputs: map[string]any{
				"zooName": "x", "tags": map[string]any{"cost-centre": 1, "owner": 2},
				"keepers": []any{
					map[string]any{"name": "a"}, map[string]any{"name": "b"}, map[string]any{"name": 3}, map[string]any{"name": "d"},
					map[string]any{"name": "e"}, map[string]any{"name": "f"}, map[string]any{"name": "g"}, map[string]any{"name": "h"},
					map[string]any{"name": "i"}, map[string]any{"name": "j"}, map[string]any{"nam": "k"},
				},
			},
			want: []schema.Problem{
				{Path: "keepers[2].name", Message: "want a text, got the number 3"},
				{Path: "keepers[10].nam", Message: `unknown property; did you mean "name"?`},
				{Path: "keepers[10].name", Message: "required, but missing; want a text"},
				{Path: `tags["cost-centre"]`, Message: "want a text, got the number 1"},
				{Path: "tags.owner", Message: "want a text, got the number 2"},
			},
		},
		"constant": {
			reason: "A constant allows exactly its text.",
			inputs: map[string]any{"zooName": "x", "kind": "Private"},
			want:   []schema.Problem{{Path: "kind", Message: `want the text "Public", got the text "Private"`}},
		},
		"unknown values": {
			reason: "In a preview any value may be unknown, a whole object too, and is then accepted.",
			inputs: map[string]any{
				"zooName": resource.NewOutputProperty(resource.Output{Known: false}), "gates": unknown, "keeper": unknown, "keepers": []any{unknown}, "climate": unknown,
				"animals": []any{map[string]any{"species": unknown}}, "settings": unknown, "tags": map[string]any{"a": unknown},
				"sku": resource.MakeSecret(unknown),
			},
		},
		"output values": {
			reason: "An output value that is known is looked into.",
			inputs: map[string]any{
				"zooName": resource.NewOutputProperty(resource.Output{Known: true, Element: resource.NewNumberProperty(1)}),
			},
			want: []schema.Problem{{Path: "zooName", Message: "want a text, got the number 1"}},
		},
		"secrets": {
			reason: "A secret is looked into, and nothing of it is shown.",
			inputs: map[string]any{
				"zooName": resource.MakeSecret(resource.NewNumberProperty(4711)),
				"keeper":  resource.MakeSecret(resource.NewObjectProperty(properties(map[string]any{"name": true, "pin": "hunter2"}))),
				"sku":     resource.NewOutputProperty(resource.Output{Known: true, Secret: true, Element: resource.NewStringProperty("basic")}),
				"gates":   resource.MakeSecret(resource.NewNumberProperty(2)),
				"open":    "plain",
			},
			want: []schema.Problem{
				{Path: "keeper.name", Message: "want a text, got a secret true or false"},
				{Path: "keeper.pin", Message: "want a number, got a secret text"},
				{Path: "open", Message: `want true or false, got the text "plain"`},
				{Path: "sku", Message: `a secret text is not a known value; one of "Basic", "Premium"`},
				{Path: "zooName", Message: "want a text, got a secret number"},
			},
		},
		"files": {
			reason: "No property of a resource of Azure takes a file, not even where anything else goes.",
			inputs: map[string]any{"zooName": file, "settings": map[string]any{"deep": []any{folder}}},
			want: []schema.Problem{
				{Path: "settings.deep[0]", Message: "a file cannot be sent to Azure; want a value"},
				{Path: "zooName", Message: "a file cannot be sent to Azure; want a text"},
			},
		},
		"resources": {
			reason: "A resource is no value; its identifier would be.",
			inputs: map[string]any{"zooName": resource.NewResourceReferenceProperty(resource.ResourceReference{URN: "urn:x"})},
			want:   []schema.Problem{{Path: "zooName", Message: "want a text, got a resource"}},
		},
		"names of the provider": {
			reason: "The provider keeps a flag of its own among the inputs; below the top level there are none.",
			inputs: map[string]any{"zooName": "x", "__createBeforeDelete": true, "keeper": map[string]any{"name": "Ann", "__x": 1}},
			want:   []schema.Problem{{Path: "keeper.__x", Message: `unknown property; known are "assistant", "name", "pin", "shift"`}},
		},
		"long text": {
			reason: "A message stays readable whatever was given.",
			inputs: map[string]any{"zooName": "x", "gates": "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"},
			want: []schema.Problem{{
				Path:    "gates",
				Message: `want a number, got the text "01234567890123456789012345678901234567890123456789012345678901234567890123456789" (cut off)`,
			}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, smallSchema().CheckInputs(zoo, properties(test.inputs)), test.reason)
		})
	}
}

func TestCheckInputsOfNilSecret(t *testing.T) {
	t.Parallel()
	inputs := resource.PropertyMap{"zooName": {V: (*resource.Secret)(nil)}, "gates": {V: struct{}{}}}
	assert.Equal(t, []schema.Problem{
		{Path: "gates", Message: "want a number, got a value of an unknown kind"},
		{Path: "zooName", Message: "required, but missing; want a text"},
	}, smallSchema().CheckInputs(zoo, inputs), "Damaged values are reported like others.")
}

func TestCheckOutputs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason  string
		outputs map[string]any
		want    []schema.Problem
	}{
		"all right": {
			reason: "The identifier and the provider's copy of the inputs stand beside the outputs that the typings name.",
			outputs: map[string]any{
				"id": "/zoo", "name": "london", "visitors": 5, "__inputs": map[string]any{"zooName": "london"},
				"keeper": map[string]any{"name": "Ann", "hired": "2020"},
			},
		},
		"promised but missing": {
			reason:  "The typings promise more than services return, so that what is missing is a warning.",
			outputs: map[string]any{"name": "london", "keeper": map[string]any{"name": "Ann"}},
			want: []schema.Problem{
				{Path: "keeper.hired", Message: "promised by the typings, but missing; want a text", Severity: schema.Warning},
				{Path: "visitors", Message: "promised by the typings, but missing; want a number", Severity: schema.Warning},
			},
		},
		"invented": {
			reason:  "An output that the typings do not have, or of another type, never comes from the official provider.",
			outputs: map[string]any{"id": 5, "name": "london", "visitors": "5", "zooName": "london"},
			want: []schema.Problem{
				{Path: "id", Message: "want a text, got the number 5"},
				{Path: "visitors", Message: `want a number, got the text "5"`},
				{Path: "zooName", Message: `unknown property; known are "id", "keeper", "name", "visitors"`},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.want, smallSchema().CheckOutputs(zoo, properties(test.outputs)), test.reason)
		})
	}
}

func TestCheckFunction(t *testing.T) {
	t.Parallel()
	const list = "azure-native:zoo/v20990101:listVisitors"
	assert.Equal(t, []schema.Problem{
		{Path: "zoo", Message: `unknown property; known are "zooName"`},
		{Path: "zooName", Message: "required, but missing; want a text"},
	}, smallSchema().CheckArguments(list, properties(map[string]any{"zoo": "london"})))
	assert.Equal(t, []schema.Problem{
		{Path: "visitors[1]", Message: "want a text, got the number 2"},
	}, smallSchema().CheckResult(list, properties(map[string]any{"visitors": []any{"Ann", 2}})))
}

func TestUnknownToken(t *testing.T) {
	t.Parallel()
	const want = "the shape of azure-native:zoo/v20500101:Zoo is not known: add a line with it to internal/localazure/schema/resources.txt " +
		"and run go generate ./internal/localazure/schema; known are azure-native:zoo/v20990101:Zoo"
	s := smallSchema()
	for name, problems := range map[string][]schema.Problem{
		"inputs":    s.CheckInputs("azure-native:zoo/v20500101:Zoo", nil),
		"outputs":   s.CheckOutputs("azure-native:zoo/v20500101:Zoo", nil),
		"arguments": s.CheckArguments("azure-native:zoo/v20500101:Zoo", nil),
		"result":    s.CheckResult("azure-native:zoo/v20500101:Zoo", nil),
	} {
		assert.Equal(t, []schema.Problem{{Message: want}}, problems, name)
	}
	assert.NotContains(t, s.CheckInputs("", nil)[0].Message, "known are", "Nothing is suggested for a token that resembles none.")
}

func TestProblemString(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "error: sku.name: required", schema.Problem{Path: "sku.name", Message: "required"}.String())
	assert.Equal(t, "warning: not known", schema.Problem{Message: "not known", Severity: schema.Warning}.String())
}
