package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the reference page anew")

// commandsPage is the reference page of the commands.
const commandsPage = "../../docs/reference/commands.md"

// TestReferenceOfCommands holds the reference page and the commands together.
func TestReferenceOfCommands(t *testing.T) {
	t.Parallel()
	root := (&app{name: "stackctl"}).rootCommand()
	page := renderCommands(root)
	if *update {
		require.NoError(t, os.WriteFile(commandsPage, []byte(page), 0o644)) //nolint:gosec // a page of the documentation
	}
	assert.Equal(t, read(t, commandsPage), page, "docs/reference/commands.md is not current: run \"make golden\"")
}

// renderCommands renders the page: a section for each command, in the order in which they are listed.
func renderCommands(root *cobra.Command) string {
	var page strings.Builder
	page.WriteString("# Commands\n\n" +
		"Made from the commands themselves: change their texts in `cmd/stackctl`, then run `make golden`.\n\n")
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Hidden {
			return
		}
		renderCommand(&page, cmd)
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(root)
	return strings.TrimRight(page.String(), "\n") + "\n"
}

func renderCommand(page *strings.Builder, cmd *cobra.Command) {
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	fmt.Fprintf(page, "## %s\n\n%s\n\n", cmd.CommandPath(), text)
	if cmd.Runnable() && !cmd.HasSubCommands() {
		fmt.Fprintf(page, "```\n%s\n```\n\n", strings.TrimSuffix(cmd.UseLine(), " [flags]"))
	}
	var rows []string
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		name := "`--" + f.Name + "`"
		if f.Shorthand != "" {
			name += ", `-" + f.Shorthand + "`"
		}
		kind, usage := pflag.UnquoteUsage(f)
		value := f.DefValue
		if value == "[]" || value == "false" {
			value = ""
		}
		rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |", name, strings.ReplaceAll(kind, "|", ", "), value, strings.ReplaceAll(usage, "|", "\\|")))
	})
	if len(rows) > 0 {
		fmt.Fprintf(page, "| Flag | Value | Default | |\n|---|---|---|---|\n%s\n\n", strings.Join(rows, "\n"))
	}
	if cmd.Example != "" {
		fmt.Fprintf(page, "```\n%s\n```\n\n", strings.ReplaceAll(strings.TrimPrefix(cmd.Example, "  "), "\n  ", "\n"))
	}
}
