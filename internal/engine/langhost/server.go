package langhost

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// maxMessage is the engine's own limit for a message (Pulumi SDK, common/util/rpcutil, GrpcChannelOptions).
const maxMessage = 400 << 20

// Options say how programs are found, built and run.
type Options struct {
	// Binary is a built program to run whatever the project says. Empty: the program is built before every run.
	Binary string
	// BinDir is where built programs are kept, named after the program's folder. Empty is an error unless Binary is set.
	BinDir string
	// Environ is the environment of the go command and of the program. The run's own variables are added for the program.
	Environ []string
	// Check is asked before a program is started. Its error is shown and the run fails. nil allows every run.
	Check func(Request) error
	// Identity is returned by [Identify]: what tells this server from another one on the same port later.
	Identity map[string]string
	// Address is where to listen. Empty: a free port of 127.0.0.1.
	Address string
}

// Request is what the engine says of a run, as far as [Options.Check] needs it.
type Request struct {
	Organisation, Project, Stack string
	Preview                      bool
}

// Server is a running language runtime. Several CLIs may use it at the same time.
type Server struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	options  Options
	listener net.Listener
	grpc     *grpc.Server
	building sync.Mutex // one build at a time: builds of one program share their output

	mu    sync.Mutex
	conns map[string]*conn // by the peer's address: each CLI has a connection of its own
}

// conn is one CLI.
type conn struct {
	engine string        // address of its engine, from the handshake
	cancel chan struct{} // closed when the CLI asks to stop what runs
	once   *sync.Once
}

// Start listens and serves until [Server.Close].
func Start(o Options) (*Server, error) {
	if o.Binary == "" && o.BinDir == "" {
		return nil, errors.New("language runtime: neither a built program nor a folder to build one into is named")
	}
	address := o.Address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("language runtime: no free port on 127.0.0.1: %w", err)
	}
	s := &Server{options: o, listener: listener, conns: map[string]*conn{}}
	s.grpc = grpc.NewServer(grpc.MaxRecvMsgSize(maxMessage), grpc.StatsHandler(connTracker{s}))
	pulumirpc.RegisterLanguageRuntimeServer(s.grpc, s)
	go func() { _ = s.grpc.Serve(listener) }() // ends when the listener is closed by Close
	return s, nil
}

// Port is the server's port on 127.0.0.1.
func (s *Server) Port() int {
	_, port, err := net.SplitHostPort(s.listener.Addr().String())
	if err != nil {
		return 0 // a TCP listener's address has a port
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return 0
	}
	return n
}

// stopGrace is how long Close waits for calls that are being answered.
const stopGrace = 2 * time.Second

// Close stops the server. Programs that are running are stopped with it.
func (s *Server) Close() error {
	done := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(done)
	}()
	s.cancelAll()
	select {
	case <-done:
	case <-time.After(stopGrace):
		s.grpc.Stop()
	}
	return nil
}

func (s *Server) cancelAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		c.stop()
	}
}

func (c *conn) stop() { c.once.Do(func() { close(c.cancel) }) }

// connTracker forgets a CLI when its connection ends, and stops what it still runs.
type connTracker struct{ server *Server }

type peerKey struct{}

// TagConn remembers whose connection it is.
func (t connTracker) TagConn(ctx context.Context, info *stats.ConnTagInfo) context.Context {
	return context.WithValue(ctx, peerKey{}, info.RemoteAddr.String())
}

// HandleConn forgets an ended connection.
func (t connTracker) HandleConn(ctx context.Context, event stats.ConnStats) {
	address, ok := ctx.Value(peerKey{}).(string)
	if _, ended := event.(*stats.ConnEnd); !ok || !ended {
		return
	}
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	if c := t.server.conns[address]; c != nil {
		c.stop()
		delete(t.server.conns, address)
	}
}

// TagRPC does nothing: only connections are tracked.
func (connTracker) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// HandleRPC does nothing: only connections are tracked.
func (connTracker) HandleRPC(context.Context, stats.RPCStats) {}
