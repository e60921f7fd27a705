package changes

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// The kinds of difference.
const (
	Added   = "add"
	Removed = "delete"
	Altered = "update"
)

// Property is one difference between what a resource is and what it will be.
type Property struct {
	// Path is like securityRules[allow-https].access: elements of a list are named where they have names.
	Path string `json:"path"`
	Kind string `json:"kind"`
	// Replaces is true where the difference forces a replacement.
	Replaces bool `json:"replaces,omitempty"`
	Old      any  `json:"old,omitempty"`
	New      any  `json:"new,omitempty"`
}

// nameKeys are what elements of a list are told apart by.
var nameKeys = []string{"name", "ruleName", "id"}

// plainKey is a key that needs no quotes in a path.
var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// differences are those between two property maps, sorted by path.
func differences(before, after map[string]any) []Property {
	var found []Property
	walk("", before, after, &found)
	slices.SortFunc(found, func(a, b Property) int { return cmp.Compare(a.Path, b.Path) })
	return found
}

// walk compares as deeply as both sides are alike.
func walk(path string, before, after any, found *[]Property) {
	if reflect.DeepEqual(before, after) {
		return
	}
	oldMap, oldIsMap := before.(map[string]any)
	newMap, newIsMap := after.(map[string]any)
	if oldIsMap && newIsMap {
		keys := slices.Sorted(maps.Keys(oldMap))
		for key := range newMap {
			if _, both := oldMap[key]; !both {
				keys = append(keys, key)
			}
		}
		for _, key := range keys {
			child(joined(path, key), oldMap, newMap, key, found)
		}
		return
	}
	oldList, oldIsList := before.([]any)
	newList, newIsList := after.([]any)
	if oldIsList && newIsList {
		if oldNamed, newNamed := named(oldList), named(newList); oldNamed != nil && newNamed != nil {
			walkNamed(path, oldNamed, newNamed, found)
			reordered(path, oldList, newList, found)
			return
		}
		if len(oldList) == len(newList) {
			for i := range oldList {
				walk(fmt.Sprintf("%s[%d]", path, i), oldList[i], newList[i], found)
			}
			return
		}
	}
	*found = append(*found, Property{Path: path, Kind: Altered, Old: before, New: after})
}

// child compares one key of two objects.
func child(path string, before, after map[string]any, key string, found *[]Property) {
	oldValue, hadOld := before[key]
	newValue, hasNew := after[key]
	switch {
	case hadOld && !hasNew:
		*found = append(*found, Property{Path: path, Kind: Removed, Old: oldValue})
	case !hadOld && hasNew:
		*found = append(*found, Property{Path: path, Kind: Added, New: newValue})
	default:
		walk(path, oldValue, newValue, found)
	}
}

func walkNamed(path string, before, after map[string]any, found *[]Property) {
	keys := slices.Sorted(maps.Keys(before))
	for key := range after {
		if _, both := before[key]; !both {
			keys = append(keys, key)
		}
	}
	for _, key := range keys {
		child(path+"["+key+"]", before, after, key, found)
	}
}

// reordered reports a list whose elements are the same and in another order, which is a difference of its own.
func reordered(path string, before, after []any, found *[]Property) {
	oldNames, newNames := namesOf(before), namesOf(after)
	if len(oldNames) != len(newNames) || slices.Equal(oldNames, newNames) {
		return
	}
	sortedOld, sortedNew := slices.Sorted(slices.Values(oldNames)), slices.Sorted(slices.Values(newNames))
	if slices.Equal(sortedOld, sortedNew) {
		*found = append(*found, Property{Path: path, Kind: Altered, Old: "order: " + strings.Join(oldNames, ", "), New: "order: " + strings.Join(newNames, ", ")})
	}
}

func namesOf(list []any) []string {
	names := make([]string, 0, len(list))
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			names = append(names, nameOf(object))
		}
	}
	return names
}

// named is a list by the names of its elements; nil where not each has a name of its own.
func named(list []any) map[string]any {
	found := make(map[string]any, len(list))
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil
		}
		name := nameOf(object)
		if _, twice := found[name]; name == "" || twice {
			return nil
		}
		found[name] = item
	}
	return found
}

func nameOf(object map[string]any) string {
	for _, key := range nameKeys {
		if name, ok := object[key].(string); ok && name != "" && name != Unknown && name != Secret {
			return name
		}
	}
	return ""
}

func joined(path, key string) string {
	if !plainKey.MatchString(key) {
		return fmt.Sprintf("%s[%q]", path, key)
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// brackets are the indices and names in a path.
var brackets = regexp.MustCompile(`\[[^\]]*\]`)

// bare is a path without indices and names: securityRules.access.
func bare(path string) string {
	return strings.ReplaceAll(brackets.ReplaceAllString(path, ""), "..", ".")
}

// top is a path's first property.
func top(path string) string {
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path
	}
	return path[:end]
}
