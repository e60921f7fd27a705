package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Serve the local Azure in the foreground",
		Long: "Serve the local Azure, and a language runtime for the program, in the foreground until interrupted. The ports " +
			"are free ones of 127.0.0.1 and are written to serve.json in the local folder; stackctl finds them there.",
		Example: a.examples("local serve", "stop it with Ctrl-C, or with "+a.name+" local stop"),
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return failed(a.serve(cmd.Context())) },
	}
}

// serve serves until its context ends.
func (a *app) serve(ctx context.Context) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	defer a.named(engine.TargetLocal)(&err)
	if err := local.Prepare(); err != nil {
		return err
	}
	if running := findServe(ctx, local); running != nil {
		return fmt.Errorf("pid %d serves %s already: \"%s local stop\" stops it", running.PID, local.Dir, a.name)
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	s := &session{}
	defer func() { err = errors.Join(err, s.close()) }()
	ports, err := a.startServers(ctx, s, local, &operation{}, identity(local, pid()))
	if err != nil {
		return err
	}
	if err := writeServe(local, serveInfo{
		PID: os.Getpid(), Ports: ports, Management: s.management, DataPlane: s.data, Started: time.Now().UTC(),
	}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeServe(local)) }()
	for _, name := range slices.Sorted(maps.Keys(ports)) {
		a.say("%-14s 127.0.0.1:%d", name, ports[name])
	}
	a.say("%-14s %s", "management", s.management)
	a.say("%-14s %s", "blobs, keys", s.data["HTTPS_PROXY"])
	local.FollowSettings(ctx, project, followEvery, func(err error) { a.say("warning: %v", err) })
	return nil
}

// followEvery is how soon a shell of `local env --stack` sees an edited stack file: sooner than a command is typed.
const followEvery = 300 * time.Millisecond

// startWait is how long a server in the background may take until it answers.
const startWait = 30 * time.Second

// ensureServe returns the server of a local folder, and starts one in the background if none runs.
func (a *app) ensureServe(ctx context.Context, local engine.Local) (*serveInfo, error) {
	if running := findServe(ctx, local); running != nil {
		return running, nil
	}
	log, err := os.OpenFile(serveLog(local), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the server has a handle of its own
	cmd := exec.CommandContext(context.WithoutCancel(ctx), a.self, "local", "serve")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = a.dir, a.environ, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it outlives this shell's Ctrl-C
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the local Azure in the background: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	deadline := time.After(startWait)
	for {
		if running := findServe(ctx, local); running != nil {
			return running, nil
		}
		select {
		case err := <-ended:
			return nil, hinted(errors.Join(fmt.Errorf("the local Azure ended at once: %s", a.serveSaid(local)), err), a.inForeground())
		case <-deadline:
			return nil, hinted(fmt.Errorf("the local Azure does not answer after %s: %s", startWait, a.serveSaid(local)), a.inForeground())
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// inForeground is how to see what keeps a server from starting.
func (a *app) inForeground() string {
	return fmt.Sprintf("\"%s local serve\" starts it where you can see what it says; \"%s local reset\" begins anew", a.name, a.name)
}

// serveSaid is what the server in the background wrote, without the target lines.
func (a *app) serveSaid(local engine.Local) string {
	data, err := os.ReadFile(serveLog(local))
	if err != nil {
		return "it left no log"
	}
	return strings.TrimSpace(strings.ReplaceAll(string(data), engine.TargetLocal.Banner()+"\n", ""))
}
