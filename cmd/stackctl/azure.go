package main

import (
	"context"

	"google.golang.org/grpc"

	"github.com/trelica/infrastructure/internal/localazure"
)

// azureOptions say how the local Azure is started.
type azureOptions struct {
	// Dir holds the world.
	Dir string
	// Scenario is the file that says what goes wrong; nothing does if it is not there.
	Scenario string
	// Collect makes a preview show every mistake as a message, where otherwise the first would end it.
	Collect bool
	// Withhold makes a preview tell no more than Azure's providers would.
	Withhold bool
	// Intercept may refuse a call before it is answered; see engine.Local.Guard.
	Intercept grpc.UnaryServerInterceptor
	// Log receives single sentences about what it noticed.
	Log func(string)
}

// azureServer is a local Azure that runs.
type azureServer interface {
	// Ports maps "azure-native", "kubernetes" and "random" to ports of 127.0.0.1.
	Ports() map[string]int
	// ManagementURL is the address of the REST face.
	ManagementURL() string
	// DataPlaneEnviron is what the CLI needs to use the accounts and keys of the world, as an operator of a tenant.
	DataPlaneEnviron(tenant string) map[string]string
	Close() error
}

// azureStarter starts a local Azure.
type azureStarter func(context.Context, azureOptions) (azureServer, error)

// startLocalAzure starts the one there is.
func startLocalAzure(ctx context.Context, o azureOptions) (azureServer, error) {
	options := localazure.Options{Dir: o.Dir, Collect: o.Collect, AzureLikePreview: o.Withhold, Intercept: o.Intercept, Log: o.Log}
	injector, err := readScenario(o.Scenario)
	if err != nil || injector == nil {
		if err != nil {
			return nil, err
		}
		return localazure.Start(ctx, options)
	}
	options.Faults = injector
	server, err := localazure.Start(ctx, options)
	if err != nil {
		return nil, err
	}
	return &spoiledAzure{azureServer: server, scenario: o.Scenario, injector: injector}, nil
}
