package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestPromotionIsWrittenIntoEveryFileOfTheEnvironment(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files, err := filepath.Glob("../../Pulumi*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), content, 0o600))
	}
	before, err := os.ReadFile(filepath.Join(dir, "Pulumi.prod.yaml"))
	require.NoError(t, err)

	changed, err := settings.Promote(dir, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	assert.Contains(t, changed, "Pulumi.prod.yaml")
	for _, stack := range []string{"prod", "dr"} {
		set, err := settings.FromFiles(dir, stack)
		require.NoError(t, err)
		assert.Equal(t, settings.RecoverySide, set.Database.ActiveSide, stack)
		assert.Equal(t, 2, set.Database.ActiveEpoch, stack)
	}
	after, err := os.ReadFile(filepath.Join(dir, "Pulumi.prod.yaml"))
	require.NoError(t, err)
	left := strings.Replace(string(after), "  trelica:activeSide: recovery\n  trelica:activeEpoch: 2\n", "", 1)
	assert.Equal(t, string(before), left, "nothing else changes")

	changed, err = settings.Promote(dir, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	assert.Empty(t, changed, "a promotion that was written is written once")

	_, err = settings.Promote(dir, "prod", "left", 3)
	require.ErrorContains(t, err, "is no side")
	now, err := os.ReadFile(filepath.Join(dir, "Pulumi.prod.yaml"))
	require.NoError(t, err)
	assert.Equal(t, string(after), string(now), "a mistake changes no file")
	_, err = settings.Promote(dir, "dr", settings.HomeSide, 3)
	assert.ErrorContains(t, err, "no environment's own stack")
}
