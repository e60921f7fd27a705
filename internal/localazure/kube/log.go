package kube

import (
	"context"
	"errors"
	"fmt"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// Log is the engine's log: what is written to it is shown under the resource of its URN. An error there does not make the
// operation fail.
type Log interface {
	// Error shows an error.
	Error(ctx context.Context, urn, message string) error
	// Close ends the connection.
	Close() error
}

// engineLog is the log service of the engine that runs the operation.
type engineLog struct {
	connection *grpc.ClientConn
	client     pulumirpc.EngineClient
}

// dialEngineLog prepares a connection to the engine; it is made with the first message. The engine listens on the loopback
// interface without encryption, as for every provider.
func dialEngineLog(address string) (Log, error) {
	if address == "" {
		return nil, errors.New("the engine has not told where its log is")
	}
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, fmt.Errorf("connect to the engine's log at %s: %w", address, err)
	}
	return &engineLog{connection: connection, client: pulumirpc.NewEngineClient(connection)}, nil
}

func (l *engineLog) Error(ctx context.Context, urn, message string) error {
	_, err := l.client.Log(ctx, &pulumirpc.LogRequest{Severity: pulumirpc.LogSeverity_ERROR, Message: message, Urn: urn})
	if err != nil {
		return fmt.Errorf("write to the engine's log: %w", err)
	}
	return nil
}

func (l *engineLog) Close() error { return l.connection.Close() }
