package azure

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJoinID(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "/vnet/subnets/snet-nodes", joinID("/vnet", "subnets", "snet-nodes"))
}

func TestFirstString(t *testing.T) {
	t.Parallel()
	first, err := firstString([]any{"wanted", "urn"})
	require.NoError(t, err)
	assert.Equal(t, "wanted", first)
	_, err = firstString([]any{7})
	assert.ErrorContains(t, err, "expected a string, got int")
}
