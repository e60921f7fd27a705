package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakePulumi writes a script that prints a version, and returns its folder.
func fakePulumi(t *testing.T, body string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pulumi"), []byte("#!/bin/sh\n"+body+"\n"), 0o700))
	return dir
}

func TestFindCLI(t *testing.T) {
	t.Parallel()
	recent := fakePulumi(t, "echo v3.259.0")
	old := fakePulumi(t, "echo v3.200.1")
	bare := fakePulumi(t, "echo 3.300.0")
	development := fakePulumi(t, "echo v3.255.0-dev.0")
	broken := fakePulumi(t, "exit 1")
	chatty := fakePulumi(t, "echo hello")
	notRunnable := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(notRunnable, "pulumi"), nil, 0o600))
	empty := t.TempDir()

	for _, test := range []struct {
		reason   string
		path     []string
		tools    []string
		want     string // folder of the CLI found; "" for none
		version  string
		warnings []string // beginnings
	}{
		{"one on PATH that is new enough is used", []string{empty, recent}, []string{bare}, recent, "v3.259.0", nil},
		{
			"one that is too old is passed over with a word", []string{old}, []string{recent}, recent, "v3.259.0",
			[]string{old + "/pulumi is passed over: it is v3.200.1, older than v3.255.0"},
		},
		{
			"a newer one behind an old one on PATH is found", []string{old, recent}, nil, recent, "v3.259.0",
			[]string{old + "/pulumi is passed over"},
		},
		{"a version without its v is a version", []string{bare}, nil, bare, "3.300.0", nil},
		{"a development build of the minimum has what the minimum has", []string{development}, nil, development, "v3.255.0-dev.0", nil},
		{
			"one that fails is passed over", []string{broken}, []string{recent}, recent, "v3.259.0",
			[]string{broken + "/pulumi is passed over: \"pulumi version\" failed"},
		},
		{
			"one that is something else is passed over", []string{chatty}, []string{recent}, recent, "v3.259.0",
			[]string{chatty + "/pulumi is passed over: \"pulumi version\" printed \"hello\""},
		},
		{"a file that cannot be run is no command", []string{notRunnable}, []string{recent}, recent, "v3.259.0", nil},
		{"none anywhere", []string{empty, ""}, []string{empty}, "", "", nil},
		{
			"an old built one does not do either", nil, []string{old}, "", "",
			[]string{old + "/pulumi is passed over"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			lookup := Lookup{SearchPath: strings.Join(test.path, string(filepath.ListSeparator)), ToolsDirs: test.tools}
			cli, warnings, err := FindCLI(t.Context(), lookup)
			require.Len(t, warnings, len(test.warnings))
			for i, w := range test.warnings {
				assert.Contains(t, warnings[i], w)
			}
			if test.want == "" {
				require.ErrorIs(t, err, ErrNoCLI)
				assert.Contains(t, err.Error(), `run "make tools"`)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, CLI{Path: filepath.Join(test.want, "pulumi"), Version: test.version}, cli)
		})
	}
}

func TestNewLookup(t *testing.T) {
	t.Parallel()
	env := map[string]string{"PATH": "/bin", "TRELICA_TOOLS_DIR": "/opt/tools"}
	assert.Equal(t, Lookup{SearchPath: "/bin", ToolsDirs: []string{"/opt/tools"}},
		NewLookup(func(name string) string { return env[name] }), "the variable replaces every other tools folder")

	cache, err := os.UserCacheDir()
	require.NoError(t, err)
	lookup := NewLookup(func(name string) string {
		if name == "HOME" {
			return "/elsewhere"
		}
		return ""
	})
	assert.Equal(t, []string{
		fmt.Sprintf("%s/trelica-infrastructure/bin", cache), "/elsewhere/.cache/trelica-infrastructure/bin",
	}, lookup.ToolsDirs, "without it both places where make may have built one are tried")
}
