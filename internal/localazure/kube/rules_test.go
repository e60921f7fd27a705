package kube

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ruleCase changes the valid object of a kind and says what is then refused. Nothing else may be.
type ruleCase struct {
	reason string
	rule   string
	kind   string
	change string // YAML laid over the valid object; null removes.
	want   []string
}

func ruleCases() []ruleCase { return append(podCases(), otherCases()...) }

func kindNamed(t *testing.T, name string) Kind {
	t.Helper()
	for _, kind := range Kinds() {
		if kind.Name == name {
			return kind
		}
	}
	require.Fail(t, "no kind "+name)
	return Kind{}
}

// Each case starts from an object that is accepted (see TestValidObjectsLive) and is refused for the change alone.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, c := range ruleCases() {
		t.Run(c.rule+"/"+c.reason, func(t *testing.T) {
			t.Parallel()
			kind := kindNamed(t, c.kind)
			inputs := withMerged(props(t, bases()[c.kind]), props(t, c.change))
			var got []string
			for _, problem := range readManifest(kind, inputs).check() {
				got = append(got, problem.String())
				assert.Equal(t, c.rule, problem.Rule)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestRulesAreDescribedAndTried(t *testing.T) {
	t.Parallel()
	tried := map[string]bool{}
	for _, c := range ruleCases() {
		tried[c.rule] = true
	}
	seen := map[string]bool{}
	for _, rule := range Rules() {
		assert.False(t, seen[rule.Name], "%s is there twice", rule.Name)
		seen[rule.Name] = true
		assert.NotEmpty(t, rule.Says, rule.Name)
		assert.NotEmpty(t, rule.Source, rule.Name)
		for _, name := range rule.Kinds {
			kindNamed(t, name)
		}
		if rule.check != nil {
			assert.True(t, tried[rule.Name], "no case tries %s", rule.Name)
		}
	}
}

func TestTablesNameTheirSources(t *testing.T) {
	t.Parallel()
	for _, d := range Defaults() {
		assert.NotEmpty(t, d.Says)
		assert.NotEmpty(t, d.Source, d.Says)
		assert.NotEmpty(t, d.Kinds, d.Says)
	}
	for _, r := range Replacements() {
		assert.NotEmpty(t, r.Source, "%v", r.Fields)
	}
	for _, i := range Immutables() {
		assert.NotEmpty(t, i.Source, i.Field)
		assert.NotEmpty(t, i.Message, i.Field)
		for _, name := range i.Kinds {
			kindNamed(t, name)
		}
	}
	for _, s := range Statuses() {
		assert.NotEmpty(t, s.Source, s.Says)
	}
}
