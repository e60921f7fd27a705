package schema

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// Defaults returns the values that the SDK sends for the properties at the top level of a resource that the program does
// not set. It is empty for an unknown token.
func (s *Schema) Defaults(token string) resource.PropertyMap {
	return s.WithDefaults(token, nil)
}

// WithDefaults returns a copy of a resource's inputs with the SDK's defaults filled in, as the engine would receive them:
// at the top level, and in objects that are there, but not in the items of lists, the values of maps or the alternatives
// of unions, where the SDK fills in nothing. It does not create objects. An unknown token gives a plain copy.
func (s *Schema) WithDefaults(token string, inputs resource.PropertyMap) resource.PropertyMap {
	r, ok := s.Resource(token)
	if !ok {
		return inputs.Copy()
	}
	return s.fill(r.Inputs, inputs)
}

func (s *Schema) fill(shape Object, values resource.PropertyMap) resource.PropertyMap {
	filled := values.Copy()
	for name, property := range shape {
		key := resource.PropertyKey(name)
		value := filled[key]
		switch {
		case !property.Default.IsNull() && absent(value):
			filled[key] = property.Default
		case property.Type.Kind == Reference:
			if value, there := filled[key]; there {
				filled[key] = s.fillValue(s.document.Objects[property.Type.Name], value)
			}
		}
	}
	return filled
}

// fillValue fills in an object inside the secrets and output values around it.
func (s *Schema) fillValue(shape Object, value resource.PropertyValue) resource.PropertyValue {
	switch v := value.V.(type) {
	case resource.PropertyMap:
		return resource.NewObjectProperty(s.fill(shape, v))
	case *resource.Secret:
		if v == nil {
			return value
		}
		return resource.MakeSecret(s.fillValue(shape, v.Element))
	case resource.Output:
		v.Element = s.fillValue(shape, v.Element)
		return resource.NewOutputProperty(v)
	default:
		return value
	}
}
