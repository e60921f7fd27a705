package pullrequest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v74/github"
)

// Access says how to reach GitHub.
type Access struct {
	// URL is the API, https://api.github.com where it is empty.
	URL string
	// Token is what to sign in with.
	Token string
	// Patience is how long all waiting for limits may take; two minutes where it is 0.
	Patience time.Duration
	// Sleep waits; tests replace it.
	Sleep func(context.Context, time.Duration) error
}

// client calls GitHub, and waits where it says so.
type client struct {
	api   *github.Client
	left  time.Duration
	sleep func(context.Context, time.Duration) error
}

const (
	// requestTimeout bounds one request.
	requestTimeout = 30 * time.Second
	// defaultPatience is shorter than a job's step and longer than a secondary limit.
	defaultPatience = 2 * time.Minute
	// tries is how often a request that GitHub itself failed is sent.
	tries = 4
	// perPage is the most that GitHub lists on a page.
	perPage = 100
)

func newClient(a Access) (*client, error) {
	if a.Token == "" {
		return nil, errors.New("there is no token for GitHub: GITHUB_TOKEN has to hold one")
	}
	api := github.NewClient(&http.Client{Timeout: requestTimeout}).WithAuthToken(a.Token)
	if a.URL != "" {
		base, err := url.Parse(strings.TrimSuffix(a.URL, "/") + "/")
		if err != nil || base.Host == "" {
			return nil, fmt.Errorf("%q is no address of an API", a.URL)
		}
		api.BaseURL = base
	}
	c := &client{api: api, left: a.Patience, sleep: a.Sleep}
	if c.left == 0 {
		c.left = defaultPatience
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	return c, nil
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// do sends a request until it is answered. It waits for limits as GitHub says, and a little for failures of GitHub's own; everything
// else is an error at once. A request that makes something may have been done when its answer was lost: callers look before they make
// it again.
func (c *client) do(ctx context.Context, what string, again bool, request func() (*github.Response, error)) error {
	for try := 1; ; try++ {
		response, err := request()
		if err == nil {
			return nil
		}
		pause, retry := pauseOf(err, response, try)
		if !retry && again && try < tries && failedAtGitHub(response, err) {
			pause, retry = time.Duration(1<<(try-1))*time.Second, true
		}
		if !retry || ctx.Err() != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if pause > c.left {
			return fmt.Errorf("%s: GitHub asks to wait %s, which is too long: %w", what, pause.Round(time.Second), err)
		}
		c.left -= pause
		if err := c.sleep(ctx, pause); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
}

// pauseOf is how long GitHub asks to wait for a limit. A request that met a limit was not done.
func pauseOf(err error, response *github.Response, try int) (time.Duration, bool) {
	var primary *github.RateLimitError
	var secondary *github.AbuseRateLimitError
	switch {
	case errors.As(err, &primary):
		return max(time.Until(primary.Rate.Reset.Time), time.Second), true
	case errors.As(err, &secondary):
		if secondary.RetryAfter != nil {
			return *secondary.RetryAfter, true
		}
		// GitHub's documentation asks for a minute at least where no time is named, and more each time.
		return time.Duration(try) * time.Minute, true
	case response != nil && response.StatusCode == http.StatusTooManyRequests:
		return time.Duration(try) * time.Minute, true
	}
	return 0, false
}

// failedAtGitHub tells a failure of GitHub's, or on the way, from a refusal.
func failedAtGitHub(response *github.Response, err error) bool {
	var refusal *github.ErrorResponse
	if response == nil {
		return !errors.As(err, &refusal)
	}
	return response.StatusCode >= http.StatusInternalServerError
}
