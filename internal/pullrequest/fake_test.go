package pullrequest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// fakeGitHub is the part of GitHub's REST API that is used here, after GitHub's documentation: comments of issues, labels, pull
// requests, pages with Link headers, limits.
type fakeGitHub struct {
	t        *testing.T
	mu       sync.Mutex
	comments []*fakeComment
	labels   []string
	sha      string
	next     int64
	// perPage is the largest page, whatever is asked for.
	perPage int
	// fail is asked before each request; true means that it has answered.
	fail func(w http.ResponseWriter, r *http.Request) bool
	// lose makes requests be done and their answer be lost.
	lose  func(r *http.Request) bool
	calls []string
	url   string
}

type fakeComment struct {
	ID   int64
	Body string
	User string
}

const (
	bot    = "github-actions[bot]"
	commit = "0123456789abcdef0123456789abcdef01234567"
)

func newFake(t *testing.T) *fakeGitHub {
	t.Helper()
	f := &fakeGitHub{t: t, next: 1000, perPage: 100, sha: commit}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, r.Method+" "+r.URL.Path)
	if r.Header.Get("Authorization") != "Bearer token" {
		f.answer(w, http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	if f.fail != nil && f.fail(w, r) {
		return
	}
	if f.lose != nil && f.lose(r) {
		f.route(httptest.NewRecorder(), r)
		f.answer(w, http.StatusBadGateway, map[string]any{"message": "Server Error"})
		return
	}
	f.route(w, r)
}

func (f *fakeGitHub) route(w http.ResponseWriter, r *http.Request) {
	const repo = "/repos/trelica/infrastructure"
	path := strings.TrimPrefix(r.URL.Path, repo)
	switch {
	case r.Method == http.MethodGet && path == "/issues/7/comments":
		f.list(w, r)
	case r.Method == http.MethodPost && path == "/issues/7/comments":
		body := f.body(r)
		if len([]rune(body)) > 65_536 {
			f.answer(w, http.StatusUnprocessableEntity, map[string]any{"message": "Body is too long (maximum is 65536 characters)"})
			return
		}
		f.add(bot, body)
		f.answer(w, http.StatusCreated, f.shown(f.comments[len(f.comments)-1]))
	case strings.HasPrefix(path, "/issues/comments/"):
		f.one(w, r, strings.TrimPrefix(path, "/issues/comments/"))
	case r.Method == http.MethodPost && path == "/issues/7/labels":
		var names []string
		f.decode(r, &names)
		f.labels = append(f.labels, names...)
		f.answer(w, http.StatusOK, []any{})
	case r.Method == http.MethodDelete && strings.HasPrefix(path, "/issues/7/labels/"):
		f.labels = nil
		f.answer(w, http.StatusOK, []any{})
	case r.Method == http.MethodGet && path == "/pulls/7":
		f.answer(w, http.StatusOK, f.pull())
	case r.Method == http.MethodGet && path == "/pulls":
		if r.URL.Query().Get("head") != "somebody:topic" {
			f.answer(w, http.StatusOK, []any{})
			return
		}
		f.answer(w, http.StatusOK, []any{map[string]any{"number": 3, "head": map[string]any{"sha": "other", "user": map[string]any{"login": "somebody"}}}, f.pull()})
	default:
		f.answer(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	}
}

func (f *fakeGitHub) pull() map[string]any {
	labels := []any{}
	for _, name := range f.labels {
		labels = append(labels, map[string]any{"name": name})
	}
	return map[string]any{"number": 7, "labels": labels, "head": map[string]any{"sha": f.sha, "user": map[string]any{"login": "somebody"}}}
}

// list answers a page, and says in the Link header which is the next.
func (f *fakeGitHub) list(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	page, size = max(page, 1), min(max(size, 30), f.perPage)
	from := min((page-1)*size, len(f.comments))
	to := min(from+size, len(f.comments))
	shown := []any{}
	for _, comment := range f.comments[from:to] {
		shown = append(shown, f.shown(comment))
	}
	if to < len(f.comments) {
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?per_page=%d&page=%d>; rel="next"`, f.url, r.URL.Path, size, page+1))
	}
	f.answer(w, http.StatusOK, shown)
}

func (f *fakeGitHub) one(w http.ResponseWriter, r *http.Request, text string) {
	id, _ := strconv.ParseInt(text, 10, 64)
	for i, comment := range f.comments {
		if comment.ID != id {
			continue
		}
		if r.Method == http.MethodDelete {
			f.comments = append(f.comments[:i:i], f.comments[i+1:]...)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		comment.Body = f.body(r)
		f.answer(w, http.StatusOK, f.shown(comment))
		return
	}
	f.answer(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
}

func (f *fakeGitHub) add(user, body string) {
	f.next++
	f.comments = append(f.comments, &fakeComment{ID: f.next, Body: body, User: user})
}

func (f *fakeGitHub) shown(c *fakeComment) map[string]any {
	return map[string]any{"id": c.ID, "body": c.Body, "user": map[string]any{"login": c.User}}
}

func (f *fakeGitHub) body(r *http.Request) string {
	var content struct{ Body string }
	f.decode(r, &content)
	return content.Body
}

func (f *fakeGitHub) decode(r *http.Request, into any) {
	if err := json.NewDecoder(r.Body).Decode(into); err != nil {
		f.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
}

func (f *fakeGitHub) answer(w http.ResponseWriter, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(content); err != nil {
		f.t.Error(err)
	}
}

// ofOurs are the bodies of the bot's comments with the marker.
func (f *fakeGitHub) ofOurs(marker string) []string {
	var bodies []string
	for _, comment := range f.comments {
		if comment.User == bot && strings.HasPrefix(comment.Body, marker) {
			bodies = append(bodies, comment.Body)
		}
	}
	return bodies
}
