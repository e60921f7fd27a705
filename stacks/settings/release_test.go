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

const (
	oldDigest = "sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
	newDigest = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
)

func stackText(t *testing.T, dir, stack string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "Pulumi."+stack+".yaml"))
	require.NoError(t, err)
	return string(content)
}

// TestAReleaseChangesTheDigestAlone releases where there is an image and where there is none, among comments and empty lines.
func TestAReleaseChangesTheDigestAlone(t *testing.T) {
	t.Parallel()
	commented := change{"image: " + oldDigest, "image: \"" + oldDigest + "\" # of Tuesday\n\n      # the least"}
	dir := stackDir(t, "prod", commented)
	before := stackText(t, dir, "prod")
	changed, err := settings.Release(dir, "prod", "web", newDigest)
	require.NoError(t, err)
	assert.Equal(t, []string{"Pulumi.prod.yaml"}, changed)
	assert.Equal(t, strings.Replace(before, `"`+oldDigest+`"`, newDigest, 1), stackText(t, dir, "prod"))

	before = stackText(t, dir, "prod")
	_, err = settings.Release(dir, "prod", "worker", newDigest)
	require.NoError(t, err)
	assert.Equal(t, strings.Replace(before, workerImage, workerImage+"      image: "+newDigest+"\n", 1), stackText(t, dir, "prod"))
	set, err := settings.FromFiles(dir, "prod")
	require.NoError(t, err)
	assert.Equal(t, []string{newDigest, newDigest}, []string{set.Workloads.Workloads[0].Image, set.Workloads.Workloads[1].Image})

	changed, err = settings.Release(dir, "prod", "web", newDigest)
	require.NoError(t, err)
	assert.Empty(t, changed, "what is named already is not written again")
}

// TestAReleaseOfProductionIsOneOfItsRebuild releases where another stack's file is written from the environment's.
func TestAReleaseOfProductionIsOneOfItsRebuild(t *testing.T) {
	t.Parallel()
	dir := stackDir(t, "prod")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.dr.yaml"), nil, 0o600))
	_, err := settings.WriteDerived(dir)
	require.NoError(t, err)
	changed, err := settings.Release(dir, "prod", "web", newDigest)
	require.NoError(t, err)
	assert.Equal(t, []string{"Pulumi.dr.yaml", "Pulumi.prod.yaml"}, changed)
	assert.Contains(t, stackText(t, dir, "dr"), newDigest, "what is rebuilt is what was lost")

	_, err = settings.Release(dir, "dr", "web", oldDigest)
	assert.ErrorContains(t, err, "Pulumi.dr.yaml is written from Pulumi.prod.yaml: name the stack prod")
}

func TestAReleaseThatIsWrongLeavesTheFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ reason, workload, digest, want string }{
		{"a tag is no digest", "web", "v2", `trelica:workloads[0].image = "v2": is a tag`},
		{"a workload is declared first", "wev", newDigest, `has no workload "wev": workloads there are web, worker, nightly, migrate`},
		{"a workload on one line is not taken apart", "migrate", newDigest, "stands on one line"},
	} {
		dir := stackDir(t, "prod")
		before := stackText(t, dir, "prod")
		_, err := settings.Release(dir, "prod", c.workload, c.digest)
		assert.ErrorContains(t, err, c.want, c.reason)
		assert.Equal(t, before, stackText(t, dir, "prod"), c.reason)
	}
}
