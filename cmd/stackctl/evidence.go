package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
	"github.com/trelica/infrastructure/policy/evidence"
)

// evidenceOptions are what was typed.
type evidenceOptions struct {
	operation
	out string
}

func (a *app) evidenceCommand() *cobra.Command {
	o := &evidenceOptions{}
	o.op, o.verb = engine.OpRefresh, func(w engine.Workspace) runner { return w.Refresh }
	cmd := &cobra.Command{
		Use:   "evidence --stack STACK",
		Short: "Write what the stack's state shows of every claim of the security statement",
		Long: "Write what the stack's state shows of every claim of the security statement: the rules, the resources and values that " +
			"satisfy them, exceptions, and what is somebody else's duty. A folder gets evidence-STACK.html, which is one page by itself, " +
			"evidence-STACK.md and evidence-STACK.json.\n\n" +
			"With --target azure the state is read from Azure first, in the same run. Evidence of a local run is marked SIMULATED " +
			"everywhere: it shows what the program asks for, and nothing of what is in Azure.\n\n" +
			"The exit code is 3 where a claim is violated or undecided.",
		Example: a.examples(
			"evidence --stack prod", "into the folder evidence",
			"evidence --stack prod --target azure --out /tmp/audit", "of the real production",
			"evidence --stack dev --output json", "the JSON alone, on standard output"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.evidence(cmd.Context(), o) },
	}
	o.target = engine.TargetLocal
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().StringVar(&o.out, "out", "evidence", "the folder to write into")
	addOutputFlag(cmd, &o.format)
	return cmd
}

// evidence reads the state, after a refresh where it is a real one, judges and writes.
func (a *app) evidence(ctx context.Context, o *evidenceOptions) (err error) {
	refreshed := o.target == engine.TargetAzure
	if refreshed {
		o.Yes, o.SkipPreview = true, true
		if err := a.operate(ctx, &o.operation); err != nil {
			return err
		}
	}
	project, local, err := a.repository()
	if err != nil {
		return failed(err)
	}
	if err := checkStack(project, o.stack); err != nil {
		return err
	}
	defer a.named(o.target)(&err)
	described, err := engine.ReadProject(project)
	if err != nil {
		return failed(err)
	}
	_, checkpoint, found, err := a.stateOf(ctx, project, local, o.target, o.stack)
	if err != nil {
		return failed(err)
	}
	if !found {
		return &exitError{
			code: codeFailed, err: fmt.Errorf("stack %s has no state: it is not provisioned yet", o.stack),
			hints: []string{fmt.Sprintf("\"%s up --stack %s%s\" provisions it", a.name, o.stack, typed(o.target))},
		}
	}
	all, err := exceptions.Load(a.source(project))
	if err != nil {
		return failed(err)
	}
	now := time.Now()
	judged := judgedStack(described.Name, o.stack, checkpoint, now)
	env, err := a.environment(project, o.stack)
	if err != nil {
		return failed(err)
	}
	declared := declaredBy(env)
	judged.Declared, judged.Neighbours = &declared, env.Neighbours
	report := evidence.New(judged, all, evidence.Made{
		Commit: commitOf(ctx, project), Time: now, Simulated: o.target == engine.TargetLocal, Refreshed: refreshed,
	})
	if o.format == formatJSON {
		err = report.JSON(a.out)
	} else {
		err = a.writeEvidence(o, report)
	}
	if err == nil && !report.Good() {
		return refused(fmt.Errorf("%d places are violated, %d undecided", report.Counts.Violated, report.Counts.Undecided), "the report says where, and what to do")
	}
	return failed(err)
}

// commitOf is the commit of the tree that judges, with a word where the tree differs from it; "unknown" outside git.
func commitOf(ctx context.Context, project string) string {
	git := func(args ...string) (string, error) {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", project}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	commit, err := git("rev-parse", "--short=12", "HEAD")
	if err != nil {
		return "unknown"
	}
	if changed, err := git("status", "--porcelain"); err != nil || changed != "" {
		commit += ", with changes that are not committed"
	}
	return commit
}

// judgedStack is a checkpoint as rules read it, without what waits for its deletion.
func judgedStack(project, stack string, c engine.Checkpoint, now time.Time) *controls.Stack {
	s := &controls.Stack{Name: stack, Project: project, Now: now}
	for _, r := range c.Resources {
		if r.Delete {
			continue
		}
		one := controls.FromPlain(r.URN, r.Type, r.Parent, r.Protect, r.Inputs)
		one.External = r.External
		s.Resources = append(s.Resources, one)
	}
	return s
}

// writeEvidence writes the three files.
func (a *app) writeEvidence(o *evidenceOptions, report evidence.Report) error {
	if err := os.MkdirAll(o.out, 0o750); err != nil {
		return fmt.Errorf("the folder for evidence: %w", err)
	}
	markdown := func(w io.Writer) error { _, err := io.WriteString(w, report.Markdown()); return err }
	for _, one := range []struct {
		end   string
		write func(io.Writer) error
	}{{"html", report.HTML}, {"md", markdown}, {"json", report.JSON}} {
		path := filepath.Join(o.out, "evidence-"+o.stack+"."+one.end)
		file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // the operator names it
		if err != nil {
			return fmt.Errorf("writing evidence: %w", err)
		}
		if err := errors.Join(one.write(file), file.Close()); err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.out, path); err != nil {
			return err
		}
	}
	a.say("%d places hold, %d are violated, %d undecided, %d under an exception", report.Counts.Holds, report.Counts.Violated, report.Counts.Undecided, report.Counts.Excused)
	return nil
}
