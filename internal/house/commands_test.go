package house

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// commandsPage is made from the commands themselves: a heading for each.
const commandsPage = "docs/reference/commands.md"

var (
	commandHeading = regexp.MustCompile(`(?m)^## stackctl ([a-z -]+)$`)
	// typed is a command as a page writes it for people to type: `stackctl secret set NAME ...`.
	typed = regexp.MustCompile("`stackctl ([a-z]+(?: [a-z]+)*)")
)

// TestOperatingPagesNameCommandsThatExist reads what people do by hand.
func TestOperatingPagesNameCommandsThatExist(t *testing.T) {
	t.Parallel()
	reference, err := os.ReadFile(filepath.Join(root, commandsPage))
	require.NoError(t, err)
	commands := headings(string(reference))
	require.NotEmpty(t, commands)
	pages := 0
	for _, path := range tracked(t) {
		if !strings.HasPrefix(path, "docs/operations/") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		pages++
		assert.Empty(t, unknownCommands(string(content), commands), "%s", path)
	}
	require.NotZero(t, pages)
}

// headings are the commands of the reference, without the program's own name.
func headings(reference string) []string {
	var commands []string
	for _, match := range commandHeading.FindAllStringSubmatch(reference, -1) {
		commands = append(commands, match[1])
	}
	return commands
}

// unknownCommands are the commands that a page tells people to type and that do not exist. A command with commands of its
// own, such as "secret", is none to type by itself.
func unknownCommands(page string, commands []string) []string {
	var unknown []string
	for _, match := range typed.FindAllStringSubmatch(page, -1) {
		words := strings.Fields(match[1])
		known := func(n int) bool { return n <= len(words) && slices.Contains(commands, strings.Join(words[:n], " ")) }
		group := slices.ContainsFunc(commands, func(command string) bool { return strings.HasPrefix(command, words[0]+" ") })
		if group && !known(2) || !group && !known(1) {
			unknown = append(unknown, fmt.Sprintf("stackctl %s", strings.Join(words, " ")))
		}
	}
	return unknown
}

func TestUnknownCommands(t *testing.T) {
	t.Parallel()
	commands := headings("## stackctl\n\n## stackctl up\n\n## stackctl secret\n\n## stackctl secret set\n")
	require.Equal(t, []string{"up", "secret", "secret set"}, commands)
	for _, test := range []struct {
		reason, page string
		want         []string
	}{
		{"a command with its flags", "`stackctl up --stack dev`", nil},
		{"a command of a command", "`stackctl secret set NAME < FILE`", nil},
		{"a command that was never made", "`stackctl rescue --stack dev`", []string{"stackctl rescue"}},
		{"a command of a command that was never made", "`stackctl secret steal NAME`", []string{"stackctl secret steal"}},
		{"a command that needs one of its commands", "`stackctl secret`", []string{"stackctl secret"}},
		{"the program's name in a sentence is no command", "stackctl rescues nobody", nil},
	} {
		assert.Equal(t, test.want, unknownCommands(test.page, commands), test.reason)
	}
}
