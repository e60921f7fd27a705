package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
)

// app is everything a command reaches outside its own process. Tests replace the parts.
type app struct {
	in       io.Reader
	out, err io.Writer
	// dir is the working directory, from which the repository is found.
	dir string
	// environ is the environment, as os.Environ gives it; getenv reads it.
	environ []string
	getenv  func(string) string
	// name is how the operator can call this command again.
	name string
	// self is the path of this executable, for the server that is started in the background.
	self string
	// findCLI finds the Pulumi CLI. Warnings name those that were passed over.
	findCLI finder
	// tree is the repository whose policies and exceptions judge, where dir is a copy of its settings alone; empty where dir is in it.
	tree string
	// program is a built program to run in place of the project's, which is otherwise built before every run.
	program string
	// azure starts the local Azure.
	azure azureStarter
	// access signs in to a tenant of the real Azure.
	access func(tenantID string) (cloud.Access, error)
	// pack builds the policy pack.
	pack packBuilder
	// patience changes how often an up is tried, on either target. nil leaves it as it is.
	patience func(engine.Retry) engine.Retry
	// settings reads and checks a stack's settings.
	settings settingsReader
	// environment reads what the commands that call Azure themselves need of a stack's settings.
	environment environmentReader
}

// newApp returns the app of a real process.
func newApp() (*app, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("the working directory: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("this command's own path: %w", err)
	}
	return &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		dir: dir, environ: os.Environ(), getenv: os.Getenv,
		name: callName(self, dir), self: self,
		azure: startLocalAzure, access: cloud.Azure, pack: buildPack, settings: readSettings, environment: readEnvironment,
		findCLI: once(func(ctx context.Context) (engine.CLI, []string, error) {
			return engine.FindCLI(ctx, engine.NewLookup(os.Getenv))
		}),
	}, nil
}

// finder finds the Pulumi CLI.
type finder = func(context.Context) (engine.CLI, []string, error)

// once finds the CLI when it is first asked for, and remembers it: a recovery asks dozens of times, and each time a binary would be started for
// its version. What could not be found is looked for again.
func once(find finder) finder {
	var guard sync.Mutex
	var found engine.CLI
	return func(ctx context.Context) (engine.CLI, []string, error) {
		guard.Lock()
		defer guard.Unlock()
		if found.Path != "" {
			return found, nil, nil
		}
		cli, warnings, err := find(ctx)
		if err == nil {
			found = cli
		}
		return cli, warnings, err
	}
}

// callName is what to type to call this command again: its name if it is on PATH, else its path.
func callName(self, dir string) string {
	base := filepath.Base(self)
	if found, err := exec.LookPath(base); err == nil && found == self {
		return base
	}
	if relative, err := filepath.Rel(dir, self); err == nil && filepath.IsLocal(relative) {
		return relative
	}
	return self
}

// run runs one command and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(append([]string{}, args...)) // never nil, which would stand for the process's own
	called, err := root.ExecuteContextC(ctx)
	return a.finish(err, a.name+strings.TrimPrefix(called.CommandPath(), root.Name()))
}

// repository finds the project and its local folder.
func (a *app) repository() (string, engine.Local, error) {
	project, err := engine.FindProject(a.dir)
	if err != nil {
		return "", engine.Local{}, err
	}
	local, err := engine.NewLocal(project, a.getenv)
	return project, local, err
}

// source is where policies and exceptions are: the project itself, but for a copy of one.
func (a *app) source(project string) string {
	if a.tree != "" {
		return a.tree
	}
	return project
}

// cli finds the CLI and shows what was passed over on the way.
func (a *app) cli(ctx context.Context) (engine.CLI, error) {
	cli, warnings, err := a.findCLI(ctx)
	for _, w := range warnings {
		a.say("warning: %s", w)
	}
	return cli, err
}

// streams are the CLI's: its display is the result, unless the result is JSON.
func (a *app) streams(format outputFormat) engine.Streams {
	if format == formatJSON {
		return engine.Streams{In: a.in, Out: a.err, Err: a.err}
	}
	return engine.Streams{In: a.in, Out: a.out, Err: a.err}
}

// say writes a line of progress.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }
