package schema

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// value checks one value against a type.
func (c *checker) value(path string, t Type, value resource.PropertyValue) {
	value, known, secrets := unwrap(value)
	if !known || value.IsNull() {
		return
	}
	c.secret += secrets
	defer func() { c.secret -= secrets }()

	if value.IsAsset() || value.IsArchive() {
		c.report(Error, path, "a file cannot be sent to Azure; want %s", c.schema.describe(t))
		return
	}
	switch t.Kind {
	case Any:
		c.anything(path, value)
	case List:
		if c.expect(path, t, value, value.IsArray()) {
			for i, item := range value.ArrayValue() {
				c.item(joinIndex(path, i), *t.Element, item)
			}
		}
	case Map:
		if c.expect(path, t, value, value.IsObject()) {
			entries := value.ObjectValue()
			for _, key := range sortedKeys(entries) {
				c.value(joinName(path, string(key)), *t.Element, entries[key])
			}
		}
	case Reference:
		if c.expect(path, t, value, value.IsObject()) {
			c.object(path, c.schema.document.Objects[t.Name], value.ObjectValue())
		}
	case Union:
		if c.expect(path, t, value, value.IsObject()) {
			c.union(path, t, value.ObjectValue())
		}
	case Enumeration:
		if c.expect(path, t, value, value.IsString()) {
			c.enumeration(path, t, value.StringValue())
		}
	case Constant:
		if c.expect(path, t, value, value.IsString()) && value.StringValue() != t.Value {
			c.report(Error, path, "want %s, got %s", c.schema.describe(t), c.show(value))
		}
	case Boolean:
		c.expect(path, t, value, value.IsBool())
	case Number:
		c.expect(path, t, value, value.IsNumber())
	default:
		c.expect(path, t, value, value.IsString())
	}
}

// item checks an item of a list. A property that is null is the same as one that is absent; an item cannot be absent, and the
// typings give none of them null for a value.
func (c *checker) item(path string, t Type, value resource.PropertyValue) {
	if t.Kind != Any && absent(value) {
		c.report(Error, path, "want %s, got nothing", c.schema.describe(t))
		return
	}
	c.value(path, t, value)
}

// anything accepts every value but looks for files in it.
func (c *checker) anything(path string, value resource.PropertyValue) {
	element := Type{Kind: Any}
	switch {
	case value.IsArray():
		c.value(path, Type{Kind: List, Element: &element}, value)
	case value.IsObject():
		c.value(path, Type{Kind: Map, Element: &element}, value)
	default:
	}
}

// expect reports a value that is not of the type.
func (c *checker) expect(path string, t Type, value resource.PropertyValue, fits bool) bool {
	if !fits {
		c.report(Error, path, "want %s, got %s", c.schema.describe(t), c.show(value))
	}
	return fits
}

// show describes a value for a message. What is secret is described by its kind alone.
func (c *checker) show(value resource.PropertyValue) string {
	switch {
	case value.IsString():
		if c.secret > 0 {
			return "a secret text"
		}
		return "the text " + quote(value.StringValue())
	case value.IsNumber():
		if c.secret > 0 {
			return "a secret number"
		}
		return "the number " + strconv.FormatFloat(value.NumberValue(), 'g', -1, 64)
	case value.IsBool():
		if c.secret > 0 {
			return "a secret true or false"
		}
		return strconv.FormatBool(value.BoolValue())
	case value.IsArray():
		return "a list"
	case value.IsObject():
		return "an object"
	case value.IsResourceReference():
		return "a resource"
	default:
		return "a value of an unknown kind"
	}
}

// describe names a type for a message.
func (s *Schema) describe(t Type) string {
	switch t.Kind {
	case String:
		return "a text"
	case Number:
		return "a number"
	case Boolean:
		return "true or false"
	case List:
		return "a list, each item " + s.describe(*t.Element)
	case Map:
		return "a map, each value " + s.describe(*t.Element)
	case Enumeration:
		return "one of " + list(s.document.Enums[t.Name])
	case Constant:
		return "the text " + quote(t.Value)
	case Reference, Union:
		return "an object"
	default:
		return "a value"
	}
}

// unwrap takes away secrets and output values around a value. It returns false where the value is not known yet, and how
// many of the wrappings were secrets.
func unwrap(value resource.PropertyValue) (inner resource.PropertyValue, known bool, secrets int) {
	for {
		switch v := value.V.(type) {
		case resource.Computed:
			return value, false, secrets
		case *resource.Secret:
			if v == nil {
				return resource.NewNullProperty(), true, secrets
			}
			secrets++
			value = v.Element
		case resource.Output:
			if v.Secret {
				secrets++
			}
			if !v.Known {
				return value, false, secrets
			}
			value = v.Element
		default:
			return value, true, secrets
		}
	}
}

// absent says whether a value is the same as none.
func absent(value resource.PropertyValue) bool {
	inner, known, _ := unwrap(value)
	return known && inner.IsNull()
}

// quote puts a text in quotation marks, cutting off what would be too long for a message.
func quote(text string) string {
	const longest = 80
	if runes := []rune(text); len(runes) > longest {
		return fmt.Sprintf("%q (cut off)", string(runes[:longest]))
	}
	return strconv.Quote(text)
}
