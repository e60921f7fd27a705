package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// Build builds the Go program in a folder into another folder and returns its path.
func Build(ctx context.Context, source, into string) (string, error) {
	return langhost.Build(ctx, source, into, os.Environ())
}

// floorProgram is the folder of the program of trivial resources, below the repository's.
const floorProgram = "internal/bench/testdata/floor"

// OpenFloor makes a ground for trivial resources. repository is the repository's folder.
func OpenFloor(ctx context.Context, cli engine.CLI, repository, into string) (*Ground, error) {
	source := filepath.Join(repository, floorProgram)
	program, err := Build(ctx, source, into)
	if err != nil {
		return nil, err
	}
	return Open(ctx, cli, source, program)
}

// Floor makes a stack of as many resources as a sample has: the stack itself and its provider are two of them.
func (g *Ground) Floor(stack string, like Sample) error {
	return g.StackFile(stack, fmt.Sprintf("config:\n  floor:resources: %q\n", fmt.Sprint(max(0, like.Resources-2))))
}
