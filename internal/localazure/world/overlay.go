package world

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Overlay lies over a world and holds what a preview would make and take away. Reads look through it at the world;
// nothing reaches the file. It is safe for concurrent use.
type Overlay struct {
	base *World

	mu        sync.RWMutex
	resources map[string]Resource
	gone      map[string]bool
}

// Overlay makes an empty overlay over the world.
func (w *World) Overlay() *Overlay {
	overlay := &Overlay{base: w}
	overlay.Clear()
	return overlay
}

// Clear forgets everything that lies over the world.
func (o *Overlay) Clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.resources = map[string]Resource{}
	o.gone = map[string]bool{}
}

// Put lays a resource over the world.
func (o *Overlay) Put(resource Resource) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.resources[Key(resource.ID)] = resource
}

// Remove hides a resource and everything under it. What is put afterwards is seen again.
func (o *Overlay) Remove(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.gone[Key(id)] = true
	for key := range o.resources {
		if key == Key(id) || IsUnder(key, id) {
			delete(o.resources, key)
		}
	}
}

// hidden reports whether Remove has hidden a resource of the world.
func (o *Overlay) hidden(id string) bool {
	for gone := range o.gone {
		if gone == Key(id) || IsUnder(id, gone) {
			return true
		}
	}
	return false
}

// Get finds a resource by identifier, whatever its case.
func (o *Overlay) Get(id string) (Resource, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	if found, ok := o.resources[Key(id)]; ok {
		return found, true
	}
	if o.hidden(id) {
		return Resource{}, false
	}
	return o.base.Get(id)
}

// OfType lists the resources of an ARM type, sorted by identifier.
func (o *Overlay) OfType(armType string) []Resource {
	return o.over(o.base.OfType(armType), func(r Resource) bool { return strings.EqualFold(r.Type, armType) })
}

// Under lists the resources whose identifier lies under the given one, sorted by identifier.
func (o *Overlay) Under(id string) []Resource {
	return o.over(o.base.Under(id), func(r Resource) bool { return IsUnder(r.ID, id) })
}

// All lists every resource, sorted by identifier.
func (o *Overlay) All() []Resource {
	return o.over(o.base.All(), func(Resource) bool { return true })
}

func (o *Overlay) over(below []Resource, wanted func(Resource) bool) []Resource {
	o.mu.RLock()
	defer o.mu.RUnlock()
	seen := make(map[string]Resource, len(below))
	for _, resource := range below {
		if !o.hidden(resource.ID) {
			seen[Key(resource.ID)] = resource
		}
	}
	for key, resource := range o.resources {
		if wanted(resource) {
			seen[key] = resource
		}
	}
	found := slices.Collect(maps.Values(seen))
	SortResources(found)
	return found
}
