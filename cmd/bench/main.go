// Command bench measures what the program costs and prints a table: builds, preview and up of each stack, the engine's own floor
// beside them, and a diff of every stack with where its time goes. `make bench` runs it. With -write it also writes docs/benchmarks.md, with the machine and the day.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/bench"
	"github.com/trelica/infrastructure/internal/engine"
)

func main() {
	cold := flag.Bool("cold", false, "build with an empty cache too: many minutes")
	growth := flag.Bool("growth", true, "measure dev with 1, 10 and 100 more workloads too")
	write := flag.Bool("write", false, "write "+page+" besides printing")
	rounds := flag.Int("rounds", 3, "how often previews are measured")
	stacks := flag.String("stacks", "", "the stacks, separated by commas; all that need nothing but their bootstrap where empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, options{cold: *cold, growth: *growth, write: *write, rounds: *rounds, stacks: split(*stacks)}); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

type options struct {
	cold, growth, write bool
	rounds              int
	stacks              []string
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// page is where the table is kept.
const page = "docs/benchmarks.md"

func run(ctx context.Context, o options) error {
	dir, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("the working directory: %w", err)
	}
	repository, err := engine.FindProject(dir)
	if err != nil {
		return err
	}
	cli, _, err := engine.FindCLI(ctx, engine.NewLookup(os.Getenv))
	if err != nil {
		return err
	}
	table, err := bench.All(ctx, bench.Options{
		Repository: repository, CLI: cli, Cold: o.cold, Growth: o.growth, Rounds: o.rounds, Stacks: o.stacks,
		Say: func(text string) { fmt.Fprintln(os.Stderr, text) },
	})
	if err != nil {
		return err
	}
	fmt.Print(table.Text())
	if !o.write {
		return nil
	}
	return table.WritePage(repository, page, bench.Machine(), time.Now())
}
