package controls_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// withSample is dev with a small workload of testdata: objects that no golden has, because their images are not there yet.
func withSample(t testing.TB) *controls.Stack {
	t.Helper()
	s := golden(t, "dev")
	file, err := os.Open("testdata/sample.json")
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	sample, err := controls.ReadSnapshot(file, "dev", "trelica")
	require.NoError(t, err)
	s.Resources = append(s.Resources, sample.Resources...)
	return s
}

// beside makes the mutants that are no inputs: an option is taken away, a resource is removed or moved to another part of the program, an
// exception is dropped, a kind appears that the stack has none of, the day moves on.
func beside(t testing.TB, y *tally) {
	t.Helper()
	for _, load := range []func() *controls.Stack{
		func() *controls.Stack { return golden(t, "prod") }, func() *controls.Stack { return withSample(t) },
	} {
		s := newSweeper(t, load())
		options(s, y)
		removed(s, y)
		moved(s, y)
		strange(s, y)
		unexcepted(s, y)
	}
	openedForADay(t, y)
	unlockedZone(t, y)
	days(t, y)
}

// unlockedZone puts the lock of production's zone, which a bootstrap makes, on the zone itself, where no record could go any more.
func unlockedZone(t testing.TB, y *tally) {
	t.Helper()
	s := newSweeper(t, golden(t, "bootstrap-prod"))
	for i, r := range s.stack.Resources {
		scope, onSOA := strings.CutSuffix(r.Text("scope"), "/SOA/@")
		if !onSOA {
			continue
		}
		copied := *r
		copied.Inputs = maps.Clone(r.Inputs)
		copied.Inputs["scope"] = scope
		other := *s.stack
		other.Resources = slices.Clone(s.stack.Resources)
		other.Resources[i] = &copied
		other.Changed()
		y.visit(mutant{resource: r, path: "(scope)", operator: "widen"}, s.fresh(s.Stack(&other)))
	}
}

// options takes protect and ignoreChanges away.
func options(s *sweeper, y *tally) {
	for _, r := range s.stack.Resources {
		if r.Protect {
			copied := *r
			copied.Protect = false
			y.visit(mutant{resource: r, path: "(protect)", operator: "flip"}, s.judge(r, &copied, "flip"))
		}
		for i := range r.IgnoreChanges {
			copied := *r
			copied.IgnoreChanges = slices.Delete(slices.Clone(r.IgnoreChanges), i, i+1)
			y.visit(mutant{resource: r, path: "(ignoreChanges)", operator: "drop"}, s.judge(r, &copied, "drop"))
		}
	}
}

// removed takes each resource out of the stack, while the last state has it.
func removed(s *sweeper, y *tally) {
	for i, r := range s.stack.Resources {
		if !r.Azure() && !strings.HasPrefix(r.Type, "kubernetes:") {
			continue // components and providers are no things
		}
		less := *s.stack
		less.Resources = slices.Delete(slices.Clone(s.stack.Resources), i, i+1)
		less.Changed()
		caught := s.fresh(s.Stack(&less))
		if len(caught) == 0 {
			told := *s.told
			told.Resources = less.Resources
			told.Changed()
			caught = s.fresh(s.ToldWhole(&told))
		}
		y.visit(mutant{resource: r, path: "(resource)", operator: "drop"}, caught)
	}
}

// moved puts one resource of each kind into another part of the program.
func moved(s *sweeper, y *tally) {
	seen := map[string]bool{}
	for _, r := range s.stack.Resources {
		if seen[r.Kind()] || !strings.Contains(r.URN, "trelica:stacks:Foundation$") {
			continue
		}
		seen[r.Kind()] = true
		copied := *r
		copied.URN = strings.Replace(r.URN, "trelica:stacks:Foundation$", "trelica:stacks:Platform$", 1)
		y.visit(mutant{resource: r, path: "(component)", operator: "other"}, s.judge(r, &copied, "other"))
	}
}

// strange adds an empty resource of each kind that some rule looks at and the stack has none of.
func strange(s *sweeper, y *tally) {
	kinds := map[string]bool{}
	for _, rule := range s.Rules {
		for _, kind := range rule.Kinds {
			kinds[kind] = !strings.HasPrefix(kind, "pulumi:") && kind != controls.AnyKind && strings.Count(kind, ":") == 1
		}
	}
	for kind, wanted := range kinds {
		if !wanted || len(s.stack.Of(kind)) > 0 {
			continue
		}
		token := "azure-native:" + kind
		if name, inside := strings.CutPrefix(kind, "kubernetes:"); inside {
			token = "kubernetes:core/v1:" + name
		}
		r := made(s.stack.Name, token, "strange", values{})
		more := *s.stack
		more.Resources = append(slices.Clone(s.stack.Resources), r)
		more.Changed()
		y.visit(mutant{resource: r, path: "(kind)", operator: "add"}, s.fresh(append(s.Resource(&more, r), s.Stack(&more)...)))
	}
}

// unexcepted drops each exception.
func unexcepted(s *sweeper, y *tally) {
	all := s.Exceptions
	defer func() { s.Exceptions = all }()
	s.stack.Changed()
	for i, e := range all {
		s.Exceptions = slices.Delete(slices.Clone(all), i, i+1)
		caught := s.fresh(s.All(s.stack, false))
		covers := slices.ContainsFunc(s.stack.Resources, func(r *controls.Resource) bool { return e.Covers(r.URN) })
		if covers {
			y.visit(mutant{resource: s.stack.Resources[0], path: "(exception)", operator: "drop"}, caught)
		}
	}
}

// days lets a year pass, day by day: what a day brings is compared with the day before.
func days(t testing.TB, y *tally) {
	t.Helper()
	j, s := judge(t), golden(t, "prod")
	s.Now = today.AddDate(0, 0, -10)
	before := map[string]bool{}
	for day := range 400 {
		s.Now = s.Now.Add(24 * time.Hour)
		var caught []string
		now := map[string]bool{}
		for _, f := range controls.Violations(j.Dated(s)) {
			now[key(f)] = true
			if !before[key(f)] && !slices.Contains(caught, f.Rule) {
				caught = append(caught, f.Rule)
			}
		}
		before = now
		if day > 0 && len(caught) > 0 { // a day on which nothing ends changes nothing
			y.visit(mutant{resource: s.Resources[0], path: "(day)", operator: "next"}, caught)
		}
	}
}
