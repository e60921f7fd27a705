package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// CheckInputs compares the inputs of a resource with the shape of its type and returns everything that is wrong, sorted
// by path.
//
// An unknown property, a value of the wrong type, a missing required property and a value outside a closed enumeration
// are errors; a value outside an open enumeration is a warning, unless it looks like a slip of the pen. Values that are
// not known yet are accepted everywhere, secrets and output values are looked into, null is the same as absent, and
// files (assets and archives) are refused everywhere.
//
// A token that is not in resources.txt gives one problem that says so.
func (s *Schema) CheckInputs(token string, inputs resource.PropertyMap) []Problem {
	r, ok := s.Resource(token)
	if !ok {
		return s.unknownToken(token)
	}
	c := checker{schema: s, top: r}
	c.object("", r.Inputs, inputs)
	return c.problems
}

// CheckOutputs compares what a provider returns for a resource with the shape of the type's outputs, as CheckInputs does
// with inputs. An output that is missing although the typings promise it is a warning only: the promise comes from the
// service's specification, and services do leave out what does not apply to a resource.
func (s *Schema) CheckOutputs(token string, outputs resource.PropertyMap) []Problem {
	r, ok := s.Resource(token)
	if !ok {
		return s.unknownToken(token)
	}
	shape := make(Object, len(r.Outputs)+1)
	for name, property := range r.Outputs {
		shape[name] = property
	}
	// The typings have the identifier in the base class of all resources.
	shape["id"] = Property{Type: Type{Kind: String}}
	c := checker{schema: s, top: r, outputs: true}
	c.object("", shape, outputs)
	return c.problems
}

// CheckArguments compares the arguments of a provider function with its shape, as CheckInputs does for a resource.
func (s *Schema) CheckArguments(token string, arguments resource.PropertyMap) []Problem {
	f, ok := s.Function(token)
	if !ok {
		return s.unknownToken(token)
	}
	c := checker{schema: s}
	c.object("", f.Arguments, arguments)
	return c.problems
}

// CheckResult compares the result of a provider function with its shape, as CheckOutputs does for a resource.
func (s *Schema) CheckResult(token string, result resource.PropertyMap) []Problem {
	f, ok := s.Function(token)
	if !ok {
		return s.unknownToken(token)
	}
	c := checker{schema: s, outputs: true}
	c.object("", f.Result, result)
	return c.problems
}

// unknownToken says how to make a type known, and names the versions of it that are.
func (s *Schema) unknownToken(token string) []Problem {
	message := "the shape of " + token + " is not known: add a line with it to internal/localazure/schema/resources.txt " +
		"and run go generate ./internal/localazure/schema"
	name := token[strings.LastIndexByte(token, ':')+1:]
	var known []string
	for _, other := range slices.Concat(s.Tokens(), s.FunctionTokens()) {
		if strings.HasSuffix(other, ":"+name) {
			known = append(known, other)
		}
	}
	if len(known) > 0 {
		message += "; known are " + strings.Join(known, ", ")
	}
	return []Problem{{Message: message, Severity: Error}}
}

// checker collects the problems of one resource. It walks properties by name and items by index, so that the problems
// come out sorted.
type checker struct {
	schema *Schema
	// top is the resource whose own properties are at the top level, or nil for a function's.
	top *Resource
	// outputs is true where a provider's answer is checked rather than what a program asks for.
	outputs bool
	// secret counts the secrets around the current value: nothing of it may be shown.
	secret   int
	problems []Problem
}

func (c *checker) report(severity Severity, path, format string, arguments ...any) {
	c.problems = append(c.problems, Problem{Path: path, Message: fmt.Sprintf(format, arguments...), Severity: severity})
}

// object checks the properties of an object.
func (c *checker) object(path string, shape Object, values resource.PropertyMap) {
	names := make([]string, 0, len(shape)+len(values))
	for name := range shape {
		names = append(names, name)
	}
	for key := range values {
		if _, known := shape[string(key)]; !known {
			names = append(names, string(key))
		}
	}
	slices.Sort(names)
	for _, name := range names {
		value := values[resource.PropertyKey(name)]
		at := joinName(path, name)
		property, known := shape[name]
		switch {
		case known && absent(value):
			c.missing(at, property)
		case known:
			c.value(at, property.Type, value)
		case absent(value), path == "" && internalName(name):
		default:
			c.report(Error, at, "%s", c.unknownName(path, name, shape))
		}
	}
}

// internalName says whether a property at the top level belongs to the engine or the provider itself: the provider keeps
// "__createBeforeDelete" among the inputs and "__inputs" among the outputs (pulumi-azure-native, provider.go).
func internalName(name string) bool {
	return strings.HasPrefix(name, "__")
}

// missing reports a property that is not there, where it ought to be.
func (c *checker) missing(path string, property Property) {
	switch {
	case !property.Required:
	case c.outputs:
		c.report(Warning, path, "promised by the typings, but missing; want %s", c.schema.describe(property.Type))
	default:
		c.report(Error, path, "required, but missing; want %s", c.schema.describe(property.Type))
	}
}

// unknownName says what is wrong with a name that the shape does not have.
func (c *checker) unknownName(path, name string, shape Object) string {
	if path == "" && c.top != nil && !c.outputs {
		if _, computed := c.top.Outputs[name]; computed {
			return "unknown property: it is an output, which only Azure sets"
		}
	}
	names := sortedKeys(shape)
	if near, ok := nearest(name, names); ok {
		return fmt.Sprintf("unknown property; did you mean %q?", near)
	}
	if len(names) == 0 {
		return "unknown property; this object has none"
	}
	return "unknown property; known are " + list(names)
}
