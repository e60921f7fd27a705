package rest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Provider is what the face asks the azure-native provider to do for it, so that a write meets the same checks as one of
// the engine's. *arm.Server answers it.
type Provider interface {
	Configure(context.Context, *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error)
	Check(context.Context, *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error)
	Create(context.Context, *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error)
	Update(context.Context, *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error)
}

// Server is a REST face that is served.
type Server struct {
	world    *world.World
	provider Provider
	facts    Facts
	key      [32]byte // what tokens are made with
	http     *http.Server
	url      string
	served   chan error
}

// headerWait bounds how long a caller may take to send a request's header.
const headerWait = 10 * time.Second

// Serve starts to serve on a port of 127.0.0.1, or on a free one where the port is 0. Close ends it.
func Serve(ctx context.Context, port int, in *world.World, provider Provider, facts Facts) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		if port == 0 {
			return nil, fmt.Errorf("no free port on 127.0.0.1: %w", err)
		}
		return nil, fmt.Errorf("port %d on 127.0.0.1 cannot be had: %w", port, err)
	}
	s := &Server{
		world: in, provider: provider, facts: facts, url: "http://" + listener.Addr().String(), served: make(chan error, 1),
	}
	if _, err := rand.Read(s.key[:]); err != nil {
		return nil, errors.Join(fmt.Errorf("a key for tokens: %w", err), listener.Close())
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: headerWait}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// URL is the face's address: what Resource Manager's would be.
func (s *Server) URL() string { return s.url }

// Close ends every connection and frees the port.
func (s *Server) Close() error {
	err := s.http.Close()
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("the REST face at %s: %w", s.url, err)
	}
	return nil
}
