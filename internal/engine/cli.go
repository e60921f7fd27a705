package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// MinimumVersion is the oldest Pulumi CLI that may be used. Older ones lack what a run relies on: attached language
// runtimes that answer a handshake, and the event log's present form.
const MinimumVersion = "v3.255.0"

// ErrNoCLI is wrapped by [FindCLI]'s error when no Pulumi CLI of at least [MinimumVersion] is there.
var ErrNoCLI = errors.New("no Pulumi CLI of at least " + MinimumVersion)

// versionTimeout bounds `pulumi version`, which takes about a tenth of a second: a wrapper script that hangs must not
// hang stackctl.
const versionTimeout = 20 * time.Second

// CLI is a Pulumi command that was found and asked for its version.
type CLI struct {
	Path    string // absolute
	Version string // as it reports it, e.g. "v3.259.0"
}

// Lookup says where to look for the CLI.
type Lookup struct {
	// SearchPath is the value of PATH.
	SearchPath string
	// ToolsDirs are the folders in which `make tools` may have left a built one, tried in order.
	ToolsDirs []string
}

// NewLookup takes the search path and the tools folder from an environment: TRELICA_TOOLS_DIR if it is set, else
// trelica-infrastructure/bin in the user's cache folder (and in ~/.cache, where make builds it on every system).
func NewLookup(getenv func(string) string) Lookup {
	l := Lookup{SearchPath: getenv("PATH")}
	if dir := getenv("TRELICA_TOOLS_DIR"); dir != "" {
		l.ToolsDirs = []string{dir}
		return l
	}
	if cache, err := os.UserCacheDir(); err == nil {
		l.ToolsDirs = append(l.ToolsDirs, filepath.Join(cache, "trelica-infrastructure", "bin"))
	}
	if home := getenv("HOME"); home != "" {
		dir := filepath.Join(home, ".cache", "trelica-infrastructure", "bin")
		if len(l.ToolsDirs) == 0 || l.ToolsDirs[0] != dir {
			l.ToolsDirs = append(l.ToolsDirs, dir)
		}
	}
	return l
}

// FindCLI returns the first Pulumi CLI that is new enough: one on the search path, else a built one in a tools folder.
// Each one passed over, because it is too old or does not run, is a warning. The error wraps [ErrNoCLI] and says what
// to do.
func FindCLI(ctx context.Context, l Lookup) (CLI, []string, error) {
	var warnings []string
	for _, dir := range append(filepath.SplitList(l.SearchPath), l.ToolsDirs...) {
		path, ok := executable(dir, "pulumi")
		if !ok {
			continue
		}
		version, err := askVersion(ctx, path)
		switch {
		case err != nil:
			warnings = append(warnings, fmt.Sprintf("%s is passed over: %v", path, err))
		case !newEnough(version):
			warnings = append(warnings, fmt.Sprintf("%s is passed over: it is %s, older than %s",
				path, version, MinimumVersion))
		default:
			return CLI{Path: path, Version: version}, warnings, nil
		}
	}
	return CLI{}, warnings, fmt.Errorf("%w on PATH or in %s: run \"make tools\"",
		ErrNoCLI, strings.Join(l.ToolsDirs, ", "))
}

// executable returns the absolute path of a runnable file of a name in dir.
func executable(dir, name string) (string, bool) {
	if dir == "" {
		return "", false
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return "", false
	}
	info, err := os.Stat(path)
	return path, err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

func askVersion(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("\"pulumi version\" failed: %w", err)
	}
	version := strings.TrimSpace(string(out))
	if !semver.IsValid(canonical(version)) {
		return "", fmt.Errorf("\"pulumi version\" printed %q, which is no version", version)
	}
	return version, nil
}

// newEnough compares without the pre-release: a development build of the minimum has what the minimum has.
func newEnough(version string) bool { return atLeast(version, MinimumVersion) }

func atLeast(version, minimum string) bool {
	v := canonical(version)
	v = strings.TrimSuffix(strings.TrimSuffix(v, semver.Build(v)), semver.Prerelease(v))
	return semver.Compare(v, minimum) >= 0
}

func canonical(version string) string { return "v" + strings.TrimPrefix(version, "v") }
