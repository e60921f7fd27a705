package settings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
)

// decode fills the settings from the source. What cannot be read is reported and stays zero.
func (c *checker) decode() {
	fields := settingFields()
	target := reflect.ValueOf(c.s).Elem()
	for _, f := range fields {
		p := at(f.name)
		raw, given := c.src.Values[fullKey(f.name)]
		switch {
		case !c.ok(p):
		case !given && f.optional:
		case !given:
			c.add(p, "", "is missing")
		case raw == "" && f.optional:
		case raw == "":
			c.add(p, "", "is empty")
		default:
			c.text(target.FieldByIndex(f.index), raw, p)
		}
	}
}

// text reads a setting from the text that Pulumi passes.
func (c *checker) text(target reflect.Value, raw string, p path) {
	switch target.Kind() {
	case reflect.String:
		target.SetString(raw)
		return
	case reflect.Int:
		number, err := strconv.Atoi(raw)
		if err != nil {
			c.add(p, short(raw), "is not a whole number")
		}
		target.SetInt(int64(number))
		return
	case reflect.Bool:
		if raw != "true" && raw != "false" {
			c.add(p, short(raw), "is neither true nor false")
		}
		target.SetBool(raw == "true")
		return
	}
	if target.Type() == reflect.TypeFor[netip.Prefix]() {
		c.prefix(target, raw, p)
		return
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(raw)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || decoder.More() {
		c.add(p, short(raw), "is not "+kindName(target.Type()))
		return
	}
	c.value(target, value, p)
}

// value reads a part of a setting from JSON.
func (c *checker) value(target reflect.Value, value any, p path) {
	if target.Type() == reflect.TypeFor[netip.Prefix]() || target.Kind() == reflect.String {
		c.scalar(target, value, p)
		return
	}
	switch target.Kind() {
	case reflect.Int:
		if n, ok := value.(json.Number); ok {
			if number, err := strconv.Atoi(n.String()); err == nil {
				target.SetInt(int64(number))
				return
			}
		}
	case reflect.Bool:
		if truth, ok := value.(bool); ok {
			target.SetBool(truth)
			return
		}
	case reflect.Slice:
		if list, ok := value.([]any); ok {
			c.list(target, list, p)
			return
		}
	case reflect.Map:
		if object, ok := value.(map[string]any); ok {
			c.words(target, object, p)
			return
		}
	case reflect.Struct:
		if object, ok := value.(map[string]any); ok {
			c.object(target, object, p)
			return
		}
	}
	c.add(p, shown(value), "is not "+kindName(target.Type()))
}

func (c *checker) scalar(target reflect.Value, value any, p path) {
	text, ok := value.(string)
	switch {
	case !ok:
		c.add(p, shown(value), "is not text; quote it")
	case target.Type() == reflect.TypeFor[netip.Prefix]():
		c.prefix(target, text, p)
	default:
		target.SetString(text)
	}
}

func (c *checker) prefix(target reflect.Value, text string, p path) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		c.add(p, short(text), "is no address range")
		return
	}
	target.Set(reflect.ValueOf(prefix))
}

func (c *checker) list(target reflect.Value, list []any, p path) {
	items := reflect.MakeSlice(target.Type(), len(list), len(list))
	for i, item := range list {
		c.value(items.Index(i), item, p.with(i))
	}
	if len(list) > 0 {
		target.Set(items)
	}
}

func (c *checker) words(target reflect.Value, object map[string]any, p path) {
	words := map[string]string{}
	for _, key := range sortedKeys(object) {
		text, ok := object[key].(string)
		if !ok {
			c.add(p.with(key), shown(object[key]), "is not text; quote it")
		}
		words[key] = text
	}
	if len(words) > 0 {
		target.Set(reflect.ValueOf(words))
	}
}

func (c *checker) object(target reflect.Value, object map[string]any, p path) {
	fields := objectFields(target.Type())
	names := fieldNames(fields)
	for _, key := range sortedKeys(object) {
		if !slices.Contains(names, key) {
			c.unknown(p.with(key), key, names)
		}
	}
	for _, f := range fields {
		value, given := object[f.name]
		empty := value == nil || value == ""
		switch {
		case empty && f.optional:
		case !given:
			c.add(p.with(f.name), "", "is missing")
		case empty:
			c.add(p.with(f.name), "", "is empty")
		default:
			c.value(target.FieldByIndex(f.index), value, p.with(f.name))
		}
	}
}

// unknown reports a key that means nothing. The object that holds it stays usable.
func (c *checker) unknown(p path, key string, known []string) {
	slices.Sort(known)
	c.problems = append(c.problems, Problem{
		File: stackFile(c.src.Stack), Line: c.src.line(p), Key: p.String(),
		Message: "is not known" + suggest(key, known), Allowed: list(known),
	})
}

// kindName says in words what a type is in a file.
func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	default:
		return "text"
	}
}

// shown renders a part of a setting for a message.
func shown(value any) string {
	if text, ok := value.(string); ok {
		return short(text)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return short(fmt.Sprint(value))
	}
	return short(string(encoded))
}
