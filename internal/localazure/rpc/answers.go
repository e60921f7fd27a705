package rpc

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

// InitFailed is the error for a resource that was made and is not well: the engine keeps it, with the reasons, and tries
// to update it the next time.
func InitFailed(id string, outputs, inputs resource.PropertyMap, reasons ...string) error {
	properties, err := Marshal(outputs)
	if err != nil {
		return err
	}
	sent, err := Marshal(inputs)
	if err != nil {
		return err
	}
	detail := &pulumirpc.ErrorResourceInitFailed{Id: id, Properties: properties, Inputs: sent, Reasons: reasons}
	message := "the resource was made and is not well"
	if len(reasons) > 0 {
		message = reasons[0]
	}
	failed, err := status.New(codes.Unknown, message).WithDetails(detail)
	if err != nil {
		return err
	}
	return failed.Err()
}

// Lifecycle answers the calls that concern the provider and no resource, which are the same for every provider. A
// provider embeds it and adds Configure and the rest.
type Lifecycle struct {
	pulumirpc.UnimplementedResourceProviderServer
	// Version is what the provider says it is.
	Version string
}

// Handshake notes the engine's address and says how properties are to be sent.
func (l *Lifecycle) Handshake(ctx context.Context, request *pulumirpc.ProviderHandshakeRequest) (*pulumirpc.ProviderHandshakeResponse, error) {
	SessionOf(ctx).Attach(request.GetEngineAddress())
	return &pulumirpc.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

// Attach notes the engine's address.
func (l *Lifecycle) Attach(ctx context.Context, request *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	SessionOf(ctx).Attach(request.GetAddress())
	return &emptypb.Empty{}, nil
}

// GetPluginInfo says the provider's version.
func (l *Lifecycle) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: l.Version}, nil
}

// CheckConfig accepts what a provider resource is configured with; Configure judges it, because here values may still be
// unknown.
func (l *Lifecycle) CheckConfig(_ context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: request.GetNews()}, nil
}

// DiffConfig never replaces a provider: that would replace everything it has made.
func (l *Lifecycle) DiffConfig(_ context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	before, err := Unmarshal(request.GetOldInputs())
	if err != nil {
		return nil, err
	}
	if request.GetOldInputs() == nil {
		if before, err = Unmarshal(request.GetOlds()); err != nil {
			return nil, err
		}
	}
	after, err := Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	if before.DeepEquals(after) {
		return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
	}
	return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_SOME}, nil
}

// Cancel does nothing: it comes at the end of every run, good or bad, and what is under way here is done at once.
func (l *Lifecycle) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// Configured is the answer to Configure.
func Configured() *pulumirpc.ConfigureResponse {
	return &pulumirpc.ConfigureResponse{
		AcceptSecrets:   true,
		AcceptResources: true,
		AcceptOutputs:   true,
		SupportsPreview: true,
	}
}
