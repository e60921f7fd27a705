package kube

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The two rules of this file. An API server reports unknown fields all at once but stops at the first wrong type, and
// cannot read a value that is not known yet; this walk beside the official Go types reports every mistake with its path.
const (
	ruleUnknownField = "unknown-field"
	ruleWrongType    = "wrong-type"
)

// shape compares plain data with a Go type of the Kubernetes API.
type shape struct {
	secrets  []path
	problems []Problem
	broken   []path // places whose value was refused: nothing more is said about them.
	fields   map[reflect.Type]map[string]reflect.Type
}

// walk returns the value as far as it fits the type. Values that are unknown or do not fit are left out of structures, and
// replaced by an empty value in maps and lists, so that the other keys and positions stay what they are. The second
// result is false when there is nothing to keep.
func (s *shape) walk(v any, t reflect.Type, at *field.Path) (any, bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if _, isUnknown := v.(unknown); isUnknown || v == nil {
		return nil, false
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return s.custom(v, t, at)
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.structure(v, t, at)
	case reflect.Map:
		return s.mapping(v, t, at)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return s.bytes(v, t, at)
		}
		return s.list(v, t, at)
	case reflect.Interface:
		return withoutUnknown(v), true
	case reflect.String:
		if _, ok := v.(string); !ok {
			return s.wrong(v, "a string", at)
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			return s.wrong(v, "a boolean", at)
		}
	case reflect.Float32, reflect.Float64:
		if _, ok := v.(float64); !ok {
			return s.wrong(v, "a number", at)
		}
	default:
		return s.integer(v, t, at)
	}
	return v, true
}

func (s *shape) integer(v any, t reflect.Type, at *field.Path) (any, bool) {
	wanted := "an integer (" + t.Kind().String() + ")"
	n, ok := v.(float64)
	if !ok || n != math.Trunc(n) || math.Abs(n) > 1<<53 || overflows(int64(n), t) {
		return s.wrong(v, wanted, at)
	}
	return int64(n), true
}

func overflows(n int64, t reflect.Type) bool {
	empty := reflect.Zero(t)
	switch {
	case empty.CanInt():
		return empty.OverflowInt(n)
	case empty.CanUint():
		return n < 0 || empty.OverflowUint(uint64(n))
	}
	return true // No API type has another kind of number here.
}

func (s *shape) bytes(v any, t reflect.Type, at *field.Path) (any, bool) {
	if _, isList := v.([]any); isList {
		return s.list(v, t, at) // The decoder takes a list of numbers for bytes, though nobody writes one.
	}
	encoded, ok := v.(string)
	if !ok {
		return s.wrong(v, "a base64 string", at)
	}
	if _, err := base64.StdEncoding.DecodeString(encoded); err != nil {
		return s.wrong(v, "a base64 string", at)
	}
	return v, true
}

// custom lets a type read itself: quantities, times, durations, numbers-or-strings.
func (s *shape) custom(v any, t reflect.Type, at *field.Path) (any, bool) {
	v = withoutUnknown(v)
	if n, ok := v.(float64); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		v = int64(n)
	}
	encoded, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(encoded, reflect.New(t).Interface())
	}
	if err != nil {
		return s.wrong(v, wantedForm(t), at)
	}
	return v, true
}

func wantedForm(t reflect.Type) string {
	switch t.Name() {
	case "Quantity":
		return "a quantity such as 500m, 2 or 1.5Gi"
	case "IntOrString":
		return "an integer or a string"
	case "Time", "MicroTime":
		return "a time such as 2026-01-31T12:00:00Z"
	case "Duration":
		return "a duration such as 90s"
	}
	return "a " + t.Name()
}

func (s *shape) mapping(v any, t reflect.Type, at *field.Path) (any, bool) {
	object, ok := v.(map[string]any)
	if !ok {
		return s.wrong(v, "an object", at)
	}
	out := make(Object, len(object))
	for _, key := range sortedKeys(object) {
		if value, ok := s.walk(object[key], t.Elem(), at.Key(key)); ok {
			out[key] = value
		} else if empty, ok := emptyValue(t.Elem()); ok {
			out[key] = empty
		}
	}
	return out, true
}

func (s *shape) list(v any, t reflect.Type, at *field.Path) (any, bool) {
	list, ok := v.([]any)
	if !ok {
		return s.wrong(v, "a list", at)
	}
	out := make([]any, len(list))
	for i, element := range list {
		value, ok := s.walk(element, t.Elem(), at.Index(i))
		if !ok {
			value, _ = emptyValue(t.Elem())
		}
		out[i] = value
	}
	return out, true
}

func (s *shape) structure(v any, t reflect.Type, at *field.Path) (any, bool) {
	object, ok := v.(map[string]any)
	if !ok {
		return s.wrong(v, "an object", at)
	}
	fields := s.fieldsOf(t)
	out := make(Object, len(object))
	for _, key := range sortedKeys(object) {
		where := field.NewPath(key)
		if at != nil {
			where = at.Child(key)
		}
		fieldType, known := fields[key]
		if !known {
			s.refuse(where, ruleUnknownField, fmt.Sprintf("unknown field %q%s", where, suggest(key, fields)))
			continue
		}
		if value, ok := s.walk(object[key], fieldType, where); ok {
			out[key] = value
		}
	}
	return out, true
}

func (s *shape) wrong(v any, wanted string, at *field.Path) (any, bool) {
	got := show(v)
	if overlapsAny(parseField(at.String()), s.secrets) {
		got = describe(v) + " that is secret"
	}
	s.refuse(at, ruleWrongType, fmt.Sprintf("must be %s, is %s", wanted, got))
	return nil, false
}

func (s *shape) refuse(at *field.Path, rule, reason string) {
	s.problems = append(s.problems, Problem{Path: at.String(), Reason: reason, Rule: rule})
	s.broken = append(s.broken, parseField(at.String()))
}

// fieldsOf remembers the fields of a type for the length of one walk: containers come in several.
func (s *shape) fieldsOf(t reflect.Type) map[string]reflect.Type {
	if s.fields == nil {
		s.fields = map[reflect.Type]map[string]reflect.Type{}
	}
	if s.fields[t] == nil {
		s.fields[t] = jsonFields(t)
	}
	return s.fields[t]
}

// jsonFields lists the JSON names of a structure's fields, those of inlined structures included.
func jsonFields(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case f.Anonymous && (name == "" || strings.Contains(options, "inline")):
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			for innerName, innerType := range jsonFields(inner) {
				fields[innerName] = innerType
			}
		case f.IsExported() && name != "":
			fields[name] = f.Type
		}
	}
	return fields
}

// suggest names the one field that differs from the unknown one in its case or by a slip of the finger.
func suggest(key string, fields map[string]reflect.Type) string {
	var near []string
	for name := range fields {
		if strings.EqualFold(name, key) || (len(key) > 3 && distance(name, key) <= 2) {
			near = append(near, name)
		}
	}
	slices.Sort(near)
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", strings.Join(near, `" or "`))
}

// distance counts the letters to add, drop or change to turn a into b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := previous
			if a[i-1] != b[j-1] {
				cost++
			}
			previous = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// emptyValue is what stands in for a map value or list element that is not known yet.
func emptyValue(t reflect.Type) (any, bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		switch t.Name() {
		case "Quantity", "IntOrString":
			return int64(0), true
		}
		return nil, false
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return Object{}, true
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "", true
		}
		return []any{}, true
	case reflect.String:
		return "", true
	case reflect.Bool:
		return false, true
	case reflect.Interface:
		return nil, false
	default:
		return int64(0), true
	}
}

// withoutUnknown drops unknown values from data that has no type of its own.
func withoutUnknown(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(Object, len(v))
		for key, value := range v {
			if _, isUnknown := value.(unknown); !isUnknown {
				out[key] = withoutUnknown(value)
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, value := range v {
			if _, isUnknown := value.(unknown); !isUnknown {
				out = append(out, withoutUnknown(value))
			}
		}
		return out
	}
	return v
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
