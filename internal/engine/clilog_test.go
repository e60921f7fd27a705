package engine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCLIsLogHasNoFolder(t *testing.T) {
	t.Parallel()
	for reason, before := range map[string]func(home string) error{
		"a home that is not there yet": func(string) error { return nil },
		"a home with logs of before":   func(home string) error { return os.MkdirAll(filepath.Join(home, "logs", "old"), 0o700) },
		"a second time":                withoutCLILog,
	} {
		home := filepath.Join(t.TempDir(), "home")
		require.NoError(t, before(home), reason)
		require.NoError(t, withoutCLILog(home), reason)
		info, err := os.Stat(filepath.Join(home, "logs"))
		require.NoError(t, err, reason)
		assert.True(t, info.Mode().IsRegular(), reason)
	}
}
