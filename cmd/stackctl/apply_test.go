package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// commit puts everything of the bench's project into git.
func (b *bench) commit(t *testing.T) {
	t.Helper()
	for _, args := range [][]string{
		{"init", "-q"}, {"add", "-A"},
		{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "x", "--allow-empty"},
	} {
		out, err := exec.Command("git", append([]string{"-C", b.project}, args...)...).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
}

const gatedParts = "config:\n  tiny:mode: parts\n  tiny:greeting: "

// TestTheGateEndToEnd makes a plan with the real CLI against the local Azure, and applies it.
func TestTheGateEndToEnd(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, gatedParts+"hello\n")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes"), "%s", b.err.String())
	b.write(t, gatedParts+"goodbye\n")
	b.commit(t)

	plan := filepath.Join(t.TempDir(), "plans", "dev.plan")
	require.Equal(t, codeFine, b.stackctl(t, "diff", "--live", "--stack", "dev", "--plan", plan), "%s", b.err.String())
	assert.Contains(t, b.out.String(), "update")
	content := read(t, plan)
	assert.NotContains(t, content, "hunter2", "an output that is secret is in no plan")
	assert.NotContains(t, b.out.String(), "hunter2")

	edited := filepath.Join(t.TempDir(), "edited.plan")
	require.NoError(t, os.WriteFile(edited, []byte(strings.Replace(content, "goodbye", "farewell", 1)), 0o600))
	require.NotEqual(t, content, read(t, edited))
	assert.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", edited), "an edited plan")
	assert.Contains(t, b.err.String(), "the plan is not what the pipeline signed")

	b.env[planPublicVariable] = strings.Repeat("A", 43) + "="
	assert.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan, "--target", "azure"), "a local plan is none of the real Azure")
	assert.Contains(t, b.err.String(), "the plan is not what the pipeline signed")

	b.write(t, gatedParts+"something else\n")
	assert.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan), "files that are not committed")
	assert.Contains(t, b.err.String(), "files differ from the commit")
	b.commit(t)
	assert.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan), "other files")
	assert.Contains(t, b.err.String(), "the plan is of other files")
	assert.Contains(t, b.err.String(), "is not the same")

	b.write(t, gatedParts+"goodbye\n")
	b.commit(t) // another commit with the same tree
	require.Equal(t, codeFine, b.stackctl(t, "apply", "--reviewed", plan), "%s", b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev", "--expect-no-changes"), "what was reviewed is applied: %s", b.err.String())
	assert.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan), "a plan is applied once")
	assert.Contains(t, b.err.String(), "was reviewed, and is not needed any more")
}

func TestDiffIsToldWhatToCompare(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		args   []string
		want   string
	}{
		{"nothing to compare with", []string{"diff"}, "either --base REF or --live"},
		{"two things to compare with", []string{"diff", "--live", "--base", "main"}, "either --base REF or --live"},
		{"a commit is compared locally", []string{"diff", "--base", "main", "--target", "azure"}, "needs --live"},
		{"a plan is of one stack", []string{"diff", "--live", "--plan", "x"}, "exactly one --stack"},
		{"a gate needs a plan", []string{"apply"}, "--reviewed names no plan"},
		{"a comment needs a report", []string{"comment", "--repository", "o/r"}, "are needed"},
		{"a repository has an owner", []string{"comment", "--repository", "r"}, "is not OWNER/NAME"},
	} {
		b := newBench(t)
		assert.Equal(t, codeUsage, b.stackctl(t, test.args...), test.reason)
		assert.Contains(t, b.err.String(), test.want, test.reason)
	}
}
