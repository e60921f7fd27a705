package arm

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// kindOfChange says what became of a value.
type kindOfChange int

const (
	added kindOfChange = iota
	altered
	deleted
)

// difference is one value that is not what it was.
type difference struct {
	path resource.PropertyPath
	kind kindOfChange
	// before and after are bare; a null stands for nothing.
	before, after resource.PropertyValue
}

// name is the difference's path as text.
func (d difference) name() string { return pathText(d.path) }

func pathText(path resource.PropertyPath) string {
	text := ""
	for _, step := range path {
		switch step := step.(type) {
		case string:
			text = joinKey(text, step)
		case int:
			text = joinIndex(text, step)
		}
	}
	return text
}

// comparer compares inputs.
type comparer struct {
	// sets are the paths of lists whose order means nothing.
	sets []Fact
	// matches reports whether a digest was made of a value; nil where no digest can occur.
	matches func(digest string, value resource.PropertyValue) bool
}

// compare lists what differs, ordered by path. Secret marks make no difference, and neither do nulls.
func (c comparer) compare(before, after resource.PropertyMap) []difference {
	return c.objects(nil, revealMap(before), revealMap(after))
}

func (c comparer) objects(path resource.PropertyPath, before, after resource.PropertyMap) []difference {
	keys := map[resource.PropertyKey]bool{}
	for key := range before {
		keys[key] = true
	}
	for key := range after {
		keys[key] = true
	}
	var found []difference
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		found = append(found, c.values(below(path, string(key)), before[key], after[key])...)
	}
	return found
}

func (c comparer) values(path resource.PropertyPath, before, after resource.PropertyValue) []difference {
	switch {
	case before.IsNull() && after.IsNull():
		return nil
	case before.IsNull():
		return []difference{{path: path, kind: added, before: before, after: after}}
	case after.IsNull():
		return []difference{{path: path, kind: deleted, before: before, after: after}}
	case before.IsObject() && after.IsObject():
		return c.objects(path, before.ObjectValue(), after.ObjectValue())
	case before.IsArray() && after.IsArray() && c.isSet(path):
		return c.unordered(path, before.ArrayValue(), after.ArrayValue())
	case before.IsArray() && after.IsArray():
		return c.lists(path, before.ArrayValue(), after.ArrayValue())
	case c.same(path, before, after):
		return nil
	}
	return []difference{{path: path, kind: altered, before: before, after: after}}
}

func (c comparer) lists(path resource.PropertyPath, before, after []resource.PropertyValue) []difference {
	var found []difference
	for i := range max(len(before), len(after)) {
		found = append(found, c.values(below(path, i), at(before, i), at(after, i))...)
	}
	return found
}

// unordered compares lists as sets: what both hold is left out, wherever it stands.
func (c comparer) unordered(path resource.PropertyPath, before, after []resource.PropertyValue) []difference {
	gone := map[int]resource.PropertyValue{}
	for i, element := range before {
		gone[i] = element
	}
	come := map[int]resource.PropertyValue{}
	for i, element := range after {
		met := false
		for _, j := range slices.Sorted(maps.Keys(gone)) {
			if len(c.values(below(path, i), gone[j], element)) == 0 {
				delete(gone, j)
				met = true
				break
			}
		}
		if !met {
			come[i] = element
		}
	}
	places := map[int]bool{}
	for i := range gone {
		places[i] = true
	}
	for i := range come {
		places[i] = true
	}
	var found []difference
	for _, i := range slices.Sorted(maps.Keys(places)) {
		found = append(found, c.values(below(path, i), gone[i], come[i])...)
	}
	return found
}

func (c comparer) isSet(path resource.PropertyPath) bool {
	return slices.ContainsFunc(c.sets, func(fact Fact) bool {
		length, ok := covers(fact.Path, path)
		return ok && length == len(path)
	})
}

// same compares values that are not both objects or both lists.
func (c comparer) same(path resource.PropertyPath, before, after resource.PropertyValue) bool {
	if c.matches != nil {
		if digest, ok := world.Digest(before); ok {
			return c.matches(digest, after)
		}
	}
	if before.IsComputed() || after.IsComputed() {
		return false
	}
	if len(path) == 1 && path[0] == "location" && before.IsString() && after.IsString() {
		// pulumi-azure-native provider/pkg/provider/diff.go, applyAzureSpecificDiff.
		return world.Region(before.StringValue()) == world.Region(after.StringValue())
	}
	return before.DeepEquals(after)
}

func at(values []resource.PropertyValue, i int) resource.PropertyValue {
	if i < len(values) {
		return values[i]
	}
	return resource.NewNullProperty()
}

// below is a path one step longer; the longer one shares nothing with its siblings.
func below(path resource.PropertyPath, step any) resource.PropertyPath {
	return append(slices.Clone(path), step)
}

// leaves are the paths of everything at or below a value that has nothing below it.
func leaves(path resource.PropertyPath, value resource.PropertyValue) []resource.PropertyPath {
	var found []resource.PropertyPath
	switch {
	case value.IsObject():
		for _, key := range value.ObjectValue().StableKeys() {
			found = append(found, leaves(below(path, string(key)), value.ObjectValue()[key])...)
		}
	case value.IsArray():
		for i, element := range value.ArrayValue() {
			found = append(found, leaves(below(path, i), element)...)
		}
	}
	if len(found) == 0 {
		return []resource.PropertyPath{path}
	}
	return found
}
