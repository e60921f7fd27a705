package topology

import (
	"fmt"
	"slices"
	"strings"
)

// unknownValues stand for values that are not known before an update (Pulumi SDK, common/resource/plugin/rpc.go). A secret
// that a state masks is as unknown.
var unknownValues = []string{
	Unknown,                                // a string
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a bool
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // an object
	"[secret]",
}

// Unknown is the sign for a value that is not known yet, whatever it will be.
const Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// isUnknown tells a value that is there and not known.
func isUnknown(value any) bool {
	text, ok := value.(string)
	return ok && slices.Contains(unknownValues, text)
}

// object is a property map.
type object map[string]any

// at follows a path of keys. It returns nil where the path ends early, and the unknown value where it meets one.
func (o object) at(path ...string) any {
	var value any = map[string]any(o)
	for _, key := range path {
		if isUnknown(value) {
			return value
		}
		inner, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = inner[key]
	}
	return value
}

// text is a string property; "" where it is absent or unknown.
func (o object) text(path ...string) string {
	value := o.at(path...)
	if isUnknown(value) {
		return ""
	}
	switch v := value.(type) {
	case string:
		return v
	case float64, int:
		return fmt.Sprint(v)
	}
	return ""
}

// textOr is a string property with the default that Azure gives it when it is absent. known is false for an unknown value.
func (o object) textOr(standard string, path ...string) (value string, known bool) {
	switch v := o.at(path...).(type) {
	case nil:
		return standard, true
	case string:
		if isUnknown(v) {
			return "", false
		}
		return v, true
	}
	return "", false
}

// flag is a bool property with its default; perhaps for an unknown value.
func (o object) flag(standard bool, path ...string) match {
	switch v := o.at(path...).(type) {
	case nil:
		return matched(standard)
	case bool:
		return matched(v)
	}
	return perhaps
}

// number is a number property; 0 where it is absent or unknown.
func (o object) number(path ...string) int {
	switch v := o.at(path...).(type) {
	case float64:
		return int(v)
	case int:
		return v
	}
	return 0
}

// objects are the maps of a list property. known is false where the list, or something in it, is unknown.
func (o object) objects(path ...string) (list []object, known bool) {
	value := o.at(path...)
	if isUnknown(value) {
		return nil, false
	}
	items, _ := value.([]any)
	known = true
	for _, item := range items {
		inner, ok := item.(map[string]any)
		if !ok {
			known = false
			continue
		}
		list = append(list, inner)
	}
	return list, known
}

// texts are the strings of a list property. known is false where the list, or something in it, is unknown.
func (o object) texts(path ...string) (list []string, known bool) {
	value := o.at(path...)
	if isUnknown(value) {
		return nil, false
	}
	items, _ := value.([]any)
	known = true
	for _, item := range items {
		text, ok := item.(string)
		if !ok || isUnknown(text) {
			known = false
			continue
		}
		list = append(list, text)
	}
	return list, known
}

// labels are the strings of a map property.
func (o object) labels(path ...string) map[string]string {
	inner, _ := o.at(path...).(map[string]any)
	found := map[string]string{}
	for key, value := range inner {
		if text, ok := value.(string); ok {
			found[key] = text
		}
	}
	return found
}

// sameID compares resource IDs as Azure does, without regard to case.
func sameID(a, b string) bool { return a != "" && strings.EqualFold(a, b) }

// lastSegment is the name at the end of a resource ID.
func lastSegment(id string) string { return id[strings.LastIndex(id, "/")+1:] }

// hasUnknown tells a value with something in it that is not known.
func hasUnknown(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			if hasUnknown(inner) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasUnknown)
	}
	return isUnknown(value)
}
