package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// tag writes a tag on a resource group by hand, or removes it with "".
func (b *bench) tag(t *testing.T, group, name, value string) {
	t.Helper()
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	found := 0
	for _, r := range opened.OfType("Microsoft.Resources/resourceGroups") {
		if world.Name(r.ID) != group {
			continue
		}
		found++
		inputs := maps.Clone(r.Inputs)
		before, _ := inputs["tags"].(map[string]any)
		tags := map[string]any{}
		maps.Copy(tags, before)
		tags[name] = value
		if value == "" {
			delete(tags, name)
		}
		inputs["tags"], r.Inputs = tags, inputs
		require.NoError(t, opened.Update(func(tx *world.Tx) error { tx.Put(r); return nil }))
	}
	require.Equal(t, 1, found)
	require.NoError(t, opened.Close())
}

// TestTheGateSeesWhatHappenedInAzure makes a plan with the real CLI, and changes by hand what it says nothing of: an update would take that back,
// which nobody has reviewed. Once it is as it was, the same plan goes through.
func TestTheGateSeesWhatHappenedInAzure(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, gatedParts+"hello\n")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes"), "%s", b.err.String())
	b.commit(t)
	plan := filepath.Join(t.TempDir(), "dev.plan")
	require.Equal(t, codeFine, b.stackctl(t, "diff", "--live", "--stack", "dev", "--plan", plan), "%s", b.err.String())

	b.tag(t, "rg-tiny-front", "greeting", "by hand")
	require.Equal(t, codeRefused, b.stackctl(t, "apply", "--reviewed", plan), "drift: %s", b.err.String())
	assert.Contains(t, b.err.String(), "update of front-group is new, and nobody reviewed it")
	b.tag(t, "rg-tiny-front", "greeting", "hello")

	key := read(t, plan)
	foreign := newAzureBench(t)
	foreign.project, foreign.dir = b.project, b.dir
	require.NoError(t, foreign.local.Prepare())
	other := filepath.Join(t.TempDir(), "other.plan")
	require.NoError(t, os.WriteFile(other, []byte(key), 0o600))
	assert.Equal(t, codeRefused, foreign.stackctl(t, "apply", "--reviewed", other), "another machine's plan")
	assert.Contains(t, foreign.err.String(), "the plan is not what the pipeline signed")

	require.Equal(t, codeFine, b.stackctl(t, "apply", "--reviewed", plan), "%s", b.err.String())
	assert.Contains(t, b.err.String(), "the diff is the one that was reviewed: 0 changes")
}

// TestPassGate holds what stands between a preview and its update: each way in which it is not what was reviewed refuses.
func TestPassGate(t *testing.T) {
	t.Parallel()
	const tree, commit = "2222222222222222222222222222222222222222", "1111111111111111111111111111111111111111"
	const urn = "urn:pulumi:dev::tiny::azure-native:resources/v20240301:ResourceGroup::group"
	target := engine.TargetLocal
	fine := func() live {
		return live{pack: "pack", set: changes.Set{Stack: "dev", Verdict: changes.VerdictNone}, state: engine.Checkpoint{
			Resources: []engine.Resource{{URN: urn, Inputs: map[string]any{"location": "uksouth"}}},
		}}
	}
	head := compare.Commit{Hash: commit, Tree: tree}
	reviewed := fine()
	plan, err := changes.NewReviewed(reviewed.set, targetName(target), tree, commit, reviewed.pack, reviewed.state)
	require.NoError(t, err)
	for _, test := range []struct {
		reason string
		change func(found *live, head *compare.Commit)
		want   string
		said   string
	}{
		{reason: "what is as it was goes through", said: "the diff is the one that was reviewed"},
		{
			reason: "a mandatory policy that is violated now",
			change: func(found *live, _ *compare.Commit) {
				found.set.Verdict = changes.VerdictViolated
				found.set.Policies = []changes.PolicyResult{{Pack: "trelica", Rule: "sp-12", Answer: changes.Violated, Level: "mandatory", Message: "no key"}}
			},
			want: "policy sp-12 is violated now: no key",
		},
		{
			reason: "a preview that fails now",
			change: func(found *live, _ *compare.Commit) {
				found.set.Verdict = changes.VerdictFailed
				found.set.Messages = []changes.Message{{Severity: changes.SeverityError, Text: "the region is out"}}
			},
			want: "the preview fails now\nthe region is out",
		},
		{reason: "files that nobody committed", change: func(_ *live, head *compare.Commit) { head.Tree = "" }, want: "commit them first"},
		{reason: "other files", change: func(_ *live, head *compare.Commit) { head.Tree = commit }, want: "the plan is of other files"},
		{reason: "another pack", change: func(found *live, _ *compare.Commit) { found.pack = "other" }, want: "the pack is another one"},
		{
			reason: "state that moved without touching the diff does not block, and is said",
			change: func(found *live, _ *compare.Commit) { found.state.Resources[0].Inputs["location"] = "ukwest" },
			said:   "note: the state of group moved since the review; the diff does not touch it",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			found, head := fine(), head
			if test.change != nil {
				test.change(&found, &head)
			}
			err := b.passGate(plan, found, target, head)
			if test.want == "" {
				require.NoError(t, err)
				assert.Contains(t, b.err.String(), test.said)
				return
			}
			var exit *exitError
			require.ErrorAs(t, err, &exit)
			assert.Equal(t, codeRefused, exit.code)
			assert.Contains(t, strings.TrimSpace(err.Error()), test.want)
		})
	}
}
