package stacktest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
)

// TestASecretInPlainTextIsRefused puts one where everybody can read it.
func TestASecretInPlainTextIsRefused(t *testing.T) {
	t.Parallel()
	deep(t)
	const token = "PlainText_PlainText_PlainText_00"
	b := newBench(t, localazure.Options{})
	b.with(t, "dev", map[string]string{"outsideProbeToken": token})
	refused := b.run(t, engine.OpPreview, engine.Options{Stack: "dev"})
	require.Error(t, refused.Err())
	said := strings.Join(messages(refused, engine.SeverityError), "\n")
	assert.Contains(t, said, "trelica:outsideProbeToken")
	assert.NotContains(t, said, token)
}
