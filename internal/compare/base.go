package compare

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
)

// worldVersion is part of what worlds are kept by: it changes with how they are made.
const worldVersion = "1"

// baseWorld is the folder of the world that the base makes of an environment, made or kept from before; "" for an empty world. Notes
// say what a reviewer has to know of it.
func (c Comparison) baseWorld(ctx context.Context, e Environment, base program) (string, []string, error) {
	if base.problem != "" {
		return "", []string{base.problem + ". It is compared with an empty world: everything is new"}, nil
	}
	files := []string{c.Self}
	if c.Pack != "" {
		files = append(files, c.Pack)
	}
	texts := []string{worldVersion, c.Base.Tree, c.CLI.Version, e.Name}
	for _, s := range e.Stacks {
		texts = append(texts, s.Name, s.Lost)
	}
	key, err := digest(files, texts...)
	if err != nil {
		return "", nil, err
	}
	home := filepath.Join(c.cache().worlds(), key)
	if _, err := os.Stat(home); err != nil {
		if err := c.makeWorld(ctx, e, base, home); err != nil {
			return "", nil, err
		}
	}
	used(home)
	var notes []string
	content, err := os.ReadFile(filepath.Join(home, notesName))
	if err == nil {
		err = json.Unmarshal(content, &notes)
	}
	return home, notes, err
}

// notesName is a file beside a kept world with what is to be said of it.
const notesName = "notes.json"

// makeWorld provisions the base's stacks into a fresh world and keeps it.
func (c Comparison) makeWorld(ctx context.Context, e Environment, base program, home string) (err error) {
	if err := os.MkdirAll(c.cache().worlds(), 0o700); err != nil {
		return err
	}
	making, err := os.MkdirTemp(c.cache().worlds(), ".making-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(making)) }()
	notes, err := c.provision(ctx, e, base, making)
	if err != nil {
		return err
	}
	content, err := json.Marshal(notes)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(making, notesName), content, 0o600); err != nil {
		return err
	}
	return keep(making, home, keptWorlds)
}

func (c Comparison) provision(ctx context.Context, e Environment, base program, making string) (notes []string, err error) {
	notes = []string{}
	g, err := c.open(ctx, filepath.Join(making, "local"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	w, err := g.workspace(base)
	if err != nil {
		return nil, err
	}
	for _, s := range e.Stacks {
		if !hasStackFile(base.dir, s.Name) {
			continue
		}
		c.say("provisioning %s as %s has it", s.Name, c.Base.Name)
		if err := g.lose(s.Lost); err != nil {
			return nil, err
		}
		if err := up(ctx, w, s.Name); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			notes = append(notes, fmt.Sprintf("%s itself does not provision %s (%s). It is compared with what there is of it", c.Base.Name, s.Name, firstLines(err.Error())))
			continue
		}
		if c.Pack != "" {
			if err := c.judge(ctx, w, s.Name, filepath.Join(making, s.Name+".json")); err != nil {
				return nil, err
			}
		}
	}
	return notes, g.lose("")
}

// judge asks the policies of the base, with the pack of the working tree.
func (c Comparison) judge(ctx context.Context, w engine.Workspace, stack, log string) error {
	_, err := w.Preview(ctx, engine.Options{Stack: stack, PolicyPacks: []string{c.Pack}, EventLog: log}, engine.Streams{Out: io.Discard, Err: io.Discard})
	return err
}

func hasStackFile(dir, stack string) bool {
	_, err := os.Stat(filepath.Join(dir, "Pulumi."+stack+".yaml"))
	return err == nil
}

// firstLines is the beginning of a long error.
func firstLines(text string) string {
	lines := strings.SplitN(strings.TrimSpace(text), "\n", 4)
	return strings.Join(lines[:min(len(lines), 3)], "; ")
}
