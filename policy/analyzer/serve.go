package analyzer

import (
	"context"
	"fmt"
	"io"
	"net"

	"google.golang.org/grpc"
)

// largest is the largest message that is taken: the engine's own limit is the same.
const largest = 400 << 20

// Serve listens on a free port of this machine, writes the port alone on a line, as the engine expects it, and serves until the context
// ends.
func Serve(ctx context.Context, s *Server, out io.Writer) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(largest), grpc.MaxSendMsgSize(largest))
	server.RegisterService(service(), s)
	stop := context.AfterFunc(ctx, server.Stop)
	defer stop()
	if _, err := fmt.Fprintln(out, listener.Addr().(*net.TCPAddr).Port); err != nil { //nolint:forcetypeassert // it is of tcp
		return fmt.Errorf("telling the port: %w", err)
	}
	if err := server.Serve(listener); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}
