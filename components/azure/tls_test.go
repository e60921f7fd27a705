package azure_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/azure"
)

func TestTheThreeSpellingsAreOneVersion(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "TLS"+strings.ReplaceAll(azure.MinimalTLS, ".", "_"), azure.MinimalTLSOfStorage)
	assert.Equal(t, "TLS"+strings.ReplaceAll(azure.MinimalTLS, ".", ""), azure.MinimalTLSOfFrontDoor)
}
