package stacktest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery/timeline"
)

// assertGraph holds a stack to the committed graph of what waits for what, from which its timeline is computed.
func assertGraph(t *testing.T, name string, checkpoint engine.Checkpoint) {
	t.Helper()
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	require.NoError(t, encoder.Encode(timeline.OfCheckpoint(checkpoint)))
	path := filepath.Join(root, "internal", "recovery", "timeline", "testdata", name+".json")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got.Bytes(), 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, `no graph yet: run "make golden"`)
	assert.Equal(t, string(want), got.String(), `what waits for what in %s has changed: look at the difference, then run "make golden"`, name)
}
