package controls_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/reasons"
	"github.com/trelica/infrastructure/policy/controls"
)

// The reasons in testdata/neutral.txt that a value may be taken away: it is what Azure makes of its absence, or Azure makes another of it that
// the rule allows too.
const (
	absentReason = "Absent is the same value: it is Azure's default, which the rule encodes with its source."
	otherReason  = "Absent is another value: Azure's default, which the rule encodes with its source, and allows as it does this one."
)

// placeOf is a path in words with the numbers of elements, as rules name places.
func placeOf(steps []any) string {
	var text strings.Builder
	for _, step := range steps {
		switch s := step.(type) {
		case string:
			text.WriteString("." + s)
		case int:
			text.WriteString("[" + strconv.Itoa(s) + "]")
		}
	}
	return strings.TrimPrefix(text.String(), ".")
}

// answered is what the local Azure, which is written from Azure's own documents, answers where nothing was sent.
func answered(token, path string) (value any, known bool) {
	for _, kind := range arm.Types() {
		if kind.Token != token {
			continue
		}
		for _, fact := range kind.Defaults {
			if fact.Path == strings.ReplaceAll(path, "[]", "[*]") && fact.Make == nil {
				return fact.Value, true
			}
		}
	}
	return nil, false
}

// takenFor is the value that a rule took an absent one for, as it shows it; false where none did, or the default breaks the rule.
func takenFor(found []controls.Finding, urn, place string) (string, bool) {
	for _, f := range found {
		if f.Answer != controls.Holds && f.Answer != controls.Excused || f.URN != urn || !strings.EqualFold(f.Path, place) {
			continue
		}
		if text, ok := strings.CutPrefix(f.Value, "absent, which is "); ok {
			return text[:strings.LastIndex(text, " (")], true
		}
		if strings.HasPrefix(f.Value, "absent (") { // of what is to be absent or empty
			return "[]", true
		}
	}
	return "", false
}

// TestAbsenceIsWhatItIsSaidToBe takes away what testdata/neutral.txt says is Azure's default, or is not: a rule must take the absence for that
// value, or for another, and the local Azure, where it knows of a default, must answer with the same as the rule.
func TestAbsenceIsWhatItIsSaidToBe(t *testing.T) {
	t.Parallel()
	var list []*reasons.Entry
	for _, e := range neutrals(t) {
		if e.Reason == absentReason || e.Reason == otherReason {
			list = append(list, e)
		}
	}
	require.NotEmpty(t, list)
	other := map[string]bool{} // patterns of which Azure makes another value somewhere
	for _, load := range []func() *controls.Stack{
		func() *controls.Stack { return golden(t, "prod") }, func() *controls.Stack { return withSample(t) },
	} {
		s := newSweeper(t, load())
		seen := map[string]bool{}
		for i, original := range s.stack.Resources {
			leaves(original.Inputs, nil, func(steps []any, value any) {
				m := mutant{resource: original, path: pathOf(steps), operator: "drop"}
				entry := reasons.Find(list, m.pattern())
				once := m.pattern() + controls.Show(value) + original.URN[:strings.LastIndex(original.URN, "::")]
				if len(steps) == 0 || entry == nil || seen[once] {
					return
				}
				seen[once] = true
				changed, _ := with(original.Inputs, steps, func(any) (any, bool) { return nil, false })
				copied := *original
				copied.Inputs, _ = changed.(map[string]any)
				if len(s.judge(original, &copied, "drop")) > 0 {
					return // of this resource it may not be taken away, and a rule says so
				}
				s.put(i, &copied)
				found := s.Evidence(s.stack, original, &copied, s.reads, s.texts)
				s.put(i, original)
				what := fmt.Sprintf("%s of %s, which is %s", m.pattern(), original.Name(), controls.Show(value))
				text, ok := takenFor(found, original.URN, placeOf(steps))
				if !assert.True(t, ok, "%s: no rule says what its absence is", what) {
					return
				}
				same := strings.EqualFold(text, controls.Show(value))
				other[entry.Pattern] = other[entry.Pattern] || !same
				assert.True(t, same || entry.Reason == otherReason, "%s: its absence is %s", what, text)
				if answer, known := answered(original.Type, m.path); known {
					assert.True(t, strings.EqualFold(text, controls.Show(plainly(answer))), "%s: the local Azure answers %v, the rule says %s", what, answer, text)
				}
			})
		}
	}
	for _, e := range list {
		if e.Reason == otherReason {
			assert.True(t, other[e.Pattern], "%s: its absence is the same", e.Pattern)
		}
	}
}

// plainly is a value of the local Azure's facts as inputs have it.
func plainly(value any) any {
	if n, ok := value.(int); ok {
		return float64(n)
	}
	return value
}

// TestWhatIsTakenForADefault holds that the comparison sees what a rule takes an absent value for.
func TestWhatIsTakenForADefault(t *testing.T) {
	t.Parallel()
	found := []controls.Finding{
		{Answer: controls.Holds, URN: "urn", Path: "other", Value: `"three"`},
		{Answer: controls.Holds, URN: "urn", Path: "list", Value: "absent (a page)"},
		{Answer: controls.Violated, URN: "urn", Path: "bad", Value: "absent, which is 3 (a page)"}, {Answer: controls.Excused, URN: "urn", Path: "excused", Value: "absent, which is 3 (a page)"},
	}
	for _, c := range []struct {
		urn, place, want string
		ok               bool
		reason           string
	}{
		{"urn", "list", "[]", true, "what is to be absent"},
		{"urn", "excused", "3", true, "under an exception, as the value would be"},
		{"urn", "bad", "", false, "what is violated is caught"},
		{"urn", "other", "", false, "what is there is no default"},
		{"urn", "a.b[1].c", "", false, "another place"},
		{"else", "list", "", false, "another resource"},
	} {
		text, ok := takenFor(found, c.urn, c.place)
		assert.Equal(t, c.ok, ok, c.reason)
		assert.Equal(t, c.want, text, c.reason)
	}
	assert.Equal(t, "a.b[0].c", placeOf([]any{"a", "b", 0, "c"}))
	value, known := answered("azure-native:keyvault/v20241101:Vault", "properties.softDeleteRetentionInDays")
	assert.True(t, known)
	assert.EqualValues(t, 90, value)
}
