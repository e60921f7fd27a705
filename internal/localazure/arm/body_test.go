package arm

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func text(s string) resource.PropertyValue { return resource.NewStringProperty(s) }

func unknown() resource.PropertyValue { return resource.MakeComputed(resource.NewStringProperty("")) }

func object(of map[string]resource.PropertyValue) resource.PropertyValue {
	properties := make(resource.PropertyMap, len(of))
	for key, value := range of {
		properties[resource.PropertyKey(key)] = value
	}
	return resource.NewObjectProperty(properties)
}

func list(of ...resource.PropertyValue) resource.PropertyValue {
	return resource.NewArrayProperty(of)
}

func networkBody() Body {
	return Body{Properties: resource.PropertyMap{
		"name":     resource.MakeSecret(text("net")),
		"nothing":  resource.NewNullProperty(),
		"later":    resource.MakeSecret(unknown()),
		"enabled":  resource.NewBoolProperty(true),
		"size":     resource.NewNumberProperty(24),
		"prefixes": list(text("10.0.0.0/16"), unknown(), text("10.1.0.0/16")),
		"tags":     object(map[string]resource.PropertyValue{"cost.centre": text("42"), "owner": text("platform")}),
		"subnets": list(
			object(map[string]resource.PropertyValue{
				"name":  text("nodes"),
				"group": resource.MakeSecret(object(map[string]resource.PropertyValue{"id": text("/nsg/one")})),
			}),
			unknown(),
			object(map[string]resource.PropertyValue{"name": text("pods")}),
		),
		"wrapped": resource.NewOutputProperty(resource.Output{Element: text("inside"), Known: true}),
		"waiting": resource.NewOutputProperty(resource.Output{}),
	}}
}

func TestBodyAnswersWithAValueAndItsState(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		path   string
		want   string
		state  State
	}{
		{"a secret is looked through", "name", "net", Known},
		{"a null is as good as nothing", "nothing", "", Absent},
		{"what was never sent is absent", "missing", "", Absent},
		{"a secret unknown is unknown", "later", "", Unknown},
		{"below an unknown everything is unknown", "later.deep[3].deeper", "", Unknown},
		{"an element of a list is reached by its index", "subnets[0].name", "nodes", Known},
		{"a secret on the way is looked through", "subnets[0].group.id", "/nsg/one", Known},
		{"an index outside the list is absent", "subnets[7].name", "", Absent},
		{"a negative index is absent", "subnets[-1].name", "", Absent},
		{"a key with a dot is quoted", `tags["cost.centre"]`, "42", Known},
		{"a key of something that has no keys is absent", "enabled.name", "", Absent},
		{"a value of another kind is for the shape check to report", "size", "", Unknown},
		{"a path that cannot be read names nothing", "subnets[", "", Absent},
		{"an output value that is known is looked through", "wrapped", "inside", Known},
		{"an output value that is not known is unknown", "waiting", "", Unknown},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got, state := networkBody().String(test.path)
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.state, state)
		})
	}
}

func TestBodyReadsEachKindOfValue(t *testing.T) {
	t.Parallel()
	body := networkBody()

	enabled, state := body.Bool("enabled")
	assert.True(t, enabled)
	assert.Equal(t, Known, state)
	_, state = body.Bool("size")
	assert.Equal(t, Unknown, state, "a number is no truth value")

	size, state := body.Number("size")
	assert.InDelta(t, 24, size, 0)
	assert.Equal(t, Known, state)
	_, state = body.Number("enabled")
	assert.Equal(t, Unknown, state, "a truth value is no number")

	prefixes, state := body.Strings("prefixes")
	assert.Equal(t, []string{"10.0.0.0/16", "10.1.0.0/16"}, prefixes)
	assert.Equal(t, Unknown, state, "one element is not known yet")
	_, state = body.Strings("missing")
	assert.Equal(t, Absent, state)
	_, state = body.Strings("size")
	assert.Equal(t, Unknown, state, "a number is no list")

	keys, state := body.Keys("tags")
	assert.Equal(t, []string{"cost.centre", "owner"}, keys)
	assert.Equal(t, Known, state)
	_, state = body.Keys("prefixes")
	assert.Equal(t, Unknown, state, "a list has no keys")

	assert.True(t, body.Has("later"), "an unknown value has been sent")
	assert.False(t, body.Has("nothing"))
}

func TestBodyElementsRememberWhereTheyWereFound(t *testing.T) {
	t.Parallel()
	subnets, state := networkBody().Elements("subnets")
	require.Equal(t, Known, state)
	require.Len(t, subnets, 3, "an unknown element keeps its place")

	id, state := subnets[0].String("group.id")
	assert.Equal(t, "/nsg/one", id)
	assert.Equal(t, Known, state)
	assert.Equal(t, "subnets[0].group.id", subnets[0].PathTo("group.id"))

	_, state = subnets[1].String("name")
	assert.Equal(t, Unknown, state, "whatever is asked of an unknown element is unknown")

	group, state := subnets[0].Object("group")
	require.Equal(t, Known, state)
	assert.Equal(t, "subnets[0].group.id", group.PathTo("id"))
	assert.Equal(t, "subnets[0].group", group.PathTo(""))
	assert.Equal(t, "subnets[0].group[2]", group.PathTo("[2]"))

	prefixes, state := networkBody().Elements("prefixes")
	require.Equal(t, Known, state)
	first, state := prefixes[0].String("")
	assert.Equal(t, "10.0.0.0/16", first, "an element that is a text is its own empty path")
	assert.Equal(t, Known, state)
}

func TestBodyAllFindsWhatAPatternNames(t *testing.T) {
	t.Parallel()
	body := networkBody()
	assert.Equal(t, []Found{
		{Path: "subnets[0].group.id", Value: text("/nsg/one"), State: Known},
		{Path: "subnets[1]", Value: unknown(), State: Unknown},
	}, body.All("subnets[*].group.id"))
	assert.Equal(t, []Found{
		{Path: `tags["cost.centre"]`, Value: text("42"), State: Known},
		{Path: "tags.owner", Value: text("platform"), State: Known},
	}, body.All("tags[*]"))
	assert.Equal(t, []Found{{Path: "subnets[2].name", Value: text("pods"), State: Known}}, body.All("subnets[2].name"))
	assert.Empty(t, body.All("missing[*].id"))
	assert.Empty(t, body.All("subnets["))
	assert.Empty(t, body.All("name[*]"), "a text has no elements")
}

func TestBodyOfNothingAnswersAbsent(t *testing.T) {
	t.Parallel()
	var body Body
	_, state := body.String("anything.at[0].all")
	assert.Equal(t, Absent, state)
	assert.False(t, body.Has("x"))
	assert.Empty(t, body.All("a[*]"))
	_, state = body.Elements("a")
	assert.Equal(t, Absent, state)
}

func FuzzBodyNeverPanics(f *testing.F) {
	for _, path := range []string{"", "a", "subnets[*].group.id", `tags["x"]`, "[", "a..b", "*", "subnets[99999999999]"} {
		f.Add(path)
	}
	body := networkBody()
	f.Fuzz(func(t *testing.T, path string) {
		_, state := body.At(path)
		assert.Contains(t, []State{Absent, Unknown, Known}, state)
		for _, found := range body.All(path) {
			assert.NotEqual(t, Absent, found.State, "what is absent is left out")
		}
	})
}
