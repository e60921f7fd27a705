package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPartsOfTheProgram holds the parts here and the program in stacks together: it provisions dev with the program there
// is, and all that runs in it. It takes minutes, so it runs with TRELICA_DEEP=1 only (make verify).
func TestPartsOfTheProgram(t *testing.T) {
	t.Parallel()
	b := newProgramBench(t)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	assert.Contains(t, b.err.String(), "waiting: image ingress for the ingress")
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev"), "on the first day people have brought nothing")
	b.complete(t, "dev")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())
	for _, name := range []string{"foundation", "front", "platform", "governance"} {
		require.Equal(t, codeFine, b.stackctl(t, "preview", "--stack", "dev", "--part", name, "--expect-no-changes"), b.err.String())
	}

	checkpoint := b.checkpoint(t, "dev")
	assert.Equal(t, []string{"foundation", "front", "platform", "governance"}, partsOf(checkpoint, "trelica", "dev"))
	owners := map[string][]string{}
	for _, name := range partNames() {
		members := part(name).members(checkpoint, "trelica", "dev")
		for _, r := range checkpoint.Resources {
			assert.Equal(t, members[r.URN], matches(part(name).targets("trelica", "dev"), r.URN),
				"%s: the patterns of part %s and the parents must say the same", r.URN, name)
			if members[r.URN] {
				owners[r.URN] = append(owners[r.URN], name)
			}
		}
	}
	namespaces := providers()
	for _, r := range checkpoint.Resources {
		if rest, azure := strings.CutPrefix(r.Type, "azure-native:"); azure {
			assert.Len(t, owners[r.URN], 1, "%s must be of one part", r.URN)
			module, _, _ := strings.Cut(rest, "/")
			assert.True(t, slices.ContainsFunc(namespaces, func(n string) bool { return strings.EqualFold(n, "Microsoft."+module) }),
				"preflight does not ask for the registration of %s", module)
		}
	}
	require.Equal(t, codeFailed, b.stackctl(t, "preview", "--stack", "dev", "--part", "standby"), "dev has no standby")
	assert.Contains(t, b.err.String(), "next: the program of this stack has no such part")
	require.Equal(t, codeFine, b.stackctl(t, "preflight", "--stack", "dev"), b.out.String()+b.err.String())
	b.unbuild(t, "dev")
}

// matches tells whether the CLI would take a URN for one of the patterns: ** stands for anything.
func matches(patterns []string, urn string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		pieces := strings.Split(pattern, "**")
		rest, ok := strings.CutPrefix(urn, pieces[0])
		for _, piece := range pieces[1:] {
			if !ok {
				return false
			}
			if piece == "" {
				return true
			}
			_, rest, ok = strings.Cut(rest, piece)
		}
		return ok && rest == ""
	})
}
