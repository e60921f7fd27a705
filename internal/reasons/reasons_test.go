package reasons_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/reasons"
)

func TestFind(t *testing.T) {
	t.Parallel()
	entries, err := reasons.Read(strings.NewReader("// what this is\n\n# Nobody reads it.\nsql:Server tags.* other\n# It may be empty.\n" +
		"network:* rules[].name|rules[].text left empty\n# It is a path.\nkubernetes:Namespace labels.example.com/* drop\n"))
	require.NoError(t, err)
	for _, test := range []struct {
		text, want, reason string
	}{
		{"sql:Server tags.owner other", "Nobody reads it.", "a star is for anything"},
		{"sql:Server tags.owner drop", "", "something else is done"},
		{"sql:Database tags.owner other", "", "another type"},
		{"network:Group rules[].text left empty", "It may be empty.", "one of two; what is done may be of several words"},
		{"network:Group rules[].port left empty", "", "neither of two"},
		{"kubernetes:Namespace labels.example.com/owner drop", "It is a path.", "a star does not end at a stroke's side"},
		{"sql:Server", "", "too short to be anything"},
	} {
		found := reasons.Find(entries, test.text)
		if test.want == "" {
			assert.Nil(t, found, test.reason)
			continue
		}
		require.NotNil(t, found, test.reason)
		assert.Equal(t, test.want, found.Reason, test.reason)
	}
}

// TestEachAlternativeIsAnEntry holds that an alternative which nothing needs does not hide behind one that something does.
func TestEachAlternativeIsAnEntry(t *testing.T) {
	t.Parallel()
	entries, err := reasons.Read(strings.NewReader("# Whatever.\na|b x.y|z[] drop|made other\n"))
	require.NoError(t, err)
	used := func() map[string]int {
		all := map[string]int{}
		for _, e := range entries {
			assert.Equal(t, "Whatever.", e.Reason)
			all[e.Pattern] = e.Used
		}
		return all
	}
	reasons.Find(entries, "b z[] made other")
	reasons.Find(entries, "b z[] made other")
	reasons.Find(entries, "a x.y drop")
	assert.Equal(t, map[string]int{
		"a x.y drop": 1, "a x.y made other": 0, "a z[] drop": 0, "a z[] made other": 0,
		"b x.y drop": 0, "b x.y made other": 0, "b z[] drop": 0, "b z[] made other": 2,
	}, used())
}

func TestReadNamesEveryWrongLine(t *testing.T) {
	t.Parallel()
	_, err := reasons.Read(strings.NewReader("a b c\n# A reason.\nd e\nf g h\n# Another.\nx|f g h\n"))
	require.EqualError(t, err, "line 1: a b c has no reason above it\nline 3: \"d e\" has to be of a type, a path and what is done\n"+
		"line 6: f g h stands in line 4 too")
}
