package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v74/github"

	"github.com/trelica/infrastructure/internal/changes"
)

// Marker begins the comment. It is not shown.
const Marker = "<!-- trelica-infrastructure: changes v1 -->"

// Label is set where exposure, control or roles change.
const Label = "security-review"

// Publication is what to put on which pull request.
type Publication struct {
	Owner, Repository string
	// Number is the pull request. Where it is 0 it is found by HeadOwner, HeadBranch and Commit.
	Number                int
	HeadOwner, HeadBranch string
	// Commit is what the report is of. A pull request that has moved on is left alone: its own report comes.
	Commit string
	// Author is the login that the token belongs to: comments of others are not ours, whatever they begin with.
	Author string
	// Fork is true where a fork's code computed the report.
	Fork bool
	// Run is the address of the run that computed it, and of the whole report.
	Run    string
	Report changes.Report
}

// Result says what was done.
type Result struct {
	Number int `json:"number"`
	// Comment is created, updated, unchanged, none, or superseded.
	Comment string `json:"comment"`
	// Deleted is how many comments were too many.
	Deleted int `json:"deleted,omitempty"`
	// Label is added, removed, or unchanged.
	Label string `json:"label"`
}

// Publish brings the comment and the label to what the report says.
func Publish(ctx context.Context, a Access, p Publication) (Result, error) {
	if p.Author == "" {
		return Result{}, errors.New("whose comments are ours is not said")
	}
	c, err := newClient(a)
	if err != nil {
		return Result{}, err
	}
	pull, err := c.pull(ctx, p)
	if err != nil {
		return Result{}, err
	}
	p.Number = pull.GetNumber()
	result := Result{Number: p.Number, Label: "unchanged"}
	if p.Commit != "" && pull.GetHead().GetSHA() != p.Commit {
		result.Comment = "superseded"
		return result, nil
	}
	if err := c.comment(ctx, p, &result); err != nil {
		return result, err
	}
	return result, c.label(ctx, p, pull, &result)
}

// pull finds the pull request.
func (c *client) pull(ctx context.Context, p Publication) (*github.PullRequest, error) {
	if p.Number != 0 {
		var found *github.PullRequest
		err := c.do(ctx, fmt.Sprintf("reading pull request %d", p.Number), true, func() (response *github.Response, err error) {
			found, response, err = c.api.PullRequests.Get(ctx, p.Owner, p.Repository, p.Number)
			return response, err
		})
		return found, err
	}
	if p.HeadOwner == "" || p.HeadBranch == "" || p.Commit == "" {
		return nil, errors.New("the pull request is named neither by its number nor by its branch and commit")
	}
	options := &github.PullRequestListOptions{State: "open", Head: p.HeadOwner + ":" + p.HeadBranch, ListOptions: github.ListOptions{PerPage: perPage}}
	for {
		var page []*github.PullRequest
		var next int
		err := c.do(ctx, "looking for the pull request", true, func() (*github.Response, error) {
			list, response, err := c.api.PullRequests.List(ctx, p.Owner, p.Repository, options)
			if err == nil {
				page, next = list, response.NextPage
			}
			return response, err
		})
		if err != nil {
			return nil, err
		}
		for _, pull := range page {
			if pull.GetHead().GetSHA() == p.Commit && strings.EqualFold(pull.GetHead().GetUser().GetLogin(), p.HeadOwner) {
				return pull, nil
			}
		}
		if next == 0 {
			return nil, fmt.Errorf("no open pull request of %s has the commit %s", options.Head, p.Commit)
		}
		options.Page = next
	}
}

// comment creates, updates or leaves the one comment. It is created only where there is something to say, and brought up to date
// wherever it is: a finding that is gone must not stay.
func (c *client) comment(ctx context.Context, p Publication, result *Result) error {
	ours, err := c.ours(ctx, p)
	if err != nil {
		return err
	}
	body := Body(p)
	switch {
	case len(ours) == 0 && p.Report.Empty():
		result.Comment = "none"
		return nil
	case len(ours) == 0:
		result.Comment = "created"
		return c.create(ctx, p, body)
	}
	result.Comment = "unchanged"
	if ours[0].GetBody() != body {
		result.Comment = "updated"
		err := c.do(ctx, "updating the comment", true, func() (*github.Response, error) {
			_, response, err := c.api.Issues.EditComment(ctx, p.Owner, p.Repository, ours[0].GetID(), &github.IssueComment{Body: &body})
			return response, err
		})
		if err != nil {
			return err
		}
	}
	for _, extra := range ours[1:] {
		err := c.do(ctx, "deleting a comment too many", true, func() (*github.Response, error) {
			response, err := c.api.Issues.DeleteComment(ctx, p.Owner, p.Repository, extra.GetID())
			return response, ignoreMissing(response, err)
		})
		if err != nil {
			return err
		}
		result.Deleted++
	}
	return nil
}

// create makes the comment. Where the answer is lost it looks whether the comment is there before it makes another.
func (c *client) create(ctx context.Context, p Publication, body string) error {
	for try := 1; ; try++ {
		var failed *github.Response
		err := c.do(ctx, "creating the comment", false, func() (*github.Response, error) {
			_, response, err := c.api.Issues.CreateComment(ctx, p.Owner, p.Repository, p.Number, &github.IssueComment{Body: &body})
			failed = response
			return response, err
		})
		if err == nil || try == tries || !failedAtGitHub(failed, errors.Unwrap(err)) {
			return err
		}
		ours, lookErr := c.ours(ctx, p)
		if lookErr != nil {
			return errors.Join(err, lookErr)
		}
		if len(ours) > 0 {
			return nil
		}
	}
}

// ours are our comments on the pull request, the oldest first, from all pages.
func (c *client) ours(ctx context.Context, p Publication) ([]*github.IssueComment, error) {
	options := &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: perPage}}
	var found []*github.IssueComment
	for {
		var page []*github.IssueComment
		var next int
		err := c.do(ctx, "reading the comments", true, func() (*github.Response, error) {
			list, response, err := c.api.Issues.ListComments(ctx, p.Owner, p.Repository, p.Number, options)
			if err == nil {
				page, next = list, response.NextPage
			}
			return response, err
		})
		if err != nil {
			return nil, err
		}
		for _, comment := range page {
			if strings.HasPrefix(comment.GetBody(), Marker) && comment.GetUser().GetLogin() == p.Author {
				found = append(found, comment)
			}
		}
		if next == 0 {
			break
		}
		options.Page = next
	}
	slices.SortFunc(found, func(a, b *github.IssueComment) int { return int(a.GetID() - b.GetID()) })
	return found, nil
}

// Body is the comment: the marker, who computed it, and the report, as long as GitHub takes.
func Body(p Publication) string {
	head := Marker + "\n"
	if p.Fork {
		head += "> Computed by the code of a fork, in a run without any rights. It may say anything: look at the change itself.\n\n"
	}
	commit := ""
	if p.Commit != "" {
		commit = "\n<sub>Of commit " + p.Commit + ".</sub>\n"
	}
	return head + p.Report.Markdown(changes.CommentLimit-len(head)-len(commit), p.Run) + commit
}

// label sets or removes the label. A fork's report may only add it, and so may one of previews that did not come to their end: what they do not
// say may be there.
func (c *client) label(ctx context.Context, p Publication, pull *github.PullRequest, result *Result) error {
	has := slices.ContainsFunc(pull.Labels, func(l *github.Label) bool { return l.GetName() == Label })
	wanted := p.Report.SecurityReview()
	switch {
	case wanted && !has:
		result.Label = "added"
		return c.do(ctx, "adding the label", true, func() (*github.Response, error) {
			_, response, err := c.api.Issues.AddLabelsToIssue(ctx, p.Owner, p.Repository, p.Number, []string{Label})
			return response, err
		})
	case !wanted && has && !p.Fork && !p.Report.Failed() && !p.Report.Violated():
		result.Label = "removed"
		return c.do(ctx, "removing the label", true, func() (*github.Response, error) {
			response, err := c.api.Issues.RemoveLabelForIssue(ctx, p.Owner, p.Repository, p.Number, Label)
			return response, ignoreMissing(response, err)
		})
	}
	return nil
}

// ignoreMissing takes what is gone already for deleted.
func ignoreMissing(response *github.Response, err error) error {
	if err != nil && response != nil && response.StatusCode == http.StatusNotFound {
		return nil
	}
	return err
}
