package engine

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Kubelogin is the program that fetches tokens for a cluster whose local accounts are off. The kubeconfig names it, and the
// Kubernetes provider starts it; the local target does not.
type Kubelogin struct {
	Path    string // absolute
	Version string // as it reports it, e.g. "v0.2.21"
}

// MinimumKubelogin is the oldest that may be used: the minor version that is pinned in tools/kubelogin, and that the kubeconfig's
// arguments were written for.
const MinimumKubelogin = "v0.2.0"

// ErrNoKubelogin is wrapped by [FindKubelogin]'s error when none of at least [MinimumKubelogin] is there.
var ErrNoKubelogin = errors.New("no kubelogin of at least " + MinimumKubelogin)

// FindKubelogin returns the built kubelogin of a tools folder, else the first on the search path that is new enough. The error wraps
// [ErrNoKubelogin] and says what was passed over and what to do.
func FindKubelogin(ctx context.Context, l Lookup) (Kubelogin, error) {
	var passed []string
	for _, dir := range append(append([]string{}, l.ToolsDirs...), filepath.SplitList(l.SearchPath)...) {
		path, ok := executable(dir, "kubelogin")
		if !ok {
			continue
		}
		version, err := kubeloginVersion(ctx, path)
		switch {
		case err != nil:
			passed = append(passed, fmt.Sprintf("%s is passed over: %v", path, err))
		case !atLeast(version, MinimumKubelogin):
			passed = append(passed, fmt.Sprintf("%s is passed over: it is %s", path, version))
		default:
			return Kubelogin{Path: path, Version: version}, nil
		}
	}
	return Kubelogin{}, fmt.Errorf("%w: run \"make kubelogin\"%s", ErrNoKubelogin, strings.Join(append([]string{""}, passed...), "; "))
}

// gitHash is the line of `kubelogin --version` that holds the version (kubelogin, cmd/version.go): "git hash: v0.2.21" where it was
// built as a module, "git hash: v0.2.21/8d8a1b..." in a release.
var gitHash = regexp.MustCompile(`(?m)^git hash: (v\d+\.\d+\.\d+)`)

func kubeloginVersion(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("\"kubelogin --version\" failed: %w", err)
	}
	found := gitHash.FindSubmatch(out)
	if found == nil {
		return "", errors.New("\"kubelogin --version\" names no version")
	}
	return string(found[1]), nil
}
