package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// changedSecret stands for a secret that is not the one the program gave: the world knows that it changed, and not what
// it is.
const changedSecret = "(changed by somebody else; the local Azure keeps digests only)"

// resolve puts secrets in the place of their digests: the first candidate at the same path that the digest was made of.
// A digest that none fits becomes what lost makes of it; a null takes it away.
func (s *Server) resolve(value resource.PropertyValue, lost func() resource.PropertyValue, candidates ...resource.PropertyValue) resource.PropertyValue {
	if digest, ok := world.Digest(value); ok {
		for _, candidate := range candidates {
			inner, state := bare(candidate)
			if state == Known && s.world.Matches(digest, inner) {
				return resource.MakeSecret(inner)
			}
		}
		return lost()
	}
	switch {
	case value.IsSecret():
		return resource.MakeSecret(s.resolve(value.SecretValue().Element, lost, candidates...))
	case value.IsObject():
		object := make(resource.PropertyMap, len(value.ObjectValue()))
		for key, element := range value.ObjectValue() {
			object[key] = s.resolve(element, lost, stepAll(candidates, string(key))...)
		}
		return resource.NewObjectProperty(withoutNulls(object))
	case value.IsArray():
		elements := make([]resource.PropertyValue, 0, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			if resolved := s.resolve(element, lost, stepAll(candidates, i)...); !resolved.IsNull() {
				elements = append(elements, resolved)
			}
		}
		return resource.NewArrayProperty(elements)
	}
	return value
}

// resolveMap resolves every value of a map.
func (s *Server) resolveMap(properties resource.PropertyMap, lost func() resource.PropertyValue, candidates ...resource.PropertyMap) resource.PropertyMap {
	values := make([]resource.PropertyValue, len(candidates))
	for i, candidate := range candidates {
		values[i] = resource.NewObjectProperty(candidate)
	}
	return s.resolve(resource.NewObjectProperty(properties), lost, values...).ObjectValue()
}

func stepAll(values []resource.PropertyValue, step any) []resource.PropertyValue {
	stepped := make([]resource.PropertyValue, len(values))
	for i, value := range values {
		inner, _ := bare(value)
		stepped[i] = child(inner, step)
	}
	return stepped
}

// dropped takes a lost secret away.
func dropped() resource.PropertyValue { return resource.NewNullProperty() }

// shown says in a lost secret's place that it changed.
func shown() resource.PropertyValue {
	return resource.MakeSecret(resource.NewStringProperty(changedSecret))
}
