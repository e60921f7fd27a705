package compare

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// program is one side: a built program and the stack files that it is run with.
type program struct {
	// dir is the project's folder, binary the built program; "" where there is none to run.
	dir, binary string
	// commit is what the program says of itself.
	commit string
	// problem says why there is none.
	problem string
}

// stackFiles are what a project is beside its program.
const stackFiles = "Pulumi*.yaml"

// programOf builds the program of a commit, or takes the one that was built before. What the commit lacks, or that it does not build,
// is in the program's problem; the error is for what is wrong here.
func (c Comparison) programOf(ctx context.Context, commit Commit) (program, error) {
	home := filepath.Join(c.cache().programs(), commit.Tree)
	p := program{dir: filepath.Join(home, "project"), binary: filepath.Join(home, "bin", "program"), commit: commit.Hash[:12]}
	if _, err := os.Stat(p.binary); err == nil {
		used(home)
		return p, nil
	}
	unlock, err := c.cache().lock("source")
	if err != nil {
		return program{}, err
	}
	defer unlock()
	if _, err := os.Stat(p.binary); err == nil { // another process was sooner
		return p, nil
	}
	// The files lie in the same folder for every commit, so that what two commits share is compiled once.
	source := c.cache().source()
	if err := extract(ctx, c.Repository, commit, source); err != nil {
		return program{}, err
	}
	project, err := engine.ReadProject(source)
	if err != nil {
		return program{problem: fmt.Sprintf("%s has no Pulumi project", commit.Name)}, nil
	}
	folder := filepath.Join(source, filepath.FromSlash(project.Main))
	if !filepath.IsLocal(filepath.Join(".", filepath.FromSlash(project.Main))) || !hasProgram(folder) {
		return program{problem: fmt.Sprintf("%s has no program in %s", commit.Name, project.Main)}, nil
	}
	making, err := os.MkdirTemp(c.cache().dir, ".program-")
	if err != nil {
		return program{}, err
	}
	defer func() { _ = os.RemoveAll(making) }() // it was moved, or is of no use
	c.say("building the program of %s", commit.Name)
	defer c.timed("building the base's program")()
	built, err := langhost.Build(ctx, folder, filepath.Join(making, "bin"), c.Environ)
	if err != nil {
		if ctx.Err() != nil {
			return program{}, ctx.Err()
		}
		return program{problem: fmt.Sprintf("%s does not build: %v", commit.Name, err)}, nil
	}
	if err := errors.Join(os.Rename(built, filepath.Join(making, "bin", "program")), copyProject(source, filepath.Join(making, "project"), project.Main)); err != nil {
		return program{}, err
	}
	return p, keep(making, home, keptPrograms)
}

// copyProject copies what a run reads besides the program: the project's file and the stacks' files.
func copyProject(from, to, main string) error {
	if err := os.MkdirAll(filepath.Join(to, filepath.FromSlash(main)), 0o700); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(from, stackFiles))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
