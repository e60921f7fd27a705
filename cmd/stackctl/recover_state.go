package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/importfile"
)

var _ recovery.State = (*outside)(nil)

// Kept implements recovery.State.
func (o *outside) Kept(ctx context.Context, stack string) (resources int, whole bool, found string, err error) {
	_, checkpoint, there, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	switch {
	case err != nil && ctx.Err() == nil:
		return 0, false, "the state cannot be read: " + firstLine(err.Error()), nil
	case err != nil:
		return 0, false, "", err
	case !there:
		return 0, false, "there is no state", nil
	}
	return len(checkpoint.Resources), true, "", nil
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// BringBack implements recovery.State.
func (o *outside) BringBack(ctx context.Context, stack string) (string, error) {
	described, err := engine.ReadProject(o.project)
	if err != nil {
		return "", err
	}
	if o.target == engine.TargetLocal {
		if err := o.local.Prepare(); err != nil {
			return "", err
		}
	}
	files, err := o.files(ctx)
	if err != nil {
		return "", err
	}
	if whole, err := o.whole(ctx, files, described.Name, stack); err != nil || whole {
		return "the present state, which can be read", err
	}
	from, found, err := engine.BringBack(ctx, files, described.Name, stack)
	switch {
	case err != nil:
		return "", err
	case found:
		return strings.TrimSpace(from.Name + " " + from.Version), nil
	case o.target == engine.TargetAzure:
		return "", fmt.Errorf("nothing is kept of stack %s: make an empty state with the key that its file names (pulumi stack init %s "+
			"--secrets-provider URL), then run the same command again", stack, stack)
	}
	// What cannot be read is in the way of a new state.
	damaged, err := filepath.Glob(filepath.Join(o.local.StateDir(), ".pulumi", "stacks", described.Name, stack+".json*"))
	if err != nil {
		return "", err
	}
	for _, file := range damaged {
		err = errors.Join(err, os.Rename(file, filepath.Join(o.local.Dir, "unreadable-"+filepath.Base(file))))
	}
	if err != nil {
		return "", err
	}
	return "", o.withState(ctx, stack, func(context.Context, *session) error { return nil })
}

// whole tells whether the present state of a stack is whole after all. One that lies whole in its store and cannot be read is left as it
// is: what keeps pulumi from reading it is something else, such as the way to the store, a right or the key, and will pass. What pulumi
// finds wrong in a file that is whole JSON it calls an integrity failure (Pulumi CLI 3.259, VerifyIntegrity).
func (o *outside) whole(ctx context.Context, files engine.Files, project, stack string) (bool, error) {
	if !engine.PresentIsWhole(ctx, files, project, stack) {
		return false, nil
	}
	_, _, there, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	if err == nil || strings.Contains(strings.ToLower(err.Error()), "integrity") {
		return err == nil && there, nil
	}
	return false, fmt.Errorf("the state of stack %s lies whole in its store, and is left as it is; something else keeps it from being read: %w", stack, err)
}

// files are what the backend lies in.
func (o *outside) files(ctx context.Context) (engine.Files, error) {
	backend := o.local.StateURL()
	if o.target == engine.TargetAzure {
		cli, err := o.app.cli(ctx)
		if err != nil {
			return nil, err
		}
		w := o.local.RealWorkspace(cli, o.project, 0)
		w.Base = o.app.environ
		if backend, err = w.Backend(ctx); err != nil {
			return nil, err
		}
		if err := w.CheckBackend(backend); err != nil {
			return nil, refused(err)
		}
	}
	parsed, err := url.Parse(backend)
	if err != nil {
		return nil, fmt.Errorf("the backend %q: %w", backend, err)
	}
	switch parsed.Scheme {
	case "file":
		return engine.Folder(filepath.FromSlash(parsed.Path)), nil
	case "azblob":
		return o.blobs(parsed)
	}
	return nil, hinted(fmt.Errorf("the backend %s keeps no files that stackctl can read", backend),
		"log in to the stack's own backend: pulumi login 'azblob://pulumi-state?storage_account=ACCOUNT'")
}

// blobs are those of a container that a backend URL names: azblob://CONTAINER?storage_account=ACCOUNT.
func (o *outside) blobs(backend *url.URL) (engine.Files, error) {
	env, err := o.app.environment(o.project, o.place.Stack)
	if err != nil {
		return nil, err
	}
	access, err := o.app.access(env.TenantID)
	if err != nil {
		return nil, err
	}
	account := backend.Query().Get("storage_account")
	if account == "" {
		account = o.app.getenv("AZURE_STORAGE_ACCOUNT") // as the CLI takes it (gocloud.dev, blob/azureblob)
	}
	return access.Blobs(account, backend.Host), nil
}

// withState opens a stack as the import does, which makes an empty local state where there is none.
func (o *outside) withState(ctx context.Context, stack string, do func(context.Context, *session) error) error {
	return o.app.withStack(ctx, &operation{op: engine.OpPreview, target: o.target, stack: stack, withhold: true}, do)
}

// Lacking implements recovery.State.
func (o *outside) Lacking(ctx context.Context, stack string) (urns []string, err error) {
	err = o.withState(ctx, stack, func(ctx context.Context, s *session) error {
		list, err := importfile.Preview(ctx, s.workspace, stack)
		urns = list.URNs
		return err
	})
	return urns, err
}

// Rebuild implements recovery.State.
func (o *outside) Rebuild(ctx context.Context, stack string) (imported int, absent, left []string, err error) {
	err = o.withState(ctx, stack, func(ctx context.Context, s *session) error {
		outcome, err := importfile.Rebuild(ctx, s.workspace, stack, o.app.say)
		imported = len(outcome.Imported)
		for _, l := range outcome.Left {
			if l.Why == importfile.Absent {
				absent = append(absent, l.URN)
				continue
			}
			left = append(left, readable(l.URN))
		}
		return err
	})
	return imported, absent, left, err
}

// Drift implements recovery.State.
func (o *outside) Drift(ctx context.Context, stack string) (changes int, err error) {
	var seen engine.Result
	err = o.app.operate(ctx, &operation{
		op: engine.OpRefresh, target: o.target, stack: stack, format: formatText, Options: engine.Options{PreviewOnly: true},
		verb: func(w engine.Workspace) runner { return w.Refresh }, seen: func(r engine.Result) { seen = r },
	})
	for kind, n := range seen.Changes {
		if kind == "update" || kind == "delete" {
			changes += n
		}
	}
	return changes, err
}

// clusterVersion is the version of the interface that a cluster is asked for with.
const clusterVersion = "2024-09-01"

// Cluster implements recovery.State.
func (o *outside) Cluster(ctx context.Context, stack, typ string) (known string, there bool, err error) {
	_, checkpoint, _, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	if err != nil {
		return "", false, err
	}
	for _, r := range checkpoint.Resources {
		if r.Type == typ {
			known = r.ID
		}
	}
	if known == "" {
		return "", false, nil
	}
	err = o.managed(ctx, func(m *management) error {
		_, there, err = m.Resource(ctx, known, clusterVersion)
		return err
	})
	return known, there, err
}

// Forget implements recovery.State.
func (o *outside) Forget(ctx context.Context, stack, typ string) error {
	return o.withState(ctx, stack, func(ctx context.Context, s *session) error {
		checkpoint, err := s.workspace.Export(ctx, stack)
		if err != nil {
			return err
		}
		for _, r := range checkpoint.Resources {
			if r.Type != typ {
				continue
			}
			if err := s.workspace.Command(ctx, "state", "delete", r.URN, "--target-dependents", "--force", "--yes", "--stack", stack); err != nil {
				return err
			}
		}
		return nil
	})
}
