package builtinroles_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/builtinroles"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ definition, want, reason string }{
		{"acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "the bare identifier"},
		{"ACDD72A7-3385-48EF-BD42-F606FBA81AE7", "Reader", "identifiers have no case"},
		{"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", "a definition's path"},
		{"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/", "", "a path without one"},
		{"00000000-0000-0000-0000-000000000001", "", "a role of somebody's own"},
		{"", "", "none"},
	} {
		assert.Equal(t, c.want, builtinroles.Named(c.definition), c.reason)
	}
}
