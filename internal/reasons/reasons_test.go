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
		"network:* rules[].name|rules[].text left empty\n"))
	require.NoError(t, err)
	for _, test := range []struct {
		text, want, reason string
	}{
		{"sql:Server tags.owner other", "Nobody reads it.", "a star is for anything"},
		{"sql:Server tags.owner drop", "", "something else is done"},
		{"sql:Database tags.owner other", "", "another type"},
		{"network:Group rules[].text left empty", "It may be empty.", "one of two; what is done may be of several words"},
		{"network:Group rules[].port left empty", "", "neither of two"},
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
	assert.Equal(t, []int{1, 1}, []int{entries[0].Used, entries[1].Used}, "uses are counted")
}

func TestReadNamesEveryWrongLine(t *testing.T) {
	t.Parallel()
	_, err := reasons.Read(strings.NewReader("a b c\n# A reason.\nd e\nf g h\n"))
	require.EqualError(t, err, "line 1: a b c has no reason above it\nline 3: \"d e\" has to be of a type, a path and what is done")
}
