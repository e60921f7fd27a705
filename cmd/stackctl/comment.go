package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/pullrequest"
)

// commentOptions are what was typed.
type commentOptions struct {
	report, repository string
	pull               int
	head, commit       string
	author, run        string
	fork               bool
	format             outputFormat
}

func (a *app) commentCommand() *cobra.Command {
	o := &commentOptions{}
	cmd := &cobra.Command{
		Use:   "comment --report FILE --repository OWNER/NAME --pull NUMBER",
		Short: "Put a report of diff on a pull request, as exactly one comment",
		Long: "Put a report of diff on a pull request, as exactly one comment: it is created where there is something to say, and brought " +
			"up to date wherever it is. The label " + pullrequest.Label + " is set where exposure, control or roles change, and taken " +
			"away where they do not.\n\n" +
			"FILE is the report in JSON. It is checked against its published form and rendered anew, whoever made it. With --fork the " +
			"comment says that a fork's code computed it, and the label is never taken away.\n\n" +
			"The token is read from GITHUB_TOKEN, the API's address from GITHUB_API_URL. Instead of by --pull the pull request can be " +
			"named by --head OWNER:BRANCH and --commit, as a run of another workflow knows it.",
		Example: a.examples(
			"comment --report out/report.json --repository trelica/infrastructure --pull 12 --commit \"$(git rev-parse HEAD)\"", "a colleague's pull request"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.comment(cmd.Context(), o)) },
	}
	cmd.Flags().StringVar(&o.report, "report", "", "the report in JSON, as diff --report writes it")
	cmd.Flags().StringVar(&o.repository, "repository", "", "the repository, OWNER/NAME")
	cmd.Flags().IntVar(&o.pull, "pull", 0, "the pull request's number")
	cmd.Flags().StringVar(&o.head, "head", "", "the pull request's branch, OWNER:BRANCH, where its number is not known")
	cmd.Flags().StringVar(&o.commit, "commit", "", "the commit that the report is of; a pull request that has moved on is left alone")
	cmd.Flags().StringVar(&o.author, "author", "github-actions[bot]", "the login that the token belongs to")
	cmd.Flags().StringVar(&o.run, "run", "", "the address of the run that made the report")
	cmd.Flags().BoolVar(&o.fork, "fork", false, "a fork's code made the report")
	addOutputFlag(cmd, &o.format)
	return cmd
}

// comment reads the report and publishes it.
func (a *app) comment(ctx context.Context, o *commentOptions) error {
	owner, name, ok := strings.Cut(o.repository, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return usage("--repository %q is not OWNER/NAME, e.g. trelica/infrastructure", o.repository)
	}
	headOwner, headBranch, _ := strings.Cut(o.head, ":")
	if o.report == "" || o.pull == 0 && (headOwner == "" || headBranch == "" || o.commit == "") {
		return usage("--report, and --pull or --head with --commit, are needed")
	}
	file, err := os.Open(o.report)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	report, err := changes.ReadReport(file)
	if err != nil {
		return err
	}
	result, err := pullrequest.Publish(ctx, pullrequest.Access{URL: a.getenv("GITHUB_API_URL"), Token: a.getenv("GITHUB_TOKEN")}, pullrequest.Publication{
		Owner: owner, Repository: name, Number: o.pull, HeadOwner: headOwner, HeadBranch: headBranch, Commit: o.commit,
		Author: o.author, Fork: o.fork, Run: o.run, Report: report,
	})
	if err != nil {
		return err
	}
	if o.format == formatJSON {
		return a.writeJSON(result)
	}
	_, err = fmt.Fprintf(a.out, "pull request %d: comment %s, label %s\n", result.Number, result.Comment, result.Label)
	return err
}
