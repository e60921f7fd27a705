package compare

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Commit is a commit of the repository.
type Commit struct {
	// Name is what was asked for.
	Name string
	// Hash and Tree are full hashes. Two commits with the same files have the same tree.
	Hash, Tree string
}

// Resolve finds the commit that a reference names: a branch, a tag, a hash.
func Resolve(ctx context.Context, repository, ref string) (Commit, error) {
	if strings.HasPrefix(ref, "-") {
		return Commit{}, fmt.Errorf("%q is no name of a commit: allowed are a branch, a tag or a hash", ref)
	}
	hash, err := git(ctx, repository, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return Commit{}, fmt.Errorf("%q names no commit here", ref)
	case err != nil:
		return Commit{}, err
	}
	tree, err := git(ctx, repository, "rev-parse", "--verify", "--quiet", "--end-of-options", hash+"^{tree}")
	if err != nil {
		return Commit{}, err
	}
	return Commit{Name: ref, Hash: hash, Tree: tree}, nil
}

// WorkingTree is what is checked out. changed tells that files differ from the commit: the tree is then "".
func WorkingTree(ctx context.Context, repository string) (commit Commit, changed bool, err error) {
	commit, err = Resolve(ctx, repository, "HEAD")
	if err != nil {
		return Commit{}, false, err
	}
	commit.Name = "working tree"
	status, err := git(ctx, repository, "status", "--porcelain", "--untracked-files=normal")
	if err != nil {
		return Commit{}, false, err
	}
	if status != "" {
		commit.Tree, changed = "", true
	}
	return commit, changed, nil
}

// git runs git and returns what it prints, without the line's end.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	var out, problem bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...)
	cmd.Stdout, cmd.Stderr = &out, &problem
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return "", errors.New("git is not on PATH: what is compared with a commit needs it")
		}
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(problem.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// extract writes a commit's files into a folder, of which nothing else is left. Hooks and filters of the checkout have no part in it.
func extract(ctx context.Context, repository string, commit Commit, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	reader, writer := io.Pipe()
	var problem bytes.Buffer
	archive := exec.CommandContext(ctx, "git", "-C", repository, "archive", "--format=tar", commit.Hash)
	archive.Stdout, archive.Stderr = writer, &problem
	ended := make(chan error, 1)
	go func() {
		err := archive.Run()
		ended <- errors.Join(err, writer.CloseWithError(err))
	}()
	err := untar(reader, dir)
	if err == nil { // what fills the archive up to its block
		_, err = io.Copy(io.Discard, reader)
	}
	_ = reader.CloseWithError(err) // stops git where unpacking failed
	if archived := <-ended; archived != nil && err == nil {
		err = fmt.Errorf("git archive: %w: %s", archived, strings.TrimSpace(problem.String()))
	}
	if err != nil {
		return fmt.Errorf("the files of %s: %w", commit.Name, err)
	}
	return nil
}

// hasProgram tells whether a folder holds a Pulumi program.
func hasProgram(dir string) bool {
	sources, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(sources) > 0
}

// Stacks are the stacks that have a stack file in a commit, sorted.
func Stacks(ctx context.Context, repository string, commit Commit) ([]string, error) {
	listed, err := git(ctx, repository, "ls-tree", "--name-only", "-z", commit.Hash)
	if err != nil {
		return nil, err
	}
	var stacks []string
	for _, name := range strings.Split(listed, "\x00") {
		rest, isStack := strings.CutPrefix(name, "Pulumi.")
		if stack, isYAML := strings.CutSuffix(rest, ".yaml"); isStack && isYAML {
			stacks = append(stacks, stack)
		}
	}
	return stacks, nil
}
