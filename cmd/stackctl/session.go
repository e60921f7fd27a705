package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// session is an open stack: a workspace, and the servers that were started for it.
type session struct {
	workspace engine.Workspace
	project   engine.Project
	// management is the address of the REST face of servers that this process started.
	management string
	// data is what the CLI needs to use accounts and keys of the local Azure, but for the tenant.
	data    map[string]string
	closers []func() error
}

// close stops what was started for the session.
func (s *session) close() error {
	var problems []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		problems = append(problems, s.closers[i]())
	}
	return errors.Join(problems...)
}

// open makes everything ready for an operation. Mistakes in settings are found before anything is started.
func (a *app) open(ctx context.Context, project string, local engine.Local, o *operation) (*session, error) {
	described, err := engine.ReadProject(project)
	if err != nil {
		return nil, err
	}
	placeholders, err := a.settings(project, o.stack)
	if err != nil {
		return nil, err
	}
	if o.target == engine.TargetAzure {
		if err := refusePlaceholders(o.stack, placeholders); err != nil {
			return nil, err
		}
	}
	cli, err := a.cli(ctx)
	if err != nil {
		return nil, err
	}
	start := a.openLocal
	if o.target == engine.TargetAzure {
		start = a.openReal
	}
	s, err := start(ctx, cli, project, local, o)
	if err != nil {
		return nil, err
	}
	s.project = described
	return s, nil
}

// openReal opens a stack of the real Azure: the operator's environment and backend.
func (a *app) openReal(
	ctx context.Context, cli engine.CLI, project string, local engine.Local, o *operation,
) (*session, error) {
	s := &session{}
	port := 0
	if !hasLanguageHost(a.getenv, cli) {
		host, err := langhost.Start(langhost.Options{
			Binary: a.program, BinDir: local.BinDir(), Environ: o.part.environ(a.environ),
		})
		if err != nil {
			return nil, err
		}
		s.closers = append(s.closers, host.Close)
		port = host.Port()
	}
	s.workspace = local.RealWorkspace(cli, project, port)
	s.workspace.Base = a.environ
	kubelogin, err := engine.FindKubelogin(ctx, engine.NewLookup(a.getenv))
	if err != nil {
		a.say("warning: %v; a stack with a cluster needs it", err)
	}
	s.workspace.Kubelogin = kubelogin
	s.workspace.Env = o.part.variables()
	if err := checkReal(ctx, s.workspace, o.stack); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// checkReal refuses the backend of the local target, and a state that a local run made.
func checkReal(ctx context.Context, w engine.Workspace, stack string) error {
	backend, err := w.Backend(ctx)
	if err != nil {
		return err
	}
	if err := w.CheckBackend(backend); err != nil {
		return refused(err)
	}
	checkpoint, err := w.Export(ctx, stack)
	if err != nil {
		return err
	}
	if err := w.CheckOrigin(ctx, checkpoint); err != nil {
		return refused(err)
	}
	return nil
}

// hasLanguageHost tells whether the CLI finds its own Go language host: on PATH, or beside itself.
func hasLanguageHost(getenv func(string) string, cli engine.CLI) bool {
	const name = "pulumi-language-go"
	for _, dir := range append(filepath.SplitList(getenv("PATH")), filepath.Dir(cli.Path)) {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// openLocal opens a stack of the local Azure, with the servers of `stackctl local serve` if they run, else with servers
// of its own.
func (a *app) openLocal(
	ctx context.Context, cli engine.CLI, project string, local engine.Local, o *operation,
) (*session, error) {
	if err := local.Prepare(); err != nil {
		return nil, err
	}
	if err := a.recoverKilled(project, local, o); err != nil {
		return nil, err
	}
	s := &session{}
	var ports map[string]int
	served := findServe(ctx, local)
	if served != nil && o.withhold {
		return nil, fmt.Errorf("the local Azure of pid %d refuses in a preview what is there already: stop it (\"%s local stop\")", served.PID, a.name)
	}
	if served != nil {
		ports, s.data = maps.Clone(served.Ports), served.DataPlane
		if o.part != "" { // a program that somebody else starts is not told of the part
			host, err := a.startRuntime(s, local, o.part, nil)
			if err != nil {
				return nil, errors.Join(err, s.close())
			}
			ports[engine.LanguagePort] = host
		}
		if o.op == engine.OpPreview {
			a.say("using the local Azure of pid %d, which refuses the first mistake: stop it (\"%s local stop\") "+
				"to see all mistakes of a preview at once", served.PID, a.name)
		}
	} else {
		var err error
		if ports, err = a.startServers(ctx, s, local, o, nil); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	s.workspace = local.Workspace(cli, project, ports)
	s.workspace.Base = a.environ
	if err := s.workspace.EnsureStack(ctx, o.stack); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// startServers starts the local Azure and a language runtime in this process.
func (a *app) startServers(
	ctx context.Context, s *session, local engine.Local, o *operation, identity map[string]string,
) (map[string]int, error) {
	azure, err := a.azure(ctx, azureOptions{
		Dir: local.WorldDir(), Collect: o.op == engine.OpPreview, Withhold: o.withhold, Log: func(text string) { a.say("local Azure: %s", text) },
		Intercept: local.Guard(), Scenario: scenarioFile(local),
	})
	if err != nil {
		return nil, fmt.Errorf("starting the local Azure: %w", err)
	}
	s.closers = append(s.closers, azure.Close)
	s.management, s.data = azure.ManagementURL(), azure.DataPlaneEnviron("")
	host, err := a.startRuntime(s, local, o.part, identity)
	if err != nil {
		return nil, err
	}
	ports := map[string]int{engine.LanguagePort: host}
	for name, port := range azure.Ports() {
		ports[name] = port
	}
	return ports, nil
}

// startRuntime starts a language runtime in this process, whose programs are told of the part that a run is limited to.
func (a *app) startRuntime(s *session, local engine.Local, only part, identity map[string]string) (port int, err error) {
	host, err := langhost.Start(langhost.Options{
		Binary: a.program, BinDir: local.BinDir(), Environ: only.environ(engine.ProgramEnviron(a.environ)), Identity: identity,
		Check: func(r langhost.Request) error { return local.CheckRun(engine.Run(r)) },
	})
	if err != nil {
		return 0, err
	}
	s.closers = append(s.closers, host.Close)
	return host.Port(), nil
}

// recoverKilled deals with the lock of a run that was killed. Where the world was not touched the lock is removed and
// the run goes on; where it was, the state does not know what the world holds: what is there is adopted, or all is forgotten.
func (a *app) recoverKilled(project string, local engine.Local, o *operation) error {
	p, err := engine.ReadProject(project)
	if err != nil {
		return err
	}
	killed := local.KilledRun(p.Name, o.stack)
	if killed == nil || o.op == engine.OpPreview {
		return nil
	}
	if !killed.WorldIsNewer {
		a.say("a run of stack %s was killed before it changed anything (%s): going on", o.stack, killed.Lock)
		return killed.Release()
	}
	if o.adopt {
		a.say("a run of stack %s was killed (%s): what it made is adopted", o.stack, killed.Lock)
		return killed.Release()
	}
	return &exitError{
		code: codeFailed,
		err: fmt.Errorf("a run of stack %s was killed (%s): the local Azure holds what it made, and the state does "+
			"not know of it", o.stack, killed.Lock),
		hints: []string{
			fmt.Sprintf("\"%s up --stack %s --adopt\" takes over what it made and goes on", a.name, o.stack),
			fmt.Sprintf("\"%s local reset\" forgets both and begins anew", a.name),
		},
	}
}

// pid is this process's number, for [serveInfo] and what identifies the server.
func pid() string { return strconv.Itoa(os.Getpid()) }
