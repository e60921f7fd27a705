package rpc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

// maxMessage is the largest message taken; it is the engine's own limit.
const maxMessage = 400 << 20

// Server serves one provider on a free port of the loopback interface.
type Server struct {
	grpc   *grpc.Server
	port   int
	served chan error
}

// Serve starts to serve a provider on a given port, or on a free one where the port is 0. The connections are shown to
// the handler, which is a *Sessions where the provider asks for sessions. Every call passes the interceptors, the first
// one outermost, before it reaches the provider; nil ones are left out. Close ends the server.
func Serve(
	ctx context.Context, port int, provider pulumirpc.ResourceProviderServer, connections stats.Handler,
	intercept ...grpc.UnaryServerInterceptor,
) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		if port == 0 {
			return nil, fmt.Errorf("no free port on 127.0.0.1: %w", err)
		}
		return nil, fmt.Errorf("port %d on 127.0.0.1 cannot be had: %w", port, err)
	}
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return nil, errors.Join(fmt.Errorf("%s is no TCP address", listener.Addr()), listener.Close())
	}
	intercept = slices.DeleteFunc(slices.Clone(intercept), func(i grpc.UnaryServerInterceptor) bool { return i == nil })
	server := &Server{
		grpc: grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage), grpc.StatsHandler(connections),
			grpc.ChainUnaryInterceptor(intercept...)),
		port:   address.Port,
		served: make(chan error, 1),
	}
	pulumirpc.RegisterResourceProviderServer(server.grpc, provider)
	go func() { server.served <- server.grpc.Serve(listener) }()
	return server, nil
}

// Port is the port the server listens on.
func (s *Server) Port() int { return s.port }

// Close ends every connection and frees the port.
func (s *Server) Close() error {
	s.grpc.Stop()
	if err := <-s.served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return fmt.Errorf("the server on port %d ended: %w", s.port, err)
	}
	return nil
}
