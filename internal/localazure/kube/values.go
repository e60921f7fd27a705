package kube

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// unknown stands for a value that is not known yet.
type unknown struct{}

// plain is a property map as plain data, with what was special about its values kept beside it.
type plain struct {
	object  Object // maps, lists, strings, booleans, float64 numbers and unknown{}; no nulls.
	unknown []path // where a value is not known yet.
	secret  []path // where a value is secret; everything below is.
	foreign []path // where an asset, archive or resource reference stands, which no manifest can hold.
}

// plainOf turns properties into plain data. Nulls are dropped, as the official provider does (SkipNulls).
func plainOf(properties resource.PropertyMap) plain {
	p := plain{object: Object{}}
	for key, value := range properties {
		if v, ok := p.convert(value, path{string(key)}); ok {
			p.object[string(key)] = v
		}
	}
	p.sort()
	return p
}

// sort makes findings come out in the same order every time, whatever order a map was walked in.
func (p *plain) sort() {
	for _, paths := range [][]path{p.unknown, p.secret, p.foreign} {
		slices.SortFunc(paths, comparePaths)
	}
}

func comparePaths(a, b path) int {
	return slices.CompareFunc(a, b, func(x, y any) int {
		i, xIsInt := x.(int)
		j, yIsInt := y.(int)
		if xIsInt && yIsInt {
			return i - j
		}
		switch s, t := fmt.Sprint(x), fmt.Sprint(y); {
		case s < t:
			return -1
		case s > t:
			return 1
		}
		return 0
	})
}

func (p *plain) convert(v resource.PropertyValue, at path) (any, bool) {
	switch {
	case v.IsNull():
		return nil, false
	case v.IsComputed():
		p.unknown = append(p.unknown, at)
		return unknown{}, true
	case v.IsSecret():
		p.secret = append(p.secret, at)
		return p.convert(v.SecretValue().Element, at)
	case v.IsOutput():
		out := v.OutputValue()
		if out.Secret {
			p.secret = append(p.secret, at)
		}
		if !out.Known {
			p.unknown = append(p.unknown, at)
			return unknown{}, true
		}
		return p.convert(out.Element, at)
	case v.IsBool():
		return v.BoolValue(), true
	case v.IsNumber():
		return v.NumberValue(), true
	case v.IsString():
		return v.StringValue(), true
	case v.IsArray():
		list := make([]any, 0, len(v.ArrayValue()))
		for i, element := range v.ArrayValue() {
			// A null in a list is kept as an empty place: dropping it would move everything behind it.
			e, _ := p.convert(element, with(at, i))
			list = append(list, e)
		}
		return list, true
	case v.IsObject():
		object := Object{}
		for key, element := range v.ObjectValue() {
			if e, ok := p.convert(element, with(at, string(key))); ok {
				object[string(key)] = e
			}
		}
		return object, true
	default:
		p.foreign = append(p.foreign, at)
		return nil, false
	}
}

// properties turns plain data into properties and marks as secret what lies at the given paths.
func properties(object Object, secrets []path) resource.PropertyMap {
	m := resource.PropertyMap{}
	for key, value := range object {
		m[resource.PropertyKey(key)] = property(value)
	}
	for _, at := range secrets {
		markSecret(resource.NewProperty(m), at)
	}
	return m
}

func property(v any) resource.PropertyValue {
	switch v := v.(type) {
	case unknown:
		return resource.MakeComputed(resource.NewProperty(""))
	case map[string]any:
		m := resource.PropertyMap{}
		for key, value := range v {
			m[resource.PropertyKey(key)] = property(value)
		}
		return resource.NewProperty(m)
	case []any:
		list := make([]resource.PropertyValue, len(v))
		for i, element := range v {
			list[i] = property(element)
		}
		return resource.NewProperty(list)
	default:
		return resource.NewPropertyValue(v)
	}
}

// markSecret wraps the value at a path, or does nothing if there is no such value or it is secret already.
func markSecret(root resource.PropertyValue, at path) {
	value, found := at.Get(root)
	if !found || value.IsSecret() {
		return
	}
	at.Set(root, resource.MakeSecret(value))
}

// copyObject makes a deep copy of plain data.
func copyObject(object Object) Object {
	c, _ := copyValue(object).(Object)
	return c
}

func copyValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, value := range v {
			c[key] = copyValue(value)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, value := range v {
			c[i] = copyValue(value)
		}
		return c
	default:
		return v
	}
}

// child returns the map under a key, or nil.
func child(object Object, key string) Object {
	c, _ := object[key].(map[string]any)
	return c
}

// text returns the string under a key of a map, or "".
func text(object Object, key string) string {
	s, _ := object[key].(string)
	return s
}
