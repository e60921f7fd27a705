package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// foretold are the outputs that the real provider shows in a preview: what the inputs say, read by the shape of the outputs,
// and nothing else. So the name of a new resource is unknown wherever the input has another name ("accountName"), and so is
// every default (pulumi-azure-native, provider/pkg/convert/previewOutputs.go: PreviewOutputs, called by Create and Update).
func (s *Server) foretold(t *knownType, inputs resource.PropertyMap) resource.PropertyMap {
	shape, ok := s.shapes.Resource(t.Token)
	if !ok {
		return resource.PropertyMap{}
	}
	return s.foretoldObject(shape.Outputs, inputs)
}

// foretoldAfter are those of an update: the name and the location never change, so that the old ones are known
// (pulumi-azure-native, provider/pkg/provider/provider.go: Update).
func (s *Server) foretoldAfter(t *knownType, inputs, state resource.PropertyMap) resource.PropertyMap {
	outputs := s.foretold(t, inputs)
	for _, stable := range []resource.PropertyKey{"name", "location"} {
		if value, ok := state[stable]; ok {
			outputs[stable] = value
		}
	}
	return outputs
}

func (s *Server) foretoldObject(shape schema.Object, inputs resource.PropertyMap) resource.PropertyMap {
	outputs := make(resource.PropertyMap, len(shape))
	for name, property := range shape {
		key := resource.PropertyKey(name)
		outputs[key] = s.foretoldValue(property.Type, inputs[key])
	}
	return outputs
}

func (s *Server) foretoldValue(shape schema.Type, input resource.PropertyValue) resource.PropertyValue {
	if input.IsSecret() {
		return resource.MakeSecret(s.foretoldValue(shape, input.SecretValue().Element))
	}
	unknown := resource.MakeComputed(resource.NewStringProperty(""))
	switch shape.Kind {
	case schema.Constant:
		return resource.NewStringProperty(shape.Value)
	case schema.String, schema.Enumeration:
		if input.IsString() {
			return input
		}
	case schema.Number:
		if input.IsNumber() {
			return input
		}
	case schema.Boolean:
		if input.IsBool() {
			return input
		}
	case schema.Any:
		if !input.IsNull() {
			return input
		}
	case schema.Union:
		if input.IsObject() {
			return input
		}
	case schema.Reference:
		if object, ok := s.shapes.Object(shape.Name); ok && input.IsObject() {
			return resource.NewObjectProperty(s.foretoldObject(object, input.ObjectValue()))
		}
	case schema.List:
		if input.IsArray() && shape.Element != nil {
			elements := make([]resource.PropertyValue, len(input.ArrayValue()))
			for i, element := range input.ArrayValue() {
				elements[i] = s.foretoldValue(*shape.Element, element)
			}
			return resource.NewArrayProperty(elements)
		}
	case schema.Map:
		if input.IsObject() && shape.Element != nil {
			object := make(resource.PropertyMap, len(input.ObjectValue()))
			for key, element := range input.ObjectValue() {
				object[key] = s.foretoldValue(*shape.Element, element)
			}
			return resource.NewObjectProperty(object)
		}
	}
	return unknown
}
