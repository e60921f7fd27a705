package controls_test

import (
	"flag"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/reasons"
	"github.com/trelica/infrastructure/policy/controls"
)

// each limits a sweep to so many mutants of each kind of resource, path and operator; 0 is all of them.
var each = flag.Int("each", 0, "judge so many mutants of each pattern, 0 for all")

// book names a file that says which mutants are neutral by which line, and which rules catch what alone.
var book = flag.String("book", "", "write which mutants are neutral, by line, into this file")

// mutant is one change of one input leaf by an operator that knows no rule.
type mutant struct {
	resource *controls.Resource
	// path is where, with [] for any element; operator is what was done.
	path, operator string
	// inputs are the resource's inputs with the change.
	inputs map[string]any
}

// pattern is what the list of neutral mutants is asked by: "sql:Server administrators.login other".
func (m mutant) pattern() string { return m.resource.Kind() + " " + m.path + " " + m.operator }

// with rebuilds a value with the leaf at steps changed: change returns the new value, or drop.
func with(value any, steps []any, change func(any) (any, bool)) (any, bool) {
	if len(steps) == 0 {
		return change(value)
	}
	switch v := value.(type) {
	case map[string]any:
		key, _ := steps[0].(string)
		inner, keep := with(v[key], steps[1:], change)
		all := maps.Clone(v)
		if keep {
			all[key] = inner
		} else {
			delete(all, key)
		}
		return all, true
	case []any:
		i, _ := steps[0].(int)
		inner, keep := with(v[i], steps[1:], change)
		all := slices.Clone(v)
		if keep {
			all[i] = inner
		} else {
			all = slices.Delete(all, i, i+1)
		}
		return all, true
	}
	return value, true
}

// leaves visits every leaf of a value: a text, number, boolean, secret, or something empty.
func leaves(value any, steps []any, visit func(steps []any, value any)) {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			visit(steps, v)
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			leaves(v[key], append(slices.Clone(steps), key), visit)
		}
	case []any:
		if len(v) == 0 {
			visit(steps, v)
		}
		for i, inner := range v {
			leaves(inner, append(slices.Clone(steps), i), visit)
		}
	default:
		visit(steps, value)
	}
}

// pathOf is a path in words.
func pathOf(steps []any) string {
	var text strings.Builder
	for _, step := range steps {
		switch s := step.(type) {
		case string:
			if text.Len() > 0 {
				text.WriteString(".")
			}
			text.WriteString(s)
		case int:
			text.WriteString("[]")
		}
	}
	return text.String()
}

// operators are what is done to a leaf, by its type. others are other members of its enumeration; elsewhere says of a text what it is in
// another environment.
func operators(value any, others []string, elsewhere *strings.Replacer) map[string]func(any) (any, bool) {
	set := func(v any) func(any) (any, bool) { return func(any) (any, bool) { return v, true } }
	all := map[string]func(any) (any, bool){"drop": func(any) (any, bool) { return nil, false }}
	switch v := value.(type) {
	case bool:
		all["flip"] = set(!v)
	case float64:
		all["halve"] = set(float64(int(v / 2)))
		all["widen"] = set(v*10 + 1)
	case string:
		if v != "" {
			all["empty"] = set("")
		}
		switch {
		case versionText.MatchString(v):
			cut := strings.LastIndex(v, ".")
			n, _ := strconv.Atoi(v[cut+1:])
			all["less"] = set(v[:cut+1] + strconv.Itoa(n-1))
			all["other"] = set(v + "-other")
		case v == "true" || v == "false":
			all["flip"] = set(strconv.FormatBool(v == "false"))
		case cidr.MatchString(v):
			base, bits, _ := strings.Cut(v, "/")
			n, _ := strconv.Atoi(bits)
			all["widen"] = set(base + "/" + strconv.Itoa(n/2))
			all["all"] = set("0.0.0.0/0")
		case len(others) > 0:
			for _, other := range others {
				if strings.EqualFold(other, v) {
					continue
				}
				all["other="+other] = set(other)
			}
		case v != "":
			all["other"] = set(v + "-other")
		}
		if there := elsewhere.Replace(v); there != v {
			all["elsewhere"] = set(there)
		}
	case controls.Secret:
		all["other"] = set("in clear")
	case map[string]any:
		all["other"] = set(map[string]any{"other": "other"})
	case []any:
		all["other"] = set([]any{"other"})
	}
	maps.DeleteFunc(all, func(_ string, change func(any) (any, bool)) bool { // half of nothing is no mutant
		changed, there := change(value)
		return there && reflect.DeepEqual(changed, value)
	})
	return all
}

// versionText is a version in numbers.
var versionText = regexp.MustCompile(`^\d+(\.\d+)*\.[1-9]\d*$`)

var cidr = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+/\d+$`)

// neutrals read testdata/neutral.txt: changes that weaken nothing.
func neutrals(t testing.TB) []*reasons.Entry {
	t.Helper()
	file, err := os.Open("testdata/neutral.txt")
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	all, err := reasons.Read(file)
	require.NoError(t, err)
	return all
}
