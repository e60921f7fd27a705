package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// typedCall is a call of stackctl as a page has it.
type typedCall struct {
	// text is what the page says, words what the command line gets.
	text  string
	words []string
	// whole is true for what people type as it stands, in a block; a sentence may name a command with less than it needs.
	whole bool
}

var span = regexp.MustCompile("`([^`\n]+)`")

// callsOf are the calls of stackctl on a page, in its blocks and in its sentences.
func callsOf(page string) []typedCall {
	var calls []typedCall
	add := func(text string, whole bool) {
		if _, inner, found := strings.Cut(text, "$(stackctl "); found {
			inner, _, _ = strings.Cut(inner, ")")
			text = "stackctl " + inner
		}
		for _, end := range []string{" # ", " < ", " > ", " && ", "; ", " | stackctl"} {
			text, _, _ = strings.Cut(text, end)
		}
		if text = strings.TrimSpace(text); strings.HasPrefix(text, "stackctl ") {
			calls = append(calls, typedCall{text: text, words: shellWords(text)[1:], whole: whole})
		}
	}
	prose, fenced := "", false
	lines := strings.Split(strings.ReplaceAll(page, "\\\n", " "), "\n")
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case fenced:
			for _, part := range strings.Split(strings.TrimPrefix(line, "$ "), " && ") {
				add(part, true)
			}
		default:
			prose += strings.ReplaceAll(line, `\|`, "|") + "\n"
		}
	}
	for _, match := range span.FindAllStringSubmatch(prose, -1) {
		add(match[1], false)
	}
	return calls
}

// wrongCall says what is wrong with a call, or "". onAzure demands that it says where it is typed, if it can: on a page for the real
// Azure a call that does not would change the local one, and nobody would notice.
func wrongCall(call typedCall, onAzure bool) string {
	if slices.Contains(call.words, "--help") {
		return ""
	}
	cmd, rest, err := (&app{name: "stackctl"}).rootCommand().Find(call.words)
	if err != nil {
		return err.Error()
	}
	if cmd.HasSubCommands() && len(cmd.Flags().Args()) == 0 && len(rest) > 0 {
		return "there is no such command"
	}
	err = cmd.ParseFlags(rest)
	var less *pflag.ValueRequiredError
	if err != nil && (call.whole || !errors.As(err, &less)) {
		return err.Error()
	}
	if call.whole {
		if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
			return err.Error()
		}
	}
	stack, target := cmd.Flags().Lookup("stack"), cmd.Flags().Lookup("target")
	if onAzure && stack != nil && stack.Changed && target != nil && !target.Changed {
		return "it does not say --target azure"
	}
	return ""
}

// azurePages are typed against the real Azure alone.
var azurePages = regexp.MustCompile(`^docs/(runbooks/.*|unproven)\.md$`)

// TestPagesNameCallsThatThereAre reads every page of the repository: each call of stackctl is one that the command line understands.
func TestPagesNameCallsThatThereAre(t *testing.T) {
	t.Parallel()
	const root = "../.."
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-co", "--exclude-standard", "*.md")
	list.Dir = root
	out, err := list.Output()
	require.NoError(t, err)
	calls := 0
	for _, path := range strings.Fields(string(out)) {
		if strings.Contains(path, "/testdata/") || path == "docs/reference/commands.md" { // that one is made of the commands
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and not committed yet
		}
		require.NoError(t, err)
		for _, call := range callsOf(string(content)) {
			calls++
			assert.Empty(t, wrongCall(call, azurePages.MatchString(path)), "%s: %s", path, call.text)
		}
	}
	assert.Greater(t, calls, 150)
}

func TestWrongCallsAreFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, page string
		azure        bool
		want         string
	}{
		{"a command with its flags", "`stackctl up --stack dev`", false, ""},
		{"a sentence may name less than is typed", "`stackctl secret set`, `stackctl diff --live --plan`", false, ""},
		{"a command that there is not", "`stackctl rescue --stack dev`", false, "there is no such command"},
		{"a command of a command that there is not", "`stackctl secret steal`", false, "there is no such command"},
		{"a flag that there is not", "`stackctl up --sure`", false, "unknown flag: --sure"},
		{"a part that there is not", "`stackctl up --part back`", false, "is unknown"},
		{"what is typed has all that it needs", "```\n$ stackctl secret set --stack dev\n```", false, "accepts 1 arg(s), received 0"},
		{"a line that goes on", "```\n$ stackctl release web \\\n    sha256:1 --stack dev # exits 3\n```", false, ""},
		{"an eval", "```\neval \"$(stackctl local env --stak dev)\"\n```", false, "unknown flag: --stak"},
		{"what comes after another command", "```\n$ git stash -q && stackctl upp && git stash pop\n```", false, "there is no such command"},
		{"the real Azure is named", "`stackctl up --stack STACK --target azure`", true, ""},
		{"on a page for the real Azure the local one would be changed", "`stackctl up --stack STACK`", true, "it does not say --target azure"},
		{"where a command has no target none is named", "`stackctl promote --stack prod --side home`", true, ""},
	} {
		got := ""
		for _, call := range callsOf(test.page) {
			got += wrongCall(call, test.azure)
		}
		if test.want == "" {
			assert.Empty(t, got, test.reason)
		} else {
			assert.Contains(t, got, test.want, test.reason)
		}
	}
}
