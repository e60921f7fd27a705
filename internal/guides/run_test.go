package guides_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/guides"
)

// root is the repository's folder, seen from this package.
const root = "../.."

// pages are the guides. The README of the folder says how they are tested.
func pages(t *testing.T) map[string][]guides.Step {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "docs/guides/*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string][]guides.Step{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		steps, err := guides.Read(string(content))
		require.NoError(t, err, file)
		all[strings.TrimSuffix(filepath.Base(file), ".md")] = steps
	}
	return all
}

// TestEveryGuideHasCommands: a guide that is only prose proves nothing.
func TestEveryGuideHasCommands(t *testing.T) {
	t.Parallel()
	for name, steps := range pages(t) {
		if name != "README" {
			assert.NotEmpty(t, steps, "docs/guides/%s.md", name)
		}
	}
}

// copyOfTree is a copy of the files that git knows, or would know, as a repository of its own with one commit.
func copyOfTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	require.NoError(t, err)
	for _, path := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(root, path))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and not committed yet
		}
		require.NoError(t, err)
		info, err := os.Stat(filepath.Join(root, path))
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o750))
		require.NoError(t, os.WriteFile(filepath.Join(dir, path), content, info.Mode().Perm()))
	}
	code, said := shell(t, dir, nil, "git init -q -b main && git config user.name guide && git config user.email guide@example.com && git add -A && git commit -q -m base")
	require.Zero(t, code, said)
	return dir
}

// shell runs a line and returns its exit code and all that it writes.
func shell(t *testing.T, dir string, environ []string, line string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 12*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", line)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), environ...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err, line)
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// TestGuides types every guide into a shell, each in a tree as it was committed and in a local world of its own.
func TestGuides(t *testing.T) {
	t.Parallel()
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	enginetest.CLI(t)
	dir := copyOfTree(t)
	code, out := shell(t, dir, nil, "go build -o .local/bin/ ./cmd/stackctl ./infra")
	require.Zero(t, code, out)
	// One folder for all: what comparisons compiled is kept, the world is forgotten before each guide.
	local := filepath.Join(t.TempDir(), "local")
	require.NoError(t, os.MkdirAll(local, 0o700))
	all, only := pages(t), os.Getenv("GUIDE")
	if only != "" {
		require.Contains(t, all, only, "GUIDE names no guide")
	}
	for name, steps := range all {
		if only != "" && only != name {
			continue
		}
		t.Run(name, func(t *testing.T) {
			environ := []string{
				"PATH=" + filepath.Join(dir, ".local/bin") + string(os.PathListSeparator) + os.Getenv("TRELICA_TOOLS_DIR") + string(os.PathListSeparator) + os.Getenv("PATH"),
				"TRELICA_LOCAL_DIR=" + local, "TRELICA_DEEP=", "NO_COLOR=1",
			}
			code, out := shell(t, dir, environ, "stackctl local reset --yes")
			require.Zero(t, code, out)
			defer shell(t, dir, environ, "stackctl local stop; git checkout -q . && git clean -qfd")
			for _, step := range steps {
				line := step.Local()
				if line == "" {
					continue
				}
				begun := time.Now()
				code, out := shell(t, dir, environ, line)
				t.Logf("%s:%d: %s (%s)", name, step.Line, line, time.Since(begun).Round(time.Second))
				require.Equal(t, step.Exit, code, "docs/guides/%s.md:%d: %s\n%s", name, step.Line, line, out)
				require.Empty(t, step.Missing(out), "docs/guides/%s.md:%d: %s does not show this:\n%s", name, step.Line, line, out)
			}
		})
	}
}
