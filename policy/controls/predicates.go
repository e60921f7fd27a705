package controls

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// equals compares as Azure does: texts without regard to case.
func equals(a, b any) bool {
	one, isText := a.(string)
	other, alsoText := b.(string)
	if isText && alsoText {
		return strings.EqualFold(one, other)
	}
	if x, ok := number(a); ok {
		y, also := number(b)
		return also && x == y
	}
	return !isList(a) && !isList(b) && reflect.ValueOf(&a).Elem().Comparable() && reflect.ValueOf(&b).Elem().Comparable() && a == b
}

func isList(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

// number is a value as a number.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	}
	return 0, false
}

// is demands one of some values.
func is(values ...any) Predicate {
	var texts []string
	for _, v := range values {
		texts = append(texts, show(v))
	}
	return Predicate{strings.Join(texts, " or "), func(v any) bool {
		if isList(v) {
			return false
		}
		return slices.ContainsFunc(values, func(want any) bool { return equals(v, want) })
	}}
}

// word demands one text as it is written, of what is read with regard to case.
func word(want string) Predicate {
	return Predicate{show(want), func(v any) bool { return v == want }}
}

// yes and no demand booleans; some APIs write them as texts.
func yes() Predicate {
	return Predicate{"true", func(v any) bool { return equals(v, true) || equals(v, "true") }}
}
func no() Predicate {
	return Predicate{"false", func(v any) bool { return equals(v, false) || equals(v, "false") }}
}

// atLeast and atMost bound a number.
func atLeast(n float64) Predicate {
	return Predicate{fmt.Sprintf("at least %g", n), func(v any) bool { x, ok := number(v); return ok && x >= n }}
}

func between(low, high float64) Predicate {
	return Predicate{fmt.Sprintf("from %g to %g", low, high), func(v any) bool { x, ok := number(v); return ok && x >= low && x <= high }}
}

// compiled are the expressions that were compiled: rules ask for the same one of every resource.
var compiled sync.Map

func compile(pattern string) *regexp.Regexp {
	if known, ok := compiled.Load(pattern); ok {
		return known.(*regexp.Regexp) //nolint:forcetypeassert // nothing else is kept
	}
	made := regexp.MustCompile(pattern)
	compiled.Store(pattern, made)
	return made
}

// matches demands a text of a form.
func matches(pattern, words string) Predicate {
	compiled := compile(pattern)
	return Predicate{words, func(v any) bool { s, ok := v.(string); return ok && compiled.MatchString(s) }}
}

// empty demands a list without elements.
func empty() Predicate {
	return Predicate{"empty", func(v any) bool {
		list, ok := v.([]any)
		return v == nil || ok && len(list) == 0
	}}
}

// filled demands a text, list or map that has something.
func filled() Predicate {
	return Predicate{"something", func(v any) bool {
		switch x := v.(type) {
		case string:
			return x != ""
		case []any:
			return len(x) > 0
		case map[string]any:
			return len(x) > 0
		}
		return v != nil
	}}
}

// exactly demands a list of these texts, in any order.
func exactly(want ...string) Predicate {
	return Predicate{"exactly " + strings.Join(want, ", "), func(v any) bool {
		got, ok := texts(v)
		return ok && len(got) == len(want) && !slices.ContainsFunc(want, func(w string) bool { return !containsFold(got, w) })
	}}
}

// includes demands a list with at least these texts.
func includes(want ...string) Predicate {
	return Predicate{"a list with " + strings.Join(want, ", "), func(v any) bool {
		got, ok := texts(v)
		return ok && !slices.ContainsFunc(want, func(w string) bool { return !containsFold(got, w) })
	}}
}

// among demands a list of nothing but these texts.
func among(allowed ...string) Predicate {
	return Predicate{"a list of " + strings.Join(allowed, ", ") + " alone", func(v any) bool {
		got, ok := texts(v)
		return ok && len(got) > 0 && !slices.ContainsFunc(got, func(g string) bool { return !containsFold(allowed, g) })
	}}
}

// texts are the elements of a list of texts.
func texts(v any) ([]string, bool) {
	list, ok := v.([]any)
	if !ok {
		return nil, false
	}
	var all []string
	for _, element := range list {
		text, ok := plain(element).(string)
		if !ok {
			return nil, false
		}
		all = append(all, text)
	}
	return all, true
}

func containsFold(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}

// absentIs is what Azure makes of absence, and the source of that.
func absentIs(value any, source string) Default { return Default{Value: value, Source: source} }
