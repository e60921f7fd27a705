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

// Clusters lists the keys of the clusters that hold objects, sorted.
func (w *World) Clusters() []string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Sorted(maps.Keys(w.state.objects))
}

// Data is what another package keeps in the world under a name; nil where it keeps nothing.
func (w *World) Data(name string) []byte {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone([]byte(w.state.data[name]))
}
