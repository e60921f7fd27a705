package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) resetCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "reset",
		Short: "Forget the local Azure: delete its world and its state",
		Long: "Stop the server if one runs, then delete the world and Pulumi's state of it, of all stacks. Nothing real is " +
			"touched: a folder that no local run made is refused.",
		Example: a.examples("local reset --yes", "without asking"),
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.reset(cmd.Context(), yes) },
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func (a *app) reset(ctx context.Context, yes bool) (err error) {
	_, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	defer a.named(engine.TargetLocal)(&err)
	if !yes {
		agreed, err := a.ask(fmt.Sprintf("delete the world and the state in %s, of all stacks?", local.Dir))
		if err != nil {
			return err
		}
		if !agreed {
			a.say("nothing is deleted")
			return nil
		}
	}
	if err := a.stop(ctx, local); err != nil {
		return failed(err)
	}
	if err := local.Reset(); err != nil {
		return failed(err)
	}
	a.say("the local Azure in %s is empty", local.Dir)
	return nil
}

// ask asks a person. Without a terminal there is nobody to ask, and that is an error of usage.
func (a *app) ask(question string) (bool, error) {
	if !(engine.Streams{In: a.in}).OnTerminal() {
		return false, usage("there is no terminal to ask on: pass --yes")
	}
	fmt.Fprintf(a.err, "%s [y/N] ", question)
	answer, err := bufio.NewReader(a.in).ReadString('\n')
	if err != nil && answer == "" {
		return false, failed(errors.Join(errors.New("no answer was given"), err))
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}
