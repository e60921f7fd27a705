package compare

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
)

// comparing is a repository with the tiny program, and what compares two of its commits with the real engine.
type comparing struct {
	repository
	cache string
	said  []string
}

// tinyModule are the files by which the tiny program builds outside of this repository: what it needs is what this repository needs.
func tinyModule(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, path := range map[string]string{
		"go.mod": "../../go.mod", "go.sum": "../../go.sum", "Pulumi.yaml": filepath.Join(enginetest.ProjectDir(), "Pulumi.yaml"),
		"infra/main.go": filepath.Join(enginetest.ProjectDir(), "infra", "main.go"),
	} {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		files[name] = string(content)
	}
	return files
}

// settingsOf are the tiny program's settings: its resource groups carry the greeting.
func settingsOf(greeting string) string {
	return "config:\n  tiny:mode: parts\n  tiny:greeting: " + greeting + "\n"
}

func newComparing(t *testing.T) *comparing {
	t.Helper()
	return &comparing{repository: newRepository(t), cache: t.TempDir()}
}

// run compares what is in the folder with a commit, for the stacks dev and spare.
func (c *comparing) run(t *testing.T, base Commit) map[string]Outcome {
	t.Helper()
	head, _, err := WorkingTree(t.Context(), c.dir)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	c.said = nil
	outcomes, err := Comparison{
		Repository: c.dir, Base: base, Head: head, CLI: enginetest.CLI(t), Self: self, Cache: c.cache, Environ: os.Environ(), Parallel: 1,
		Environments: []Environment{
			{Name: "dev", Stacks: []Stack{{Name: "dev", Wanted: true}}},
			{Name: "spare", Stacks: []Stack{{Name: "spare", Wanted: true}}},
		},
		Say: func(text string) { c.said = append(c.said, text) },
	}.Run(t.Context(), t.TempDir())
	require.NoError(t, err)
	byStack := map[string]Outcome{}
	for _, outcome := range outcomes {
		byStack[outcome.Stack] = outcome
	}
	return byStack
}

// setOf is what a reviewer is told of an outcome.
func setOf(t *testing.T, o Outcome) changes.Set {
	t.Helper()
	in := changes.Input{Stack: o.Stack, Environment: o.Environment, Failure: o.Failure, Notes: o.Notes, Gone: o.Gone}
	if o.Log != "" {
		content, err := os.ReadFile(o.Log)
		require.NoError(t, err)
		in.Log, err = changes.ReadLog(bytes.NewReader(content))
		require.NoError(t, err)
	}
	return changes.NewSet(in)
}

// summary is a set in a line: its verdict and how many resources go through what.
func summary(set changes.Set) string { return fmt.Sprint(set.Verdict, " ", set.Counts) }

// TestRun compares commits of a small program with the real engine: a base that is like the tree, one that is not, bases from which
// nothing can be made, and a tree that does not build.
func TestRun(t *testing.T) {
	t.Parallel()
	enginetest.CLI(t)
	c := newComparing(t)
	bare := c.commit(t, map[string]string{"README.md": "nothing yet"})
	broken := tinyModule(t)
	broken["infra/main.go"] = "package main\n\nfunc main() { none() }\n"
	broken["Pulumi.dev.yaml"] = settingsOf("hello")
	unbuilt := c.commit(t, broken)
	whole := tinyModule(t)
	whole["Pulumi.dev.yaml"], whole["Pulumi.spare.yaml"] = settingsOf("hello"), settingsOf("hello")
	good := c.commit(t, whole)

	t.Log("the tree is the base")
	found := c.run(t, good)
	for _, stack := range []string{"dev", "spare"} {
		set := setOf(t, found[stack])
		assert.Equal(t, changes.VerdictNone, set.Verdict, "%v", set.Messages)
		assert.Empty(t, found[stack].Notes)
	}
	report := changes.Report{Version: changes.Version, Stacks: []changes.Set{setOf(t, found["dev"]), setOf(t, found["spare"])}}
	assert.Equal(t, 1, strings.Count(strings.TrimSpace(report.Markdown(0, "")), "\n")+1, "with nothing to say, one line: %s", report.Markdown(0, ""))
	assert.Contains(t, c.said, "provisioning dev as HEAD has it")

	t.Log("a file that nobody committed counts, and one stack is left as it is")
	require.NoError(t, os.WriteFile(filepath.Join(c.dir, "Pulumi.dev.yaml"), []byte(settingsOf("goodbye")), 0o600))
	found = c.run(t, good)
	assert.Equal(t, "changes map[update:4]", summary(setOf(t, found["dev"])))
	assert.Equal(t, changes.VerdictNone, setOf(t, found["spare"]).Verdict)
	assert.NotContains(t, c.said, "provisioning dev as HEAD has it", "a world is made once")
	assert.NotContains(t, c.said, "building the program of HEAD", "a program is built once")
	for _, property := range setOf(t, found["dev"]).Steps[0].Properties {
		assert.Equal(t, "tags.greeting", property.Path)
	}

	t.Log("a stack that the tree has no more, and one that the base had not")
	require.NoError(t, os.Remove(filepath.Join(c.dir, "Pulumi.spare.yaml")))
	found = c.run(t, good)
	assert.True(t, found["spare"].Gone)
	assert.Empty(t, found["spare"].Log)

	t.Log("a base that does not build, and one without a program: everything is new, and it is said why")
	for base, why := range map[Commit]string{unbuilt: "HEAD does not build", bare: "HEAD has no Pulumi project"} {
		outcome := c.run(t, base)["dev"]
		require.Empty(t, outcome.Failure)
		require.Len(t, outcome.Notes, 1)
		assert.Contains(t, outcome.Notes[0], why)
		assert.Contains(t, outcome.Notes[0], "compared with an empty world: everything is new")
		set := setOf(t, outcome)
		assert.Equal(t, map[string]int{"create": 10}, set.Counts)
	}

	t.Log("a tree that does not build has no preview: the error is all there is")
	require.NoError(t, os.WriteFile(filepath.Join(c.dir, "infra", "main.go"), []byte(broken["infra/main.go"]), 0o600))
	outcome := c.run(t, good)["dev"]
	assert.Empty(t, outcome.Log)
	assert.Contains(t, outcome.Failure, "undefined: none")
	assert.Equal(t, changes.VerdictFailed, setOf(t, outcome).Verdict)
}
