package stacktest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// goldenResource is a resource of a committed snapshot.
type goldenResource struct {
	URN     string         `json:"urn"`
	Parent  string         `json:"parent"`
	Protect bool           `json:"protect"`
	Inputs  map[string]any `json:"inputs"`
}

// golden reads a stack's committed snapshot.
func golden(t *testing.T, stack string) []goldenResource {
	t.Helper()
	var snapshot struct{ Resources []goldenResource }
	require.NoError(t, json.Unmarshal([]byte(goldenText(t, stack)), &snapshot))
	require.NotEmpty(t, snapshot.Resources)
	return snapshot.Resources
}

// goldenText is a stack's committed snapshot as it is.
func goldenText(t *testing.T, stack string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", stack+".json"))
	require.NoError(t, err, `no golden yet: run "make golden"`)
	return string(content)
}
