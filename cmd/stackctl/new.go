package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/stacks/settings"
)

// newCommand adds to a stack's settings.
func (a *app) newCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Add a workload, a flow or an alert to a stack's settings, and show what that would change",
		Long: "Add a workload, a flow or an alert to a stack's settings, and show what that would change. What is added is checked with all " +
			"other settings first: with a mistake no file is touched. Comments and order stay, and files that are written from the stack's " +
			"follow. Nothing is provisioned: up does that.",
		Example: a.examples(
			"new workload reports --stack dev --kind cron --flow database", "something else that runs",
			"new flow web reports --stack dev", "web may call reports"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usage("new needs one of its commands: workload, flow or alert")
		},
	}
	cmd.AddCommand(a.newWorkloadCommand(), a.newFlowCommand(), a.newAlertCommand())
	return cmd
}

// addition is what is common to all of new's commands.
type addition struct {
	stack     string
	noPreview bool
}

func (o *addition) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. dev")
	cmd.Flags().BoolVar(&o.noPreview, "no-preview", false, "write the settings and show nothing")
}

func (a *app) newWorkloadCommand() *cobra.Command {
	o, w := &addition{}, settings.Workload{}
	cmd := &cobra.Command{
		Use:   "workload NAME --stack STACK",
		Short: "Add a workload",
		Long: "Add a workload to the settings. What is left out gets what suits the kind and the environment. It waits until it has an " +
			"image: release names one.",
		Example: a.examples(
			"new workload reports --stack dev --flow database", "a web that uses the database",
			"new workload nightly --stack dev --kind cron --schedule \"0 2 * * *\"", "something that runs every night"),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.Name = args[0]
			return a.add(cmd.Context(), o, "workload "+w.Name, func(project string) ([]string, error) {
				return settings.AddWorkload(project, o.stack, w)
			})
		},
	}
	o.flags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&w.Kind, "kind", settings.KindWeb, "web, worker, cron or migrate")
	flags.StringVar(&w.Namespace, "namespace", "", "where it runs; the first namespace if left out")
	flags.StringVar(&w.Repository, "repository", "", "where the registry has its images")
	flags.IntVar(&w.Port, "port", 0, "where a web listens; 8080 if left out")
	flags.StringVar(&w.Schedule, "schedule", "", "when a cron runs, in UTC; 0 3 * * * if left out")
	flags.StringSliceVar(&w.Hosts, "host", nil, "names under which a web is published")
	flags.StringSliceVar(&w.Secrets, "secret", nil, "secrets that it reads")
	flags.StringSliceVar(&w.Flows, "flow", nil, "what it reaches: database, vault, internet, or a web's name")
	return cmd
}

func (a *app) newFlowCommand() *cobra.Command {
	o := &addition{}
	cmd := &cobra.Command{
		Use:   "flow WORKLOAD TO --stack STACK",
		Short: "Let a workload reach something",
		Long:  "Let a workload reach something: the database, the vaults (vault), any public address by HTTPS (internet), or a web by its name.",
		Example: a.examples(
			"new flow tokens database --stack dev", "the workload tokens may use the database"),
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.add(cmd.Context(), o, "flow from "+args[0]+" to "+args[1], func(project string) ([]string, error) {
				return settings.AddFlow(project, o.stack, args[0], args[1])
			})
		},
	}
	o.flags(cmd)
	return cmd
}

func (a *app) newAlertCommand() *cobra.Command {
	o, alert := &addition{}, settings.LogAlert{}
	cmd := &cobra.Command{
		Use:   "alert NAME --stack STACK --query QUERY --summary TEXT --runbook PAGE",
		Short: "Add an alert on the product's logs",
		Long: "Add an alert on the product's logs: a query in Kusto's language, asked every five minutes in the workspaces of the home and the recovery region. " +
			"Whoever it wakes reads the summary, and finds what to do on the runbook's page in docs/runbooks.",
		Example: a.examples(
			"new alert sign-in-failures --stack dev --severity 2 --runbook slo-burn --more-than 50 --summary \"Many sign-ins fail.\" "+
				"--query 'ContainerLogV2 | where LogMessage has \"sign-in\"'", "more than fifty lines in a quarter of an hour"),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			alert.Name = args[0]
			return a.add(cmd.Context(), o, "alert "+alert.Name, func(project string) ([]string, error) {
				changed, err := settings.AddAlert(project, o.stack, alert)
				if err == nil {
					a.noteRunbook(project, alert.Runbook)
				}
				return changed, err
			})
		},
	}
	o.flags(cmd)
	flags := cmd.Flags()
	flags.IntVar(&alert.Severity, "severity", 2, "how bad it is: 0 is worst, 4 least")
	flags.StringVar(&alert.Summary, "summary", "", "what was seen, and why it matters")
	flags.StringVar(&alert.Runbook, "runbook", "", "the page in docs/runbooks, without .md")
	flags.StringVar(&alert.Query, "query", "", "what is looked for")
	flags.IntVar(&alert.Minutes, "minutes", 0, "how far back each look goes; 15 if left out")
	flags.IntVar(&alert.MoreThan, "more-than", 0, "how many rows may be found without an alert")
	return cmd
}

// noteRunbook says that whoever the alert wakes finds no page, where this repository has none. It may be elsewhere: runbookBase is a setting.
func (a *app) noteRunbook(project, page string) {
	path := filepath.Join("docs", "runbooks", page+".md")
	if _, err := os.Stat(filepath.Join(project, path)); err != nil {
		a.say("note: there is no %s yet: write what whoever is woken does, before the alert is made", path)
	}
}

// add writes settings and shows what they would change: against what is provisioned in the local Azure if the stack is, else against
// the commit that is checked out.
func (a *app) add(ctx context.Context, o *addition, what string, write func(project string) ([]string, error)) error {
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	changed, err := write(project)
	if err != nil {
		return &exitError{code: codeFailed, err: err, hints: []string{
			"no file was changed: correct what is named and type it again; docs/reference/settings.md says what is allowed",
		}}
	}
	if len(changed) == 0 {
		a.say("%s is there already", what)
		return nil
	}
	a.say("%s: %s added", strings.Join(changed, ", "), what)
	if o.noPreview {
		return nil
	}
	described, err := engine.ReadProject(project)
	if err != nil {
		return failed(err)
	}
	if local.HasStack(described.Name, o.stack) {
		preview := &operation{op: engine.OpPreview, target: engine.TargetLocal, stack: o.stack, format: formatText}
		preview.verb = func(w engine.Workspace) runner { return w.Preview }
		preview.Diff = true
		err = a.operate(ctx, preview)
	} else {
		a.say("stack %s is not provisioned here: what would change is compared with the commit that is checked out", o.stack)
		err = failed(a.diff(ctx, &diffOptions{base: "HEAD", stacks: []string{o.stack}, target: engine.TargetLocal, format: reportText}))
	}
	if err == nil {
		a.say("\nwhat to try next:\n%s\n", a.examples("up --stack "+o.stack, "make it so, in the local Azure"))
	}
	return err
}
