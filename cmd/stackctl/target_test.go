package main

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// localOnly are the commands that are about the local Azure or about stackctl itself, and so have no target.
var localOnly = []string{"local", "help", "completion"}

// apartFrom are the commands that go to no Azure but the local one: a drill breaks what it runs against, and refuses another
// (TestWhatRecoverAndDrillRefuse); a promotion and what is new are written into files, and a runbook is only printed.
var apartFrom = []string{"drill", "new", "promote", "runbook"}

// withoutStack are the commands that name no stack: comment goes to GitHub alone, and apply reads its stack from a signed plan, which
// is checked before anything else (see TestTheGateEndToEnd).
var withoutStack = []string{"comment", "apply"}

// azureArguments are what a command needs besides stack and target.
var azureArguments = map[string][]string{
	"secret set": {"api-key"}, "release": {"web", "sha256:" + strings.Repeat("0f", 32)}, "diff": {"--live"},
	"recover": {"--scenario", "region-loss"},
}

// azureStacks are the stacks of commands that are for one kind alone.
var azureStacks = map[string]string{"bootstrap": "bootstrap-dev"}

// TestEveryCommandTakesATarget walks through all commands: each that touches an environment takes --target azure, and refuses to go
// there with placeholders in the settings.
func TestEveryCommandTakesATarget(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.settings = func(string, string) ([]string, error) { return []string{"trelica:subscriptionId"}, nil }
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.Placeholders = []string{"trelica:subscriptionId"}
		return e, err
	}
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi.bootstrap-dev.yaml"), []byte("config: {}\n"), 0o600))
	seen := []string{}
	var visit func(*cobra.Command, []string)
	visit = func(cmd *cobra.Command, path []string) {
		if len(path) > 0 && slices.Contains(slices.Concat(localOnly, withoutStack, apartFrom), path[0]) {
			return
		}
		for _, sub := range cmd.Commands() {
			visit(sub, append(slices.Clone(path), sub.Name()))
		}
		if cmd.HasSubCommands() {
			return
		}
		name := strings.Join(path, " ")
		seen = append(seen, name)
		if !assert.NotNil(t, cmd.Flags().Lookup("target"), "%s has no --target", name) {
			return
		}
		b.in = strings.NewReader("a value\n")
		code := b.stackctl(t, append(append(slices.Clone(path), azureArguments[name]...), "--stack", cmp.Or(azureStacks[name], "dev"), "--target", "azure")...)
		if name == "preflight" {
			assert.Equal(t, codeFailed, code, "a preflight ends in a row that failed")
			assert.Contains(t, b.out.String(), "placeholders: trelica:subscriptionId")
		} else {
			assert.Equal(t, codeRefused, code, "%s: %s", name, b.err.String())
			assert.Contains(t, b.err.String(), "hold placeholders", name)
		}
		assert.Equal(t, []string{"target: azure", "target: azure"}, []string{b.lines()[0], b.lines()[len(b.lines())-1]}, name)
		assert.Empty(t, b.started, "%s started a local Azure", name)
		assert.NoDirExists(t, b.local.Dir, name)
	}
	visit(b.rootCommand(), nil)
	require.Subset(t, seen, []string{"preview", "up", "refresh", "destroy", "preflight", "status", "secret set"})
}
