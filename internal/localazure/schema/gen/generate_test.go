package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func TestReadList(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason, content string
		want            []string
		err             string
	}{
		"good": {
			reason:  "Comments and empty lines are left out.",
			content: "# types\n\n  a:b:C  \na:b:D\n", want: []string{"a:b:C", "a:b:D"},
		},
		"unsorted": {
			reason:  "The order is fixed, so that two people add their lines at the same place.",
			content: "a:b:D\na:b:C\n", err: "a:b:C must stand before a:b:D",
		},
		"twice": {
			reason:  "A line is there once.",
			content: "a:b:C\na:b:C\n", err: "a:b:C stands there twice",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "list.txt")
			require.NoError(t, os.WriteFile(file, []byte(test.content), 0o600))
			got, err := readList(file)
			if test.err != "" {
				require.ErrorContains(t, err, test.err, test.reason)
				return
			}
			require.NoError(t, err, test.reason)
			assert.Equal(t, test.want, got, test.reason)
		})
	}
	_, err := readList(filepath.Join(t.TempDir(), "gone.txt"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// The pin is the version that the committed shapes carry; that theirs is the SDK's is tested beside them.
func TestPinIsThatOfTheShapes(t *testing.T) {
	t.Parallel()
	s, err := schema.Load()
	require.NoError(t, err)
	assert.Equal(t, pinnedVersion, s.ProviderVersion())
}

func TestSchemaDirectory(t *testing.T) {
	room, err := schemaDirectory()
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(room, listName))

	t.Chdir(t.TempDir())
	_, err = schemaDirectory()
	assert.EqualError(t, err, "no internal/localazure/schema/resources.txt here or above: run this inside the repository")
}
