package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/stacks/settings"
)

// stand makes the environment stand in a world of the drill's own: the stack files in a copy, with made-up images and secrets, because a
// drill of a platform on which nothing runs would show little.
func (d *drill) stand(ctx context.Context, a *app, project string, o *drillOptions) error {
	if err := d.open(ctx, a, project); err != nil || d.kept.Stands {
		return err
	}
	if o.ground != "" {
		for _, part := range []string{"project", drilled} {
			to := filepath.Join(d.dir, part)
			if err := os.RemoveAll(to); err != nil {
				return err
			}
			if err := os.CopyFS(to, os.DirFS(filepath.Join(o.ground, part))); err != nil {
				return fmt.Errorf("the ground of the drill: %w", err)
			}
		}
	} else if err := d.provision(ctx, project, o.stack); err != nil {
		return err
	}
	d.kept.Stands = true
	return d.save()
}

// open makes the command that works in the drill's own folder.
func (d *drill) open(ctx context.Context, a *app, project string) error {
	inner := *a
	inner.dir, inner.tree = filepath.Join(d.dir, "project"), a.source(project)
	local := filepath.Join(d.dir, drilled)
	inner.getenv = func(name string) string {
		if name == "TRELICA_LOCAL_DIR" {
			return local
		}
		return a.getenv(name)
	}
	inner.environ = append(withoutVariable(a.environ, "TRELICA_LOCAL_DIR"), "TRELICA_LOCAL_DIR="+local)
	inner.out = a.err
	d.app = &inner
	if err := os.MkdirAll(inner.dir, 0o700); err != nil {
		return err
	}
	if a.program == "" { // the copy has no program: that of the tree runs
		program, err := langhost.Build(ctx, filepath.Join(project, "infra"), filepath.Join(d.dir, "bin"), a.environ)
		if err != nil {
			return err
		}
		inner.program = program
	}
	return nil
}

func withoutVariable(environ []string, name string) []string {
	var rest []string
	for _, entry := range environ {
		if !strings.HasPrefix(entry, name+"=") {
			rest = append(rest, entry)
		}
	}
	return rest
}

// provision copies the settings, completes them, and brings the environment up.
func (d *drill) provision(ctx context.Context, project, stack string) error {
	files, err := filepath.Glob(filepath.Join(project, "Pulumi*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file) //nolint:gosec // the project's own stack files
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(d.app.dir, filepath.Base(file)), content, 0o600); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(d.app.dir, "infra"), 0o700); err != nil {
		return err
	}
	if err := d.images(stack); err != nil {
		return err
	}
	up := func() error {
		return d.app.operate(ctx, &operation{
			op: engine.OpUp, target: engine.TargetLocal, stack: stack, format: formatText, adopt: true,
			Options: engine.Options{Yes: true, SkipPreview: true}, verb: func(w engine.Workspace) runner { return w.Up },
		})
	}
	if err := up(); err != nil {
		return err
	}
	set, err := settings.FromFiles(d.app.dir, stack)
	if err != nil {
		return err
	}
	value := filepath.Join(d.dir, "made-up")
	if err := os.WriteFile(value, []byte("made up for a drill"), 0o600); err != nil {
		return err
	}
	for _, secret := range set.Workloads.Secrets {
		err := d.app.secretSet(ctx, &secretSet{name: secret.Name, stack: stack, target: engine.TargetLocal, file: value, overwrite: true, format: formatText})
		if err != nil {
			return err
		}
	}
	return up()
}

// images gives every workload that has none a digest, so that it runs.
func (d *drill) images(stack string) error {
	set, err := settings.FromFiles(d.app.dir, stack)
	if err != nil {
		return err
	}
	digest := func(i int) string { return "sha256:" + strings.Repeat(strconv.Itoa(i%10), 64) }
	for i, w := range set.Workloads.Workloads {
		if w.Image != "" {
			continue
		}
		if _, err := settings.Release(d.app.dir, stack, w.Name, digest(i+1)); err != nil {
			return err
		}
	}
	if set.Workloads.IngressImage != "" {
		return nil
	}
	path := filepath.Join(d.app.dir, "Pulumi."+stack+".yaml")
	content, err := os.ReadFile(path) //nolint:gosec // the drill's own copy
	if err != nil {
		return err
	}
	content = []byte(strings.TrimRight(string(content), "\n") + "\n  trelica:ingressImage: " + digest(9) + "\n")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return err
	}
	_, err = settings.WriteDerived(d.app.dir)
	return err
}
