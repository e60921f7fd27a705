package arm

import (
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// any element of a list, or any key of a map.
const anyElement = "*"

// parsePath reads a dotted path into keys and indexes; "[*]" becomes the key "*". The empty path has no steps.
func parsePath(path string) (resource.PropertyPath, bool) {
	if path == "" {
		return nil, true
	}
	steps, err := resource.ParsePropertyPath(path)
	return steps, err == nil
}

// bare takes secret marks and output wrappers off a value and says what is known of it.
func bare(value resource.PropertyValue) (resource.PropertyValue, State) {
	for {
		switch {
		case value.IsSecret():
			value = value.SecretValue().Element
		case value.IsOutput():
			if !value.OutputValue().Known {
				return resource.MakeComputed(resource.NewStringProperty("")), Unknown
			}
			value = value.OutputValue().Element
		case value.IsComputed():
			return value, Unknown
		case value.IsNull():
			return value, Absent
		default:
			return value, Known
		}
	}
}

// child is the value one step below another, null where there is none. The parent must be bare.
func child(parent resource.PropertyValue, step any) resource.PropertyValue {
	switch step := step.(type) {
	case int:
		if parent.IsArray() && step >= 0 && step < len(parent.ArrayValue()) {
			return parent.ArrayValue()[step]
		}
	case string:
		if parent.IsObject() {
			return parent.ObjectValue()[resource.PropertyKey(step)]
		}
	}
	return resource.NewNullProperty()
}

// matches finds what a pattern names below a value that lies at prefix.
func matches(prefix string, value resource.PropertyValue, steps resource.PropertyPath) []Found {
	inner, state := bare(value)
	if state == Absent {
		return nil
	}
	if state == Unknown || len(steps) == 0 {
		return []Found{{Path: prefix, Value: inner, State: state}}
	}
	var found []Found
	switch step := steps[0].(type) {
	case string:
		switch {
		case step == anyElement && inner.IsArray():
			for i, element := range inner.ArrayValue() {
				found = append(found, matches(joinIndex(prefix, i), element, steps[1:])...)
			}
		case step == anyElement && inner.IsObject():
			for _, key := range inner.ObjectValue().StableKeys() {
				below := joinKey(prefix, string(key))
				found = append(found, matches(below, inner.ObjectValue()[key], steps[1:])...)
			}
		case inner.IsObject():
			found = matches(joinKey(prefix, step), child(inner, step), steps[1:])
		}
	case int:
		found = matches(joinIndex(prefix, step), child(inner, step), steps[1:])
	}
	return found
}

// joinPath puts a path below a prefix.
func joinPath(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == "":
		return prefix
	case strings.HasPrefix(path, "["):
		return prefix + path
	}
	return prefix + "." + path
}

// joinIndex puts a list index below a prefix.
func joinIndex(prefix string, index int) string {
	return prefix + "[" + strconv.Itoa(index) + "]"
}

// joinKey puts an object's key below a prefix, quoted where it is not a plain name.
func joinKey(prefix, key string) string {
	if key == "" || strings.ContainsAny(key, `.[]"`) {
		return prefix + "[" + strconv.Quote(key) + "]"
	}
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// covers reports whether a fact's path, which may hold "[*]" and may end above the property, names the given concrete
// path or something it lies in, and how many steps it is long.
func covers(fact string, concrete resource.PropertyPath) (length int, ok bool) {
	steps, parsed := parsePath(fact)
	if !parsed || len(steps) > len(concrete) {
		return 0, false
	}
	for i, step := range steps {
		if step != anyElement && step != concrete[i] {
			return 0, false
		}
	}
	return len(steps), true
}
