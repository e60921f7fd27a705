package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Body is a resource's inputs, as checks read them. Paths are dotted ("sku.name", "subnets[0].name"), and keys that are
// not plain names are quoted (`tags["a.b"]`). Secrets are looked through.
//
// No accessor panics or reports an error. A value of another kind than the one asked for is Unknown, because the shape
// check has already refused it and the caller has nothing to add. A null counts as Absent.
type Body struct {
	Properties resource.PropertyMap

	// root, where set, is the value of a list element, which need not be an object.
	root *resource.PropertyValue
	// prefix is the path of a list element inside the body it was taken from.
	prefix string
}

// State says what is known of the value at a path.
type State int

// The states of a value.
const (
	// Absent means that nothing was sent.
	Absent State = iota
	// Unknown means that a value will be there, and is not known before the operation runs.
	Unknown
	// Known means that the value is there.
	Known
)

// String names the state, for messages of failing tests.
func (s State) String() string {
	switch s {
	case Absent:
		return "absent"
	case Unknown:
		return "unknown"
	case Known:
		return "known"
	}
	return "no such state"
}

// InputsOf is the body of a resource of the world: what was last put. Values that the world holds only as digests are
// Unknown.
func InputsOf(r world.Resource) Body {
	return Body{Properties: world.Decode(r.Inputs)}
}

// OutputsOf is what a GET of a resource of the world returns, read in the same way.
func OutputsOf(r world.Resource) Body {
	return Body{Properties: world.Decode(r.Outputs)}
}

// At finds the value at a path, freed of its secret mark. The empty path is the body itself. Below an unknown value
// everything is Unknown.
func (b Body) At(path string) (resource.PropertyValue, State) {
	steps, ok := parsePath(path)
	if !ok {
		return resource.NewNullProperty(), Absent
	}
	value := b.value()
	for _, step := range steps {
		var state State
		if value, state = bare(value); state != Known {
			return value, state
		}
		value = child(value, step)
	}
	return bare(value)
}

// Has reports whether anything was sent at the path, known or not.
func (b Body) Has(path string) bool {
	_, state := b.At(path)
	return state != Absent
}

// String is the text at a path; "" unless the state is Known.
func (b Body) String(path string) (string, State) {
	value, state := b.At(path)
	if state != Known {
		return "", state
	}
	if !value.IsString() {
		return "", Unknown
	}
	return value.StringValue(), Known
}

// Bool is the truth value at a path; false unless the state is Known.
func (b Body) Bool(path string) (bool, State) {
	value, state := b.At(path)
	if state != Known {
		return false, state
	}
	if !value.IsBool() {
		return false, Unknown
	}
	return value.BoolValue(), Known
}

// Number is the number at a path; 0 unless the state is Known.
func (b Body) Number(path string) (float64, State) {
	value, state := b.At(path)
	if state != Known {
		return 0, state
	}
	if !value.IsNumber() {
		return 0, Unknown
	}
	return value.NumberValue(), Known
}

// Strings is the list of texts at a path. The state is Known where every element is; where some are not, the known ones
// are returned, in order, with Unknown.
func (b Body) Strings(path string) ([]string, State) {
	elements, state := b.Elements(path)
	texts := make([]string, 0, len(elements))
	for _, element := range elements {
		text, known := element.String("")
		if known != Known {
			state = Unknown
			continue
		}
		texts = append(texts, text)
	}
	return texts, state
}

// Elements are the elements of the list at a path, each as a body of its own that remembers where it was found. An
// element that is unknown answers Unknown to every question; its place is kept.
func (b Body) Elements(path string) ([]Body, State) {
	value, state := b.At(path)
	if state != Known {
		return nil, state
	}
	if !value.IsArray() {
		return nil, Unknown
	}
	elements := make([]Body, 0, len(value.ArrayValue()))
	for i := range value.ArrayValue() {
		elements = append(elements, b.element(joinIndex(b.PathTo(path), i), value.ArrayValue()[i]))
	}
	return elements, Known
}

// Object is the object or map at a path, as a body of its own that remembers where it was found.
func (b Body) Object(path string) (Body, State) {
	value, state := b.At(path)
	if state != Known {
		return Body{}, state
	}
	if !value.IsObject() {
		return Body{}, Unknown
	}
	return b.element(b.PathTo(path), value), Known
}

// Keys are the keys of the object or map at a path, sorted.
func (b Body) Keys(path string) ([]string, State) {
	object, state := b.Object(path)
	if state != Known {
		return nil, state
	}
	keys := make([]string, 0, len(object.Properties))
	for _, key := range object.Properties.StableKeys() {
		keys = append(keys, string(key))
	}
	return keys, Known
}

// PathTo is the full path, in the body of the resource, of a path of this body: what a Problem of an element names.
func (b Body) PathTo(path string) string {
	return joinPath(b.prefix, path)
}

// Found is one value that a pattern matched.
type Found struct {
	// Path is the full path of the value, with indexes in the place of "[*]".
	Path  string
	Value resource.PropertyValue
	State State
}

// All finds every value that a pattern such as "subnets[*].networkSecurityGroup.id" names, in order. What is absent is
// left out. Where a value on the way is unknown, that value's path is reported once, as Unknown.
func (b Body) All(pattern string) []Found {
	steps, ok := parsePath(pattern)
	if !ok {
		return nil
	}
	return matches(b.prefix, b.value(), steps)
}

// value is the body as one value.
func (b Body) value() resource.PropertyValue {
	if b.root != nil {
		return *b.root
	}
	return resource.NewObjectProperty(b.Properties)
}

// element makes the body of a value found at a path.
func (b Body) element(path string, value resource.PropertyValue) Body {
	inner, state := bare(value)
	found := Body{prefix: path, root: &inner}
	if state == Known && inner.IsObject() {
		found.Properties = inner.ObjectValue()
	}
	return found
}
