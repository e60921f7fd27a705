package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

// TestEveryRunbookRuns types what every runbook says, line by line, after the disaster that it is for, in the local Azure. It provisions
// production, so it runs with TRELICA_DEEP=1 only (make verify).
func TestEveryRunbookRuns(t *testing.T) {
	t.Parallel()
	b, ground := newDrillBench(t)
	for _, chain := range chains() {
		t.Run(strings.Join(chain, ", "), func(t *testing.T) {
			b.freshDrill(t)
			o := &drillOptions{ground: ground, seed: 7, recoverOptions: recoverOptions{
				scenario: chain[len(chain)-1], stack: "prod", target: engine.TargetLocal, format: formatText, out: filepath.Join(b.local.Dir, "report"), yes: true,
			}}
			d, err := b.app.openDrill(b.local, o)
			require.NoError(t, err)
			require.NoError(t, d.stand(t.Context(), b.app, b.project, o))
			for _, id := range chain {
				b.follow(t, d, o, id)
			}
		})
	}
}

// chains are the scenarios with a drill, each once: those that come after others in the world of those.
func chains() [][]string {
	var all [][]string
	for _, s := range recovery.All() {
		if s.Drill == nil {
			continue
		}
		chain := append(slices.Clone(s.Drill.After), s.ID)
		all = slices.DeleteFunc(all, func(other []string) bool {
			return !slices.ContainsFunc(other, func(id string) bool { return !slices.Contains(chain, id) })
		})
		all = append(all, chain)
	}
	return all
}

// follow lets a scenario's disaster strike, types what its runbook says, and looks whether a recovery has anything left to do.
func (b *bench) follow(t *testing.T, d *drill, o *drillOptions, id string) {
	t.Helper()
	options := o.recoverOptions
	options.scenario = id
	run, err := d.app.newRecovery(&options)
	require.NoError(t, err)
	eye := &onlooker{drill: d, outside: run.outside}
	require.NoError(t, run.Scenario.Drill.Strike(t.Context(), run.Run, eye), id)
	typed := 0
	for _, command := range typedOf(t, recovery.NewRunbook(run.Scenario, run.Place), run.Run) {
		b.out.Reset()
		b.err.Reset()
		b.typeIn(t, d, id, command)
		typed++
	}
	assert.Greater(t, typed, 1, "%s: too little was typed to have been followed", id)

	again, err := d.app.newRecovery(&options)
	require.NoError(t, err)
	require.NoError(t, recovery.Execute(t.Context(), again.Run), "%s: what the runbook left to do cannot be done: %s", id, b.err.String())
	problems, err := again.Scenario.Drill.Judge(t.Context(), again.Run, eye)
	require.NoError(t, err, id)
	assert.Empty(t, problems, id)
}

// typeIn types a line: stackctl in this process, pulumi as the CLI in the surroundings of the local Azure.
func (b *bench) typeIn(t *testing.T, d *drill, id, command string) {
	t.Helper()
	words := strings.Fields(command)
	if words[0] == "pulumi" {
		cli, err := d.app.cli(t.Context())
		require.NoError(t, err)
		stack := words[slices.Index(words, "--stack")+1]
		surroundings, err := d.app.openLocal(t.Context(), cli, d.app.dir, drillLocal(d), &operation{stack: stack, target: engine.TargetLocal})
		require.NoError(t, err)
		defer func() { assert.NoError(t, surroundings.close()) }()
		require.NoError(t, surroundings.workspace.Command(t.Context(), words[1:]...), "%s: %q", id, command)
		return
	}
	typing := *d.app
	if words[1] == "evidence" { // exceptions are in the tree, of which the drill's folder has the settings alone
		typing.tree = b.tree
	}
	require.Equal(t, codeFine, typing.run(t.Context(), words[1:]), "%s: %q:\n%s\n%s", id, command, b.out.String(), b.err.String())
}

// typedOf are the lines of a runbook that are to be typed, as the page has them. There is no terminal to answer on, so that commands are
// told not to ask; reports go elsewhere; the moment of a damage is what the onlooker saw. What stands below BY HAND depends on what has
// happened, and is left out.
func typedOf(t *testing.T, book recovery.Runbook, r *recovery.Run) []string {
	t.Helper()
	byHand := map[string]bool{}
	for _, step := range book.Steps {
		for _, command := range step.Commands {
			byHand[command] = step.ByHand
		}
	}
	var moment time.Time
	_, err := r.Journal.Get("at", &moment)
	require.NoError(t, err)
	var typed []string
	for _, line := range strings.Split(book.Text(), "\n") {
		command, is := strings.CutPrefix(line, "        ")
		is = is && (strings.HasPrefix(command, "stackctl ") || strings.HasPrefix(command, "pulumi "))
		if !is || byHand[command] || command == book.Whole { // the one command that does all of it is the other way
			continue
		}
		command = strings.ReplaceAll(command, "MOMENT", moment.UTC().Format(time.RFC3339))
		verb := strings.Fields(command)[1]
		if slices.Contains([]string{"recover", "up", "refresh", "destroy"}, verb) && !strings.Contains(command, "--yes") && !strings.Contains(command, "--preview-only") {
			command += " --yes"
		}
		if slices.Contains([]string{"recover", "evidence"}, verb) {
			command += " --out " + filepath.Join(t.TempDir(), "report")
		}
		typed = append(typed, command)
	}
	return typed
}

// TestRunbooksAreFollowedOnceEach shows that every scenario with a drill has its turn.
func TestRunbooksAreFollowedOnceEach(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, chain := range chains() {
		for _, id := range chain {
			seen[id]++
		}
	}
	for _, s := range recovery.All() {
		if s.Drill != nil {
			assert.Equal(t, 1, seen[s.ID], s.ID)
		}
	}
}
