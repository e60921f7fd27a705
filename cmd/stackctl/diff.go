package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/compare"
	"github.com/trelica/infrastructure/internal/engine"
)

// diffOptions are what was typed.
type diffOptions struct {
	base   string
	stacks []string
	live   bool
	target engine.Target
	format reportFormat
	report string
	plan   string
	// timings says where the time went.
	timings bool
	// keepData refuses what loses or replaces what holds data.
	keepData bool
}

func (a *app) diffCommand() *cobra.Command {
	o := &diffOptions{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "diff --base REF",
		Short: "Show what the working tree would change, and what that puts at risk",
		Long: "Show what the working tree would change, and what that puts at risk: data, exposure, control, disruption, cost.\n\n" +
			"The program and the stack files of REF, and only those, are provisioned into a fresh local world, and the working tree is " +
			"previewed against it: no credentials, no network, no deployed stack. The local Azure and the policies are the working " +
			"tree's for both. With --live the working tree is previewed against the deployed state instead.\n\n" +
			"The report goes to standard output, as Markdown for a pull request unless --output says otherwise, and in every form into " +
			"the folder that --report names. It is the same on every machine. The exit code is 1 where a preview fails, and 3 where a " +
			"mandatory policy is violated or --keep-data refuses; there is a report all the same.",
		Example: a.examples(
			"diff --base origin/main", "all stacks, against the main branch",
			"diff --base v1.2.0 --stack prod --report out", "production, in every form into a folder",
			"diff --live --stack prod --target azure --plan prod.plan", "what an up would do, to be reviewed and applied"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.diff(cmd.Context(), o)) },
	}
	cmd.Flags().StringVar(&o.base, "base", "", "the commit to compare with: a branch, a tag, a hash")
	cmd.Flags().StringSliceVarP(&o.stacks, "stack", "s", nil, "only these stacks; all where it is left out")
	cmd.Flags().BoolVar(&o.live, "live", false, "compare with the deployed state instead of a commit")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end, with --live")
	cmd.Flags().StringVar(&o.report, "report", "", "a folder for the report as Markdown, HTML and JSON")
	cmd.Flags().StringVar(&o.plan, "plan", "", "with --live and one stack: a file that binds what was reviewed, for apply --reviewed")
	cmd.Flags().BoolVar(&o.keepData, "keep-data", false, "refuse, with exit code 3, where anything that holds data is deleted, replaced or left behind")
	cmd.Flags().BoolVar(&o.timings, "timings", false, "with --base: say how long each step took; two environments are worked on at a time")
	o.format.add(cmd)
	return cmd
}

// check refuses what does not go together.
func (o *diffOptions) check() error {
	switch {
	case o.live == (o.base != ""):
		return usage("either --base REF or --live says what to compare with")
	case !o.live && o.target != engine.TargetLocal:
		return usage("--target %s needs --live: a commit is compared in the local Azure alone", o.target)
	case o.live && o.timings:
		return usage("--timings are those of --base")
	case o.plan != "" && (!o.live || len(o.stacks) != 1):
		return usage("--plan needs --live and exactly one --stack")
	}
	return nil
}

// diff compares and reports.
func (a *app) diff(ctx context.Context, o *diffOptions) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	ctx, stop := interruptible(ctx)
	defer stop()
	var report changes.Report
	if o.live {
		report, err = a.diffLive(ctx, project, local, o)
	} else {
		report, err = a.diffBase(ctx, project, local, o)
	}
	if err != nil {
		return err
	}
	return a.showReport(report, o)
}

// showReport writes the report and says by the exit code what it says.
func (a *app) showReport(report changes.Report, o *diffOptions) error {
	if o.report != "" {
		if err := writeReport(report, o.report); err != nil {
			return err
		}
	}
	text, err := o.format.render(report)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(a.out, text); err != nil {
		return err
	}
	switch {
	case report.Violated():
		return refused(errors.New("a mandatory policy is violated"), "the report says where, and what to do", aboutPolicies)
	case report.Failed():
		return hinted(errors.New("a preview failed: the report says why"),
			fmt.Sprintf("mend what it names; \"%s preview --stack STACK\" shows the same of one stack", a.name))
	}
	if lost := report.LosesData(); o.keepData && len(lost) > 0 {
		return refused(fmt.Errorf("what holds data would go:\n%s", strings.Join(lost, "\n")),
			"what was only renamed needs an alias (pulumi.Aliases); what is meant to go is said in the pull request, as docs/review.md has it")
	}
	return nil
}

// diffBase compares with a commit.
func (a *app) diffBase(ctx context.Context, project string, local engine.Local, o *diffOptions) (changes.Report, error) {
	report := changes.Report{Version: changes.Version, Target: targetName(engine.TargetLocal), Head: changes.Side{Name: workingTree}, Stacks: []changes.Set{}}
	base, err := compare.Resolve(ctx, project, o.base)
	if err != nil {
		return report, hinted(err, `"git branch --all" and "git tag" list what can be named; "git fetch --unshallow" brings what a shallow clone lacks`)
	}
	head, _, err := compare.WorkingTree(ctx, project)
	if err != nil {
		return report, err
	}
	report.Base, report.Head = sideOf(base), sideOf(head)
	cli, err := a.cli(ctx)
	if err != nil {
		return report, err
	}
	report.CLI = cli.Version
	if err := local.Prepare(); err != nil {
		return report, err
	}
	took := a.timings(o)
	began := time.Now()
	pack, err := a.policyPack(ctx, project, local, engine.TargetLocal)
	if err != nil {
		return report, err
	}
	took("building the policy pack", time.Since(began))
	environments, err := a.environments(ctx, project, base, o.stacks)
	if err != nil {
		return report, err
	}
	logs, err := os.MkdirTemp("", "trelica-logs-")
	if err != nil {
		return report, err
	}
	defer func() { _ = os.RemoveAll(logs) }() // what is left lies in the folder of temporary files
	outcomes, err := compare.Comparison{
		Repository: project, Base: base, Head: head, Environments: environments, CLI: cli, Pack: pack, Self: a.self,
		Cache: filepath.Join(local.Dir, "compared"), Environ: a.environ, Say: func(text string) { a.say("%s", text) },
		Took: took,
	}.Run(ctx, logs)
	if err != nil {
		return report, err
	}
	began = time.Now()
	report.Stacks, err = a.sets(project, outcomes)
	took("reading what changes", time.Since(began))
	return report.Sorted(), err
}

// timings says how long a step took, where that was asked for. Steps of two environments end at the same time.
func (a *app) timings(o *diffOptions) func(string, time.Duration) {
	var one sync.Mutex
	return func(step string, took time.Duration) {
		if o.timings {
			one.Lock()
			defer one.Unlock()
			a.say("took %s: %s", took.Round(time.Millisecond), step)
		}
	}
}

const workingTree = "working tree"

// targetName is a target as reports name it.
func targetName(t engine.Target) string { return strings.TrimPrefix(t.Banner(), "target: ") }

func sideOf(c compare.Commit) changes.Side {
	return changes.Side{Name: c.Name, Commit: c.Hash, Tree: c.Tree}
}

// writeReport writes the report in every form.
func writeReport(report changes.Report, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, format := range reportFormats() {
		text, err := format.render(report)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "report."+format.extension()), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// reportFormat says in which form a report goes to standard output.
type reportFormat string

const (
	reportText reportFormat = "text"
	reportJSON reportFormat = "json"
	reportHTML reportFormat = "html"
)

func reportFormats() []reportFormat { return []reportFormat{reportText, reportHTML, reportJSON} }

// String and Set and Type make it a flag.
func (f *reportFormat) String() string { return string(*f) }

// Type names the flag's values in --help.
func (f *reportFormat) Type() string { return "text|html|json" }

// Set refuses what is no form.
func (f *reportFormat) Set(value string) error {
	if !slices.Contains(reportFormats(), reportFormat(value)) {
		return fmt.Errorf("%q is no output format: allowed are text (Markdown), html and json", value)
	}
	*f = reportFormat(value)
	return nil
}

func (f *reportFormat) add(cmd *cobra.Command) {
	*f = reportText
	cmd.Flags().Var(f, "output", "how the report is written to standard output")
}

func (f reportFormat) extension() string {
	if f == reportText {
		return "md"
	}
	return string(f)
}

func (f reportFormat) render(report changes.Report) (string, error) {
	switch f {
	case reportJSON:
		content, err := report.JSON()
		return string(content), err
	case reportHTML:
		return report.HTML()
	}
	return report.Markdown(0, ""), nil
}
