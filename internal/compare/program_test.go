package compare

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// repository is a git repository of files, one commit after the other.
type repository struct{ dir string }

func newRepository(t *testing.T) repository {
	t.Helper()
	r := repository{dir: t.TempDir()}
	r.git(t, "init", "--quiet")
	return r
}

func (r repository) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{
		"-C", r.dir, "-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false",
	}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return strings.TrimSpace(string(out))
}

// commit writes files over those that are there and commits them.
func (r repository) commit(t *testing.T, files map[string]string) Commit {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(r.dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
	r.git(t, "add", "--all")
	r.git(t, "commit", "--quiet", "--message", "a step")
	commit, err := Resolve(t.Context(), r.dir, "HEAD")
	require.NoError(t, err)
	return commit
}

const tinyProject = "name: tiny\nruntime: go\nmain: infra\n"

// TestWhatABaseLacksIsItsProblem builds the program of commits that have none, a broken one and a good one. None of it is an error: the
// report says it, and compares with an empty world.
func TestWhatABaseLacksIsItsProblem(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	said := []string{}
	c := Comparison{Repository: r.dir, Cache: t.TempDir(), Environ: os.Environ(), Say: func(text string) { said = append(said, text) }}
	for _, step := range []struct {
		files  map[string]string
		want   string
		reason string
	}{
		{map[string]string{"README.md": "nothing"}, "HEAD has no Pulumi project", "no project"},
		{map[string]string{"Pulumi.yaml": tinyProject}, "HEAD has no program in infra", "a project without its program"},
		{map[string]string{"Pulumi.yaml": strings.Replace(tinyProject, "infra", "../..", 1)}, "HEAD has no program in ../..", "a program outside of the commit"},
		{map[string]string{"Pulumi.yaml": tinyProject, "go.mod": "module tiny\n\ngo 1.24\n", "infra/main.go": "package main\n\nfunc main() { none() }\n"},
			"HEAD does not build", "a program that does not compile"},
	} {
		made, err := c.programOf(t.Context(), r.commit(t, step.files))
		require.NoError(t, err, step.reason)
		assert.Contains(t, made.problem, step.want, step.reason)
	}

	good := r.commit(t, map[string]string{"infra/main.go": "package main\n\nfunc main() {}\n", "Pulumi.dev.yaml": "config: {}\n"})
	made, err := c.programOf(t.Context(), good)
	require.NoError(t, err)
	assert.Empty(t, made.problem)
	require.FileExists(t, made.binary)
	assert.FileExists(t, filepath.Join(made.dir, "Pulumi.dev.yaml"), "its settings go with it")
	assert.NoDirExists(t, filepath.Join(made.dir, "infra", "main.go"), "its source does not")

	before := len(said)
	again, err := c.programOf(t.Context(), good)
	require.NoError(t, err)
	assert.Equal(t, made, again)
	assert.Len(t, said, before, "a program that was built before is not built again")

	stacks, err := Stacks(t.Context(), r.dir, good)
	require.NoError(t, err)
	assert.Equal(t, []string{"dev"}, stacks)
}

func TestReferences(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.commit(t, map[string]string{"a": "1"})
	for _, ref := range []string{"--upload-pack=touch /tmp/x", "nowhere", "HEAD:a"} {
		_, err := Resolve(t.Context(), r.dir, ref)
		assert.Error(t, err, ref)
	}
	_, err := Resolve(t.Context(), r.dir, "nowhere")
	require.EqualError(t, err, `"nowhere" names no commit here`)
	head, changed, err := WorkingTree(t.Context(), r.dir)
	require.NoError(t, err)
	assert.False(t, changed)
	assert.NotEmpty(t, head.Tree)
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, "new"), nil, 0o600))
	head, changed, err = WorkingTree(t.Context(), r.dir)
	require.NoError(t, err)
	assert.True(t, changed, "a file that nobody committed counts")
	assert.Empty(t, head.Tree, "what is not committed has no tree")
}
