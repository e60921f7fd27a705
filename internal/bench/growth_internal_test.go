package bench

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// TestWorkloadsFit makes room in a copy of the stack file and adds the first ones that are measured: the quota that is widened must still be found.
func TestWorkloadsFit(t *testing.T) {
	t.Parallel()
	project := filepath.Join(t.TempDir(), "project")
	require.NoError(t, copyProject("../..", project))
	g := &Ground{workspace: engine.Workspace{ProjectDir: project}}
	require.NoError(t, g.makeRoom())
	for i := range growths()[1] {
		require.NoError(t, g.addWorkload(i))
	}
	_, err := settings.FromFiles(project, growthStack)
	require.NoError(t, err)
}
