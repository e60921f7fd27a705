package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
)

// newDrillBench is a bench with the program and the tree's policies, and production provisioned for drills to be made on.
func newDrillBench(t *testing.T) (b *bench, ground string) {
	t.Helper()
	b = newProgramBench(t)
	tree, err := filepath.Abs("../..")
	require.NoError(t, err)
	b.tree = tree
	return b, b.ground(t)
}

// beside is a bench of the same program with a local folder of its own: drills on it run beside those on others.
func (b *bench) beside(t *testing.T) *bench {
	t.Helper()
	other := newBench(t)
	other.program, other.project, other.dir, other.tree = b.program, b.project, b.dir, b.tree
	other.azure, other.settings, other.environment = b.azure, b.settings, b.environment
	return other
}

// ground provisions production once, for drills to be made on copies of it.
func (b *bench) ground(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	d := &drill{dir: dir, kept: drillState{Stack: "prod"}}
	require.NoError(t, d.stand(t.Context(), b.app, b.project, &drillOptions{recoverOptions: recoverOptions{stack: "prod"}}), b.err.String())
	return dir
}

// freshDrill forgets the last drill.
func (b *bench) freshDrill(t *testing.T) {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(b.local.Dir, "drill")))
}

// runDrill runs one, or goes on with it.
func (b *bench) runDrill(t *testing.T, o drillOptions) error {
	t.Helper()
	b.out.Reset()
	b.err.Reset()
	o.stack, o.target, o.format, o.out = "prod", engine.TargetLocal, formatText, filepath.Join(b.local.Dir, "report")
	return b.app.drill(t.Context(), &o)
}

// tryDrill runs one from the beginning on a copy of the ground.
func (b *bench) tryDrill(t *testing.T, ground string, o drillOptions) error {
	t.Helper()
	b.freshDrill(t)
	o.ground = ground
	return b.runDrill(t, o)
}

// drilled runs one that must pass, and reads its report.
func (b *bench) drilled(t *testing.T, ground string, o drillOptions) recovery.Report {
	t.Helper()
	require.NoError(t, b.tryDrill(t, ground, o), "seed %d: %s", o.seed, b.err.String())
	return b.report(t, o.scenario)
}

// report reads that of the last drill of a scenario, which must have passed.
func (b *bench) report(t *testing.T, scenario string) recovery.Report {
	t.Helper()
	var report recovery.Report
	content, err := os.ReadFile(filepath.Join(b.local.Dir, "report", "drill-"+scenario+".json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &report))
	require.True(t, report.Passed())
	return report
}

func drillLocal(d *drill) engine.Local { return engine.Local{Dir: filepath.Join(d.dir, "local")} }

// drillWorld opens the world of the last drill.
func (b *bench) drillWorld(t *testing.T) *world.World {
	t.Helper()
	opened, err := world.Open(engine.Local{Dir: filepath.Join(b.local.Dir, "drill", "local")}.WorldDir(), world.Options{})
	require.NoError(t, err)
	return opened
}
