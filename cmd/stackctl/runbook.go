package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

func (a *app) runbookCommand() *cobra.Command {
	var scenario, stack string
	var format outputFormat
	target := engine.TargetAzure
	cmd := &cobra.Command{
		Use:   "runbook --scenario SCENARIO --stack STACK",
		Short: "Print what to type when a disaster has struck, in order, with a check after each step",
		Long: "Print what to type when a disaster has struck, in order, with a check after each step: " + strings.Join(recovery.IDs(), ", ") + ".\n\n" +
			"It is made of the same steps that `recover` takes, with the names of this configuration filled in: only stackctl and pulumi are " +
			"typed. What only people can do is marked BY HAND. Nothing is looked up and nothing is changed, so that it can be printed on a quiet " +
			"day and kept where it is found on the other.",
		Example: a.examples(
			"runbook --scenario region-loss --stack prod", "the home region is lost",
			"runbook --scenario failback --stack prod", "the way home",
			"runbook --scenario region-loss --stack prod --target local", "the same for the local Azure, to practise"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.runbook(scenario, stack, target, format) },
	}
	cmd.Flags().StringVar(&scenario, "scenario", "", "what has happened: "+strings.Join(recovery.IDs(), ", "))
	cmd.Flags().StringVarP(&stack, "stack", "s", "", "the environment's own stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&target}, "target", "where the commands are to work")
	addOutputFlag(cmd, &format)
	return cmd
}

func (a *app) runbook(id, stack string, target engine.Target, format outputFormat) error {
	project, _, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, stack); err != nil {
		return err
	}
	scenario, err := recovery.Find(id)
	if err != nil {
		return usage("%v", err)
	}
	place, err := placeOf(project, stack, target, scenario)
	if err != nil {
		return failed(err)
	}
	book := recovery.NewRunbook(scenario, place)
	if format == formatJSON {
		encoder := json.NewEncoder(a.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return failed(encoder.Encode(book))
	}
	_, err = fmt.Fprint(a.out, book.Text())
	return failed(err)
}
