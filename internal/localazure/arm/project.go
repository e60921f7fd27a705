package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// projectInputs makes the inputs of a refresh out of those the program gave, the outputs last seen, and what Azure
// returns now. It does what the real provider does (pulumi-azure-native provider/pkg/provider/provider.go, Read): inputs
// take over what changed between the two answers, and nothing else, so that values which Azure fills in by itself do not
// become inputs, and inputs that Azure never returns stay.
func projectInputs(inputs, seen, live resource.PropertyMap) resource.PropertyMap {
	projected := project(resource.NewObjectProperty(inputs), resource.NewObjectProperty(seen), resource.NewObjectProperty(live))
	if !projected.IsObject() {
		return inputs
	}
	return projected.ObjectValue()
}

// project is projectInputs for one value; a null is nothing.
func project(input, seen, live resource.PropertyValue) resource.PropertyValue {
	bareInput, bareSeen, bareLive := barely(input), barely(seen), barely(live)
	switch {
	case bareLive.IsNull():
		if bareSeen.IsNull() {
			// Azure does not return it, and never did.
			return input
		}
		return resource.NewNullProperty()
	case within(bareLive, bareInput):
		return input
	case bareLive.IsObject() && bareSeen.IsObject() && (bareInput.IsObject() || bareInput.IsNull()):
		return projectObject(bareInput, bareSeen.ObjectValue(), bareLive.ObjectValue())
	case bareLive.IsArray() && bareSeen.IsArray() && bareInput.IsArray():
		return projectList(bareInput.ArrayValue(), bareSeen.ArrayValue(), bareLive.ArrayValue())
	case within(bareLive, bareSeen):
		// What Azure returns is what it returned before: an input that differs from it always did.
		return input
	}
	return live
}

func projectObject(input resource.PropertyValue, seen, live resource.PropertyMap) resource.PropertyValue {
	given := resource.PropertyMap{}
	if input.IsObject() {
		given = input.ObjectValue()
	}
	projected := resource.PropertyMap{}
	for key := range given {
		projected[key] = project(given[key], seen[key], live[key])
	}
	for key := range live {
		if _, done := given[key]; !done {
			projected[key] = project(resource.NewNullProperty(), seen[key], live[key])
		}
	}
	if withoutNulls(projected); len(projected) == 0 && input.IsNull() {
		return resource.NewNullProperty()
	}
	return resource.NewObjectProperty(projected)
}

func projectList(input, seen, live []resource.PropertyValue) resource.PropertyValue {
	projected := make([]resource.PropertyValue, 0, len(live))
	for i := range live {
		if i >= len(input) || i >= len(seen) {
			projected = append(projected, live[i])
			continue
		}
		projected = append(projected, project(input[i], seen[i], live[i]))
	}
	return resource.NewArrayProperty(projected)
}

// barely is a value freed of its marks.
func barely(value resource.PropertyValue) resource.PropertyValue {
	inner, _ := bare(value)
	return inner
}

// within reports whether everything a value holds is equal in another, which may hold more in its objects.
func within(value, other resource.PropertyValue) bool {
	value, other = barely(value), barely(other)
	switch {
	case value.IsObject() && other.IsObject():
		for key, element := range value.ObjectValue() {
			if !within(element, other.ObjectValue()[key]) {
				return false
			}
		}
		return true
	case value.IsArray() && other.IsArray():
		if len(value.ArrayValue()) != len(other.ArrayValue()) {
			return false
		}
		for i, element := range value.ArrayValue() {
			if !within(element, other.ArrayValue()[i]) {
				return false
			}
		}
		return true
	}
	return value.DeepEquals(other)
}
