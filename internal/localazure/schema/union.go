package schema

import (
	"slices"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// union checks an object that may be of several types. In the typings each of them has one property with a constant, the
// discriminator: it says which type is meant, so that problems are reported within that one.
func (c *checker) union(path string, t Type, values resource.PropertyMap) {
	shapes := make([]Object, len(t.Alternatives))
	for i, alternative := range t.Alternatives {
		shapes[i] = c.schema.document.Objects[alternative.Name]
	}
	discriminator, constants := discriminatorOf(shapes)
	if discriminator == "" {
		c.leastWrong(path, shapes, values)
		return
	}
	at := joinName(path, discriminator)
	value, known, secrets := unwrap(values[resource.PropertyKey(discriminator)])
	c.secret += secrets
	defer func() { c.secret -= secrets }()
	switch {
	case !known: // which type is meant will show later
	case value.IsNull():
		c.report(Error, at, "required, but missing: it says which sort of object this is; one of %s", list(constants))
	case !value.IsString():
		c.report(Error, at, "want one of %s, got %s", list(constants), c.show(value))
	default:
		if i := slices.Index(constants, value.StringValue()); i >= 0 {
			c.object(path, shapes[i], values)
			return
		}
		hint := ""
		if near, ok := nearest(value.StringValue(), constants); ok && c.secret == 0 {
			hint = "; did you mean " + strconv.Quote(near) + "?"
		}
		c.report(Error, at, "%s names no known sort of object; one of %s%s", c.show(value), list(constants), hint)
	}
}

// discriminatorOf returns the property that is a different constant in every one of the shapes, and its constants in
// their order. It returns "" where there is none.
func discriminatorOf(shapes []Object) (name string, constants []string) {
	if len(shapes) == 0 {
		return "", nil
	}
candidates:
	for _, name := range sortedKeys(shapes[0]) {
		constants := make([]string, 0, len(shapes))
		for _, shape := range shapes {
			t := shape[name].Type
			if t.Kind != Constant || slices.Contains(constants, t.Value) {
				continue candidates
			}
			constants = append(constants, t.Value)
		}
		return name, constants
	}
	return "", nil
}

// leastWrong checks an object against every type of a union without a discriminator and reports the fewest problems.
func (c *checker) leastWrong(path string, shapes []Object, values resource.PropertyMap) {
	var best []Problem
	for i, shape := range shapes {
		attempt := *c
		attempt.problems = nil
		attempt.object(path, shape, values)
		if i == 0 || len(attempt.problems) < len(best) {
			best = attempt.problems
		}
	}
	c.problems = append(c.problems, best...)
}
