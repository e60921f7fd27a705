package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// withDefaults fills what Azure fills in.
func withDefaults(request Request, inputs resource.PropertyMap) resource.PropertyMap {
	filled := inputs
	for _, fact := range request.Type.Defaults {
		value := resource.NewNullProperty()
		if fact.Make != nil {
			value = fact.Make(request)
		} else if fact.Value != nil {
			value = resource.NewPropertyValue(fact.Value)
		}
		if !value.IsNull() {
			filled = setAt(filled, fact.Path, value, true)
		}
	}
	return filled
}

// returned is what a GET gives back of the inputs: with Azure's defaults, without what it never returns.
func returned(request Request) resource.PropertyMap {
	inputs := withDefaults(request, request.Body.Properties)
	for _, fact := range request.Type.WriteOnly {
		inputs = without(inputs, fact.Path)
	}
	return inputs
}

// outputs are what the provider returns of a resource. In a preview, what only Azure can know is unknown, unless the
// resource is there already.
func (s *Server) outputs(request Request, t *knownType) resource.PropertyMap {
	answer := returned(request)
	for _, part := range t.Parts {
		answer = withPartIDs(request, part, answer)
	}
	withheld := request.Preview && request.Old == nil
	if request.ID != "" {
		answer = s.withStandard(t, answer, "name", world.Name(request.ID))
		answer = s.withStandard(t, answer, "type", t.template.armType)
		answer = s.withStandard(t, answer, "provisioningState", "Succeeded")
	}
	for _, output := range t.Outputs {
		unknown := withheld && output.Generated || request.ID == ""
		value := resource.MakeComputed(resource.NewStringProperty(""))
		if !unknown {
			value = output.Make(request)
		}
		if value.IsNull() {
			continue
		}
		if output.Secret {
			value = resource.MakeSecret(value)
		}
		answer = setAt(answer, output.Name, value, false)
	}
	return s.fit(t.Token, answer)
}

// withStandard sets an output that all types have, where the type's shape has it and nothing was said before.
func (s *Server) withStandard(t *knownType, answer resource.PropertyMap, name, value string) resource.PropertyMap {
	shape, ok := s.shapes.Resource(t.Token)
	if !ok {
		return answer
	}
	if _, has := shape.Outputs[name]; !has {
		return answer
	}
	if _, settable := shape.Inputs[name]; settable {
		return answer
	}
	return setAt(answer, name, resource.NewStringProperty(value), false)
}

// withPartIDs sets the identifier on each element that is a resource of its own.
func withPartIDs(request Request, part Part, answer resource.PropertyMap) resource.PropertyMap {
	if request.ID == "" {
		return answer
	}
	return rewrite(answer, part.Path+"[*]", func(element resource.PropertyValue) resource.PropertyValue {
		name, state := Body{root: &element}.String("name")
		if state != Known {
			return element
		}
		id := resource.NewStringProperty(partID(request.ID, part, name))
		return setValue(element, resource.PropertyPath{"id"}, id, false)
	})
}

// fit takes away what the shape of the outputs does not have, such as the parameters of the path.
func (s *Server) fit(token string, answer resource.PropertyMap) resource.PropertyMap {
	shape, ok := s.shapes.Resource(token)
	if !ok {
		return answer
	}
	return s.fitObject(shape.Outputs, answer)
}

func (s *Server) fitObject(shape schema.Object, object resource.PropertyMap) resource.PropertyMap {
	fitted := make(resource.PropertyMap, len(object))
	for key, value := range object {
		if property, ok := shape[string(key)]; ok {
			fitted[key] = s.fitValue(property.Type, value)
		}
	}
	return fitted
}

func (s *Server) fitValue(shape schema.Type, value resource.PropertyValue) resource.PropertyValue {
	if value.IsSecret() {
		return resource.MakeSecret(s.fitValue(shape, value.SecretValue().Element))
	}
	switch {
	case shape.Kind == schema.Reference && value.IsObject():
		if object, ok := s.shapes.Object(shape.Name); ok {
			return resource.NewObjectProperty(s.fitObject(object, value.ObjectValue()))
		}
	case shape.Kind == schema.List && shape.Element != nil && value.IsArray():
		elements := make([]resource.PropertyValue, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			elements[i] = s.fitValue(*shape.Element, element)
		}
		return resource.NewArrayProperty(elements)
	case shape.Kind == schema.Map && shape.Element != nil && value.IsObject():
		object := make(resource.PropertyMap, len(value.ObjectValue()))
		for key, element := range value.ObjectValue() {
			object[key] = s.fitValue(*shape.Element, element)
		}
		return resource.NewObjectProperty(object)
	}
	return value
}

// record makes what the world keeps of a resource. What the API never returns is kept as a digest, whether the program
// marked it or not.
func (s *Server) record(request Request, t *knownType, outputs resource.PropertyMap) world.Resource {
	inputs := request.Body.Properties
	for _, fact := range t.WriteOnly {
		inputs = rewrite(inputs, fact.Path, resource.MakeSecret)
	}
	made := world.Resource{
		ID:          request.ID,
		Type:        t.template.armType,
		Token:       t.Token,
		Location:    locationOf(t, request.Body),
		Inputs:      s.world.Encode(inputs),
		Outputs:     s.world.Encode(outputs),
		Incarnation: request.Incarnation,
		Created:     request.Now,
		Changed:     request.Now,
	}
	if request.Old != nil {
		made.ID = request.Old.ID
		made.Created = request.Old.Created
	}
	return made
}
