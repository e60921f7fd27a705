package random

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

// Version is the version of the real provider whose behaviour is modelled.
const Version = "4.21.2"

// Options are how a server behaves.
type Options struct {
	// Collect makes previews show every mistake: Check writes findings to the engine's log as errors and lets the engine
	// go on. Creating with such inputs still fails.
	Collect bool
}

// Server is the random provider. It is safe for concurrent use and holds no state.
type Server struct {
	rpc.Lifecycle
	options Options
}

var _ pulumirpc.ResourceProviderServer = (*Server)(nil)

// New makes a server.
func New(options Options) *Server {
	server := &Server{options: options}
	server.Version = Version
	return server
}

// Configure accepts everything: the provider has no settings.
func (s *Server) Configure(context.Context, *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return rpc.Configured(), nil
}

// kindOf finds what a URN is about.
func kindOf(urn string) (kind, error) {
	parsed := resource.URN(urn)
	if !parsed.IsValid() {
		return kind{}, fmt.Errorf("%q is not the name of a resource", urn)
	}
	found, ok := kinds()[string(parsed.Type())]
	if !ok {
		return kind{}, fmt.Errorf("the local random provider does not know %s", parsed.Type())
	}
	return found, nil
}

// Check judges inputs; all findings are answered at once.
func (s *Server) Check(ctx context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	about, err := kindOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	answer := &pulumirpc.CheckResponse{Inputs: request.GetNews()}
	for _, finding := range about.judge(inputs) {
		if !s.options.Collect {
			answer.Failures = append(answer.Failures, &pulumirpc.CheckFailure{Property: finding.property, Reason: finding.reason})
			continue
		}
		message := finding.property + ": " + finding.reason
		if err := rpc.SessionOf(ctx).Operation().Engine.Error(ctx, request.GetUrn(), message); err != nil {
			return nil, err
		}
	}
	return answer, nil
}

// Diff replaces for every change: what was drawn cannot be drawn differently.
func (s *Server) Diff(_ context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	about, err := kindOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	olds, err := rpc.Unmarshal(request.GetOldInputs())
	if err != nil {
		return nil, err
	}
	news, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	answer := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	for _, change := range about.changes(olds, news) {
		if answer.DetailedDiff == nil {
			answer.Changes = pulumirpc.DiffResponse_DIFF_SOME
			answer.HasDetailedDiff = true
			answer.DetailedDiff = map[string]*pulumirpc.PropertyDiff{}
		}
		answer.Diffs = append(answer.Diffs, change.property)
		answer.Replaces = append(answer.Replaces, change.property)
		answer.DetailedDiff[change.property] = &pulumirpc.PropertyDiff{Kind: change.kind, InputDiff: true}
	}
	return answer, nil
}

// Create draws. In a preview nothing is drawn, and what would be is unknown.
func (s *Server) Create(_ context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	about, err := kindOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := rpc.Unmarshal(request.GetProperties())
	if err != nil {
		return nil, err
	}
	id, outputs := "", about.unknown(inputs)
	if !request.GetPreview() {
		if findings := about.judge(inputs); len(findings) > 0 {
			return nil, fmt.Errorf("%s: %s", findings[0].property, findings[0].reason)
		}
		if id, outputs, err = about.drawn(inputs); err != nil {
			return nil, err
		}
	}
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CreateResponse{Id: id, Properties: properties}, nil
}

// Read gives back the state that came with the request; there is nothing else to read. An import makes the state out of
// the identifier, where the real provider can.
func (s *Server) Read(_ context.Context, request *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	about, err := kindOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	if len(request.GetProperties().GetFields()) > 0 {
		return &pulumirpc.ReadResponse{Id: request.GetId(), Properties: request.GetProperties(), Inputs: request.GetInputs()}, nil
	}
	if about.restore == nil {
		return nil, fmt.Errorf("a %s cannot be imported", about.token)
	}
	id, inputs, outputs, err := about.imported(request.GetId())
	if err != nil {
		return nil, err
	}
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return nil, err
	}
	sent, err := rpc.Marshal(inputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: id, Properties: properties, Inputs: sent}, nil
}

// Update takes over inputs that make no difference, and keeps what was drawn.
func (s *Server) Update(_ context.Context, request *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	if _, err := kindOf(request.GetUrn()); err != nil {
		return nil, err
	}
	outputs, err := rpc.Unmarshal(request.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	for key, value := range news {
		outputs[key] = value
	}
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: properties}, nil
}

// Delete forgets; there is nothing to take away.
func (s *Server) Delete(context.Context, *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}
