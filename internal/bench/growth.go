package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// growthStack is the stack that workloads are added to.
const growthStack = "dev"

// growths are how many workloads are added.
func growths() []int { return []int{1, 10, 100} }

// growth measures the first preview of a stack with ever more workloads that run, beside as many trivial resources.
func (o Options) growth(ctx context.Context, program string, floor *Ground) (Table, error) {
	ground, err := Open(ctx, o.CLI, o.Repository, program)
	if err != nil {
		return nil, err
	}
	defer func() { _ = ground.Close() }() // what was measured counts
	if _, err := ground.Run(ctx, engine.OpUp, settings.Bootstrap(growthStack)); err != nil {
		return nil, err
	}
	if err := ground.makeRoom(); err != nil {
		return nil, err
	}
	var table Table
	there := 0
	for _, n := range growths() {
		o.Say(fmt.Sprintf("measuring %s with %d more workloads", growthStack, n))
		for ; there < n; there++ {
			if err := ground.addWorkload(there); err != nil {
				return nil, err
			}
		}
		preview := func(g *Ground) func() (Sample, error) {
			return func() (Sample, error) { return g.Run(ctx, engine.OpPreview, growthStack) }
		}
		first, err := preview(ground)()
		if err != nil {
			return nil, err
		}
		if err := floor.Floor(growthStack, first); err != nil {
			return nil, err
		}
		took, err := Alternately(o.Rounds, preview(ground), preview(floor))
		if err != nil {
			return nil, err
		}
		table = append(table, Row{What: fmt.Sprintf("%s and %d more workloads, first preview", growthStack, n), Took: took[0], Floor: took[1]})
	}
	return table, nil
}

// quota is what a namespace of the stack file may use.
var quota = regexp.MustCompile(`cpuLimit: "\d+"\n( +)memoryLimit: \d+Gi\n +pods: \d+`)

// makeRoom widens the quota of the namespace, which a hundred workloads would not fit into.
func (g *Ground) makeRoom() error {
	path := filepath.Join(g.workspace.ProjectDir, "Pulumi."+growthStack+".yaml")
	content, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("making room for workloads: %w", err)
	}
	wide := quota.ReplaceAll(content, []byte("cpuLimit: \"800\"\n${1}memoryLimit: 2400Gi\n${1}pods: 1000"))
	if bytes.Equal(wide, content) {
		return fmt.Errorf("%s has no quota of the known form: internal/bench/growth.go widens it", path)
	}
	if err := os.WriteFile(path, wide, 0o600); err != nil {
		return fmt.Errorf("making room for workloads: %w", err)
	}
	_, err = settings.WriteDerived(g.workspace.ProjectDir)
	return err
}

// addWorkload adds a workload that has an image, so that all of it is made.
func (g *Ground) addWorkload(i int) error {
	_, err := settings.AddWorkload(g.workspace.ProjectDir, growthStack, settings.Workload{
		Name: fmt.Sprintf("load-%03d", i), Kind: settings.KindCron, Image: "sha256:" + strings.Repeat("1", 64), Schedule: "0 3 * * *",
	})
	return err
}

// packages measures building one virtual network with the SDK's default package, which holds every type of a service at one version,
// and with the dated package that this repository uses, each with an empty cache.
func packages(ctx context.Context, o Options, into string, table Table) (Table, error) {
	for _, kind := range []string{"default", "dated"} {
		o.Say("building one virtual network with the " + kind + " package and an empty cache")
		sample, err := coldBuild(ctx, o.Repository, into, "./"+packagesFolder+kind)
		if err != nil {
			return nil, err
		}
		table = append(table, Row{What: "one virtual network, " + kind + " package, build, cold", Took: Measured{sample}})
	}
	return table, nil
}

// packagesFolder holds a program for each kind of package.
const packagesFolder = "internal/bench/testdata/packages/"
