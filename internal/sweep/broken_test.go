package sweep

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// broken is the inputs of a resource with one property that breaks what the typings say of it.
type broken struct {
	// path is where, with [] for any item of a list and {} for any key of a map; how is which statement is broken.
	path, how string
	// of is the type of what is identified, where an identifier is broken.
	of     string
	inputs map[string]any
}

// The statements that typings make, and how each is broken.
const (
	// There are these properties and no others.
	strange  = "strange property"
	misspelt = "misspelt"
	// This property must be there.
	missing = "missing"
	empty   = "empty"
	// Its value is a text, a number, true or false, a list, a map or an object.
	number    = "number"
	text      = "text"
	list      = "list"
	object    = "object"
	emptyText = "empty text"
	nothing   = "nothing among the items"
	// It is one of these texts. Most enumerations are open: Azure may know others.
	outside     = "outside the enumeration"
	outsideOpen = "outside the open enumeration"
	// It is this text.
	constant = "other constant"
	// It identifies another resource. Typings call that a text: the value is what shows it.
	gone   = "of what is not there"
	noName = "no identifier"
)

// generator breaks inputs by what the typings say, and by nothing else.
type generator struct {
	shapes *schema.Schema
	whole  map[string]any
	visit  func(broken)
}

// breakAll visits everything that can be broken about one resource.
func breakAll(shapes *schema.Schema, token string, inputs map[string]any, visit func(broken)) bool {
	shape, known := shapes.Resource(token)
	if known {
		g := generator{shapes: shapes, whole: inputs, visit: visit}
		g.object(nil, shape.Inputs, inputs)
	}
	return known
}

// put visits the inputs with another value at steps.
func (g *generator) put(steps []any, how string, value any) { g.putOf(steps, how, "", value) }

func (g *generator) putOf(steps []any, how, of string, value any) {
	changed, _ := with(g.whole, steps, func(any) any { return value }).(map[string]any)
	g.visit(broken{path: pathOf(steps), how: how, of: of, inputs: changed})
}

// drop visits the inputs without what is at steps, and with a property of another name in its place if there is one.
func (g *generator) drop(steps []any, how, instead string) {
	parent, name := steps[:len(steps)-1], steps[len(steps)-1].(string)
	changed, _ := with(g.whole, parent, func(value any) any {
		all := maps.Clone(value.(map[string]any))
		if instead != "" {
			all[instead] = all[name]
		}
		delete(all, name)
		return all
	}).(map[string]any)
	g.visit(broken{path: pathOf(steps), how: how, inputs: changed})
}

// object breaks an object: its names, and then what they hold.
func (g *generator) object(steps []any, shape schema.Object, given map[string]any) {
	g.put(append(slices.Clone(steps), "strangeProperty"), strange, "x")
	for _, name := range slices.Sorted(maps.Keys(given)) {
		property, known := shape[name]
		if !known || given[name] == nil {
			continue
		}
		at := append(slices.Clone(steps), name)
		shorter := name[:len(name)-1]
		if _, also := shape[shorter]; !also && len(shorter) > 0 {
			g.drop(at, misspelt, shorter)
		}
		if property.Required {
			g.drop(at, missing, "")
			g.empty(at, property.Type.Kind)
		}
		g.value(at, property.Type, given[name])
	}
}

// empty puts nothing where something is required.
func (g *generator) empty(steps []any, kind schema.Kind) {
	switch kind {
	case schema.String, schema.Enumeration:
		g.put(steps, empty, "")
	case schema.List:
		g.put(steps, empty, []any{})
	case schema.Map, schema.Reference, schema.Union:
		g.put(steps, empty, map[string]any{})
	default:
	}
}

// value breaks one value by its type, and then what is in it.
func (g *generator) value(steps []any, t schema.Type, given any) {
	switch t.Kind {
	case schema.String:
		g.put(steps, number, 42)
		g.put(steps, object, map[string]any{})
		g.identifier(steps, given)
	case schema.Number, schema.Boolean:
		g.put(steps, text, "many")
		g.put(steps, list, []any{})
	case schema.Enumeration:
		how := outside
		if t.Open {
			how = outsideOpen
		}
		g.put(steps, how, "Unheard-of")
		g.put(steps, number, 42)
	case schema.Constant:
		g.put(steps, constant, "Unheard-of")
	case schema.List:
		g.put(steps, object, map[string]any{})
		g.put(steps, emptyText, "")
		g.items(steps, t, given)
	case schema.Map:
		g.put(steps, list, []any{})
		g.put(steps, emptyText, "")
		g.entries(steps, t, given)
	case schema.Reference:
		g.put(steps, list, []any{})
		g.put(steps, emptyText, "")
		if inner, ok := given.(map[string]any); ok {
			shape, _ := g.shapes.Object(t.Name)
			g.object(steps, shape, inner)
		}
	case schema.Union:
		g.put(steps, list, []any{})
		g.put(steps, emptyText, "")
		if inner, ok := given.(map[string]any); ok {
			g.object(steps, g.alternative(t, inner), inner)
		}
	default: // of any kind: the typings say nothing
	}
}

// identifier breaks a text that identifies a resource.
func (g *generator) identifier(steps []any, given any) {
	if id, ok := given.(string); ok && strings.HasPrefix(id, "/subscriptions/") {
		g.putOf(steps, gone, world.TypeOf(id), id+"-gone")
		g.putOf(steps, noName, world.TypeOf(id), "no-identifier")
	}
}

// items breaks the items of a list.
func (g *generator) items(steps []any, t schema.Type, given any) {
	items, _ := given.([]any)
	for i, item := range items {
		at := append(slices.Clone(steps), i)
		g.put(at, nothing, nil)
		g.value(at, *t.Element, item)
	}
}

// entries breaks the values of a map.
func (g *generator) entries(steps []any, t schema.Type, given any) {
	values, _ := given.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		g.value(append(slices.Clone(steps), mapKey(key)), *t.Element, values[key])
	}
}

// alternative is the shape of a union that the given object is of: the one whose constants it has.
func (g *generator) alternative(t schema.Type, given map[string]any) schema.Object {
	for _, alternative := range t.Alternatives {
		shape, _ := g.shapes.Object(alternative.Name)
		fits := true
		for name, property := range shape {
			fits = fits && (property.Type.Kind != schema.Constant || given[name] == property.Type.Value)
		}
		if fits {
			return shape
		}
	}
	return nil
}

// mapKey is a step into a map, whose keys are no names of properties.
type mapKey string

// with rebuilds a value with what is at steps changed; nothing that it shares with the old one is written to.
func with(value any, steps []any, change func(any) any) any {
	if len(steps) == 0 {
		return change(value)
	}
	switch step := steps[0].(type) {
	case int:
		all := slices.Clone(value.([]any))
		all[step] = with(all[step], steps[1:], change)
		return all
	case mapKey:
		return withKey(value, string(step), steps[1:], change)
	default:
		return withKey(value, step.(string), steps[1:], change)
	}
}

func withKey(value any, key string, steps []any, change func(any) any) any {
	all := maps.Clone(value.(map[string]any))
	all[key] = with(all[key], steps, change)
	return all
}

// pathOf is a path in words.
func pathOf(steps []any) string {
	var path strings.Builder
	for _, step := range steps {
		switch s := step.(type) {
		case int:
			path.WriteString("[]")
		case mapKey:
			path.WriteString("{}")
		case string:
			if path.Len() > 0 {
				path.WriteString(".")
			}
			path.WriteString(s)
		default:
			path.WriteString(strconv.Quote("?"))
		}
	}
	return path.String()
}
