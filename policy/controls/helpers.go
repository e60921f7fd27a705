package controls

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// need is a demand without a default: absence is a violation.
func need(path string, is Predicate) Need { return Need{Path: path, Is: is} }

// or gives a need the default that Azure has, with the source of that.
func (n Need) or(value any, source string) Need {
	n.Absent = Default{Value: value, Source: source}
	return n
}

// butOpened lets a need rest for what break-glass opens, see Need.
func (n Need) butOpened() Need {
	n.ButOpened = true
	return n
}

// never demands that a property is absent or empty.
func never(path string) Need {
	return need(path, Predicate{"absent", func(v any) bool { return v == nil || v == "" || empty().OK(v) }}).or(nil, "no value is what is wanted")
}

// Sources of defaults.
const (
	srcVault    = "ARM reference, Microsoft.KeyVault/vaults 2024-11-01"
	srcSQL      = "ARM reference, Microsoft.Sql/servers 2023-08-01"
	srcStorage  = "ARM reference, Microsoft.Storage/storageAccounts 2024-01-01"
	srcRegistry = "ARM reference, Microsoft.ContainerRegistry/registries 2023-07-01"
	srcAKS      = "ARM reference, Microsoft.ContainerService/managedClusters 2024-09-01"
	srcFront    = "ARM reference, Microsoft.Cdn/profiles 2024-09-01"
	srcNetwork  = "ARM reference, Microsoft.Network/virtualNetworks 2024-05-01"
	srcMonitor  = "ARM reference, Microsoft.Insights"
	srcKube     = "Kubernetes API reference, 1.35"
)

// inside tells whether a resource belongs to a component of a type, by its URN.
func inside(component string) func(*Resource, *Stack) bool {
	return func(r *Resource, _ *Stack) bool { return strings.Contains(r.URN, component+"$") }
}

// production limits a rule to where customers' data is.
func production(_ *Resource, s *Stack) bool { return s.Production() }

// last is the last segment of an ID.
func last(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// walk visits a value and everything in it, in the order of keys, with where it is.
func walk(path string, value any, visit func(path string, value any)) {
	visit(path, value)
	switch v := value.(type) {
	case Secret:
		walk(path, v.Value, func(p string, inner any) {
			if p != path {
				visit(p, Secret{inner})
			}
		})
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(strings.TrimPrefix(path+"."+key, "."), v[key], visit)
		}
	case []any:
		for _, inner := range v {
			walk(path+"[]", inner, visit)
		}
	}
}

// inOrder goes through a map by its keys, so that what a rule says has the same order every time.
func inOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
