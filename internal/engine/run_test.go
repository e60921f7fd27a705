package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestArguments(t *testing.T) {
	t.Parallel()
	w := Workspace{SettingsDir: "/l/settings"}
	args, err := w.arguments(OpUp, Options{
		Stack: "dev", Yes: true, Refresh: true, ExpectNoChanges: true, Diff: true, SkipPreview: true, Message: "why",
		PolicyPacks: []string{"/a", "/b"},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{
		"up", "--stack", "dev", "--config-file", "/l/settings/Pulumi.dev.yaml", "--yes", "--refresh", "--expect-no-changes",
		"--diff", "--skip-preview", "--message", "why", "--policy-pack", "/a", "--policy-pack", "/b",
	}, args)

	args, err = Workspace{}.arguments(OpPreview, Options{Stack: "dev", PolicyPacks: []string{`/the "new", one`}, PolicyConfigs: []string{"/a,b"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"preview", "--stack", "dev", "--policy-pack", `"/the ""new"", one"`, "--policy-pack-config", `"/a,b"`}, args,
		"a folder's name may have a comma, at which the CLI would part it")

	for _, op := range []Operation{OpPreview, OpUp, OpRefresh, OpDestroy} {
		args, err = Workspace{}.arguments(op, Options{Stack: "dev", Targets: []string{"urn:a", "urn:b**"}})
		require.NoError(t, err)
		assert.Equal(t, []string{string(op), "--stack", "dev", "--target", "urn:a", "--target", "urn:b**"}, args)
	}

	args, err = Workspace{}.arguments(OpDestroy, Options{Stack: "dev", PreviewOnly: true, ExcludeProtected: true, RunProgram: true})
	require.NoError(t, err)
	assert.Equal(t, []string{"destroy", "--stack", "dev", "--preview-only", "--exclude-protected", "--run-program"}, args,
		"a real run reads the project's own stack files")

	_, err = w.arguments(OpPreview, Options{Stack: "dev", Yes: true, SkipPreview: true})
	assert.EqualError(t, err, "preview has no --yes and --skip-preview", "an option that does not exist is not ignored")
	_, err = w.arguments(OpRefresh, Options{Stack: "dev", Refresh: true, PolicyPacks: []string{"y"}})
	assert.EqualError(t, err, "refresh has no --refresh and --policy-pack")
	args, err = Workspace{}.arguments(OpDestroy, Options{Stack: "dev", Exclude: []string{"urn:a"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"destroy", "--stack", "dev", "--exclude", "urn:a"}, args)
	_, err = w.arguments(OpUp, Options{Stack: "dev", Exclude: []string{"urn:a"}, Targets: []string{"urn:b"}})
	assert.EqualError(t, err, "up has no --exclude together with --target")
	_, err = w.arguments(OpDestroy, Options{Stack: "dev", ExcludeProtected: true, Targets: []string{"urn:**"}})
	assert.EqualError(t, err, "destroy has no --exclude-protected together with --target", "the CLI refuses the two together")
	_, err = w.arguments(OpUp, Options{})
	assert.EqualError(t, err, "no stack is named")
}
