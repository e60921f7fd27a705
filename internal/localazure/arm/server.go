package arm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Shapes is what the server asks about the shapes of resources. *schema.Schema answers it.
type Shapes interface {
	// ProviderVersion is the version of the provider that the shapes belong to.
	ProviderVersion() string
	// CheckInputs says what is wrong with the inputs of a resource.
	CheckInputs(token string, inputs resource.PropertyMap) []schema.Problem
	// Resource is the shape of a type, false where it is not known.
	Resource(token string) (*schema.Resource, bool)
	// Object is the shape of an object inside a type.
	Object(name string) (schema.Object, bool)
}

// Options are how a server behaves.
type Options struct {
	// Collect makes previews show every mistake: findings are written to the engine's log as errors, and the call goes
	// on. Without it, and in every call that changes the world, a finding fails the call.
	Collect bool
	// AzureLikePreview withholds in previews what the real provider withholds: identifiers, and every output that is no
	// input. Without it, previews know whatever follows from the inputs.
	AzureLikePreview bool
	// Faults may be nil: then nothing fails but calls to regions that are out.
	Faults Faults
}

// Server is the azure-native provider. It is safe for concurrent use.
type Server struct {
	rpc.Lifecycle
	world    *world.World
	shapes   Shapes
	registry *registry
	options  Options
}

var _ pulumirpc.ResourceProviderServer = (*Server)(nil)

// New makes a server over a world. It fails where the types contradict each other; all contradictions are reported.
func New(w *world.World, shapes Shapes, types []Type, options Options) (*Server, error) {
	registry, err := newRegistry(types)
	if err != nil {
		return nil, fmt.Errorf("the facts about Azure's types: %w", err)
	}
	server := &Server{world: w, shapes: shapes, registry: registry, options: options}
	server.Version = shapes.ProviderVersion()
	return server, nil
}

// config is what a provider resource was configured with.
type config struct {
	subscription string
	tenant       string
	client       string
	location     string
}

// Configure reads the configuration of a provider resource. It refuses a provider of another version than the shapes
// are of, because another version has other inputs.
func (s *Server) Configure(ctx context.Context, request *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	arguments, err := rpc.Unmarshal(request.GetArgs())
	if err != nil {
		return nil, err
	}
	body := Body{Properties: arguments}
	read := func(name string) string {
		text, _ := body.String(name)
		return text
	}
	if version := read("version"); version != "" && version != s.shapes.ProviderVersion() {
		return nil, fmt.Errorf("the program asks for azure-native %s, and the local Azure knows the shapes of %s: "+
			"use that version of the SDK, or extract the shapes of the other", version, s.shapes.ProviderVersion())
	}
	configured := config{
		subscription: read("subscriptionId"),
		tenant:       read("tenantId"),
		client:       read("clientId"),
		location:     read("location"),
	}
	if configured.subscription == "" {
		return nil, errors.New("the azure-native provider has no subscriptionId: set it on the provider resource; " +
			"the local Azure reads it from nowhere else")
	}
	rpc.SessionOf(ctx).SetConfig(configured)
	return rpc.Configured(), nil
}

// caller is who makes a call: a configured connection, and the run it belongs to.
type caller struct {
	config
	operation *rpc.Operation
	overlay   *world.Overlay
}

// overlayKey is where a run keeps the overlay of its preview.
type overlayKey struct{}

// caller finds who makes a call.
func (s *Server) caller(ctx context.Context) (caller, error) {
	session := rpc.SessionOf(ctx)
	configured, ok := session.Config().(config)
	if !ok {
		return caller{}, errors.New("the azure-native provider was not configured before it was used")
	}
	operation := session.Operation()
	return caller{config: configured, operation: operation, overlay: s.overlayOf(operation)}, nil
}

func (s *Server) overlayOf(operation *rpc.Operation) *world.Overlay {
	value := operation.Value(overlayKey{}, func() any { return s.world.Overlay() })
	overlay, ok := value.(*world.Overlay)
	if !ok {
		// Nobody else has this package's key.
		return s.world.Overlay()
	}
	return overlay
}

// view is what the caller sees: the world, and in a preview what lies over it.
func (s *Server) view(from caller, preview bool) view {
	if preview {
		return view{ground: from.overlay, registry: s.registry}
	}
	return view{ground: s.world, registry: s.registry}
}

// FindCluster finds the AKS cluster that answers at a host name, in the world or in any preview under way.
func (s *Server) FindCluster(sessions *rpc.Sessions, host string) (world.Resource, bool) {
	if found, ok := clusterAt(s.world.OfType(clusterType), host); ok {
		return found, true
	}
	var found world.Resource
	var ok bool
	sessions.Each(func(operation *rpc.Operation) {
		if !ok {
			found, ok = clusterAt(s.overlayOf(operation).OfType(clusterType), host)
		}
	})
	return found, ok
}

// clusterAt picks the cluster with a public or private name out of several.
func clusterAt(clusters []world.Resource, host string) (world.Resource, bool) {
	for _, cluster := range clusters {
		outputs := OutputsOf(cluster)
		for _, name := range []string{"fqdn", "privateFQDN", "azurePortalFQDN"} {
			if known, state := outputs.String(name); state == Known && strings.EqualFold(known, host) {
				return cluster, true
			}
		}
	}
	return world.Resource{}, false
}
