package controls_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/reasons"
	"github.com/trelica/infrastructure/policy/controls"
)

// sweeper judges mutants of one stack. It has the stack to itself.
type sweeper struct {
	*controls.Judge
	stack *controls.Stack
	// told is the stack with what it is told: the same resources.
	told   *controls.Stack
	index  map[string]int
	reads  map[string]map[string]bool
	texts  []string
	before map[string]bool
}

func newSweeper(t testing.TB, stack *controls.Stack) *sweeper {
	t.Helper()
	s := &sweeper{Judge: judge(t), stack: stack, index: map[string]int{}, before: map[string]bool{}}
	s.reads = s.Reads(stack)
	for i, r := range stack.Resources {
		s.texts = append(s.texts, strings.ToLower(fmt.Sprint(r.Inputs)))
		s.index[r.URN] = i
	}
	told := *stack
	s.told = tellStack(t, &told)
	s.told.Changed()
	all := append(s.All(stack, false), s.All(s.told, false)...)
	for _, r := range stack.Resources {
		all = append(all, s.Unneeded(stack, r)...)
	}
	for _, f := range controls.Violations(all) {
		s.before[key(f)] = true
	}
	return s
}

func key(f controls.Finding) string { return f.Rule + f.URN + f.Path + f.Message }

// fresh are the rules that say something which they did not say of the stack as it is.
func (s *sweeper) fresh(all []controls.Finding) []string {
	var rules []string
	for _, f := range controls.Violations(all) {
		if !s.before[key(f)] && !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

// judge judges a stack in which one resource is another: first by what is told nothing, then, where nobody has seen it, by the exceptions
// that would not be needed any more, and by the rules that are told what to compare with.
func (s *sweeper) judge(original, changed *controls.Resource, operator string) []string {
	i := s.index[original.URN]
	s.put(i, changed)
	defer s.put(i, original)
	caught := s.fresh(append(s.Resource(s.stack, changed), s.Around(s.stack, original, changed, s.reads, s.texts)...))
	if len(caught) == 0 {
		caught = s.fresh(s.Unneeded(s.stack, changed))
	}
	if len(caught) == 0 {
		named := operator == "elsewhere" || operator == "widen" // nothing else names what was not named
		caught = s.fresh(s.Told(s.told, changed, named))
	}
	return caught
}

func (s *sweeper) put(i int, r *controls.Resource) {
	s.stack.Resources[i], s.told.Resources[i] = r, r
	s.stack.Changed()
	s.told.Changed()
}

// elsewhere turns what a stack names of its environment into what it is in another.
func elsewhere(t testing.TB, stack string) *strings.Replacer {
	t.Helper()
	other := map[string]string{"prod": "dev", "dev": "prod"}[stack]
	mine, theirs := settingsOf(t, stack), settingsOf(t, other)
	pairs := []string{mine.Subscription, theirs.Subscription, mine.Tenant, theirs.Tenant, mine.AdminGroup.ObjectID, theirs.AdminGroup.ObjectID}
	for _, form := range []string{"trelica-%s", "trelica%s", "-%s"} {
		pairs = append(pairs, fmt.Sprintf(form, stack), fmt.Sprintf(form, other))
	}
	octets := func(f stackFile) string { return strings.Join(strings.Split(f.Space.String(), ".")[:2], ".") + "." }
	pairs = append(pairs, mine.Zone, theirs.Zone, octets(mine), octets(theirs), mine.Operators[0].String(), theirs.Operators[0].String())
	return strings.NewReplacer(pairs...)
}

// sweep makes every mutant of every input of a stack's resources and judges it.
func sweep(t testing.TB, stack string, load func() *controls.Stack, only func(*controls.Resource) bool, visit func(m mutant, caught []string)) {
	t.Helper()
	enums, there := enumerations(t), elsewhere(t, stack)
	var guard sync.Mutex
	seen := map[string]int{}
	enough := func(pattern string) bool {
		guard.Lock()
		defer guard.Unlock()
		seen[pattern]++
		return *each > 0 && seen[pattern] > *each
	}
	work := make(chan string)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			s := newSweeper(t, load())
			for urn := range work {
				original := s.stack.Resources[s.index[urn]]
				leaves(original.Inputs, nil, func(steps []any, value any) {
					if len(steps) == 0 {
						return
					}
					where := pathOf(steps)
					members := enums(original.Type, where)
					for name, change := range operators(value, members, there) {
						if enough(original.Kind() + where + name) {
							continue
						}
						changed, _ := with(original.Inputs, steps, change)
						m := mutant{original, where, name, changed.(map[string]any)}
						copied := *original
						copied.Inputs = m.inputs
						caught := s.judge(original, &copied, name)
						// An empty text is none of the values that a property knows, whether its list is closed or open.
						if len(caught) == 0 && (name == "empty" && len(members) > 0 || refusedByShape(original, m.inputs)) {
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
	for _, r := range load().Resources {
		if only(r) {
			work <- r.URN
		}
	}
	close(work)
	group.Wait()
}

// tally is what became of mutants.
type tally struct {
	list []*reasons.Entry
	// alone counts the mutants that one rule alone catches, missed those that nobody does, by pattern; book which are neutral by which line.
	alone, missed map[string]int
	book          map[string]map[string]int

	caught, neutral, refused, lost int
}

func (y *tally) visit(m mutant, caught []string) {
	switch {
	case len(caught) > 0:
		y.caught++
		if len(caught) == 1 {
			y.alone[caught[0]]++
		}
		return
	case strings.HasSuffix(m.operator, " (refused)"):
		y.refused++
		return
	}
	if n := reasons.Find(y.list, m.pattern()); n != nil {
		y.neutral++
		if y.book[n.Pattern] == nil {
			y.book[n.Pattern] = map[string]int{}
		}
		y.book[n.Pattern][m.pattern()]++
		return
	}
	y.lost++
	y.missed[m.pattern()]++
}

func (y *tally) say(t testing.TB, what string) {
	t.Helper()
	fmt.Printf("mutation of %s: %d mutants: %d caught, %d refused by Azure's typings, %d neutral, %d missed\n",
		what, y.caught+y.refused+y.neutral+y.lost, y.caught, y.refused, y.neutral, y.lost)
	y.caught, y.refused, y.neutral, y.lost = 0, 0, 0, 0
}

// write writes which mutants are neutral, by line, and which rules catch what alone: for whoever reviews the list.
func (y *tally) write(path string) error {
	var b strings.Builder
	for _, n := range y.list {
		fmt.Fprintf(&b, "%d %s\n", n.Used, n.Pattern)
		for _, pattern := range slices.Sorted(maps.Keys(y.book[n.Pattern])) {
			fmt.Fprintf(&b, "\t%d %s\n", y.book[n.Pattern][pattern], pattern)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(y.alone)) {
		fmt.Fprintf(&b, "alone %s %d\n", rule, y.alone[rule])
	}
	for _, pattern := range slices.Sorted(maps.Keys(y.missed)) {
		fmt.Fprintf(&b, "missed %d %s\n", y.missed[pattern], pattern)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

// TestMutation changes every input leaf of prod and dev, and of a small workload, by operators that know no rule; and what is beside inputs: options,
// exceptions, the day, a kind that the stack has none of. Each mutant must be caught, or be neutral by a line of testdata/neutral.txt with
// its reason, or be refused by Azure's own typings before it gets anywhere. Without any one rule a mutant would get through.
func TestMutation(t *testing.T) {
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip(`changes every leaf of two environments: "make verify" runs it`)
	}
	y := &tally{list: neutrals(t), alone: map[string]int{}, missed: map[string]int{}, book: map[string]map[string]int{}}
	for _, stack := range []string{"prod", "dev"} {
		sweep(t, stack, func() *controls.Stack { return golden(t, stack) }, func(*controls.Resource) bool { return true }, y.visit)
		y.say(t, stack)
	}
	sweep(t, "dev", func() *controls.Stack { return withSample(t) }, func(r *controls.Resource) bool { return strings.HasPrefix(r.Name(), "sample-") }, y.visit)
	y.say(t, "a small workload")
	beside(t, y)
	y.say(t, "what is beside inputs")
	if *book != "" {
		assert.NoError(t, y.write(*book))
	}
	for _, where := range slices.Sorted(maps.Keys(y.missed)) {
		assert.Failf(t, "missed", "%s (%d times)", where, y.missed[where])
	}
	for _, n := range y.list {
		assert.NotZero(t, n.Used, "%s is needed by no mutant", n.Pattern)
	}
	for _, rule := range controls.Catalogue() {
		assert.NotZero(t, y.alone[rule.ID], "without the rule %s no mutant would get through", rule.ID)
	}
}
