// Package localazure starts the local Azure: provider servers for azure-native, kubernetes and random that the real
// Pulumi engine provisions against instead of the real providers, and a REST face for the calls that the operator's
// commands make themselves, over one world that survives between commands.
//
// The operator's command and the tests start it, and attach the engine to its ports. It listens on the loopback interface
// only and reads and writes the world's folder; it needs no account, no credentials and no network. It is a model: what it
// answers is taken from the services' documents, and what those do not say it does not know.
package localazure

import (
	"context"
	"errors"
	"fmt"
	"net/netip"

	"google.golang.org/grpc"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/dataplane"
	"github.com/trelica/infrastructure/internal/localazure/kube"
	"github.com/trelica/infrastructure/internal/localazure/random"
	"github.com/trelica/infrastructure/internal/localazure/rest"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The names of the provider packages, as the engine calls them.
const (
	AzureNative = "azure-native"
	Kubernetes  = "kubernetes"
	Random      = "random"
)

// Management is the name in [Options.Listen] of the REST face, which is no provider.
const Management = "management"

// DataPlane is the name in [Options.Listen] of the proxy behind which blobs and keys are.
const DataPlane = "dataplane"

// Options are how a local Azure is started.
type Options struct {
	// Dir is the folder of the world. It is made if it is not there.
	Dir string
	// Collect makes previews show every mistake: findings are logged as errors under their resource and the preview goes
	// on, so that whoever runs it must count them. What changes the world fails on the first finding all the same.
	Collect bool
	// AzureLikePreview withholds in previews what the real providers withhold.
	AzureLikePreview bool
	// RealCluster gives the real API server behind an AKS cluster, by the cluster's ARM identifier; nil, or no answer, means that
	// its objects are kept in the world.
	RealCluster func(clusterID string) (kube.Cluster, bool)
	// Faults decides what goes wrong; nil for nothing.
	Faults arm.Faults
	// Subscription is what the REST face says of every subscription beyond its resources: registrations, quotas, sizes.
	Subscription rest.Facts
	// From is where calls of blobs and keys come from, see dataplane.Options.
	From netip.Addr
	// Listen are the ports to listen on, by provider package, [Management] or [DataPlane]; 0 or nothing means any free one.
	Listen map[string]int
	// Log receives single sentences about what the servers noticed; nil drops them.
	Log func(string)
	// Intercept sees every call of the engine's before a provider does, and may refuse it; nil lets everything through.
	// Whoever starts a local Azure that outlives one run uses it to refuse changes that belong to another state.
	Intercept grpc.UnaryServerInterceptor
}

// Server is a local Azure that runs.
type Server struct {
	world   *world.World
	ports   map[string]int
	servers []*rpc.Server
	face    *rest.Server
	data    *dataplane.Server
}

// Start opens the world and starts the three servers and the REST face. It fails with one sentence when another process has the world
// open, when its folder cannot be written, and when there is no free port. Close ends it.
func Start(ctx context.Context, options Options) (*Server, error) {
	shapes, err := schema.Load()
	if err != nil {
		return nil, fmt.Errorf("the shapes of Azure's resources cannot be loaded: %w", err)
	}
	opened, err := world.Open(options.Dir, world.Options{Log: options.Log})
	if err != nil {
		return nil, err
	}
	server := &Server{world: opened, ports: map[string]int{}}
	if err := server.serve(ctx, shapes, options); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return server, nil
}

// serve starts the servers.
func (s *Server) serve(ctx context.Context, shapes *schema.Schema, options Options) error {
	sessions := rpc.NewSessions()
	azure, err := arm.New(s.world, shapes, arm.Types(), arm.Options{
		Collect:          options.Collect,
		AzureLikePreview: options.AzureLikePreview,
		Faults:           options.Faults,
	})
	if err != nil {
		return err
	}
	var behind func(kube.ClusterInfo) (kube.Cluster, bool)
	if options.RealCluster != nil {
		behind = func(info kube.ClusterInfo) (kube.Cluster, bool) { return options.RealCluster(info.Key) }
	}
	clusters := kube.New(&objects{world: s.world, azure: azure, sessions: sessions}, kube.Options{
		Real:               behind,
		Collect:            options.Collect,
		WithholdPreviewIDs: options.AzureLikePreview,
		Now:                s.world.Now,
	})
	drawn := random.New(random.Options{Collect: options.Collect})

	started, err := rpc.Serve(ctx, options.Listen[AzureNative], azure, sessions, options.Intercept)
	if err := s.keep(AzureNative, started, err); err != nil {
		return err
	}
	started, err = rpc.Serve(ctx, options.Listen[Kubernetes], clusters, clusters.StatsHandler(), options.Intercept)
	if err := s.keep(Kubernetes, started, err); err != nil {
		return err
	}
	started, err = rpc.Serve(ctx, options.Listen[Random], drawn, sessions, options.Intercept)
	if err := s.keep(Random, started, err); err != nil {
		return err
	}
	if s.face, err = rest.Serve(ctx, options.Listen[Management], s.world, azure, options.Subscription); err != nil {
		return fmt.Errorf("the local Azure's REST face: %w", err)
	}
	s.data, err = dataplane.Serve(ctx, s.world, dataplane.Options{Dir: options.Dir, Port: options.Listen[DataPlane], From: options.From})
	if err != nil {
		return fmt.Errorf("the local Azure's blobs and keys: %w", err)
	}
	return nil
}

// keep notes a server that was started.
func (s *Server) keep(name string, started *rpc.Server, err error) error {
	if err != nil {
		return fmt.Errorf("the local %s provider: %w", name, err)
	}
	s.servers = append(s.servers, started)
	s.ports[name] = started.Port()
	return nil
}

// Ports are the ports of the servers, by provider package: what PULUMI_DEBUG_PROVIDERS names.
func (s *Server) Ports() map[string]int {
	ports := make(map[string]int, len(s.ports))
	for name, port := range s.ports {
		ports[name] = port
	}
	return ports
}

// ManagementURL is the address of the REST face: what the operator's commands call in the place of Resource Manager.
func (s *Server) ManagementURL() string { return s.face.URL() }

// DataPlane is where blobs and keys are: what a CLI needs that keeps its state here is its Environ.
func (s *Server) DataPlane() *dataplane.Server { return s.data }

// DataPlaneEnviron is what the CLI needs to keep its state in an account of the world and encrypt with a key of it, as the local
// operator, who belongs to the tenant.
func (s *Server) DataPlaneEnviron(tenant string) map[string]string {
	return s.data.Environ(tenant, dataplane.OperatorID)
}

// World is what the servers provision into.
func (s *Server) World() *world.World { return s.world }

// Close ends the servers and closes the world.
func (s *Server) Close() error {
	var problems []error
	if s.face != nil {
		problems = append(problems, s.face.Close())
	}
	if s.data != nil {
		problems = append(problems, s.data.Close())
	}
	for _, server := range s.servers {
		problems = append(problems, server.Close())
	}
	return errors.Join(append(problems, s.world.Close())...)
}
