package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// Whatever is sent, a check comes to an end with the same result twice, and shows nothing that is secret.
func TestAnythingCanBeChecked(t *testing.T) {
	t.Parallel()
	s := committedSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.SampledFrom(s.Tokens()).Draw(t, "token")
		r, _ := s.Resource(token)
		values := anything(t, s, r.Inputs, 4).(resource.PropertyMap)
		problems := s.CheckInputs(token, values)
		require.Equal(t, problems, s.CheckInputs(token, values))
		s.CheckOutputs(token, values)
		s.WithDefaults(token, values)
		for _, problem := range problems {
			require.NotEmpty(t, problem.Message)
			require.NotContains(t, problem.String(), hidden)
		}
	})
}

// What follows the shape has no problems.
func TestWhatFollowsTheShapeIsRight(t *testing.T) {
	t.Parallel()
	s := committedSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.SampledFrom(s.Tokens()).Draw(t, "token")
		r, _ := s.Resource(token)
		require.Empty(t, s.CheckInputs(token, fitting(t, s, r.Inputs, 5)))
		require.Empty(t, s.CheckOutputs(token, fitting(t, s, r.Outputs, 5)))
		inputs := fitting(t, s, r.Inputs, 2)
		require.Empty(t, s.CheckInputs(token, s.WithDefaults(token, inputs)), "The defaults follow the shape, too.")
	})
}

// What follows the shape but for one thing at the top has exactly the problem of that thing.
func TestOneFaultIsFound(t *testing.T) {
	t.Parallel()
	s := committedSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.SampledFrom(s.Tokens()).Draw(t, "token")
		r, _ := s.Resource(token)
		values := fitting(t, s, r.Inputs, 2)
		name := rapid.SampledFrom(names(r.Inputs)).Draw(t, "name")
		property := r.Inputs[name]
		switch {
		case property.Required && rapid.Bool().Draw(t, "missing"):
			delete(values, resource.PropertyKey(name))
		case property.Type.Kind == schema.Any:
			return // nothing is wrong here
		default:
			values[resource.PropertyKey(name)] = misfit(property.Type)
		}
		problems := s.CheckInputs(token, values)
		require.Len(t, problems, 1)
		require.Equal(t, name, problems[0].Path)
		require.Equal(t, schema.Error, problems[0].Severity)
	})
}

const hidden = "correct horse battery staple"

// anything draws a value that need not fit, with names that the shape has and others.
func anything(t *rapid.T, s *schema.Schema, shape schema.Object, depth int) any {
	choice := rapid.IntRange(0, 4).Draw(t, "sort")
	if depth == 4 || choice == 4 && depth > 0 {
		values := resource.PropertyMap{}
		known := append(names(shape), "", "__x", "a.b", "Größe", "name")
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(known), 0, 6).Draw(t, "names") {
			inner, _ := s.Object(innermost(shape[name].Type).Name)
			values[resource.PropertyKey(name)] = wrapped(t, anything(t, s, inner, depth-1))
		}
		return values
	}
	switch choice {
	case 0:
		return rapid.SampledFrom([]string{"", "x", "Enabled", "enabled", "Standard_v9"}).Draw(t, "text")
	case 1:
		return rapid.Float64().Draw(t, "number")
	case 2:
		return rapid.SampledFrom([]any{true, false, nil, &asset.Asset{}, resource.Computed{}, resource.Output{}, resource.ResourceReference{}}).Draw(t, "other")
	default:
		if depth <= 0 {
			return nil
		}
		var items []resource.PropertyValue
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			items = append(items, wrapped(t, anything(t, s, shape, depth-1)))
		}
		return items
	}
}

func wrapped(t *rapid.T, value any) resource.PropertyValue {
	inner := resource.PropertyValue{V: value}
	switch rapid.IntRange(0, 5).Draw(t, "wrapping") {
	case 0:
		return resource.MakeSecret(resource.NewStringProperty(hidden))
	case 1:
		return resource.MakeSecret(inner)
	case 2:
		return resource.NewOutputProperty(resource.Output{Element: inner, Known: true})
	case 3:
		return resource.NewOutputProperty(resource.Output{Element: resource.NewStringProperty(hidden), Known: true, Secret: true})
	default:
		return inner
	}
}

// fitting draws an object that follows the shape: what is required, and to some depth also what is not.
func fitting(t *rapid.T, s *schema.Schema, shape schema.Object, depth int) resource.PropertyMap {
	values := resource.PropertyMap{}
	for _, name := range names(shape) {
		property := shape[name]
		if property.Required || depth > 0 && rapid.IntRange(0, 3).Draw(t, name) == 0 {
			values[resource.PropertyKey(name)] = fittingValue(t, s, property.Type, depth)
		}
	}
	return values
}

func fittingValue(t *rapid.T, s *schema.Schema, kind schema.Type, depth int) resource.PropertyValue {
	if depth < -3 { // types that require each other, such as a subnet's outputs, would never end
		return resource.MakeComputed(resource.NewStringProperty(""))
	}
	switch kind.Kind {
	case schema.String:
		return resource.NewStringProperty(rapid.String().Draw(t, "text"))
	case schema.Number:
		return resource.NewNumberProperty(rapid.Float64().Draw(t, "number"))
	case schema.Boolean:
		return resource.NewBoolProperty(rapid.Bool().Draw(t, "boolean"))
	case schema.Any:
		return resource.NewArrayProperty([]resource.PropertyValue{resource.NewStringProperty("any")})
	case schema.List:
		return resource.NewArrayProperty([]resource.PropertyValue{fittingValue(t, s, *kind.Element, depth-1)})
	case schema.Map:
		return resource.NewObjectProperty(resource.PropertyMap{"a b": fittingValue(t, s, *kind.Element, depth-1)})
	case schema.Enumeration:
		values, _ := s.Enum(kind.Name)
		return resource.NewStringProperty(rapid.SampledFrom(values).Draw(t, kind.Name))
	case schema.Constant:
		return resource.NewStringProperty(kind.Value)
	case schema.Union:
		return fittingValue(t, s, rapid.SampledFrom(kind.Alternatives).Draw(t, "alternative"), depth)
	case schema.Reference:
		object, _ := s.Object(kind.Name)
		return resource.MakeSecret(resource.NewObjectProperty(fitting(t, s, object, depth-1)))
	default:
		panic(fmt.Sprintf("unknown kind %d", kind.Kind))
	}
}

// misfit returns a value that fits no type of this kind.
func misfit(kind schema.Type) resource.PropertyValue {
	if kind.Kind == schema.Boolean {
		return resource.NewStringProperty("true")
	}
	return resource.NewBoolProperty(true)
}

func innermost(kind schema.Type) schema.Type {
	for kind.Element != nil {
		kind = *kind.Element
	}
	return kind
}

func names(object schema.Object) []string {
	var all []string
	for name := range object {
		all = append(all, name)
	}
	slices.SortFunc(all, strings.Compare)
	return all
}
