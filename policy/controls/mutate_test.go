package controls_test

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// each limits a sweep to so many mutants of each kind of resource, path and operator; 0 is all of them.
var each = flag.Int("each", 0, "judge so many mutants of each pattern, 0 for all")

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

// operators are what is done to a leaf, by its type. others are other members of its enumeration.
func operators(value any, others []string) map[string]func(any) (any, bool) {
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
		case v == "true" || v == "false":
			all["flip"] = set(strconv.FormatBool(v == "false"))
		case cidr.MatchString(v):
			base, bits, _ := strings.Cut(v, "/")
			n, _ := strconv.Atoi(bits)
			all["widen"] = set(base + "/" + strconv.Itoa(n/2))
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
	case controls.Secret:
		all["other"] = set("in clear")
	case map[string]any:
		all["other"] = set(map[string]any{"other": "other"})
	case []any:
		all["other"] = set([]any{"other"})
	}
	return all
}

var cidr = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+/\d+$`)

// neutral is a line of the list: a pattern, and why such a change weakens nothing.
type neutral struct {
	pattern, reason string
	used            int
}

// neutrals read testdata/neutral.txt.
func neutrals(t testing.TB) []*neutral {
	t.Helper()
	file, err := os.Open("testdata/neutral.txt")
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	var all []*neutral
	reason := ""
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
		case strings.HasPrefix(line, "# "):
			reason = strings.TrimPrefix(line, "# ")
		default:
			require.NotEmpty(t, reason, "%s has no reason above it", line)
			require.Len(t, strings.Fields(line), 3, "%q: kind, path, operator", line)
			all = append(all, &neutral{pattern: line, reason: reason})
		}
	}
	return all
}

// matchNeutral finds the first line that a mutant is under.
func matchNeutral(all []*neutral, pattern string) *neutral {
	parts := strings.SplitN(pattern, " ", 3)
	for _, n := range all {
		want := strings.Fields(n.pattern)
		ok := true
		for i := range want {
			ok = ok && fits(want[i], parts[i])
		}
		if ok {
			n.used++
			return n
		}
	}
	return nil
}

var escape = strings.NewReplacer("[]", "%", "[", "%", "]", "%", "/", "!")

// fits compares with * for anything, and | between alternatives.
func fits(pattern, text string) bool {
	for _, one := range strings.Split(pattern, "|") {
		if ok, _ := path.Match(escape.Replace(one), escape.Replace(text)); ok {
			return true
		}
	}
	return false
}

// sweep makes every mutant of a stack and judges it: by which rules is it caught?
func sweep(t testing.TB, stack string, visit func(m mutant, caught []string)) {
	t.Helper()
	j := judge(t)
	base := golden(t, stack)
	enums := enumerations(t)
	before := map[string]bool{}
	for _, f := range controls.Violations(j.All(base, false)) {
		before[f.Rule+f.URN+f.Path+f.Message] = true
	}
	var guard sync.Mutex
	seen := map[string]int{}
	work := make(chan *controls.Resource)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			own, j := golden(t, stack), judge(t)
			reads := j.Reads(own)
			var texts []string
			for _, r := range own.Resources {
				texts = append(texts, strings.ToLower(fmt.Sprint(r.Inputs)))
			}
			index := map[string]int{}
			for i, r := range own.Resources {
				index[r.URN] = i
			}
			for r := range work {
				i := index[r.URN]
				original := own.Resources[i]
				leaves(map[string]any(original.Inputs), nil, func(steps []any, value any) {
					if len(steps) == 0 {
						return
					}
					where := pathOf(steps)
					for name, change := range operators(value, enums(original.Type, where)) {
						if *each > 0 {
							guard.Lock()
							seen[original.Kind()+where+name]++
							enough := seen[original.Kind()+where+name] > *each
							guard.Unlock()
							if enough {
								continue
							}
						}
						changed, _ := with(map[string]any(original.Inputs), steps, change)
						m := mutant{original, where, name, changed.(map[string]any)}
						copied := *original
						copied.Inputs = m.inputs
						own.Resources[i] = &copied
						own.Changed()
						var caught []string
						for _, f := range controls.Violations(append(j.Resource(own, &copied), j.Around(own, original, &copied, reads, texts)...)) {
							if !before[f.Rule+f.URN+f.Path+f.Message] && !slices.Contains(caught, f.Rule) {
								caught = append(caught, f.Rule)
							}
						}
						own.Resources[i] = original
						if len(caught) == 0 && refusedByShape(original, m.inputs) {
							m.operator += " (refused)"
						}
						guard.Lock()
						visit(m, caught)
						guard.Unlock()
					}
				})
			}
		})
	}
	for _, r := range base.Resources {
		work <- r
	}
	close(work)
	group.Wait()
}

// TestMutation changes every input leaf of prod and dev by operators that know no rule. Each mutant must be caught, or be neutral by a line
// of testdata/neutral.txt with its reason, or be refused by Azure's own typings before it gets anywhere.
func TestMutation(t *testing.T) {
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip(`changes every leaf of two environments: "make verify" runs it`)
	}
	list := neutrals(t)
	alone := map[string]int{} // mutants that one rule alone catches
	missedAt := map[string]int{}
	for _, stack := range []string{"prod", "dev"} {
		caughtBy, neutralN, refused, missed, total := 0, 0, 0, 0, 0
		sweep(t, stack, func(m mutant, caught []string) {
			total++
			switch {
			case len(caught) > 0:
				caughtBy++
				if len(caught) == 1 {
					alone[caught[0]]++
				}
			case strings.HasSuffix(m.operator, " (refused)"):
				refused++
			case matchNeutral(list, m.pattern()) != nil:
				neutralN++
			default:
				missed++
				missedAt[m.pattern()]++
			}
		})
		t.Logf("%s: %d mutants: %d caught, %d refused by the typings, %d neutral, %d missed", stack, total, caughtBy, refused, neutralN, missed)
		fmt.Printf("mutation of %s: %d mutants: %d caught, %d refused by Azure's typings, %d neutral, %d missed\n", stack, total, caughtBy, refused, neutralN, missed)
	}
	for _, where := range slices.Sorted(maps.Keys(missedAt)) {
		assert.Failf(t, "missed", "%s (%d times)", where, missedAt[where])
	}
	for _, n := range list {
		assert.NotZero(t, n.used, "%s is needed by no mutant", n.pattern)
	}
	for _, rule := range controls.Catalogue() {
		if !rule.Gap {
			assert.NotZero(t, alone[rule.ID], "without the rule %s no mutant would get through", rule.ID)
		}
	}
}
