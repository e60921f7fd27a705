package sweep

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/reasons"
)

// survivorsAllowed read testdata/survivors.txt: what survives, and why that is right.
func survivorsAllowed(t *testing.T) []*reasons.Entry {
	t.Helper()
	file, err := os.Open("testdata/survivors.txt")
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	all, err := reasons.Read(file)
	require.NoError(t, err)
	return all
}
