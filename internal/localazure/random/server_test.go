package random_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/internal/localazure/random"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

type props = map[string]any

const (
	password = "random:index/randomPassword:RandomPassword"
	text     = "random:index/randomString:RandomString"
	bytes    = "random:index/randomBytes:RandomBytes"
	id       = "random:index/randomId:RandomId"
	uuid     = "random:index/randomUuid:RandomUuid"
	pet      = "random:index/randomPet:RandomPet"
	integer  = "random:index/randomInteger:RandomInteger"
)

func urn(token string) string { return "urn:pulumi:dev::trelica::" + token + "::it" }

func sent(t *testing.T, plain props) *structpb.Struct {
	t.Helper()
	marshalled, err := rpc.Marshal(resource.NewPropertyMapFromMap(plain))
	require.NoError(t, err)
	return marshalled
}

func create(t *testing.T, token string, inputs props, preview bool) (string, resource.PropertyMap) {
	t.Helper()
	answer, err := random.New(random.Options{}).Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn(token), Properties: sent(t, inputs), Preview: preview})
	require.NoError(t, err)
	outputs, err := rpc.Unmarshal(answer.GetProperties())
	require.NoError(t, err)
	return answer.GetId(), outputs
}

func reveal(value resource.PropertyValue) string {
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return value.StringValue()
}

func TestWhatIsDrawnFulfilsTheInputs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason  string
		token   string
		inputs  props
		output  string
		pattern string
		id      string
		secret  bool
	}{
		{"a password has the length asked for", password, props{"length": 40}, "result", `^[\x21-\x7e]{40}$`, "^none$", true},
		{"only the sorts asked for", password, props{"length": 30, "special": false, "upper": false}, "result", `^[a-z0-9]{30}$`, "^none$", true},
		{"numeric under its old name", text, props{"length": 30, "number": false, "special": false}, "result", `^[a-zA-Z]{30}$`, `^[a-zA-Z]{30}$`, false},
		{"own special characters", text, props{"length": 9, "lower": false, "upper": false, "numeric": false, "overrideSpecial": "_"}, "result", `^_{9}$`, `^_{9}$`, false},
		{"at least so many of a sort", text, props{"length": 4, "minNumeric": 4}, "result", `^[0-9]{4}$`, "", false},
		{"bytes, whose identifier is their value", bytes, props{"length": 32}, "base64", `^[A-Za-z0-9+/]{43}=$`, `^[A-Za-z0-9+/]{43}=$`, true},
		{"bytes in hexadecimal digits", bytes, props{"length": 3}, "hex", `^[0-9a-f]{6}$`, "", true},
		{"an identifier with its prefix", id, props{"byteLength": 4, "prefix": "p-"}, "hex", `^p-[0-9a-f]{8}$`, `^[A-Za-z0-9_-]{6}$`, false},
		{"a UUID", uuid, props{}, "result", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, "^[0-9a-f-]{36}$", false},
		{"a name of three words", pet, props{"length": 3, "separator": ".", "prefix": "my"}, "separator", `^\.$`, `^my\.[a-z]+\.[a-z]+\.[a-z]+$`, false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			id, outputs := create(t, test.token, test.inputs, false)
			value := outputs[resource.PropertyKey(test.output)]
			assert.Regexp(t, regexp.MustCompile(test.pattern), reveal(value))
			assert.Regexp(t, regexp.MustCompile(test.id), id)
			assert.Equal(t, test.secret, value.IsSecret())
			_, other := create(t, test.token, test.inputs, false)
			if test.output == "result" && !strings.Contains(test.pattern, "_{9}") && !strings.Contains(test.pattern, "{4}$") {
				assert.NotEqual(t, reveal(value), reveal(other["result"]), "the next one is another")
			}
		})
	}
}

func TestAPasswordComesWithItsHash(t *testing.T) {
	t.Parallel()
	_, outputs := create(t, password, props{"length": 100}, false)
	assert.True(t, outputs["bcryptHash"].IsSecret())
	assert.NoError(t, bcrypt.CompareHashAndPassword([]byte(reveal(outputs["bcryptHash"])), []byte(reveal(outputs["result"])[:72])))
	assert.True(t, outputs["special"].BoolValue(), "defaults are answered")
}

func TestAnIntegerLiesInItsRange(t *testing.T) {
	t.Parallel()
	for range 20 {
		_, outputs := create(t, integer, props{"min": -2, "max": 2}, false)
		assert.InDelta(t, 0, outputs["result"].NumberValue(), 2)
	}
	_, one := create(t, integer, props{"min": 1, "max": 1 << 40, "seed": "s"}, false)
	_, other := create(t, integer, props{"min": 1, "max": 1 << 40, "seed": "s"}, false)
	assert.Equal(t, one, other, "a seed makes it the same again")
}

func TestAPreviewDrawsNothing(t *testing.T) {
	t.Parallel()
	id, outputs := create(t, password, props{"length": 10}, true)
	assert.Empty(t, id)
	assert.True(t, outputs["result"].IsComputed())
	assert.InDelta(t, 10, outputs["length"].NumberValue(), 0)
}

func TestInputsAreJudgedAllAtOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		token  string
		inputs props
		want   []string
	}{
		{"good", password, props{"length": 10, "keepers": props{"a": "1"}}, nil},
		{"unknown values are left alone", password, props{"length": resource.MakeComputed(resource.NewStringProperty(""))}, nil},
		{"several", password, props{"size": 10, "lower": "yes", "keepers": props{"a": 1}}, []string{
			"size: random:index/randomPassword:RandomPassword has no such input; it has [keepers length lower minLower minNumeric minSpecial minUpper number numeric overrideSpecial special upper]",
			"keepers: the value of a must be a text", "length: required, but missing", "lower: must be true or false",
		}},
		{"too short", bytes, props{"length": 0}, []string{"length: is 0; must be at least 1"}},
		{"not to be drawn", bytes, props{"length": 1e15}, []string{"length: is 1e+15; must be at most 1.048576e+06"}},
		{"half a character", password, props{"length": 1.5}, []string{"length: must be a whole number"}},
		{"less than the sum of its parts", text, props{"length": 3, "minLower": 2, "minUpper": 2}, []string{"length: is 3; must be at least 4, the sum of minLower, minUpper, minNumeric and minSpecial"}},
		{"nothing to draw from", text, props{"length": 3, "lower": false, "upper": false, "numeric": false, "special": false}, []string{"lower: one of lower, upper, numeric and special must be true"}},
		{"two names that disagree", text, props{"length": 3, "number": true, "numeric": false}, []string{"number: must say the same as numeric, of which it is the old name"}},
		{"an empty range", integer, props{"min": 3, "max": 1}, []string{"min: is 3; must not be above max, which is 1"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			answer, err := random.New(random.Options{}).Check(t.Context(), &pulumirpc.CheckRequest{Urn: urn(test.token), News: sent(t, test.inputs)})
			require.NoError(t, err)
			var got []string
			for _, failure := range answer.GetFailures() {
				got = append(got, failure.GetProperty()+": "+failure.GetReason())
			}
			assert.Equal(t, test.want, got)
			if len(got) > 0 {
				_, err = random.New(random.Options{Collect: true}).Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn(test.token), Properties: sent(t, test.inputs)})
				assert.Error(t, err, "it cannot be made either")
			}
		})
	}
}

func TestEveryChangeReplaces(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason     string
		before     props
		after      props
		wantReason []string
	}{
		{"nothing", props{"length": 5}, props{"length": 5}, nil},
		{"saying a default", props{"length": 5}, props{"length": 5, "special": true, "minLower": 0, "overrideSpecial": ""}, nil},
		{"keepers without values", props{"length": 5}, props{"length": 5, "keepers": props{}}, nil},
		{"a keeper", props{"length": 5, "keepers": props{"a": "1"}}, props{"length": 5, "keepers": props{"a": "2"}}, []string{"keepers"}},
		{"a keeper that is not known yet", props{"length": 5, "keepers": props{"a": "1"}}, props{"length": 5, "keepers": props{"a": resource.MakeComputed(resource.NewStringProperty(""))}}, []string{"keepers"}},
		{"length and sort", props{"length": 5}, props{"length": 6, "numeric": false}, []string{"length", "number", "numeric"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			answer, err := random.New(random.Options{}).Diff(t.Context(), &pulumirpc.DiffRequest{
				Urn: urn(password), OldInputs: sent(t, test.before), News: sent(t, test.after),
			})
			require.NoError(t, err)
			assert.Equal(t, test.wantReason, answer.GetReplaces())
			assert.False(t, answer.GetDeleteBeforeReplace(), "nothing stands in the way of the new one")
		})
	}
}

func TestWhatWasDrawnCanBeImported(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason, token, given, id string
		inputs                   map[string]any
		output, want             string
	}{
		{"a password by its value", password, "correct horse", "none", props{"length": 13.0}, "result", "correct horse"},
		{"a text by its value", text, "abc", "abc", props{"length": 3.0}, "result", "abc"},
		{"bytes in base64", bytes, base64.StdEncoding.EncodeToString([]byte("abc")), "YWJj", props{"length": 3.0}, "hex", "616263"},
		{"an identifier with its prefix", id, "p-,YWJj", "YWJj", props{"byteLength": 3.0, "prefix": "p-"}, "hex", "p-616263"},
		{"a UUID", uuid, "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", props{}, "result", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			answer, err := random.New(random.Options{}).Read(t.Context(), &pulumirpc.ReadRequest{Urn: urn(test.token), Id: test.given})
			require.NoError(t, err)
			inputs, err := rpc.Unmarshal(answer.GetInputs())
			require.NoError(t, err)
			outputs, err := rpc.Unmarshal(answer.GetProperties())
			require.NoError(t, err)
			assert.Equal(t, test.id, answer.GetId())
			assert.Equal(t, test.inputs, inputs.Mappable())
			assert.Equal(t, test.want, reveal(outputs[resource.PropertyKey(test.output)]))
		})
	}
	for token, given := range map[string]string{bytes: "not base64!", id: "p,not base64!", uuid: "no", pet: "x", integer: "1"} {
		_, err := random.New(random.Options{}).Read(t.Context(), &pulumirpc.ReadRequest{Urn: urn(token), Id: given})
		assert.Error(t, err, token)
	}
}

func TestARefreshFindsWhatIsInTheState(t *testing.T) {
	t.Parallel()
	id, outputs := create(t, text, props{"length": 5}, false)
	state, err := rpc.Marshal(outputs)
	require.NoError(t, err)
	inputs := sent(t, props{"length": 5})
	answer, err := random.New(random.Options{}).Read(t.Context(), &pulumirpc.ReadRequest{Urn: urn(text), Id: id, Properties: state, Inputs: inputs})
	require.NoError(t, err)
	assert.Equal(t, id, answer.GetId())
	assert.Equal(t, state, answer.GetProperties())
	assert.Equal(t, inputs, answer.GetInputs())

	updated, err := random.New(random.Options{}).Update(t.Context(), &pulumirpc.UpdateRequest{Urn: urn(text), Olds: state, News: sent(t, props{"length": 5, "special": true})})
	require.NoError(t, err)
	read, err := rpc.Unmarshal(updated.GetProperties())
	require.NoError(t, err)
	assert.Equal(t, outputs["result"], read["result"])
}

func TestAnUnknownTypeIsRefused(t *testing.T) {
	t.Parallel()
	_, err := random.New(random.Options{}).Check(t.Context(), &pulumirpc.CheckRequest{Urn: urn("random:index/randomShuffle:RandomShuffle")})
	assert.ErrorContains(t, err, "does not know random:index/randomShuffle:RandomShuffle")
	_, err = random.New(random.Options{}).Diff(t.Context(), &pulumirpc.DiffRequest{Urn: "nonsense"})
	assert.ErrorContains(t, err, "is not the name of a resource")
}
