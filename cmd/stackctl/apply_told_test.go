package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/stacks/settings"
)

// watchCLI puts a script in the place of the CLI, which writes down each run that a policy pack judges, and whether the pack is told of it, before
// it runs the CLI.
func (b *bench) watchCLI(t *testing.T) (runs func() []string) {
	t.Helper()
	found, _, err := b.findCLI(t.Context())
	require.NoError(t, err)
	dir := t.TempDir()
	log, script := filepath.Join(dir, "runs"), filepath.Join(dir, "pulumi")
	require.NoError(t, os.WriteFile(script, fmt.Appendf(nil, `#!/bin/sh
verb=$1 packs= told=untold last= n=$#
for word in "$@"; do
	case $last in
	--policy-pack) packs=yes ;;
	--policy-pack-config) if [ -s "$word" ]; then told=told; fi ;;
	esac
	last=$word
done
if [ -n "$packs" ]; then echo "$verb $told" >> %q; fi
last=
while [ $n -gt 0 ]; do
	word=$1 n=$((n - 1))
	shift
	if [ "$word" != --policy-pack-config ] && [ "$last" != --policy-pack-config ]; then set -- "$@" "$word"; fi
	last=$word
done
exec %q "$@" # without the configuration: the silent pack has no policy to configure
`, log, found.Path), 0o700)) //nolint:gosec // a program
	b.findCLI = func(context.Context) (engine.CLI, []string, error) {
		return engine.CLI{Path: script, Version: found.Version}, nil, nil
	}
	return func() []string {
		defer func() { assert.NoError(t, os.RemoveAll(log)) }()
		return strings.Split(strings.TrimSpace(read(t, log)), "\n")
	}
}

// TestEveryJudgedRunIsTold runs what a policy pack judges, and looks whether the pack is told of the last state, the flows and the other environments
// each time: six of its rules judge nothing without. A reviewed plan is judged as what somebody types is.
func TestEveryJudgedRunIsTold(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	into := t.TempDir()
	silent, err := langhost.Build(t.Context(), "../../internal/bench/testdata/silent", into, os.Environ())
	require.NoError(t, err)
	b.pack = func(context.Context, string, string, []string) (string, error) { return silent, nil }
	runs := b.watchCLI(t)
	b.write(t, gatedParts+"hello\n")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), "%s", b.err.String())
	assert.Equal(t, []string{"up told"}, runs())
	require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev"), "%s", b.err.String())
	assert.Equal(t, []string{"preview told"}, runs())

	b.write(t, gatedParts+"goodbye\n")
	b.commit(t)
	plan := filepath.Join(t.TempDir(), "dev.plan")
	require.Equal(t, codeFine, b.stackctl(t, "diff", "--live", "--stack", "dev", "--plan", plan), "%s", b.err.String())
	assert.Equal(t, []string{"preview told"}, runs())
	require.Equal(t, codeFine, b.stackctl(t, "apply", "--reviewed", plan), "%s", b.err.String())
	assert.Equal(t, []string{"preview told", "up told"}, runs(), "what the preview could not decide is judged by its update")
}

// TestAFrozenStackIsNotAppliedTo makes a plan, promotes the recovery region, and applies it: what up refuses, the pipeline is refused too, and no
// other plan is made.
func TestAFrozenStackIsNotAppliedTo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.ownStacks(t)
	_, err := settings.Promote(b.project, "prod", settings.RecoverySide, 2)
	require.NoError(t, err)
	b.commit(t)
	const want = "stack prod is frozen: centralus works since promotion 2"
	require.Equal(t, codeRefused, b.stackctl(t, "diff", "--live", "--stack", "prod", "--plan", filepath.Join(t.TempDir(), "prod.plan")))
	assert.Contains(t, b.err.String(), want)

	plan := sealedPlan(t, b, "prod")
	require.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan))
	assert.Contains(t, b.err.String(), want)
	assert.Empty(t, b.started, "nothing was previewed for it")
}

// sealedPlan is a plan of a stack in which nothing changes, signed for the local Azure.
func sealedPlan(t *testing.T, b *bench, stack string) string {
	t.Helper()
	require.NoError(t, b.local.Prepare())
	plan, err := changes.NewReviewed(changes.Set{Stack: stack, Verdict: changes.VerdictNone}, targetName(engine.TargetLocal), strings.Repeat("2", 40), strings.Repeat("1", 40), "pack", engine.Checkpoint{})
	require.NoError(t, err)
	key, err := b.signingKey(engine.TargetLocal, b.local)
	require.NoError(t, err)
	content, err := plan.Seal(key)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), stack+".plan")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}
