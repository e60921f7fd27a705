package rpc

import (
	"context"
	"fmt"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// Engine writes to the log of an engine, which shows what it is told under the resource it is about. An engine whose
// address is not known takes everything and shows nothing.
type Engine struct {
	address string

	mu         sync.Mutex
	connection *grpc.ClientConn
}

// Warn shows a warning under a resource.
func (e *Engine) Warn(ctx context.Context, urn, message string) error {
	return e.log(ctx, pulumirpc.LogSeverity_WARNING, urn, message)
}

// Error shows an error under a resource. The run goes on and may still succeed.
func (e *Engine) Error(ctx context.Context, urn, message string) error {
	return e.log(ctx, pulumirpc.LogSeverity_ERROR, urn, message)
}

func (e *Engine) log(ctx context.Context, severity pulumirpc.LogSeverity, urn, message string) error {
	client, err := e.client()
	if err != nil || client == nil {
		return err
	}
	_, err = client.Log(ctx, &pulumirpc.LogRequest{Severity: severity, Urn: urn, Message: message})
	if err != nil {
		return fmt.Errorf("the engine does not take what is to be said about %s: %w", urn, err)
	}
	return nil
}

// client connects to the engine the first time something is to be said.
func (e *Engine) client() (pulumirpc.EngineClient, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.address == "" {
		return nil, nil
	}
	if e.connection == nil {
		connection, err := grpc.NewClient("passthrough:///"+e.address,
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)))
		if err != nil {
			return nil, fmt.Errorf("the engine at %s cannot be reached: %w", e.address, err)
		}
		e.connection = connection
	}
	return pulumirpc.NewEngineClient(e.connection), nil
}

func (e *Engine) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.connection != nil {
		// Nothing is left to be said; an error here has nobody to hear it.
		_ = e.connection.Close()
		e.connection = nil
	}
}
