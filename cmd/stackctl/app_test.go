package main

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// TestTheCLIIsFoundOnce counts how often it is looked for: until it is there, and not once more.
func TestTheCLIIsFoundOnce(t *testing.T) {
	t.Parallel()
	missing := errors.New("none on PATH")
	looked := 0
	find := once(func(context.Context) (engine.CLI, []string, error) {
		if looked++; looked == 1 {
			return engine.CLI{}, []string{"an old one is passed over"}, missing
		}
		return engine.CLI{Path: "/bin/pulumi", Version: "v3.259.0"}, []string{"an old one is passed over"}, nil
	})
	_, _, err := find(t.Context())
	require.ErrorIs(t, err, missing)
	var warned int
	for range 3 {
		cli, warnings, err := find(t.Context())
		require.NoError(t, err)
		assert.Equal(t, engine.CLI{Path: "/bin/pulumi", Version: "v3.259.0"}, cli)
		warned += len(warnings)
	}
	assert.Equal(t, 2, looked)
	assert.Equal(t, 1, warned, "and it is said once what was passed over")
}
