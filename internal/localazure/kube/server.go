package kube

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// Version is the version of the official provider that this one is modelled on; the program's SDK has the same.
const Version = "4.33.0"

// Options are the settings of a Server. The zero value is usable.
type Options struct {
	// Version is the provider version that programs may ask for; "" means the constant Version.
	Version string
	// Collect makes Check report problems to the engine's log, as errors of their resource, and return none, so that a preview
	// shows the mistakes of all resources. The engine does not fail on logged errors: whoever sets this counts them. Creates
	// and updates that are no preview refuse a faulty object regardless.
	Collect bool
	// WithholdPreviewIDs makes previews return no IDs, as the official provider does. By default they are returned, because
	// they follow from the names.
	WithholdPreviewIDs bool
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// NewUID makes the UID of a new object; nil means random UUIDs.
	NewUID func() string
	// Real gives the real API server behind a cluster, where there is one; nil, or no answer, keeps its objects in the store.
	Real func(info ClusterInfo) (Cluster, bool)
	// DialLog connects to the log of the engine at an address; nil means the real one.
	DialLog func(address string) (Log, error)
}

// Server is the provider. One server serves any number of provider resources at once: each has a connection of its own, and
// what belongs to one connection (configuration, the objects of its preview) is kept under the peer's address. Install
// StatsHandler on the gRPC server so that it is dropped when the connection ends.
type Server struct {
	pulumirpc.UnimplementedResourceProviderServer

	store   Store
	options Options
	// applying makes reading and writing an object one step, over all connections.
	applying sync.Mutex
	sessions sync.Map // peer address (string) to *session
}

// New returns a provider that keeps its objects in a store.
func New(store Store, options Options) *Server {
	fill(&options.Version, Version)
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.NewUID == nil {
		options.NewUID = uuid.NewString
	}
	if options.DialLog == nil {
		options.DialLog = dialEngineLog
	}
	return &Server{store: store, options: options}
}

// Handshake tells the engine what this provider accepts, and learns where the engine's log is.
func (s *Server) Handshake(ctx context.Context, request *pulumirpc.ProviderHandshakeRequest) (*pulumirpc.ProviderHandshakeResponse, error) {
	s.session(ctx).setEngine(request.GetEngineAddress())
	return &pulumirpc.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

// Attach learns where the engine's log is.
func (s *Server) Attach(ctx context.Context, request *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	s.session(ctx).setEngine(request.GetAddress())
	return &emptypb.Empty{}, nil
}

// GetPluginInfo returns the provider version that is modelled.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: s.options.Version}, nil
}

// Cancel is sent at the end of every operation, good or bad. Nothing here takes long enough to be cancelled.
func (s *Server) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// cluster returns the cluster that a connection is configured for. Its error is what the official provider reports when
// nothing answers at the kubeconfig's address.
func (s *Server) cluster(ctx context.Context) (Cluster, error) {
	config := s.session(ctx).configuration()
	if !config.known {
		return nil, errors.New("configured Kubernetes cluster is unreachable: the kubeconfig is not known yet")
	}
	info, found := s.store.FindCluster(config.kubeconfig.server)
	if !found {
		return nil, fmt.Errorf("configured Kubernetes cluster is unreachable: unable to load schema information from the API server: "+
			"Get %q: dial tcp: lookup %s: no such host", strings.TrimSuffix(config.kubeconfig.server, "/")+"/openapi/v2?timeout=32s",
			config.kubeconfig.host)
	}
	if s.options.Real != nil {
		if cluster, behind := s.options.Real(info); behind {
			return cluster, nil
		}
	}
	return &memory{store: s.store, info: info, now: s.options.Now, newUID: s.options.NewUID, lock: &s.applying}, nil
}

func unmarshal(properties *structpb.Struct, label string) (resource.PropertyMap, error) {
	m, err := plugin.UnmarshalProperties(properties, marshalling(label))
	if err != nil {
		return nil, fmt.Errorf("%s: the properties cannot be read: %w", label, err)
	}
	return m, nil
}

func marshal(properties resource.PropertyMap, label string) (*structpb.Struct, error) {
	m, err := plugin.MarshalProperties(properties, marshalling(label))
	if err != nil {
		return nil, fmt.Errorf("%s: the properties cannot be written: %w", label, err)
	}
	return m, nil
}

// oldInputs are the last inputs of an object: as the engine sends them, or else as they were kept among the outputs.
func oldInputs(inputs, outputs *structpb.Struct) (resource.PropertyMap, error) {
	if inputs != nil && len(inputs.GetFields()) > 0 {
		return unmarshal(inputs, "old inputs")
	}
	state, err := unmarshal(outputs, "old outputs")
	if err != nil {
		return nil, err
	}
	kept := state[keyInputs]
	if kept.IsSecret() {
		kept = kept.SecretValue().Element
	}
	if kept.IsObject() {
		return kept.ObjectValue(), nil
	}
	return nil, nil
}

func kindOfURN(urn string) (Kind, error) {
	parsed, err := parseURN(urn)
	if err != nil {
		return Kind{}, err
	}
	return KindOf(string(parsed.Type()))
}

func joinLines(lines []string) string { return strings.Join(lines, "; ") }
