package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// rewrite replaces every value that a pattern names by what change makes of it, and returns the new map; the old one is
// left as it is. A null takes the value away. Secret marks on the way stay.
func rewrite(properties resource.PropertyMap, pattern string, change func(resource.PropertyValue) resource.PropertyValue) resource.PropertyMap {
	steps, ok := parsePath(pattern)
	if !ok || len(steps) == 0 {
		return properties
	}
	return rewriteValue(resource.NewObjectProperty(properties), steps, change).ObjectValue()
}

func rewriteValue(value resource.PropertyValue, steps resource.PropertyPath, change func(resource.PropertyValue) resource.PropertyValue) resource.PropertyValue {
	if len(steps) == 0 {
		if value.IsNull() {
			return value
		}
		return change(value)
	}
	switch {
	case value.IsSecret():
		return resource.MakeSecret(rewriteValue(value.SecretValue().Element, steps, change))
	case value.IsObject():
		key, ok := steps[0].(string)
		if !ok {
			return value
		}
		object := value.ObjectValue().Copy()
		for name, inner := range object {
			if key != anyElement && string(name) != key {
				continue
			}
			changed := rewriteValue(inner, steps[1:], change)
			if changed.IsNull() {
				delete(object, name)
				continue
			}
			object[name] = changed
		}
		return resource.NewObjectProperty(object)
	case value.IsArray():
		elements := make([]resource.PropertyValue, 0, len(value.ArrayValue()))
		for i, inner := range value.ArrayValue() {
			if steps[0] == anyElement || steps[0] == i {
				inner = rewriteValue(inner, steps[1:], change)
			}
			elements = append(elements, inner)
		}
		return resource.NewArrayProperty(elements)
	}
	return value
}

// without takes away what a pattern names.
func without(properties resource.PropertyMap, pattern string) resource.PropertyMap {
	return rewrite(properties, pattern, func(resource.PropertyValue) resource.PropertyValue {
		return resource.NewNullProperty()
	})
}

// setAt sets the value at a path, making objects on the way where there are none. Elements named by "[*]" or an index must
// be there; an unknown value on the way keeps its place. With keep, a value that is there already stays.
func setAt(properties resource.PropertyMap, path string, value resource.PropertyValue, keep bool) resource.PropertyMap {
	steps, ok := parsePath(path)
	if !ok || len(steps) == 0 {
		return properties
	}
	return setValue(resource.NewObjectProperty(properties), steps, value, keep).ObjectValue()
}

func setValue(into resource.PropertyValue, steps resource.PropertyPath, value resource.PropertyValue, keep bool) resource.PropertyValue {
	if len(steps) == 0 {
		if keep && !into.IsNull() {
			return into
		}
		return value
	}
	if into.IsSecret() {
		return resource.MakeSecret(setValue(into.SecretValue().Element, steps, value, keep))
	}
	if key, ok := steps[0].(string); ok && key != anyElement {
		switch {
		case into.IsObject():
			object := into.ObjectValue().Copy()
			object[resource.PropertyKey(key)] = setValue(object[resource.PropertyKey(key)], steps[1:], value, keep)
			return resource.NewObjectProperty(withoutNulls(object))
		case into.IsNull():
			inner := setValue(resource.NewNullProperty(), steps[1:], value, keep)
			return resource.NewObjectProperty(withoutNulls(resource.PropertyMap{resource.PropertyKey(key): inner}))
		}
		return into
	}
	switch {
	case into.IsArray():
		elements := append([]resource.PropertyValue(nil), into.ArrayValue()...)
		for i := range elements {
			if steps[0] == anyElement || steps[0] == i {
				elements[i] = setValue(elements[i], steps[1:], value, keep)
			}
		}
		return resource.NewArrayProperty(elements)
	case into.IsObject() && steps[0] == anyElement:
		object := into.ObjectValue().Copy()
		for key, inner := range object {
			object[key] = setValue(inner, steps[1:], value, keep)
		}
		return resource.NewObjectProperty(object)
	}
	return into
}

func withoutNulls(object resource.PropertyMap) resource.PropertyMap {
	for key, value := range object {
		if value.IsNull() {
			delete(object, key)
		}
	}
	return object
}

// reveal takes every secret mark and output wrapper off a value, at every depth, and the nulls out of its objects.
func reveal(value resource.PropertyValue) resource.PropertyValue {
	inner, state := bare(value)
	switch {
	case state != Known:
		return inner
	case inner.IsArray():
		elements := make([]resource.PropertyValue, len(inner.ArrayValue()))
		for i, element := range inner.ArrayValue() {
			elements[i] = reveal(element)
		}
		return resource.NewArrayProperty(elements)
	case inner.IsObject():
		object := make(resource.PropertyMap, len(inner.ObjectValue()))
		for key, element := range inner.ObjectValue() {
			if revealed := reveal(element); !revealed.IsNull() {
				object[key] = revealed
			}
		}
		return resource.NewObjectProperty(object)
	}
	return inner
}

// revealMap reveals every value of a map.
func revealMap(properties resource.PropertyMap) resource.PropertyMap {
	return reveal(resource.NewObjectProperty(properties)).ObjectValue()
}

// propertyKey is a name as a key.
func propertyKey(name string) resource.PropertyKey { return resource.PropertyKey(name) }
