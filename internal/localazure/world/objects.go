package world

import (
	"maps"
	"slices"
)

// Object finds an object of a cluster.
func (w *World) Object(cluster, key string) (Object, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	object, ok := w.state.objects[Key(cluster)][key]
	return object, ok
}

// Objects lists the objects of a cluster, sorted by key.
func (w *World) Objects(cluster string) []Object {
	w.mu.RLock()
	defer w.mu.RUnlock()
	objects := w.state.objects[Key(cluster)]
	listed := make([]Object, 0, len(objects))
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		listed = append(listed, objects[key])
	}
	return listed
}
