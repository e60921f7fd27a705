package bench

import (
	"context"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// packFolder is the folder of the policy pack, below the repository's.
	packFolder = "policy"
	// silentFolder is the folder of a pack that says nothing.
	silentFolder = "internal/bench/testdata/silent"
	// judgedStack is the stack that judging is measured on: the largest.
	judgedStack = "prod"
)

// Packs are built policy packs: the repository's, and one that answers every question with nothing.
type Packs struct{ Ours, Silent string }

// BuildPacks builds both packs into a folder. repository is the repository's folder.
func BuildPacks(ctx context.Context, repository, into string) (p Packs, err error) {
	if p.Ours, err = Build(ctx, filepath.Join(repository, packFolder), filepath.Join(into, "ours")); err != nil {
		return Packs{}, err
	}
	p.Silent, err = Build(ctx, filepath.Join(repository, silentFolder), filepath.Join(into, "silent"))
	return p, err
}

// Judged previews a stack under a policy pack; "" is under none.
func (g *Ground) Judged(ctx context.Context, stack, pack string) (Sample, error) {
	options := engine.Options{Stack: stack}
	if pack != "" {
		options.PolicyPacks = []string{pack}
	}
	return g.operate(ctx, engine.OpPreview, options)
}

// judging measures the first preview of a stack under no pack, under one that says nothing, and under the repository's. What the second
// takes longer than the first is what the engine spends on asking; what the third takes longer than the second is what judging costs.
func (o Options) judging(ctx context.Context, program, into string) (Table, error) {
	o.Say("measuring what judging " + judgedStack + " costs")
	packs, err := BuildPacks(ctx, o.Repository, into)
	if err != nil {
		return nil, err
	}
	ground, err := Open(ctx, o.CLI, o.Repository, program)
	if err != nil {
		return nil, err
	}
	defer func() { _ = ground.Close() }() // what was measured counts
	if _, err := ground.Run(ctx, engine.OpUp, settings.Bootstrap(judgedStack)); err != nil {
		return nil, err
	}
	under := func(pack string) func() (Sample, error) {
		return func() (Sample, error) { return ground.Judged(ctx, judgedStack, pack) }
	}
	took, err := Alternately(o.Rounds, under(""), under(packs.Silent), under(packs.Ours))
	if err != nil {
		return nil, err
	}
	return Table{
		{What: judgedStack + ", first preview, under no pack", Took: took[0]},
		{What: judgedStack + ", first preview, under a pack that says nothing", Took: took[1]},
		{What: judgedStack + ", first preview, under the policy pack", Took: took[2]},
	}, nil
}
