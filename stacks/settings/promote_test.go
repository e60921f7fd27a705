package settings_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestPromotionIsWrittenIntoEveryFileOfTheEnvironment(t *testing.T) {
	t.Parallel()
	dir := stackCopy(t)
	before := stackText(t, dir, "prod")

	changed, err := settings.Promote(dir, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	assert.Contains(t, changed, "Pulumi.prod.yaml")
	for _, stack := range []string{"prod", "dr"} {
		set, err := settings.FromFiles(dir, stack)
		require.NoError(t, err)
		assert.Equal(t, settings.RecoverySide, set.Database.ActiveSide, stack)
		assert.Equal(t, 2, set.Database.ActiveEpoch, stack)
	}
	after := stackText(t, dir, "prod")
	left := strings.Replace(after, "  trelica:activeSide: recovery\n  trelica:activeEpoch: 2\n", "", 1)
	assert.Equal(t, before, left, "nothing else changes")

	changed, err = settings.Promote(dir, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	assert.Empty(t, changed, "a promotion that was written is written once")

	_, err = settings.Promote(dir, "prod", "left", 3)
	require.ErrorContains(t, err, "is no side")
	assert.Equal(t, after, stackText(t, dir, "prod"), "a mistake changes no file")
	_, err = settings.Promote(dir, "dr", settings.HomeSide, 3)
	assert.ErrorContains(t, err, "name the stack prod")
}
