package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// ground is what a view looks at: the world, or a preview's overlay over it.
type ground interface {
	Get(id string) (world.Resource, bool)
	OfType(armType string) []world.Resource
	Under(id string) []world.Resource
	All() []world.Resource
}

// view shows a ground with the resources that are declared inside others.
type view struct {
	ground
	registry *registry
}

var _ View = view{}

// Models reports whether resources of an ARM type can be in the world at all.
func (v view) Models(armType string) bool { return v.registry.models(armType) }

// Get finds a resource, or the element of another that has the identifier.
func (v view) Get(id string) (world.Resource, bool) {
	if found, ok := v.ground.Get(id); ok {
		return found, true
	}
	if found, _, ok := v.companion(id); ok {
		return found, true
	}
	declarations := v.registry.parts[strings.ToLower(world.TypeOf(id))]
	if len(declarations) == 0 {
		return world.Resource{}, false
	}
	owner, ok := v.ground.Get(world.Parent(id))
	if !ok {
		return world.Resource{}, false
	}
	for _, part := range v.partsOf(owner) {
		if world.Key(part.ID) == world.Key(id) {
			return part, true
		}
	}
	return world.Resource{}, false
}

// companion finds a resource that came with the one it lies in, and whether a program may write over it.
func (v view) companion(id string) (found world.Resource, written, ok bool) {
	owner, ok := v.ground.Get(world.Parent(id))
	if !ok {
		return world.Resource{}, false, false
	}
	described := v.registry.ofARM(owner.Type)
	if described == nil {
		return world.Resource{}, false, false
	}
	for _, companion := range described.Companions {
		if strings.EqualFold(companion.Type, world.TypeOf(id)) && strings.EqualFold(companion.Name, world.Name(id)) {
			return world.Resource{ID: id, Type: companion.Type, Location: owner.Location, Incarnation: owner.Incarnation, Created: owner.Created, Changed: owner.Created}, companion.Written, true
		}
	}
	return world.Resource{}, false, false
}

// OfType lists the resources of a type, those declared inside others among them.
func (v view) OfType(armType string) []world.Resource {
	found := v.ground.OfType(armType)
	for _, declaration := range v.registry.parts[strings.ToLower(armType)] {
		for _, owner := range v.ground.OfType(declaration.owner.template.armType) {
			for _, part := range v.partsOf(owner) {
				if strings.EqualFold(part.Type, armType) {
					found = append(found, part)
				}
			}
		}
	}
	return uniqueResources(found)
}

// Under lists what lies under an identifier, elements of other resources among it.
func (v view) Under(id string) []world.Resource {
	found := v.ground.Under(id)
	owners := found
	if self, ok := v.ground.Get(id); ok {
		owners = append([]world.Resource{self}, owners...)
	}
	for _, owner := range owners {
		found = append(found, v.partsOf(owner)...)
	}
	return uniqueResources(found)
}

// uniqueResources sorts and drops the later of two resources with one identifier: what lies in the world by itself comes before
// what is declared inside another.
func uniqueResources(resources []world.Resource) []world.Resource {
	seen := make(map[string]bool, len(resources))
	kept := make([]world.Resource, 0, len(resources))
	for _, resource := range resources {
		key := world.Key(resource.ID)
		if !seen[key] {
			seen[key] = true
			kept = append(kept, resource)
		}
	}
	world.SortResources(kept)
	return kept
}

// partsOf are the elements of a resource that are resources in ARM's eyes. Elements whose name is not known are none.
func (v view) partsOf(owner world.Resource) []world.Resource {
	described := v.registry.ofARM(owner.Type)
	if described == nil {
		return nil
	}
	var parts []world.Resource
	for _, part := range described.Parts {
		answered := elementsByName(owner.Outputs, part.Path)
		for name, inputs := range elementsByName(owner.Inputs, part.Path) {
			found := owner
			found.ID = partID(owner.ID, part, name)
			found.Type = part.Type
			found.Token = ""
			found.Inputs = inputs
			found.Outputs = answered[name]
			parts = append(parts, found)
		}
	}
	return parts
}

// partID is the identifier of an element.
func partID(owner string, part Part, name string) string {
	return strings.TrimRight(owner, "/") + "/" + world.Name(part.Type) + "/" + name
}

// elementsByName are the objects of a list by their input "name".
func elementsByName(properties map[string]any, path string) map[string]map[string]any {
	elements, ok := properties[path].([]any)
	if !ok {
		return nil
	}
	named := make(map[string]map[string]any, len(elements))
	for _, element := range elements {
		object, ok := element.(map[string]any)
		if !ok {
			continue
		}
		if name, ok := object["name"].(string); ok && name != "" {
			named[name] = object
		}
	}
	return named
}
