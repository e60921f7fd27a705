package engine_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

// fakeKubelogin puts a script called kubelogin into a folder of its own.
func fakeKubelogin(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "kubelogin"), []byte("#!/bin/sh\n"+script+"\n"), 0o700))
	return dir
}

func says(version string) string {
	return "printf 'kubelogin version \\ngit hash: " + version + "\\nGo version: go1.26\\n'"
}

func TestFindKubelogin(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	pinned, release := fakeKubelogin(t, says("v0.2.21")), fakeKubelogin(t, says("v0.2.5/8d8a1b2c"))
	old, broken, other := fakeKubelogin(t, says("v0.1.6/1")), fakeKubelogin(t, "exit 3"), fakeKubelogin(t, "echo kubelogin of somebody else")
	for _, c := range []struct {
		lookup       engine.Lookup
		version, dir string
		err          string
		reason       string
	}{
		{engine.Lookup{ToolsDirs: []string{pinned}, SearchPath: release}, "v0.2.21", pinned, "", "the pinned one comes first"},
		{engine.Lookup{ToolsDirs: []string{empty}, SearchPath: release}, "v0.2.5", release, "", "one on the PATH does, and a release says the commit too"},
		{engine.Lookup{ToolsDirs: []string{old}, SearchPath: pinned}, "v0.2.21", pinned, "", "one that is too old is passed over"},
		{engine.Lookup{ToolsDirs: []string{empty}}, "", "", `run "make kubelogin"`, "none"},
		{engine.Lookup{SearchPath: old}, "", "", "it is v0.1.6", "only one that is too old"},
		{engine.Lookup{SearchPath: broken}, "", "", "failed: exit status 3", "one that does not run"},
		{engine.Lookup{SearchPath: other}, "", "", "names no version", "a namesake, of which there is one for other identity providers"},
	} {
		found, err := engine.FindKubelogin(t.Context(), c.lookup)
		if c.err != "" {
			require.ErrorIs(t, err, engine.ErrNoKubelogin, c.reason)
			assert.ErrorContains(t, err, c.err, c.reason)
			continue
		}
		require.NoError(t, err, c.reason)
		assert.Equal(t, engine.Kubelogin{Path: filepath.Join(c.dir, "kubelogin"), Version: c.version}, found, c.reason)
	}
}

func TestKubeloginIsOnThePath(t *testing.T) {
	t.Parallel()
	w := engine.Workspace{Target: engine.TargetAzure, Base: []string{"PATH=/usr/bin"}}
	assert.Contains(t, w.Environ(), "PATH=/usr/bin", "without one the PATH is the operator's")
	w.Kubelogin = engine.Kubelogin{Path: "/tools/kubelogin"}
	environ := w.Environ()
	assert.Contains(t, environ, "PATH=/tools:/usr/bin")
	assert.NotContains(t, environ, "PATH=/usr/bin")
}
