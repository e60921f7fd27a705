package kube

import (
	"context"
	"sync"

	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
)

// session is what belongs to one connection, that is to one provider resource during one operation.
type session struct {
	mu      sync.Mutex
	config  providerConfig
	engine  string // address of the engine's log; "" until it is told.
	log     Log    // nil until it is first needed.
	preview map[string]previewed
}

// previewed is an object that a preview has made up; it dies with the connection.
type previewed struct {
	urn    string // of the resource that it belongs to.
	object Object // nil where it depends on values that are not known.
}

// peerOf is the address that tells connections apart; "" outside of gRPC, in tests that call the server directly.
func peerOf(ctx context.Context) string {
	if p, ok := peer.FromContext(ctx); ok && p.Addr != nil {
		return p.Addr.String()
	}
	return ""
}

func (s *Server) session(ctx context.Context) *session {
	found, _ := s.sessions.LoadOrStore(peerOf(ctx), &session{preview: map[string]previewed{}})
	if result, ok := found.(*session); ok {
		return result
	}
	return &session{preview: map[string]previewed{}} // Nothing else is ever stored.
}

// Disconnected forgets everything that belonged to the connection from a peer address.
func (s *Server) Disconnected(address string) {
	found, ok := s.sessions.LoadAndDelete(address)
	if !ok {
		return
	}
	if ended, ok := found.(*session); ok {
		ended.close()
	}
}

// StatsHandler is for grpc.StatsHandler: it calls Disconnected when a connection ends.
func (s *Server) StatsHandler() stats.Handler { return connectionWatcher{server: s} }

// connectionWatcher listens for the end of connections.
type connectionWatcher struct{ server *Server }

// connectionKey finds the peer's address in the context of a connection's events.
type connectionKey struct{}

func (connectionWatcher) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }
func (connectionWatcher) HandleRPC(context.Context, stats.RPCStats)                       {}

func (connectionWatcher) TagConn(ctx context.Context, info *stats.ConnTagInfo) context.Context {
	return context.WithValue(ctx, connectionKey{}, info.RemoteAddr.String())
}

func (w connectionWatcher) HandleConn(ctx context.Context, event stats.ConnStats) {
	if _, ended := event.(*stats.ConnEnd); !ended {
		return
	}
	if address, ok := ctx.Value(connectionKey{}).(string); ok {
		w.server.Disconnected(address)
	}
}

func (s *session) configure(config providerConfig) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = config
}

func (s *session) configuration() providerConfig {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

func (s *session) setEngine(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if address != "" {
		s.engine = address
	}
}

// logger connects to the engine's log on first use.
func (s *session) logger(dial func(string) (Log, error)) (Log, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log == nil {
		log, err := dial(s.engine)
		if err != nil {
			return nil, err
		}
		s.log = log
	}
	return s.log, nil
}

// foresee notes an object of the preview. It returns the URN of another resource that made the same object in this
// preview, or "".
func (s *session) foresee(ref Ref, urn string, object Object) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if earlier, twice := s.preview[ref.Key()]; twice && earlier.urn != urn {
		return earlier.urn
	}
	s.preview[ref.Key()] = previewed{urn: urn, object: object}
	return ""
}

// foreseen returns an object of the preview.
func (s *session) foreseen(ref Ref) (Object, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.preview[ref.Key()]
	return copyObject(found.object), ok && found.object != nil
}

func (s *session) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log != nil {
		_ = s.log.Close() // The connection is gone; there is nobody to tell.
	}
}
