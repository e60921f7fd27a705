package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/preflight"
)

// management is an open way to Azure's management interface, for the commands that call it themselves.
type management struct {
	*cloud.Client
	// dns asks the public DNS; nil behind the local Azure, which has none.
	dns   preflight.Resolver
	close func() error
}

// manage opens the management interface of an environment: the real one, as whoever is signed in, or the REST face of the
// local Azure, which is started for the time if none runs.
func (a *app) manage(ctx context.Context, local engine.Local, target engine.Target, e environment) (*management, error) {
	if target == engine.TargetAzure {
		if err := refusePlaceholders(e.Stack, e.Placeholders); err != nil {
			return nil, err
		}
		access, err := a.access(e.TenantID)
		if err != nil {
			return nil, err
		}
		return newManagement(access, e, net.DefaultResolver, func() error { return nil })
	}
	url, stop, err := a.face(ctx, local)
	if err != nil {
		return nil, err
	}
	return localManagement(url, e, stop)
}

// localManagement is the REST face at an address.
func localManagement(url string, e environment, stop func() error) (*management, error) {
	access, err := cloud.Local(url, e.TenantID)
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	return newManagement(access, e, nil, stop)
}

func newManagement(access cloud.Access, e environment, dns preflight.Resolver, stop func() error) (*management, error) {
	client, err := cloud.New(access, e.SubscriptionID)
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	return &management{Client: client, dns: dns, close: stop}, nil
}

// face finds the REST face of the local Azure that runs, or starts one until stop is called.
func (a *app) face(ctx context.Context, local engine.Local) (url string, stop func() error, err error) {
	if err := local.Prepare(); err != nil {
		return "", nil, err
	}
	if served := findServe(ctx, local); served != nil {
		if served.Management == "" {
			return "", nil, fmt.Errorf("the local Azure of pid %d has no REST face: \"%s local stop\", then try again", served.PID, a.name)
		}
		return served.Management, func() error { return nil }, nil
	}
	azure, err := a.azure(ctx, azureOptions{
		Dir: local.WorldDir(), Log: func(text string) { a.say("local Azure: %s", text) }, Intercept: local.Guard(),
	})
	if err != nil {
		return "", nil, fmt.Errorf("starting the local Azure: %w", err)
	}
	return azure.ManagementURL(), azure.Close, nil
}

// refusePlaceholders keeps values that stand for real ones from the real Azure.
func refusePlaceholders(stack string, placeholders []string) error {
	if len(placeholders) == 0 {
		return nil
	}
	return refused(fmt.Errorf("the settings of stack %s hold placeholders, which the real Azure must not see:\n%s",
		stack, strings.Join(placeholders, "\n")),
		fmt.Sprintf("put the real values of the environment into Pulumi.%s.yaml", stack))
}

// stateOf reads the state of a stack, without any server. ok is false where there is none yet.
func (a *app) stateOf(
	ctx context.Context, project string, local engine.Local, target engine.Target, stack string,
) (w engine.Workspace, checkpoint engine.Checkpoint, ok bool, err error) {
	described, err := engine.ReadProject(project)
	if err != nil {
		return w, checkpoint, false, err
	}
	if target == engine.TargetLocal && !local.HasStack(described.Name, stack) {
		return w, checkpoint, false, nil
	}
	cli, err := a.cli(ctx)
	if err != nil {
		return w, checkpoint, false, err
	}
	if target == engine.TargetLocal {
		w = local.Workspace(cli, project, nil)
		w.Base = a.environ
		checkpoint, err = w.Export(ctx, stack)
		return w, checkpoint, err == nil, err
	}
	w = local.RealWorkspace(cli, project, 0)
	w.Base = a.environ
	backend, err := w.Backend(ctx)
	if err != nil {
		return w, checkpoint, false, err
	}
	if err := w.CheckBackend(backend); err != nil {
		return w, checkpoint, false, refused(err)
	}
	if checkpoint, err = w.Export(ctx, stack); err != nil {
		return w, checkpoint, false, err
	}
	if err := w.CheckOrigin(ctx, checkpoint); err != nil {
		return w, checkpoint, false, refused(err)
	}
	return w, checkpoint, true, nil
}
