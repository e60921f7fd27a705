package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
)

// everyCommand visits all commands that an operator sees.
func everyCommand(visit func(*cobra.Command)) {
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Hidden {
			return
		}
		visit(cmd)
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{name: "stackctl"}).rootCommand())
}

// TestEveryHelpHasExamplesThatParse: whoever asks a command for help sees how it is called, and the example is a call that the command
// line understands: the command, its flags, its arguments.
func TestEveryHelpHasExamplesThatParse(t *testing.T) {
	t.Parallel()
	everyCommand(func(cmd *cobra.Command) {
		own := cmd.HasSubCommands() && len(exampleCalls(cmd)) > 0
		for _, call := range exampleCalls(cmd) {
			found, rest, err := (&app{name: "stackctl"}).rootCommand().Find(call)
			if !assert.NoError(t, err, "%v", call) {
				continue
			}
			own = own || found.CommandPath() == cmd.CommandPath()
			assert.NoError(t, found.ParseFlags(rest), "%v", call)
			assert.NoError(t, found.ValidateArgs(found.Flags().Args()), "%v", call)
		}
		assert.True(t, own, "%s shows no example of itself", cmd.CommandPath())
	})
}

// exampleCalls are a command's examples as the arguments of calls, without what the shell does with them.
func exampleCalls(cmd *cobra.Command) [][]string {
	var calls [][]string
	for _, line := range strings.Split(cmd.Example, "\n") {
		line, _, _ = strings.Cut(line, "  # ")
		if _, inner, found := strings.Cut(line, "$(stackctl "); found {
			line, _, _ = strings.Cut("stackctl "+inner, ")")
		}
		for _, end := range []string{" < ", " > ", " | stackctl"} {
			line, _, _ = strings.Cut(line, end)
		}
		if words := shellWords(strings.TrimSpace(line)); len(words) > 0 && words[0] == "stackctl" {
			calls = append(calls, words[1:])
		}
	}
	return calls
}

// shellWords splits a line as a shell does, as far as quotes go.
func shellWords(line string) []string {
	var words []string
	word, quote, begun := "", rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word += string(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case r == ' ':
			if begun {
				words = append(words, word)
			}
			word, begun = "", false
		default:
			word, begun = word+string(r), true
		}
	}
	if begun {
		words = append(words, word)
	}
	return words
}

// TestWithoutArgumentsFiveThingsAreShown is what a newcomer sees first.
func TestWithoutArgumentsFiveThingsAreShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	assert.Equal(t, codeFine, b.stackctl(t))
	lines := 0
	for _, line := range strings.Split(b.out.String(), "\n") {
		if strings.HasPrefix(line, "  stackctl ") {
			lines++
		}
	}
	assert.Equal(t, 5, lines, b.out.String())
}

// TestErrorsSayWhatToDoNext: a mistake in how a command is called names what there is.
func TestErrorsSayWhatToDoNext(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	everyCommand(func(cmd *cobra.Command) {
		args := append(strings.Fields(cmd.CommandPath())[1:], "--no-such-flag")
		assert.Equal(t, codeUsage, b.stackctl(t, args...), cmd.CommandPath())
		assert.Contains(t, b.err.String(), "--help", cmd.CommandPath())
	})
}
