package compare

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// ground is a local Azure that runs in a folder of its own.
type ground struct {
	local engine.Local
	azure *localazure.Server
	cli   engine.CLI
	// environ is what the CLI and the programs start from.
	environ []string
	hosts   []*langhost.Server
}

// open starts the local Azure in a folder.
func (c Comparison) open(ctx context.Context, dir string) (*ground, error) {
	g := &ground{local: engine.Local{Dir: dir}, cli: c.CLI, environ: c.Environ}
	if err := g.local.Prepare(); err != nil {
		return nil, err
	}
	azure, err := localazure.Start(ctx, localazure.Options{Dir: g.local.WorldDir(), Collect: true})
	if err != nil {
		return nil, fmt.Errorf("starting the local Azure: %w", err)
	}
	g.azure = azure
	return g, nil
}

func (g *ground) close() error {
	var problems []error
	for _, host := range g.hosts {
		problems = append(problems, host.Close())
	}
	return errors.Join(append(problems, g.azure.Close())...)
}

// workspace is what a program is run in.
func (g *ground) workspace(p program) (engine.Workspace, error) {
	host, err := langhost.Start(langhost.Options{
		Binary: p.binary, Environ: append(engine.ProgramEnviron(g.environ), "TRELICA_COMMIT="+p.commit),
		Check: func(r langhost.Request) error { return g.local.CheckRun(engine.Run(r)) },
	})
	if err != nil {
		return engine.Workspace{}, err
	}
	g.hosts = append(g.hosts, host)
	ports := maps.Clone(g.azure.Ports())
	ports[engine.LanguagePort] = host.Port()
	w := g.local.Workspace(g.cli, p.dir, ports)
	w.Base = g.environ
	return w, nil
}

// lose switches a region off, or all on where it is "".
func (g *ground) lose(region string) error {
	var out []string
	if region != "" {
		out = []string{region}
	}
	return g.azure.World().Update(func(tx *world.Tx) error {
		tx.SetOutages(out)
		return nil
	})
}

// up provisions a stack. The error is of the stack, said as the run says it.
func up(ctx context.Context, w engine.Workspace, stack string) error {
	if err := w.EnsureStack(ctx, stack); err != nil {
		return err
	}
	result, err := w.Up(ctx, engine.Options{Stack: stack, Yes: true, SkipPreview: true}, engine.Streams{Out: io.Discard, Err: io.Discard})
	if err != nil {
		return err
	}
	return said(result)
}

// said is a run's error with the messages that it is made of.
func said(result engine.Result) error {
	err := result.Err()
	if err == nil {
		return nil
	}
	for _, message := range result.Errors() {
		err = fmt.Errorf("%w\n%s", err, message.Message)
	}
	if len(result.Errors()) == 0 && result.Stderr != "" {
		err = fmt.Errorf("%w\n%s", err, result.Stderr)
	}
	return err
}
