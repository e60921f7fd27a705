package settings

import (
	"reflect"
	"strings"
	"sync"
)

// field is one setting, or one field of an object that a setting holds.
type field struct {
	name     string // as it is written in the file: "vmSize"
	allowed  string // what is allowed, in words
	optional bool   // may be missing or empty
	index    []int  // where it is in the struct
	goName   string // the name of the struct's field
	typ      reflect.Type
}

// settingFields are the settings, in the order of the sections and of the fields in them. They are read off the type once: each line of a
// stack file asks for them. Nobody changes them.
var settingFields = sync.OnceValue(func() []field {
	var all []field
	root := reflect.TypeFor[Settings]()
	for i := range root.NumField() {
		section := root.Field(i)
		if section.Type.Kind() != reflect.Struct {
			continue
		}
		for _, f := range objectFields(section.Type) {
			f.index = append([]int{i}, f.index...)
			all = append(all, f)
		}
	}
	return all
})

// objectFields are the fields of an object, in order: those of a struct that carry the tag "setting".
func objectFields(object reflect.Type) []field {
	var all []field
	for i := range object.NumField() {
		f := object.Field(i)
		tag, ok := f.Tag.Lookup("setting")
		if !ok {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		all = append(all, field{
			name: name, allowed: f.Tag.Get("allowed"), optional: option == "optional", index: []int{i}, goName: f.Name, typ: f.Type,
		})
	}
	return all
}

func fieldNames(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// allowedAt is what is allowed where a path leads, by the tags of the structs, or "" where it leads nowhere.
func allowedAt(p path) string {
	fields, allowed := settingFields(), ""
	for _, step := range p {
		name, isName := step.(string)
		if !isName {
			continue
		}
		var next []field
		for _, f := range fields {
			if f.name != name {
				continue
			}
			allowed = f.allowed
			inner := f.typ
			if inner.Kind() == reflect.Slice {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				next = objectFields(inner)
			}
		}
		fields = next
	}
	return allowed
}
